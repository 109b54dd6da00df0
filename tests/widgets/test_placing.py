"""Open layers put elsewhere, and where they then lie."""

import numpy as np
import pytest
from napari.components import ViewerModel

from napari_dicom.layers import DisplaySpace
from napari_dicom.viewer.lining_up import line_up
from napari_dicom.viewer.open_layers import world_of
from napari_dicom.widgets.active_layer import shown_plane
from napari_dicom.widgets.placing import is_oblique, scale_layer, show_in, space_of
from opened import add_folder
from phantom import make_affine, ramp, rotated, rotation, write_series

TURNED = rotated(make_affine(), rotation(10, 20, 30))
OBLIQUE_WARNING = "ignore:Non-orthogonal slicing"


@pytest.fixture
def viewer():
    return ViewerModel()


def in_patient(layer, index):
    """Return where an index lies by the layer's contract, as napari orders it: (S, P, L)."""
    return (np.asarray(layer.metadata["dicom"]["affine"]) @ [*index, 1])[2::-1]


@pytest.mark.parametrize("orientation", ["axial", "coronal", "sagittal"])
def test_slices_lie_as_far_apart_as_asked_and_back_again(tmp_path, viewer, orientation):
    thickness = {"SliceThickness": "4"}
    write_series(tmp_path, affine=make_affine(orientation), header=thickness)
    (layer,) = add_folder(viewer, tmp_path)
    before, axis = world_of(layer), layer.metadata["dicom"]["slice_axis"]

    scale_layer(viewer, layer, "SliceThickness")

    assert layer.scale[axis] == pytest.approx(4)
    assert layer.metadata["dicom"]["spacing"]["source"] == "SliceThickness"
    np.testing.assert_allclose(layer.data_to_world([1, 2, 3]), in_patient(layer, [1, 2, 3]))

    scale_layer(viewer, layer, "ImagePositionPatient")
    np.testing.assert_allclose(world_of(layer), before)


def test_the_slice_that_is_shown_stays_the_same(tmp_path, viewer):
    write_series(tmp_path, ramp(9), header={"SliceThickness": "10"})
    (layer,) = add_folder(viewer, tmp_path)
    viewer.dims.set_current_step(0, 6)

    scale_layer(viewer, layer, "SliceThickness")

    assert shown_plane(layer, viewer).index == (6,)


@pytest.mark.filterwarnings(OBLIQUE_WARNING)
def test_patient_space_is_where_the_contract_says_and_own_planes_are_as_opened(tmp_path, viewer):
    write_series(tmp_path, affine=TURNED)
    (layer,) = add_folder(viewer, tmp_path)
    opened = world_of(layer)

    show_in(viewer, layer, DisplaySpace.PATIENT)

    assert space_of(layer) is DisplaySpace.PATIENT
    np.testing.assert_allclose(layer.data_to_world([1, 2, 3]), in_patient(layer, [1, 2, 3]))

    show_in(viewer, layer, DisplaySpace.OWN_PLANES)
    np.testing.assert_allclose(world_of(layer), opened, atol=1e-9)


@pytest.mark.filterwarnings(OBLIQUE_WARNING)
def test_all_of_one_frame_of_reference_move_together(tmp_path, viewer):
    write_series(tmp_path / "a", affine=TURNED, series="a")
    write_series(tmp_path / "b", affine=TURNED, series="b")
    layers = add_folder(viewer, tmp_path)

    show_in(viewer, layers[0], DisplaySpace.PATIENT)

    assert [space_of(layer) for layer in layers] == [DisplaySpace.PATIENT] * 2


@pytest.mark.parametrize(
    ("affine", "oblique"),
    [(make_affine("coronal"), False), (TURNED, True)],
    ids=["coronal", "turned"],
)
def test_only_oblique_layers_have_two_spaces(tmp_path, viewer, affine, oblique):
    write_series(tmp_path, affine=affine)
    (layer,) = add_folder(viewer, tmp_path)

    assert is_oblique(layer) is oblique


def test_layers_opened_one_after_the_other_line_up_as_if_opened_together(tmp_path, viewer):
    moved = TURNED.copy()
    moved[:3, 3] += (5, 6, 7)
    write_series(tmp_path / "a", affine=TURNED, series="a")
    write_series(tmp_path / "b", affine=moved, series="b")
    together = add_folder(viewer, tmp_path)
    apart = ViewerModel()
    add_folder(apart, tmp_path / "a")
    (later,) = add_folder(ViewerModel(), tmp_path / "b")

    line_up(apart, later)

    np.testing.assert_allclose(world_of(later), world_of(together[1]), atol=1e-9)


def test_leading_axes_stay_where_they_are(tmp_path, viewer):
    for step in range(3):
        when = {"TemporalPositionIdentifier": step + 1, "SliceThickness": "4"}
        write_series(tmp_path, ramp() + step, header=when, name=f"{step}-{{}}".format)
    (layer,) = add_folder(viewer, tmp_path)
    before = world_of(layer)

    scale_layer(viewer, layer, "SliceThickness")

    np.testing.assert_allclose(world_of(layer)[0], before[0])
    assert layer.scale[1] == pytest.approx(4)
