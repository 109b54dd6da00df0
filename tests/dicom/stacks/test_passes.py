"""Passes that overlap at their ends are volumes of their own; repeats are no passes."""

from dataclasses import replace

import pytest

from napari_dicom.dicom.stacks.stack import stack_frames
from phantom import make_affine
from planes import frames_on

AFFINE = make_affine(spacing=(5.0, 0.7, 0.8))


def frames_of_passes(*passes):
    """Return frames at the slice indices of each pass, numbered through."""
    frames = [
        one
        for number, run in enumerate(passes)
        for one in frames_on(AFFINE, run, prefix=f"{number}-")
    ]
    return [
        replace(one, coordinates={**one.coordinates, "InstanceNumber": float(number)})
        for number, one in enumerate(frames, 1)
    ]


def indices(stack):
    return [round((one.position[2] - AFFINE[2, 3]) / 5) for one in stack.frames]


@pytest.mark.parametrize(
    "passes",
    [
        pytest.param([range(8), range(5, 13), range(10, 18)], id="three, three slices shared"),
        pytest.param([range(8), range(7, 15)], id="two, one slice shared"),
        pytest.param([range(8), range(12, 4, -1), range(10, 18)], id="to and fro"),
        pytest.param([range(10, 18), range(5, 13), range(8)], id="downwards from pass to pass"),
        pytest.param([range(8), range(4, 12)], id="half of it shared"),
        pytest.param([range(10), range(3, 13)], id="seven of ten shared"),
    ],
)
def test_each_pass_is_a_volume(passes):
    stacks = stack_frames(frames_of_passes(*passes))

    assert [sorted(indices(stack)) for stack in stacks] == [sorted(run) for run in passes]
    assert all("passes" in [note.code for note in stack.notes] for stack in stacks)


@pytest.mark.parametrize(
    "passes",
    [
        pytest.param([range(8), range(8), range(8)], id="the same slices again"),
        pytest.param([range(8), range(1, 8), range(7)], id="repeats that lost an end"),
        pytest.param([range(10), range(2, 12)], id="eight of ten shared"),
        pytest.param([range(8), range(7, 9)], id="two slices more"),
        pytest.param([range(8)], id="one"),
    ],
)
def test_what_is_no_row_of_passes_is_not_parted_so(passes):
    stacks = stack_frames(frames_of_passes(*passes))

    assert not any(note.code == "passes" for stack in stacks for note in stack.notes)


def test_passes_whose_numbers_say_nothing_are_not_guessed():
    frames = frames_of_passes(range(8), range(5, 13))
    same = [replace(one, coordinates={"InstanceNumber": 1.0}) for one in frames]

    stacks = stack_frames(same)

    assert not any(note.code == "passes" for stack in stacks for note in stack.notes)


@pytest.mark.parametrize(
    "runs",
    [
        pytest.param([range(10), [n + 0.413 for n in range(10)]], id="between each other"),
        pytest.param([range(10), [n + 2.413 for n in range(10)]], id="and beyond the end"),
    ],
)
def test_runs_whose_slices_lie_between_each_other_on_no_common_grid_are_a_volume_each(runs):
    stacks = stack_frames(frames_of_passes(*runs))

    assert [len(stack.frames) for stack in stacks] == [len(run) for run in runs]
    assert ["passes" in [note.code for note in stack.notes] for stack in stacks] == [True, True]


@pytest.mark.parametrize(
    "runs",
    [
        pytest.param([range(0, 10, 2), range(1, 10, 2)], id="interleaved"),
        pytest.param([range(0, 10, 2), range(1, 8, 2)], id="interleaved, one more of one"),
    ],
)
def test_slices_acquired_in_turn_are_one_volume(runs):
    (stack,) = stack_frames(frames_of_passes(*runs))

    assert [note.code for note in stack.notes] == []
