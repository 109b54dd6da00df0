"""The outline of a mask, filled by pixel centres, is the mask."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from napari_dicom.dicom.objects.even_odd import fill
from napari_dicom.writing.outlines import outlines


def filled(lines, shape):
    whole = np.zeros(shape, bool)
    patch = fill(lines, shape) if lines else None
    if patch is not None:
        whole[patch.rows, patch.columns] = patch.mask
    return whole


@given(arrays(bool, array_shapes(min_dims=2, max_dims=2, max_side=12)))
def test_an_outline_filled_is_the_mask_again(mask):
    np.testing.assert_array_equal(filled(outlines(mask), mask.shape), mask)


@given(arrays(bool, (9, 9)), st.integers(0, 3))
def test_each_outline_by_itself_holds_nothing_that_is_not_drawn(mask, turns):
    mask = np.rot90(mask, turns)

    for line in outlines(mask):
        assert not (filled([line], mask.shape) & ~mask).any()


def test_nothing_drawn_has_no_outline():
    assert outlines(np.zeros((5, 6), bool)) == []


def test_one_pixel_is_outlined_half_a_pixel_from_its_centre():
    mask = np.zeros((5, 6), bool)
    mask[2, 3] = True

    (line,) = outlines(mask)

    assert sorted(map(tuple, line)) == [(1.5, 3), (2, 2.5), (2, 3.5), (2.5, 3)]


def test_straight_edges_have_points_at_their_ends_only():
    mask = np.zeros((20, 30), bool)
    mask[3:12, 5:25] = True

    (line,) = outlines(mask)

    assert len(line) == 8


@pytest.mark.parametrize("holes", [1, 2, 5])
def test_holes_are_joined_to_what_surrounds_them(holes):
    mask = np.zeros((9, 40), bool)
    mask[1:8, 1:39] = True
    for n in range(holes):
        mask[3:6, 3 + 7 * n : 6 + 7 * n] = False

    lines = outlines(mask)

    assert len(lines) == 1
    np.testing.assert_array_equal(filled(lines, mask.shape), mask)


def test_an_island_in_a_hole_has_an_outline_of_its_own():
    mask = np.zeros((11, 11), bool)
    mask[1:10, 1:10] = True
    mask[3:8, 3:8] = False
    mask[5, 5] = True

    lines = outlines(mask)

    assert len(lines) == 2
    np.testing.assert_array_equal(filled(lines, mask.shape), mask)
