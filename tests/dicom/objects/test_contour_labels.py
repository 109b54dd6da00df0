"""Contours lie where they were drawn: on planes of a grid, and filled into labels."""

import numpy as np
import pytest

from napari_dicom.dicom.errors import LimitError
from napari_dicom.dicom.objects.contour_grid import grid_of
from napari_dicom.dicom.objects.contour_labels import fill_contours, filling_work
from napari_dicom.dicom.objects.contour_places import nearest_plane, place_contours
from napari_dicom.dicom.objects.contour_remarks import remarks_on_contours
from napari_dicom.dicom.objects.rois import Contour, ContourType, Roi
from napari_dicom.dicom.stacks import Geometry, Spacing
from phantom import make_affine, rotated, rotation
from structure_sets import lps, square

SHAPE = (8, 12, 14)
MOST = 1 << 20
OBLIQUE = rotated(make_affine(), rotation(10, 20, 30))
AFFINES = [
    pytest.param(make_affine("axial"), id="axial"),
    pytest.param(make_affine("coronal"), id="coronal"),
    pytest.param(make_affine("sagittal"), id="sagittal"),
    pytest.param(make_affine(tilt_degrees=15), id="tilted"),
    pytest.param(OBLIQUE, id="oblique"),
    pytest.param(make_affine(spacing=(2.5e-3, 0.7e-3, 0.8e-3)), id="micrometres"),
]


def grid(affine):
    return Geometry(np.asarray(affine), SHAPE, Spacing(1.0, "unknown", None, None, None))


def region(affine, *places, number=1, kind=ContourType.CLOSED_PLANAR):
    contours = [Contour(kind, lps(affine, one), i) for i, one in enumerate(places, 1)]
    return Roi(number, f"roi {number}", None, "", "", "", tuple(contours))


def filled(*places, affine=None, number=1):
    affine = make_affine() if affine is None else affine
    placed = place_contours([region(affine, *places, number=number)], grid(affine))
    (labels,) = fill_contours(placed, SHAPE, MOST)
    return labels


def box(planes, low, high, columns=None):
    mask = np.zeros(SHAPE, bool)
    left, right = columns or (low, high)
    mask[planes, low:high, left:right] = True
    return mask


@pytest.mark.parametrize("affine", AFFINES)
def test_a_contour_is_placed_on_the_plane_it_was_drawn_on(affine):
    given = square(3, 1.5, 6.5)

    (placed,) = place_contours([region(affine, given)], grid(affine))

    assert (placed.axis, placed.plane) == (0, 3)
    np.testing.assert_allclose(placed.index, given, atol=1e-9)


@pytest.mark.parametrize("affine", AFFINES)
def test_a_contour_fills_the_pixels_whose_centres_it_holds(affine):
    labels = filled(square(3, 1.5, 6.5), affine=affine)

    np.testing.assert_array_equal(labels.labels, box(3, 2, 7))
    assert labels.voxels == {1: 25}


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_contours_in_other_planes_fill_those(axis):
    labels = filled(square(5, 1.5, 6.5, axis)).labels

    expected = np.zeros(SHAPE, bool)
    part = [slice(2, 7)] * 3
    part[axis] = 5
    expected[tuple(part)] = True
    np.testing.assert_array_equal(labels, expected)


@pytest.mark.parametrize(
    ("place", "plane"), [(2.489, 2), (2.491, 3), (2.5, 3), (3.5, 4), (2.52, 3), (-0.5, 0)]
)
def test_a_place_between_planes_belongs_to_the_nearer_and_the_middle_to_the_upper(place, plane):
    assert nearest_plane(place) == plane


