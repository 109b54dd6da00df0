"""Viewers that go in step: by position in one frame of reference, by an offset in another."""

import numpy as np
import pytest
from napari.components import ViewerModel
from napari.layers import Image

from kinds import in_time, write
from napari_dicom.viewer import face
from napari_dicom.viewer.in_step import InStep, Member, SameWindow
from napari_dicom.viewer.linked import OwnPlanes, flattened
from opened import add_folder
from phantom import make_affine, ramp, rotated, rotation

pytestmark = [
    pytest.mark.usefixtures("plugin"),
    pytest.mark.filterwarnings("ignore:Non-orthogonal slicing"),
]


@pytest.fixture
def viewer(plugin):  # noqa: ARG001 - a fixture
    return ViewerModel()


@pytest.fixture
def step():
    return InStep()


@pytest.fixture
def opened(viewer, tmp_path):
    """Open a series, and return its layer."""

    def open_series(name, affine=None, frame="here", count=9, how=write, **more):
        values = ramp(count).astype("int16")
        affine = make_affine() if affine is None else affine
        how(tmp_path / name, values, frame, affine=affine, **more)
        (layer,) = add_folder(viewer, tmp_path / name)
        return layer

    return open_series


def member_of(layer, across=0):
    """Return a viewer with a layer like this one, its slices along an axis of (z, y, x)."""
    pane = ViewerModel()
    pane.add_layer(Image(layer.data, **keywords(layer)))
    if pane.dims.ndim > 2:
        face(pane, across)
    return Member(pane, layer, OwnPlanes(pane, layer, flattened))


def keywords(layer):
    names = ("scale", "translate", "affine", "units", "axis_labels", "rgb", "metadata")
    return {name: getattr(layer, name) for name in names}


def slice_of(member):
    """Return which slice of its image a member shows, counted from 0 as the layer does."""
    dims = member.viewer.dims
    lead = member.layer.ndim - 3
    point = np.zeros(member.layer.ndim)
    point[:] = dims.point[-member.layer.ndim :]
    return round(float(member.layer.world_to_data(point)[lead]))


def together(step, *layers, across=0):
    members = [member_of(layer, across) for layer in layers]
    for member in members:
        step.add(member)
    return members


def test_slices_are_those_at_the_same_position_not_of_the_same_number(step, opened):
    thick = opened("thick", make_affine(spacing=(5, 1, 1), origin=(0, 0, 100)))
    thin = opened("thin", make_affine(spacing=(2.5, 1, 1), origin=(0, 0, 90)), count=30)
    one, other = together(step, thick, thin)

    one.viewer.dims.set_point(0, 110)

    assert other.viewer.dims.point[0] == 110
    assert (slice_of(one), slice_of(other)) == (2, 8)

    other.viewer.dims.set_point(0, 125)
    assert (slice_of(one), slice_of(other)) == (5, 14)


def test_slices_that_were_sent_from_head_to_feet_are_at_their_positions(step, opened):
    up = opened("up", make_affine(spacing=(5, 1, 1), origin=(0, 0, 100)))
    down = make_affine(spacing=(5, 1, 1), origin=(0, 0, 140))
    down[:3, 0] *= -1
    one, other = together(step, up, opened("down", down))

    one.viewer.dims.set_point(0, 105)

    assert other.viewer.dims.point[0] == 105
    assert other.is_on_slice()


@pytest.mark.parametrize(("beyond", "is_there"), [(2.49, True), (2.51, False)])
def test_a_place_more_than_half_a_slice_beyond_the_ends_is_on_no_slice(
    step, opened, beyond, is_there
):
    short = opened("short", make_affine(spacing=(5, 1, 1), origin=(0, 0, 100)), count=3)
    long = opened("long", make_affine(spacing=(5, 1, 1), origin=(0, 0, 60)), count=30)
    one, other = together(step, long, short)

    for depth in (100 - beyond, 110 + beyond):
        one.viewer.dims.set_point(0, depth)
        assert one.is_on_slice()
        assert other.is_on_slice() is is_there


def test_a_series_of_another_frame_goes_by_an_offset_from_middle_to_middle(step, opened):
    first = opened("first", make_affine(spacing=(5, 1, 1), origin=(0, 0, 100)))
    prior = opened("prior", make_affine(spacing=(5, 1, 1), origin=(0, 0, -700)), frame="there")
    one, other = together(step, first, prior)

    assert step.offset(one) is None
    assert step.offset(other) == pytest.approx(-800)

    one.viewer.dims.set_point(0, 110)
    assert (slice_of(one), slice_of(other)) == (2, 2)


def test_the_offset_is_where_the_user_puts_it_but_never_within_one_frame(step, opened):
    first = opened("first", make_affine(spacing=(5, 1, 1), origin=(0, 0, 100)))
    prior = opened("prior", make_affine(spacing=(5, 1, 1), origin=(0, 0, 100)), frame="there")
    again = opened("again", make_affine(spacing=(5, 1, 1), origin=(0, 0, 100)))
    one, other, same = together(step, first, prior, again)
    one.viewer.dims.set_point(0, 120)

    step.go_together(False)
    other.viewer.dims.set_point(0, 130)
    same.viewer.dims.set_point(0, 105)
    assert slice_of(one) == 4
    step.go_together(True)

    assert step.offset(other) == pytest.approx(10)
    assert step.offset(same) is None
    assert [slice_of(each) for each in (one, other, same)] == [4, 6, 4]
    one.viewer.dims.set_point(0, 110)
    assert [slice_of(each) for each in (one, other, same)] == [2, 4, 2]


