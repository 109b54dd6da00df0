"""Rhythm: which steps the images of a position belong to, where some are missing."""

import pytest

from napari_dicom.dicom.stacks.rhythm import steps_in_rhythm


@pytest.mark.parametrize(
    ("values", "steps"),
    [
        pytest.param([7, 27, 37], [0, 2, 3], id="later than half a step"),
        pytest.param([-8, 2, 22], [0, 1, 3], id="earlier than half a step"),
        pytest.param([104, 114, 134], [0, 1, 3], id="by many steps"),
    ],
)
def test_interleaved_slices_with_a_constant_offset_fall_into_their_steps(values, steps):
    assert steps_in_rhythm(values, [0, 10, 20, 30]) == steps


@pytest.mark.parametrize(
    ("values", "reference", "steps"),
    [
        pytest.param([10.1, 20.2, 30.3], [0, 10, 20.4, 30.4], [1, 2, 3], id="noise: the nearest"),
        pytest.param([10.1, 20.2, 32.6], [0, 10, 22.4, 30.4], [0, 1, 2], id="more: the rhythm"),
    ],
)
def test_of_steps_that_fit_but_for_noise_the_nearest_win(values, reference, steps):
    assert steps_in_rhythm(values, reference) == steps


@pytest.mark.parametrize(
    "reference", [pytest.param([], id="names"), pytest.param([5, 5, 5], id="one time")]
)
def test_where_there_is_no_rhythm_values_are_counted(reference):
    assert steps_in_rhythm([5, 6], reference) == [0, 1]