def test_contours_half_way_between_slices_lie_each_on_one_of_its_own():
    planes = [square(place, 1.5, 6.5) for place in (2.5, 3.5, 4.5)]

    placed = place_contours([region(make_affine(), *planes)], grid(make_affine()))

    assert [one.plane for one in placed] == [3, 4, 5]
    np.testing.assert_array_equal(
        [np.round(one.index[:, 0]) for one in placed], [[3] * 4, [4] * 4, [5] * 4]
    )
    np.testing.assert_allclose([one.beside for one in placed], 0.5)
    np.testing.assert_array_equal(filled(*planes).labels, box(slice(3, 6), 2, 7))


def test_points_of_one_contour_that_noise_would_part_stay_on_one_plane():
    shaken = square(2.5, 1.5, 6.5) + np.array(
        [[0.002, 0, 0], [-0.002, 0, 0], [0, 0, 0], [0.001, 0, 0]]
    )

    (placed,) = place_contours([region(make_affine(), shaken)], grid(make_affine()))

    assert set(np.round(placed.index[:, 0])) == {3}
    np.testing.assert_allclose(placed.index, shaken, atol=0.004)


@pytest.mark.parametrize(("spread", "axis"), [(0.49, 0), (0.51, None)])
def test_a_contour_whose_points_lie_half_a_step_apart_belongs_to_no_plane(spread, axis):
    slanted = square(3, 1.5, 6.5)
    slanted[2:, 0] += spread

    (placed,) = place_contours([region(make_affine(), slanted)], grid(make_affine()))

    assert placed.axis == axis


def test_a_contour_across_planes_keeps_its_points_and_fills_nothing():
    across = [[0, 1, 1], [3, 6, 1], [6, 1, 8]]

    (placed,) = place_contours([region(make_affine(), across)], grid(make_affine()))

    np.testing.assert_allclose(placed.index, across, atol=1e-9)
    assert fill_contours([placed], SHAPE, MOST) == ()


@pytest.mark.parametrize("plane", [-3, 20])
def test_a_contour_beyond_the_stack_keeps_its_plane_and_fills_nothing(plane):
    (placed,) = place_contours([region(make_affine(), square(plane, 1, 6))], grid(make_affine()))

    assert placed.plane == plane
    assert fill_contours([placed], SHAPE, MOST) == ()


@pytest.mark.parametrize(("place", "drawn"), [(-2.7, -3), (-3.3, -3.3), (9.7, 10), (10.3, 10.3)])
def test_a_contour_beyond_the_stack_lies_no_further_in_than_its_plane(place, drawn):
    (placed,) = place_contours([region(make_affine(), square(place, 1, 6))], grid(make_affine()))

    np.testing.assert_allclose(placed.index[:, 0], drawn)
    assert placed.beside == pytest.approx(0.3)


def test_holes_of_one_plane_are_holes_and_contours_of_other_planes_are_none():
    labels = filled(square(3, 1.5, 9.5), square(3, 3.5, 6.5), square(4, 3.5, 6.5)).labels

    expected = box(3, 2, 10) ^ box(3, 4, 7) | box(4, 4, 7)
    np.testing.assert_array_equal(labels, expected)


@pytest.mark.parametrize(("apart", "hole"), [(0.009, True), (0.011, False), (0.5, False)])
def test_contours_that_lie_a_little_apart_lie_in_one_plane(apart, hole):
    labels = filled(square(3, 1.5, 9.5), square(3 + apart, 3.5, 6.5)).labels

    assert bool(labels[3, 5, 5]) is not hole


@pytest.mark.parametrize(("apart", "hole"), [(0.099, True), (0.101, False)])
def test_contours_a_tenth_of_the_distance_between_planes_apart_lie_in_one(apart, hole):
    planes = [square(place, 1.5, 9.5) for place in range(8)]

    labels = filled(*planes, square(3 + apart, 3.5, 6.5)).labels

    assert bool(labels[3, 5, 5]) is not hole


def test_several_contours_in_a_plane_are_all_filled():
    labels = filled(square(3, 0.5, 3.5), square(3, 5.5, 9.5)).labels

    np.testing.assert_array_equal(labels, box(3, 1, 4) | box(3, 6, 10))


