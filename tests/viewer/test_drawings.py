"""What is drawn on an image: layers on its voxels, that stay there wherever it is shown."""

import numpy as np
import pytest

from kinds import KINDS
from napari_dicom import add_dicom
from napari_dicom.viewer import (
    DRAWN_ON,
    add_labels_on,
    add_shapes_on,
    drawn_on,
    face,
    image_measured,
    image_of,
    image_to_draw_on,
    keep_drawings,
    line_width,
    stand_on_slice,
    world_of,
)
from napari_dicom.viewer.drawings import world_in_view
from napari_dicom.writing import write_segmentation
from phantom import make_affine, ramp, rotated, rotation, write_series

pytestmark = pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")


def opened(viewer, folder, **more):
    write_series(folder, **more)
    return add_dicom(viewer, folder)[0]


@pytest.mark.parametrize("kind", ["2D", "3D", "4D", "film", "coronal", "oblique"])
@pytest.mark.parametrize("add", [add_shapes_on, add_labels_on], ids=["shapes", "labels"])
def test_a_layer_to_draw_in_lies_on_the_voxels_and_leaves_the_sliders(viewer, tmp_path, kind, add):
    KINDS[kind](tmp_path)
    (image,) = add_dicom(viewer, tmp_path)
    before = viewer.dims.range, viewer.dims.nsteps, viewer.dims.point, viewer.dims.axis_labels

    layer = add(viewer, image)

    assert (viewer.dims.range, viewer.dims.nsteps, viewer.dims.point) == before[:3]
    assert viewer.dims.axis_labels == before[3]
    assert layer.units == image.units[-layer.ndim :]
    assert np.array_equal(layer.scale, image.scale[-layer.ndim :])
    assert np.array_equal(layer.translate, image.translate[-layer.ndim :])


def test_labels_on_several_steps_are_those_of_one(viewer, tmp_path):
    KINDS["4D"](tmp_path)
    (image,) = add_dicom(viewer, tmp_path)

    assert add_labels_on(viewer, image).data.shape == image.data.shape[1:]
    assert add_shapes_on(viewer, image).ndim == 4


@pytest.mark.parametrize("across", [0, 1, 2], ids=["axial", "coronal", "sagittal"])
@pytest.mark.parametrize("turn", [0, 12], ids=["own planes", "turned"])
def test_on_a_tilt_the_mouse_finds_the_voxel_that_is_drawn_there(viewer, tmp_path, across, turn):
    affine = rotated(make_affine(tilt_degrees=15), rotation(turn, 0, 0))
    image = opened(viewer, tmp_path, values=ramp(6, 12, 10), affine=affine)
    layer = add_shapes_on(viewer, image)

    face(viewer, across)
    keep_drawings(viewer)

    shown, hidden = list(viewer.dims.displayed), [across]
    world, drawn = world_of(image), world_of(layer)
    point = np.array(viewer.dims.point)
    point[shown] = (5.0, -7.0)
    voxel = np.asarray(layer.world_to_data(point))
    on_screen = world[np.ix_(shown, shown)] @ voxel[shown] + world[shown, -1]
    assert on_screen == pytest.approx(point[shown])
    assert drawn[np.ix_(shown, hidden)] == pytest.approx(np.zeros((2, 1)))
    inverse = np.linalg.inv(world)
    sliced = inverse[across, across] * point[across] + inverse[across, -1]
    assert voxel[across] == pytest.approx(sliced)


def test_in_3d_drawings_are_sheared_as_their_image_is(viewer, tmp_path):
    image = opened(viewer, tmp_path, affine=make_affine(tilt_degrees=15))
    layer = add_shapes_on(viewer, image)

    viewer.dims.ndisplay = 3
    keep_drawings(viewer)

    assert world_of(layer) == pytest.approx(world_of(image))


def test_what_is_where_it_belongs_is_not_touched(viewer, tmp_path):
    image = opened(viewer, tmp_path, affine=make_affine(tilt_degrees=15))
    layer, moved = add_shapes_on(viewer, image), []

    def note(event):
        moved.append(event.type)

    for event in (layer.events.scale, layer.events.translate, layer.events.affine):
        event.connect(note)
    keep_drawings(viewer)

    assert moved == []


def test_a_view_of_a_transform_without_shear_is_that_transform():
    world = np.diag([2.0, 3, 4, 1])
    world[:3, 3] = 5, 6, 7

    assert world_in_view(world, [1, 2]) == pytest.approx(world)


