"""Arrangement: every voxel of a layer is where it lies in the patient."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import phantom
from napari_dicom.dicom import Geometry, Spacing
from napari_dicom.layers import DisplaySpace, arrange, display_transforms
from napari_dicom.layers.display import (
    display_notes,
    napari_transform,
    on_exact_steps,
    own_rotation,
    rotation_angle,
    world_matrix,
)

SHAPE = (4, 6, 5)
ANGLES = st.tuples(*[st.floats(-180, 180)] * 3)


def geometry(affine, shape=SHAPE):
    affine = np.asarray(affine, dtype=np.float64)
    used = phantom.slice_distance(affine)
    return Geometry(affine, shape, Spacing(used, "ImagePositionPatient", used, None, None))


def own_display(one):
    return display_transforms([one], [""], DisplaySpace.OWN_PLANES)[0]


def turned(angles, **others):
    return phantom.rotated(phantom.make_affine(**others), phantom.rotation(*angles))


def arranged(array, arrangement):
    steps = tuple(slice(None, None, -1 if flip else 1) for flip in arrangement.flipped)
    return array.transpose(arrangement.order)[steps]


@pytest.mark.parametrize(
    ("plane", "order", "flipped"),
    [
        pytest.param("axial", (0, 1, 2), (False, False, False), id="axial"),
        pytest.param("coronal", (1, 0, 2), (True, False, False), id="coronal"),
        pytest.param("sagittal", (1, 2, 0), (True, False, True), id="sagittal"),
        pytest.param((-1, 0, 0, 0, -1, 0), (0, 1, 2), (False, True, True), id="turned about z"),
        pytest.param((0, 1, 0, 1, 0, 0), (0, 2, 1), (True, False, False), id="transposed"),
    ],
)
def test_axes_are_put_in_the_order_z_y_x_and_run_upwards(plane, order, flipped):
    found = arrange(geometry(phantom.make_affine(plane)))

    assert (found.order, found.flipped) == (order, flipped)
    assert found.slice_axis == order.index(0)


@pytest.mark.parametrize("plane", ["axial", "coronal", "sagittal"])
def test_series_parallel_to_the_patient_need_scale_and_translation_only(plane):
    affine = phantom.make_affine(plane)
    one = geometry(affine)
    found = arrange(one)

    transform = napari_transform(world_matrix(found.affine, own_display(one)))

    sizes = [one.voxel_size[axis] for axis in found.order]
    assert set(transform) == {"scale", "translate"}
    assert transform["scale"] == pytest.approx(sizes)
    assert (transform["scale"] > 0).all()


@settings(max_examples=80, deadline=None, derandomize=True)
@given(angles=ANGLES, tilt=st.floats(-25, 25))
def test_the_affine_of_the_layer_puts_each_voxel_where_the_file_has_it(angles, tilt):
    one = geometry(turned(angles, tilt_degrees=tilt))
    numbered = np.arange(np.prod(SHAPE)).reshape(SHAPE)

    found = arrange(one)
    layer = arranged(numbered, found)

    for index in [(0, 0, 0), (3, 5, 4), (1, 4, 2)]:
        (there,) = np.argwhere(layer == numbered[index])
        assert found.affine @ [*there, 1] == pytest.approx(one.affine @ [*index, 1])


@settings(max_examples=80, deadline=None, derandomize=True)
@given(angles=ANGLES)
def test_oblique_series_are_turned_into_their_own_planes_about_their_centre(angles):
    one = geometry(turned(angles))
    found = arrange(one)

    world = world_matrix(found.affine, own_display(one))

    transform = napari_transform(world)
    middle = (np.array([one.shape[axis] for axis in found.order]) - 1) / 2
    assert set(transform) == {"scale", "translate"}
    assert (transform["scale"] > 0).all()
    assert (world @ [*middle, 1])[:3] == pytest.approx(one.centre[::-1], abs=1e-6)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(angles=ANGLES)
def test_the_rotation_taken_off_is_a_rotation_and_the_smallest_there_is(angles):
    found = own_rotation(geometry(turned(angles)))

    assert found @ found.T == pytest.approx(np.eye(3), abs=1e-9)
    assert np.linalg.det(found) == pytest.approx(1)
    assert rotation_angle(found) < 63  # no rotation is further from all 24 of a cube


@pytest.mark.parametrize("angles", [(0, 0, 0), (20, -35, 50)], ids=["axial", "oblique"])
def test_the_shear_of_a_tilted_gantry_stays(angles):
    one = geometry(turned(angles, tilt_degrees=18))
    found = arrange(one)

    transform = napari_transform(world_matrix(found.affine, own_display(one)))

    assert set(transform) == {"affine"}
    step = transform["affine"][:3, found.slice_axis]
    along, across = step[found.slice_axis], np.delete(step, found.slice_axis)
    assert np.linalg.norm(across) / abs(along) == pytest.approx(np.tan(np.radians(18)), rel=1e-6)


def test_a_turn_of_some_degrees_is_measured():
    one = geometry(turned((0, 0, 12.5)))

    assert rotation_angle(own_rotation(one)) == pytest.approx(12.5)
    assert rotation_angle(np.eye(3)) == 0


@pytest.mark.parametrize(
    ("degrees", "is_turned"),
    [
        pytest.param(0.0005, False, id="cosines off by 0.9e-5"),
        pytest.param(0.0007, True, id="cosines off by 1.2e-5"),
        pytest.param(0.3, True, id="0.3 degrees"),
    ],
)
def test_planes_turned_by_more_than_a_hundred_thousandth_are_turned_back(degrees, is_turned):
    rotation = own_rotation(geometry(turned((0, 0, degrees))))

    assert np.array_equal(rotation, np.eye(3)) is not is_turned
    assert rotation_angle(rotation) == pytest.approx(degrees if is_turned else 0, abs=1e-5)


@pytest.mark.parametrize(
    ("shear", "keywords"),
    [
        pytest.param(0.9e-5, {"scale", "translate"}, id="0.9e-5"),
        pytest.param(1.1e-5, {"affine"}, id="1.1e-5"),
        pytest.param(-1.1e-5, {"affine"}, id="-1.1e-5"),
    ],
)
def test_a_shear_of_more_than_a_hundred_thousandth_of_a_step_needs_an_affine(shear, keywords):
    world = np.diag([4.0, 0.7, 0.8, 1.0])
    world[1, 0] = 4.0 * shear

    assert set(napari_transform(world)) == keywords


@pytest.mark.parametrize("scale", [0.1, 1 / 3, 0.7, 977.3])
def test_steps_add_up_exactly_and_are_moved_by_less_than_nothing(scale):
    exact = on_exact_steps(np.array([scale]), np.array([-1000 * scale / 7]))
    step = float(exact["scale"][0])

    assert step == pytest.approx(scale, rel=2e-8)
    assert exact["translate"] == pytest.approx(-1000 * scale / 7, abs=2e-8 * scale)
    assert [sum([step] * count) / step for count in (3, 7, 999)] == [3, 7, 999]


@pytest.mark.parametrize("degrees", [30, -30], ids=["one way", "the other way"])
@pytest.mark.parametrize("tilt", [60, -60])
def test_axes_are_ordered_by_the_normal_and_not_by_the_tilted_step(degrees, tilt):
    one = geometry(turned((degrees, 0, 0), tilt_degrees=tilt))

    assert arrange(one).order == (0, 1, 2)


@pytest.mark.parametrize(("degrees", "is_told"), [(0.04, False), (0.06, True)])
def test_planes_are_called_oblique_where_a_turn_would_read_as_a_tenth_of_a_degree(degrees, is_told):
    display = np.eye(4)
    display[:3, :3] = phantom.rotation(0, 0, degrees)

    assert [note.code for note in display_notes(display)] == ["oblique"] * is_told