def test_planes_further_apart_than_slices_have_the_depth_they_were_drawn_with():
    labels = filled(*(square(place, 1.5, 6.5) for place in (0, 2, 4))).labels

    np.testing.assert_array_equal(np.flatnonzero(labels.any(axis=(1, 2))), [0, 1, 2, 3, 4, 5])
    assert labels.astype(bool).sum() == 6 * 25


def test_a_gap_between_planes_stays_one():
    labels = filled(*(square(place, 1.5, 6.5) for place in (0, 1, 2, 6, 7))).labels

    np.testing.assert_array_equal(np.flatnonzero(labels.any(axis=(1, 2))), [0, 1, 2, 6, 7])


@pytest.mark.parametrize(("planes", "filled_to"), [((0, 4), {0, 4}), ((0, 3, 6), set(range(8)))])
def test_too_few_planes_do_not_say_how_deep_they_are(planes, filled_to):
    labels = filled(*(square(place, 1.5, 6.5) for place in planes)).labels

    assert set(np.flatnonzero(labels.any(axis=(1, 2)))) == filled_to


def test_planes_a_little_further_apart_than_slices_leave_no_slice_out():
    labels = filled(*(square(0.3 + 1.01 * i, 1.5, 6.5) for i in range(7))).labels

    assert labels[:7].any(axis=(1, 2)).all()


def test_planes_closer_than_slices_do_not_cancel_each_other():
    labels = filled(*(square(0.3 * i, 1.5, 6.5) for i in range(10))).labels

    np.testing.assert_array_equal(labels, box(slice(0, 4), 2, 7))


def test_rois_that_overlap_come_in_several_volumes_and_others_share_one():
    affine = make_affine()
    rois = [
        region(affine, square(3, 1.5, 6.5), number=1),
        region(affine, square(3, 4.5, 9.5), number=2),
        region(affine, square(5, 1.5, 6.5), number=300),
    ]

    first, second = fill_contours(place_contours(rois, grid(affine)), SHAPE, MOST)

    np.testing.assert_array_equal(first.labels, box(3, 2, 7) + 300 * box(5, 2, 7))
    np.testing.assert_array_equal(second.labels, 2 * box(3, 5, 10))
    assert (first.voxels, second.voxels) == ({1: 25, 300: 25}, {2: 25})


@pytest.mark.parametrize(
    "kind", [ContourType.POINT, ContourType.OPEN_PLANAR, ContourType.OPEN_NONPLANAR]
)
def test_open_contours_fill_nothing(kind):
    affine = make_affine()
    placed = place_contours([region(affine, square(3, 1.5, 6.5), kind=kind)], grid(affine))

    assert fill_contours(placed, SHAPE, MOST) == ()
    assert filling_work(placed, SHAPE) == 0


def test_the_work_of_filling_is_that_of_all_contours():
    affine = make_affine()
    one = place_contours([region(affine, square(3, 1.5, 6.5))], grid(affine))

    assert filling_work([*one, *one], SHAPE) == 2 * filling_work(one, SHAPE) > 0


@pytest.mark.parametrize("affine", AFFINES)
def test_a_grid_of_their_own_has_the_planes_of_the_contours(affine):
    planes = [square(place, 1.5, 6.5) for place in (2, 3, 5)]
    own = region(affine, *planes)

    geometry = grid_of(own.contours)

    placed = place_contours([own], geometry)
    assert sorted(one.plane for one in placed) in ([0, 1, 3], [0, 2, 3])
    assert max(one.beside for one in placed) < 1e-6
    steps = np.linalg.norm(geometry.affine[:3, :3], axis=0)
    distance = abs(np.asarray(affine)[:3, 0] @ geometry.normal)
    np.testing.assert_allclose(steps, [distance, 1, 1])


def test_contours_along_the_patients_axes_get_a_grid_along_them():
    geometry = grid_of(region(make_affine(), square(2, 1.5, 6.5), square(3, 1.5, 6.5)).contours)

    np.testing.assert_array_equal(geometry.affine[:3, :3] != 0, np.eye(3)[::-1] != 0)


