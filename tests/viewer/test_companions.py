"""What is drawn on images, opened before them, with them or after them, lies where they do."""

import numpy as np
import pytest

import marks
from napari_dicom.api import read_volumes
from napari_dicom.dicom import References
from napari_dicom.layers import DisplaySpace
from napari_dicom.viewer import add_loaded
from napari_dicom.viewer.open_layers import has_depth, layer_display
from napari_dicom.widgets.placing import scale_layer, show_in
from phantom import make_affine, ramp, rotated, rotation, write_series

pytestmark = pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")

TURNED = rotated(make_affine(), rotation(10, 20, 30))


@pytest.fixture(autouse=True)
def _installed(monkeypatch):
    marks.install(monkeypatch)


@pytest.fixture
def loaded(tmp_path):
    write_series(tmp_path, ramp(3, 4, 5), affine=TURNED, header={"SliceThickness": "9"})
    (volume,) = read_volumes(tmp_path)
    return volume


def drawn(loaded, **how):
    return marks.marks_on(loaded.volume, marks.corners(loaded.volume), **how)


def add(viewer, *loaded, space=DisplaySpace.OWN_PLANES):
    return add_loaded(viewer, loaded, space, arrange=True)


def assert_on_its_voxels(image, layer):
    """Check that the first and the last voxel's marks are drawn on these voxels."""
    data = layer.data if isinstance(layer.data, np.ndarray) else layer.data[0]
    world = np.sort([layer.data_to_world(point) for point in data[[0, -1]]], axis=0)
    last = np.array(image.data.shape) - 1
    ends = np.sort([image.data_to_world(index) for index in (np.zeros(3), last)], axis=0)
    np.testing.assert_allclose(world, ends, atol=1e-6)


def test_opened_after_its_image_it_is_drawn_on_it(viewer, loaded):
    (image,) = add(viewer, loaded)

    for layer in add(viewer, drawn(loaded)):
        assert_on_its_voxels(image, layer)
        assert layer.visible


def test_opened_after_two_images_turned_differently_it_is_drawn_on_its_own(
    viewer, loaded, tmp_path
):
    write_series(tmp_path / "straight", ramp(4, 4, 5), series="straight")
    (straight,) = read_volumes(tmp_path / "straight")
    _, image = add(viewer, straight, loaded)

    for layer in add(viewer, drawn(loaded)):
        assert_on_its_voxels(image, layer)


@pytest.mark.parametrize("known", [True, False], ids=["drawn on the image", "drawn alone"])
def test_opened_before_its_image_it_follows_it(viewer, loaded, known):
    layers = add(viewer, drawn(loaded, volumes=None if known else []))

    (image,) = add(viewer, loaded)

    for layer in layers:
        assert_on_its_voxels(image, layer)


def test_it_goes_with_its_image_to_patient_space_and_back(viewer, loaded):
    image, dots, _ = add(viewer, loaded, drawn(loaded))

    show_in(viewer, image, DisplaySpace.PATIENT)

    np.testing.assert_allclose(layer_display(dots), np.eye(4), atol=1e-9)
    assert_on_its_voxels(image, dots)
    show_in(viewer, image, DisplaySpace.OWN_PLANES)
    assert_on_its_voxels(image, dots)


def test_it_is_laid_on_an_image_that_is_shown_in_patient_space(viewer, loaded):
    (image,) = add(viewer, loaded)
    show_in(viewer, image, DisplaySpace.PATIENT)

    for layer in add(viewer, drawn(loaded)):
        assert_on_its_voxels(image, layer)


def test_it_follows_the_slices_of_its_image_where_these_are_scaled(viewer, loaded):
    image, dots, path = add(viewer, loaded, drawn(loaded))

    scale_layer(viewer, image, "SliceThickness")

    assert image.scale[0] == pytest.approx(9)
    assert_on_its_voxels(image, dots)
    assert_on_its_voxels(image, path)


def test_of_another_frame_of_reference_it_stays_where_it_is_and_opens_hidden(viewer, loaded):
    (image,) = add(viewer, loaded)

    dots, _ = add(viewer, drawn(loaded, references=References("1.2.3"), volumes=[]))

    assert not dots.visible
    np.testing.assert_allclose(layer_display(dots), np.eye(4), atol=1e-9)
    scale_layer(viewer, image, "SliceThickness")
    np.testing.assert_allclose(dots.scale, 1)


def test_whether_there_is_depth_is_known_of_layers_that_are_no_grid(viewer, loaded):
    dots, path = add(viewer, drawn(loaded))
    (flat, _) = add(viewer, marks.marks_on(loaded.volume, marks.corners(loaded.volume)[:2]))

    assert [has_depth(one) for one in (dots, path, flat)] == [True, True, False]
