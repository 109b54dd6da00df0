"""Closed contours are filled by the centres of pixels, even-odd."""

import numpy as np
import pytest

from napari_dicom.dicom.objects.even_odd import fill, work_of

SHAPE = (12, 14)


def filled(*contours):
    mask = np.zeros(SHAPE, bool)
    patch = fill([np.asarray(one, dtype=float) for one in contours], SHAPE)
    if patch is not None:
        mask[patch.rows, patch.columns] = patch.mask
    return mask


def box(top, left, bottom, right):
    return [(top, left), (top, right), (bottom, right), (bottom, left)]


def area(top, left, bottom, right):
    mask = np.zeros(SHAPE, bool)
    mask[top:bottom, left:right] = True
    return mask


def test_pixels_whose_centres_are_inside_are_filled():
    np.testing.assert_array_equal(filled(box(1.5, 2.5, 5.5, 8.5)), area(2, 3, 6, 9))


@pytest.mark.parametrize("step", [1, -1], ids=["clockwise", "the other way round"])
@pytest.mark.parametrize("start", [0, 1, 2, 3])
def test_neither_the_first_point_nor_the_sense_matters(start, step):
    corners = np.roll(box(1.5, 2.5, 5.5, 8.5), start, axis=0)[::step]

    np.testing.assert_array_equal(filled(corners), area(2, 3, 6, 9))


def test_a_contour_in_another_is_a_hole_and_a_third_in_it_is_filled():
    mask = filled(box(0.5, 0.5, 10.5, 12.5), box(2.5, 2.5, 8.5, 10.5), box(4.5, 4.5, 6.5, 8.5))

    expected = area(1, 1, 11, 13) ^ area(3, 3, 9, 11) ^ area(5, 5, 7, 9)
    np.testing.assert_array_equal(mask, expected)


def test_a_keyhole_is_a_hole():
    outer, hole = box(0.5, 0.5, 10.5, 12.5), box(2.5, 2.5, 8.5, 10.5)[::-1]
    keyhole = [*outer, outer[0], hole[-1], *hole, outer[0]]

    np.testing.assert_array_equal(filled(keyhole), area(1, 1, 11, 13) ^ area(3, 3, 9, 11))


def test_overlapping_contours_leave_out_what_they_share():
    mask = filled(box(0.5, 0.5, 6.5, 6.5), box(3.5, 3.5, 9.5, 9.5))

    np.testing.assert_array_equal(mask, area(1, 1, 7, 7) ^ area(4, 4, 10, 10))


def test_a_repeated_last_point_changes_nothing():
    corners = box(1.5, 2.5, 5.5, 8.5)

    np.testing.assert_array_equal(filled([*corners, corners[0]]), area(2, 3, 6, 9))


def test_areas_that_share_an_edge_through_centres_share_no_pixel_and_leave_none_out():
    left, right = filled(box(2, 1, 8, 5)), filled(box(2, 5, 8, 9))

    assert not (left & right).any()
    np.testing.assert_array_equal(left | right, filled(box(2, 1, 8, 9)))


@pytest.mark.parametrize("noise", [-1e-9, 1e-9])
def test_noise_beside_a_centre_decides_nothing(noise):
    corners = np.array(box(2, 1, 8, 5), dtype=float)

    np.testing.assert_array_equal(filled(corners + noise), filled(corners))


def test_what_lies_beyond_the_plane_is_cut():
    np.testing.assert_array_equal(filled(box(-5.5, -3.5, 4.5, 40.5)), area(0, 0, 5, 14))


@pytest.mark.parametrize(
    "beyond", [box(20, 2, 30, 8), box(-9, 2, -3, 8), box(2, 20, 8, 30), box(2, -9, 8, -3)]
)
def test_a_contour_wholly_beyond_the_plane_fills_nothing(beyond):
    assert not filled(beyond).any()


def test_a_contour_between_centres_fills_nothing():
    assert not filled(box(2.2, 2.2, 2.8, 9.8)).any()


def test_a_slanted_area_is_that_of_its_triangle():
    triangle = [(0, 0), (0, 12), (12, 0)]

    mask = filled(triangle)

    rows, columns = np.mgrid[: SHAPE[0], : SHAPE[1]]
    np.testing.assert_array_equal(mask, rows + columns < 12)


def test_work_counts_rows_crossed_and_pixels_spanned_within_the_plane_only():
    inside = work_of(np.array(box(2.0, 2.0, 6.0, 6.0)), SHAPE)

    assert inside == 2 * 4 + 5 * 5
    assert work_of(np.array(box(-1e7, -1e7, 1e7, 1e7)), SHAPE) == 2 * 12 + 12 * 14