def test_points_alone_get_a_grid_in_the_patients_axes():
    geometry = grid_of(region(OBLIQUE, [[0, 1, 1]], kind=ContourType.POINT).contours)

    np.testing.assert_array_equal(geometry.affine[:3, :3], np.eye(3)[::-1])


@pytest.mark.parametrize(("degrees", "is_along"), [(0.081, True), (0.0811, False)])
def test_planes_less_than_rounding_off_the_patients_axes_get_a_grid_along_them(degrees, is_along):
    turned = rotated(make_affine(), rotation(degrees, 0, 0))

    geometry = grid_of(region(turned, square(2, 1.5, 6.5), square(3, 1.5, 6.5)).contours)

    assert np.array_equal(geometry.affine[:3, :3] != 0, np.eye(3)[::-1] != 0) == is_along


@pytest.mark.parametrize(
    ("places", "step"),
    [
        pytest.param((0, 1, 1.019), 1.0, id="two in one plane"),
        pytest.param((0, 1, 1.021), 0.021, id="two planes"),
        pytest.param((0, 1, 2.49), 1.245, id="neighbours at two distances"),
        pytest.param((0, 1, 2.51), 1.0, id="one missing between"),
    ],
)
def test_the_step_is_the_usual_distance_between_neighbouring_planes(places, step):
    affine = make_affine(spacing=(1.0, 1.0, 1.0))

    geometry = grid_of(region(affine, *(square(one, 1.5, 6.5) for one in places)).contours)

    assert geometry.affine[2, 0] == pytest.approx(step)


def test_one_plane_alone_is_a_slice_of_1_mm():
    assert grid_of(region(make_affine(), square(2, 1.5, 6.5)).contours).affine[2, 0] == 1.0


@pytest.mark.parametrize(("spread", "axis"), [(0.009, 0), (0.011, 1)])
def test_points_as_flat_along_rows_lie_in_a_slice_where_they_are_that_but_for_noise(spread, axis):
    line = [[3, 2, 1], [3 + spread, 2, 8]]

    (placed,) = place_contours([region(make_affine(), line)], grid(make_affine()))

    assert placed.axis == axis


@pytest.mark.parametrize(("beyond", "is_within"), [(0.505, True), (0.515, False)])
@pytest.mark.parametrize("axis", [1, 2])
def test_a_grid_holds_what_lies_within_its_outermost_pixels(beyond, is_within, axis):
    for edge in (-beyond, SHAPE[axis] - 1 + beyond):
        corners = square(3, 1.5, 6.5)
        corners[0, axis] = edge
        (placed,) = place_contours([region(make_affine(), corners)], grid(make_affine()))

        assert placed.is_within(SHAPE) == is_within


@pytest.mark.parametrize(("place", "told"), [(3.019, []), (3.021, ["contours-between-slices"])])
def test_contours_more_than_a_fiftieth_of_a_step_beside_a_slice_are_told(place, told):
    placed = place_contours([region(make_affine(), square(place, 1.5, 6.5))], grid(make_affine()))

    assert [note.code for note in remarks_on_contours(placed, grid(make_affine()))] == told


def test_nothing_has_no_grid():
    assert grid_of([]) is None


@pytest.mark.parametrize(
    ("most", "refused"), [(2 * 8 * 12 * 14 - 1, True), (2 * 8 * 12 * 14, False)]
)
def test_more_label_volumes_than_there_is_memory_for_are_refused(most, refused):
    affine = make_affine()
    rois = [region(affine, square(3, 1.5, 6.5), number=number) for number in (1, 2)]
    placed = place_contours(rois, grid(affine))

    if refused:
        with pytest.raises(LimitError):
            fill_contours(placed, SHAPE, most)
    else:
        assert len(fill_contours(placed, SHAPE, most)) == 2
