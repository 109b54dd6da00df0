"""Geometry: the affine that went into the frames comes out, with its distance between slices."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nibabel.orientations import aff2axcodes

import phantom
from napari_dicom.dicom.stacks.geometry import ZSpacing, geometry_of
from napari_dicom.dicom.stacks.stack import stack_frames
from planes import frame, frames_on

OBLIQUE = phantom.rotated(phantom.make_affine(), phantom.rotation(20, -35, 50))
AFFINES = {
    "axial": phantom.make_affine("axial"),
    "coronal": phantom.make_affine("coronal"),
    "sagittal": phantom.make_affine("sagittal"),
    "oblique": OBLIQUE,
    "tilted": phantom.make_affine("axial", tilt_degrees=18.5),
    "tilted oblique": phantom.rotated(
        phantom.make_affine(tilt_degrees=-12), phantom.rotation(5, 8, -70)
    ),
    "feet first": phantom.make_affine((-1, 0, 0, 0, 1, 0)),
}
BY_NAME = pytest.mark.parametrize("affine", AFFINES.values(), ids=AFFINES)


def geometry(frames, z_spacing=ZSpacing.POSITIONS):
    (stack,) = stack_frames(frames)
    return geometry_of(stack.frames, stack.grid, z_spacing)


@BY_NAME
def test_the_affine_of_the_files_is_recovered(affine):
    found = geometry(frames_on(affine, 5))

    assert found.affine == pytest.approx(affine, abs=1e-9)
    assert found.shape == (5, 6, 5)
    assert found.corner_error < 1e-9


@BY_NAME
def test_the_order_of_the_files_does_not_matter(affine):
    frames = frames_on(affine, 6)

    shuffled = [frames[i] for i in (3, 0, 5, 1, 4, 2)]

    assert geometry(shuffled).affine == pytest.approx(affine, abs=1e-9)
    assert geometry(frames[::-1]).affine == pytest.approx(affine, abs=1e-9)


@BY_NAME
def test_voxel_sizes_are_those_along_the_normal_the_rows_and_the_columns(affine):
    found = geometry(frames_on(affine))

    assert found.voxel_size == pytest.approx((2.5, 0.7, 0.8))
    assert found.pixel_spacing == pytest.approx((0.7, 0.8))


@pytest.mark.parametrize("degrees", [0, 5, -14, 18.5])
def test_the_tilt_is_the_angle_between_normal_and_slices(degrees):
    found = geometry(frames_on(phantom.make_affine(tilt_degrees=degrees)))

    assert found.tilt == pytest.approx(abs(degrees), abs=1e-5)
    assert found.is_tilted == (degrees != 0)


def test_noise_in_the_last_decimal_is_no_tilt():
    frames = frames_on(phantom.make_affine())
    noisy = [
        frame(
            np.add(one.position, (1e-4 * (-1) ** i, 0, 0)),
            one.orientation,
            one.pixel_spacing,
            name=str(i),
        )
        for i, one in enumerate(frames)
    ]

    assert not geometry(noisy).is_tilted


def test_missing_planes_leave_the_others_in_place():
    affine = AFFINES["tilted oblique"]

    found = geometry(frames_on(affine, [0, 1, 3, 4, 7]))

    assert found.affine == pytest.approx(affine, abs=1e-9)
    assert found.shape[0] == 8


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    angles=st.tuples(*[st.floats(-180, 180)] * 3),
    spacing=st.tuples(*[st.floats(0.1, 10)] * 3),
    origin=st.tuples(*[st.floats(-500, 500)] * 3),
    tilt=st.floats(-30, 30),
    planes=st.integers(2, 30),
    order=st.randoms(use_true_random=False),
)
def test_any_affine_is_recovered_from_files_in_any_order(
    angles, spacing, origin, tilt, planes, order
):
    affine = phantom.make_affine("axial", spacing, tilt_degrees=tilt)
    affine = phantom.rotated(affine, phantom.rotation(*angles))
    affine[:3, 3] = origin
    frames = frames_on(affine, planes)
    order.shuffle(frames)

    found = geometry(frames)

    assert found.affine == pytest.approx(affine, abs=1e-6)
    assert found.corner_error < 1e-6
    assert found.tilt == pytest.approx(abs(tilt), abs=1e-3)


@pytest.mark.parametrize(
    ("affine", "codes"),
    [
        pytest.param(AFFINES["axial"], ("S", "P", "L"), id="axial"),
        pytest.param(AFFINES["coronal"], ("P", "I", "L"), id="coronal"),
        pytest.param(AFFINES["sagittal"], ("R", "I", "P"), id="sagittal"),
        pytest.param(AFFINES["feet first"], ("I", "P", "R"), id="feet first"),
    ],
)
def test_nibabel_reads_the_axes_as_running_the_same_way(affine, codes):
    found = geometry(frames_on(affine)).affine

    ras = np.diag([-1.0, -1.0, 1.0, 1.0]) @ found

    assert aff2axcodes(ras) == codes


# Decision 1 of the design: what the distance between slices comes from.


@pytest.mark.parametrize(
    ("planes", "between", "thickness", "used", "source"),
    [
        pytest.param(4, None, None, 2.5, "ImagePositionPatient", id="positions alone"),
        pytest.param(4, 3.0, 5.0, 2.5, "ImagePositionPatient", id="positions before all"),
        pytest.param(1, 3.0, 5.0, 3.0, "SpacingBetweenSlices", id="one plane: spacing"),
        pytest.param(1, -3.0, 5.0, 3.0, "SpacingBetweenSlices", id="without its sign"),
        pytest.param(1, None, 5.0, 5.0, "SliceThickness", id="one plane: thickness"),
        pytest.param(1, 0.0, 5.0, 5.0, "SliceThickness", id="spacing of zero is none"),
        pytest.param(1, None, None, 0.7, "unknown", id="nothing: as the pixels"),
    ],
)
def test_the_distance_between_slices_has_a_source(planes, between, thickness, used, source):
    frames = frames_on(
        phantom.make_affine(), planes, spacing_between_slices=between, slice_thickness=thickness
    )

    spacing = geometry(frames).spacing

    assert spacing.used == pytest.approx(used)
    assert spacing.source == source


def test_all_candidates_are_kept_side_by_side():
    frames = frames_on(phantom.make_affine(), spacing_between_slices=-3.0, slice_thickness=5.0)

    spacing = geometry(frames).spacing

    assert spacing.image_position_patient == pytest.approx(2.5)
    assert spacing.spacing_between_slices == 3.0
    assert spacing.slice_thickness == 5.0


def test_the_thickness_of_a_localizer_is_no_depth():
    one = frames_on(
        phantom.make_affine(),
        1,
        slice_thickness=400.0,
        values={"ImageType": ["ORIGINAL", "PRIMARY", "LOCALIZER"]},
    )

    spacing = geometry(one).spacing

    assert (spacing.used, spacing.source) == (pytest.approx(0.7), "unknown")


@BY_NAME
def test_the_switch_scales_by_slice_thickness_about_the_first_slice(affine):
    frames = frames_on(affine, slice_thickness=5.0)
    expected = affine.copy()
    expected[:3, 0] *= 2

    found = geometry(frames, ZSpacing.SLICE_THICKNESS)

    assert found.affine == pytest.approx(expected, abs=1e-9)
    assert found.voxel_size == pytest.approx((5.0, 0.7, 0.8))
    assert found.spacing.source == "SliceThickness"
    assert found.spacing.image_position_patient == pytest.approx(2.5)


def test_the_switch_changes_nothing_where_there_is_no_slice_thickness():
    found = geometry(frames_on(phantom.make_affine()), ZSpacing.SLICE_THICKNESS)

    assert found.spacing.source == "ImagePositionPatient"
    assert found.spacing.used == pytest.approx(2.5)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(thickness=st.floats(0.1, 50), tilt=st.floats(-25, 25))
def test_voxels_are_as_deep_as_the_spacing_says_for_either_switch(thickness, tilt):
    frames = frames_on(phantom.make_affine(tilt_degrees=tilt), slice_thickness=thickness)

    for switch in ZSpacing:
        found = geometry(frames, switch)
        depth = abs(found.affine[:3, 0] @ found.normal)
        assert depth == pytest.approx(found.spacing.used, rel=1e-5)


def test_the_corner_error_is_what_a_jittering_plane_is_off():
    frames = frames_on(phantom.make_affine(spacing=(10, 1, 1)), 21)
    moved = frame(
        np.add(frames[10].position, (0, 0, 0.8)), frames[10].orientation, (1.0, 1.0), name="moved"
    )

    found = geometry([*frames[:10], moved, *frames[11:]])

    assert found.corner_error == pytest.approx(0.8, abs=0.05)


def test_the_corner_error_counts_what_a_turned_plane_is_off_at_its_far_corner():
    affine = phantom.make_affine(spacing=(10, 1, 1))
    frames = frames_on(affine, 3)
    turned = phantom.rotated(affine, phantom.rotation(0, 0, 0.05))
    last = frame(frames[2].position, phantom.orientation(turned), (1.0, 1.0), name="turned")
    far = np.hypot(5, 4) * np.radians(0.05)

    assert geometry([*frames[:2], last]).corner_error == pytest.approx(far, rel=1e-3)


def test_the_centre_is_that_of_the_middle_voxel():
    affine = AFFINES["oblique"]

    found = geometry(frames_on(affine, 5)).centre

    assert found == pytest.approx((affine @ [2, 2.5, 2, 1])[:3])


@pytest.mark.parametrize(
    ("degrees", "is_tilted"),
    [
        pytest.param(0.09, False, id="0.09 degrees"),
        pytest.param(0.11, True, id="0.11 degrees"),
        pytest.param(-0.5, True, id="half a degree, the other way"),
    ],
)
def test_a_tilt_of_more_than_a_tenth_of_a_degree_is_one(degrees, is_tilted):
    found = geometry(frames_on(phantom.make_affine(tilt_degrees=degrees), 20))

    assert found.is_tilted is is_tilted


@pytest.mark.parametrize(
    ("planes", "is_tilted"),
    [pytest.param(4, False, id="13 µm in all"), pytest.param(5, True, id="17 µm in all")],
)
def test_a_tilt_that_shifts_the_last_plane_by_less_than_a_fiftieth_of_a_pixel_is_none(
    planes, is_tilted
):
    affine = phantom.make_affine(spacing=(0.5, 0.7, 0.8), tilt_degrees=0.5)

    found = geometry(frames_on(affine, planes))

    assert found.tilt == pytest.approx(0.5)
    assert found.is_tilted is is_tilted


@pytest.mark.parametrize(
    ("pixel_spacing", "off"),
    [
        pytest.param((0.7, 0.8005), 4 * 0.0005, id="columns"),
        pytest.param((0.7005, 0.8), 5 * 0.0005, id="rows"),
    ],
)
def test_the_corner_error_counts_what_another_pixel_spacing_puts_off(pixel_spacing, off):
    frames = frames_on(phantom.make_affine(), 3)
    last = frame(frames[2].position, frames[2].orientation, pixel_spacing, name="last")

    assert geometry([*frames[:2], last]).corner_error == pytest.approx(off)