def test_all_are_seen_at_one_scale_at_one_place(step, opened):
    first = opened("first", make_affine(spacing=(5, 1, 1)))
    prior = opened("prior", make_affine(origin=(300, 40, 5)), frame="there")
    one, other = together(step, first, prior)

    one.viewer.scene.camera.zoom = 3.5
    one.viewer.scene.camera.center = (10, 20)

    camera = other.viewer.scene.camera
    assert camera.zoom == 3.5
    assert np.allclose(camera.center[-2:], np.add((10, 20), other.shift[1:]))


def test_a_coronal_series_is_cut_at_the_same_axial_place(step, opened):
    axial = opened("axial", make_affine(spacing=(5, 1, 1), origin=(0, 0, 100)))
    coronal = opened("coronal", make_affine("coronal", spacing=(2, 3, 1), origin=(0, 0, 130)))
    one, other = together(step, axial, coronal)

    one.viewer.dims.set_point(0, 120)

    assert other.viewer.dims.point[0] == 120
    first, last, distance = other.depths()
    assert distance == pytest.approx(3)
    assert first <= 120 <= last


def test_a_tilted_series_is_cut_along_its_slices_at_the_place(step, opened):
    affine = make_affine(spacing=(5, 1, 1), origin=(0, 0, 100), tilt_degrees=20)
    one, other = together(
        step, opened("straight", make_affine(spacing=(5, 1, 1))), opened("t", affine)
    )

    one.viewer.dims.set_point(0, 115)

    assert slice_of(other) == 3
    assert other.depths() == pytest.approx((100, 140, 5))


def test_time_is_shared_by_its_value_in_the_same_unit(step, opened):
    one, other = together(step, *(opened(name, how=in_time, modality="MR") for name in "ab"))

    value = one.viewer.dims.range[0].start + one.viewer.dims.range[0].step
    one.viewer.dims.set_point(0, value)

    assert other.viewer.dims.point[0] == value


def test_a_flat_image_is_left_where_it_is(step, opened):
    deep = opened("deep")
    flat = opened("flat", count=1, header={"ImagePositionPatient": None})
    one, other = together(step, deep, flat)

    one.viewer.dims.set_point(0, 105)

    assert other.is_on_slice()


def test_what_is_removed_is_followed_no_longer(step, opened):
    one, other = together(step, opened("a"), opened("b"))
    before = other.viewer.dims.point
    for member in (one, other):
        step.remove(member)

    one.viewer.dims.set_point(0, 110)

    assert other.viewer.dims.point == before
    assert not any("InStep" in str(each) for each in one.viewer.dims.events.point.callbacks)


def test_offsets_stay_when_another_becomes_the_first(step, opened):
    first = opened("first", make_affine(spacing=(5, 1, 1), origin=(0, 0, 100)))
    prior = opened("prior", make_affine(spacing=(5, 1, 1), origin=(0, 0, -700)), frame="there")
    one, other = together(step, first, prior)
    one.viewer.dims.set_point(0, 110)

    step.put_in_order([other, one])

    assert step.offset(other) is None
    assert step.offset(one) == pytest.approx(800)
    other.viewer.dims.set_point(0, -680)
    assert one.viewer.dims.point[0] == pytest.approx(120)


def test_one_window_is_shared_by_images_of_one_unit_alone(opened):
    first, second = opened("first"), opened("second")
    other = opened("other", modality="MR")
    kept = tuple(other.contrast_limits)
    same = SameWindow([first, second, other])

    second.contrast_limits = (3, 9)
    assert tuple(first.contrast_limits) == (3, 9)
    assert tuple(other.contrast_limits) == kept

    same.stop()
    first.contrast_limits = (1, 5)
    assert tuple(second.contrast_limits) == (3, 9)


def patient_slice_of(member):
    """Return the slice a member stands at, by the affine of its headers: its middle, its normal."""
    layer = member.layer
    affine = np.array(layer.metadata["dicom"]["affine"])
    middle = (np.array(layer.data.shape, dtype=float) - 1) / 2
    middle[0] = round(float(layer.world_to_data(member.viewer.dims.point)[0]))
    normal = np.cross(affine[:3, 1], affine[:3, 2])
    return affine[:3, :3] @ middle + affine[:3, 3], normal / np.linalg.norm(normal)


@pytest.mark.parametrize("first", ["axial", "oblique"])
@pytest.mark.parametrize("depth", [-10, 8, 20])
def test_an_oblique_series_is_cut_where_the_place_lies_in_the_patient(step, opened, first, depth):
    straight = make_affine(spacing=(1, 1, 1), origin=(0, 0, -20))
    axial = opened("axial", straight, count=60)
    oblique = opened("oblique", rotated(straight, rotation(29, 7, 0)), count=60)
    order = (axial, oblique) if first == "axial" else (oblique, axial)
    one, other = together(step, *order)

    one.viewer.dims.set_point(0, one.viewer.dims.point[0] + depth)

    place = step.point[::-1]
    for member in (one, other):
        middle, normal = patient_slice_of(member)
        assert abs(normal @ (middle - place)) <= 0.5 + 1e-6
    assert not other.is_parallel_to(one)
    assert one.is_parallel_to(one)


def test_a_plane_that_was_not_acquired_is_no_slice(step, opened):
    layer = opened("gap", make_affine(spacing=(2, 1, 1), origin=(0, 0, 100)))
    layer.metadata["dicom"]["frames"][3] = None
    (one,) = together(step, layer)

    found = []
    for number in range(9):
        step.go_to(100 + 2 * number)
        found.append(one.is_on_slice())

    assert found == [number != 3 for number in range(9)]


def test_a_plane_across_the_slices_shows_those_there_are(step, opened):
    layer = opened("gap", make_affine(spacing=(2, 1, 1)))
    layer.metadata["dicom"]["frames"][3] = None
    (one,) = together(step, layer, across=1)

    assert one.is_on_slice()