def test_a_drawing_is_measured_on_the_image_it_was_made_for(viewer, tmp_path):
    first = opened(viewer, tmp_path / "one", series="one")
    second = opened(viewer, tmp_path / "two", series="two")

    layers = [add_shapes_on(viewer, image) for image in (first, second)]

    assert [drawn_on(viewer, layer) for layer in layers] == [first, second]
    assert [image_measured(viewer, layer) for layer in layers] == [first, second]
    assert [image_of(viewer, layer) for layer in layers] == [first, second]


def test_an_image_that_is_opened_again_takes_the_place_of_the_one_that_was_closed(viewer, tmp_path):
    layer = add_shapes_on(viewer, opened(viewer, tmp_path / "in"))
    viewer.layers.remove(drawn_on(viewer, layer))
    without = drawn_on(viewer, layer)

    (again,) = add_dicom(viewer, tmp_path / "in")

    assert without is None
    assert drawn_on(viewer, layer) is again


def test_an_image_of_the_series_with_other_voxels_does_not_take_its_place(viewer, tmp_path):
    layer = add_shapes_on(viewer, opened(viewer, tmp_path / "in"))
    viewer.layers.remove(drawn_on(viewer, layer))

    opened(viewer, tmp_path / "more", values=ramp(5))

    assert drawn_on(viewer, layer) is None


def test_the_active_image_is_drawn_on_else_the_uppermost_that_is_seen(viewer, tmp_path):
    first = opened(viewer, tmp_path / "one", series="one")
    second = opened(viewer, tmp_path / "two", series="two")
    drawing = add_shapes_on(viewer, first)

    found = []
    for active in (first, second, drawing, None):
        viewer.layers.selection.active = active
        found.append(image_to_draw_on(viewer))
    second.visible = False
    found.append(image_to_draw_on(viewer))

    assert found == [first, second, first, second, first]


def test_without_an_image_nothing_is_drawn_on(viewer):
    layer = viewer.add_shapes(ndim=3)

    assert image_to_draw_on(viewer) is None
    assert image_measured(viewer, layer) is None


def test_a_shapes_layer_of_the_users_own_is_measured_on_the_image_that_is_seen(viewer, tmp_path):
    image = opened(viewer, tmp_path)
    layer = viewer.add_shapes(ndim=3)

    assert image_measured(viewer, layer) is image


def test_no_patient_is_in_what_a_drawing_knows(viewer, tmp_path):
    layer = add_shapes_on(viewer, opened(viewer, tmp_path))

    assert "Secret" not in layer.name + repr(layer.metadata[DRAWN_ON])


def test_lines_are_narrower_in_voxels_where_these_are_high(viewer, tmp_path):
    image = opened(
        viewer, tmp_path, values=ramp(6, 50, 50), affine=make_affine(spacing=(5, 0.5, 0.5))
    )
    axial = line_width(viewer, image)

    face(viewer, 1)

    assert axial == pytest.approx(30 / 300 / 0.5)  # 6 slices of 5 mm are the largest side
    assert line_width(viewer, image) == pytest.approx(0.45 * axial)


def test_labels_drawn_on_a_tilt_are_written_on_its_frames(viewer, tmp_path):
    image = opened(viewer, tmp_path / "in", affine=make_affine(tilt_degrees=15))
    labels = add_labels_on(viewer, image)
    labels.data[:, 2:4, 1:3] = 1

    write_segmentation(tmp_path / "out.dcm", labels, image, {1: "box"})

    (found,) = [one for one in add_dicom(viewer, tmp_path / "out.dcm") if one is not image]
    assert np.array_equal(found.data, labels.data)


@pytest.mark.parametrize("across", [0, 1, 2])
@pytest.mark.parametrize("tilt", [0, 15])
def test_drawing_begins_in_the_middle_of_the_slice_that_is_shown(viewer, tmp_path, across, tilt):
    affine = make_affine(tilt_degrees=tilt, origin=(0, 0, 0))
    image = opened(viewer, tmp_path, values=ramp(8, 12, 10), affine=affine)
    face(viewer, across)
    layer = add_shapes_on(viewer, image)
    there = np.asarray(layer.data_to_world([3.4, 3.4, 3.4]))[across]
    viewer.dims.set_point(across, float(there))
    keep_drawings(viewer)

    stand_on_slice(viewer, image)

    assert layer.world_to_data(viewer.dims.point)[across] == pytest.approx(3)
