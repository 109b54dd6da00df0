"""When a series is taken apart and when it stays whole: thresholds just below and just above."""

import numpy as np
import pytest

import phantom
from napari_dicom.dicom.stacks.grid import Regularity, lay_on_grids
from napari_dicom.dicom.stacks.stack import stack_frames
from planes import frames_on, with_coordinates

AXIAL = phantom.make_affine("axial")
Z = np.array([0.0, 0.0, 1.0])


def acquisition(number, places):
    """Return frames of one acquisition number at places along the slice axis."""
    frames = frames_on(AXIAL, places, prefix=f"{number}-")
    return [with_coordinates(one, AcquisitionNumber=float(number)) for one in frames]


@pytest.mark.parametrize(
    ("places", "sound"),
    [
        pytest.param([0, 1, 2, 3, 6, 7], True, id="2 of 8 missing: a quarter"),
        pytest.param([0, 1, 2, 3, 7, 8], False, id="3 of 9 missing: more than a quarter"),
        pytest.param([0, 1, 2, 3, 19], True, id="5 images: too few to split"),
        pytest.param([0, 1, 2, 3, 18, 19], False, id="6 images: enough to split"),
    ],
)
def test_a_stack_with_a_few_gaps_is_sound(places, sound):
    (stack,) = stack_frames(frames_on(AXIAL, places))

    assert stack.grid.regularity is Regularity.GAPS
    assert stack.is_sound == sound


@pytest.mark.parametrize(
    ("parts", "apart"),
    [
        pytest.param([[0, 7], [1.3, 8.3], [2.9, 9.9]], True, id="3 parts of 6 images"),
        pytest.param([[0, 7], [1.3, 8.3], [2.9]], False, id="3 parts of 5 images"),
        pytest.param([[0, 7], [2.9]], True, id="2 parts, however few images"),
    ],
)
def test_parts_of_a_series_hold_two_images_on_average(parts, apart):
    frames = [one for number, places in enumerate(parts) for one in acquisition(number, places)]

    numbers = [
        {one.coordinates["AcquisitionNumber"] for one in stack.frames if one}
        for stack in stack_frames(frames)
    ]

    assert (numbers == [{float(number)} for number in range(len(parts))]) == apart


@pytest.mark.parametrize(
    ("lost", "stacks"),
    [
        pytest.param([(0, 0)], 1, id="the first slice of the first of 4 steps of 10"),
        pytest.param([(2, 9)], 1, id="the last slice of a step in between"),
        pytest.param([(1, 0), (3, 9)], 1, id="2 of 40: a twentieth"),
        pytest.param([(1, 0), (3, 8), (3, 9)], 4, id="3 of 40: steps of other extents"),
    ],
)
@pytest.mark.parametrize("keyword", ["AcquisitionNumber", "EchoTime"])
def test_steps_of_which_few_images_were_lost_stay_together(keyword, lost, stacks):
    frames = [
        with_coordinates(one, **{keyword: 5.0 + step})
        for step in range(4)
        for slice_, one in enumerate(frames_on(AXIAL, 10, prefix=f"{step}-"))
        if (step, slice_) not in lost
    ]

    assert len(stack_frames(frames)) == stacks


def test_two_short_steps_of_which_one_image_was_lost_stay_together():
    frames = acquisition(1, [0, 1, 2]) + acquisition(2, [0, 1])

    assert len(stack_frames(frames)) == 1


@pytest.mark.parametrize(("images", "stacks"), [(8, 8), (9, 1)], ids=["few", "a sequence"])
def test_few_images_of_one_position_are_pictures_and_many_a_sequence(images, stacks):
    frames = frames_on(AXIAL, [0.0] * images)

    assert len(stack_frames(frames)) == stacks


@pytest.mark.parametrize(
    ("depths", "found"),
    [
        pytest.param(
            [0, 1, 2, 30, 33.1, 36.2, 70, 77.3, 84.6],
            [Regularity.REGULAR] * 3,
            id="3 runs of 9 planes",
        ),
        pytest.param(
            [0, 1, 2, 30, 33.1, 36.2, 70, 77.3],
            [Regularity.IRREGULAR],
            id="3 runs of 8 planes",
        ),
        pytest.param([0, 1, 2, 30, 33.1], [Regularity.REGULAR] * 2, id="2 runs, however short"),
    ],
)
def test_runs_of_constant_step_hold_three_planes_on_average(depths, found):
    grids = lay_on_grids(np.outer(depths, Z), Z)

    assert [grid.regularity for grid in grids] == found


def test_a_plane_is_on_a_grid_by_the_step_of_that_grid_and_not_by_the_one_that_was_tried():
    """Nodes 0, 1 and 3 fit 0, 26.25 and 74 mm to 1.02 mm: 4.1 % of their step, 24.55 mm."""
    grids = lay_on_grids(np.outer([0, 26.25, 74], Z), Z)

    assert (0, 1, 3) not in [grid.nodes for grid in grids]
