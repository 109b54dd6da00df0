"""Labels that were opened are painted where they are drawn: positions, and what is left behind."""

import numpy as np
import pytest
from napari.components import ViewerModel
from napari.layers import Labels

from napari_dicom import add_dicom
from napari_dicom.viewer import add_labels_on, face, world_of
from napari_dicom.viewer.painting import lead, position_drawn
from opened import emitters
from phantom import make_affine, write_series
from segmentations import write_segmentation
from structure_sets import contour, lps, roi, square, structure_set

pytestmark = pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")

SHAPE = (20, 12, 10)
PLANES = pytest.mark.parametrize("across", [0, 1, 2])
LISTS = ("mouse_drag_callbacks", "mouse_move_callbacks", "mouse_double_click_callbacks")


@pytest.fixture
def viewer():
    return ViewerModel()


def opened(viewer, folder, tilt=0, spacing=(0.7, 0.7, 0.8)):
    affine = make_affine(spacing=spacing, tilt_degrees=tilt, origin=(-30, -20, -20.3))
    for name in ("images", "segments"):
        (folder / name).mkdir()
    write_series(folder / "images", np.zeros(SHAPE, "int16"), affine=affine)
    mask = np.ones(SHAPE, bool)
    write_segmentation(folder / "segments" / "seg.dcm", {1: mask}, affine=affine)
    add_dicom(viewer, folder / "images")
    (labels,) = add_dicom(viewer, folder / "segments")
    return labels


def led_to(viewer, labels):
    return labels.world_to_data(position_drawn(labels, viewer.dims.point, viewer.dims.displayed))


@PLANES
def test_on_a_straight_volume_the_position_stays_within_its_voxel(viewer, tmp_path, across):
    labels = opened(viewer, tmp_path)
    face(viewer, across)
    viewer.dims.set_point(range(3), labels.data_to_world((7, 5, 4)))
    point = np.array(viewer.dims.point)
    point[list(viewer.dims.displayed)] += 0.3

    position = position_drawn(labels, tuple(point), viewer.dims.displayed)

    moved = np.abs(np.subtract(position, point))
    assert moved[list(viewer.dims.displayed)].max() <= 1e-12
    assert moved[across] <= labels.scale[across] / 2


@PLANES
def test_rounding_leads_to_no_slice_before_the_one_shown(viewer, tmp_path, across):
    labels = opened(viewer, tmp_path)
    face(viewer, across)

    for step in range(SHAPE[across]):
        viewer.dims.set_current_step(across, step)

        assert int(led_to(viewer, labels)[across]) == step


@pytest.mark.parametrize("step", [-1, 0, 19, 20])
def test_beyond_the_slices_the_pointer_is_on_no_voxel(viewer, tmp_path, step):
    labels = opened(viewer, tmp_path)
    face(viewer, 0)
    viewer.add_image(np.zeros((60, 12, 10)), translate=(-30, -20, -30), scale=labels.scale)
    point = labels.data_to_world((step, 5, 5))

    index = np.round(labels.world_to_data(position_drawn(labels, point, (1, 2))))

    inside = (index >= 0).all() and (index < SHAPE).all()
    assert inside == (0 <= step < 20)


def test_a_further_axis_of_the_viewer_is_left_alone(viewer, tmp_path):
    labels = opened(viewer, tmp_path, tilt=12)
    viewer.add_image(np.zeros((5, *SHAPE)))
    place = labels.data_to_world((7, 5, 4))

    position = position_drawn(labels, (3.0, *place), (2, 3))

    assert position[0] == 3.0
    assert len(position) == 4


def test_in_three_dimensions_napari_finds_the_voxel_itself(viewer, tmp_path):
    labels = opened(viewer, tmp_path, tilt=12)

    assert position_drawn(labels, (1.0, 2.0, 3.0), (0, 1, 2)) == (1.0, 2.0, 3.0)


def test_a_tilted_layer_is_found_where_its_shown_part_draws_it(viewer, tmp_path):
    labels = opened(viewer, tmp_path, tilt=12)
    face(viewer, 0)
    place, world = np.array(labels.data_to_world((7, 0, 0))), world_of(labels)
    place[1] = world[1, 1] * 5 + world[1, 3]
    place[2] = world[2, 2] * 4 + world[2, 3]

    index = labels.world_to_data(position_drawn(labels, place, (1, 2)))

    assert index == pytest.approx([7, 5, 4], abs=1e-5)


def test_only_the_active_labels_are_led(viewer, tmp_path):
    labels = opened(viewer, tmp_path)
    viewer.layers.selection.active = labels
    while_active = [len(getattr(labels, name)) for name in LISTS]
    viewer.layers.selection.active = viewer.layers[0]

    assert [len(getattr(labels, name)) for name in LISTS] == [one - 1 for one in while_active]


def test_labels_that_are_removed_are_left_as_they_were(viewer, tmp_path):
    before = emitters(viewer)
    labels = opened(viewer, tmp_path)
    viewer.layers.selection.active = viewer.layers[0]
    plain = [list(getattr(labels, name)) for name in LISTS]
    viewer.layers.selection.active = labels

    viewer.layers.remove(labels)
    viewer.layers.clear()

    assert [list(getattr(labels, name)) for name in LISTS] == plain
    assert emitters(viewer) == before


def test_opening_more_leads_no_mouse_twice(viewer, tmp_path):
    labels = opened(viewer, tmp_path)
    add_dicom(viewer, tmp_path / "images")
    viewer.layers.selection.active = labels

    led = [one for one in labels.mouse_move_callbacks if "painting" in one.__module__]
    assert len(led) == 1


def test_labels_that_are_drawn_are_led_as_well(viewer, tmp_path):
    opened(viewer, tmp_path)
    image = next(layer for layer in viewer.layers if "dicom_volume" in layer.metadata)

    drawn = add_labels_on(viewer, image)
    viewer.layers.selection.active = drawn

    assert drawn.mouse_double_click_callbacks[0] is lead


def test_contours_and_points_that_were_opened_are_led_as_well(viewer, tmp_path):
    opened(viewer, tmp_path)
    corners = square(7, 2, 6)
    contours = roi(1, "organ", [contour(lps(make_affine(), corners))])
    point = roi(2, "seed", [contour(lps(make_affine(), corners[:1]), "POINT")])
    (tmp_path / "drawn").mkdir()
    structure_set(tmp_path / "drawn" / "rs.dcm", contours, point)
    layers = [one for one in add_dicom(viewer, tmp_path / "drawn") if not isinstance(one, Labels)]

    for layer in layers:
        viewer.layers.selection.active = layer
        assert layer.mouse_double_click_callbacks[0] is lead

    assert {type(layer).__name__ for layer in layers} == {"Shapes", "Points"}


def test_callbacks_that_others_cleared_are_no_error_when_another_layer_is_chosen(viewer, tmp_path):
    labels = opened(viewer, tmp_path)
    viewer.layers.selection.active = labels
    for name in LISTS:
        getattr(labels, name).clear()

    viewer.layers.selection.active = viewer.layers[0]
    viewer.layers.selection.active = labels

    assert labels.mouse_double_click_callbacks == [lead]
