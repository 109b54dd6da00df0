"""Passes: runs of slices over a long body that overlap at their ends, numbered through.

Where a few slices at the ends of two runs lie at one position, the images there are no two steps of
a series in time: each run is a volume. It is known by its numbers: within a pass they go one way.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.frames import Frame

_FEWEST = 3
"""Slices of a pass."""

_JUMP = 1.5
"""Steps that are a jump to another pass: one slice that is missing makes two."""

_MOST_SHARED = 0.7
"""Part of a pass that may lie where the one before does: what shares more is a repeat of it."""


def find_passes(frames: Sequence[Frame], normal: NDArray[np.float64]) -> list[list[Frame]]:
    """Return the passes of frames, in the order of their numbers; none where there are not two."""
    runs = find_runs(frames, normal)
    return runs if runs and _go_on(runs, normal) else []


def find_runs(frames: Sequence[Frame], normal: NDArray[np.float64]) -> list[list[Frame]]:
    """Return frames whose numbers go one way, wherever the runs lie; none where not two."""
    numbered = [frame for frame in frames if _number(frame) is not None]
    if len(numbered) < len(frames) or len({_number(frame) for frame in frames}) < len(frames):
        return []
    ordered = sorted(frames, key=lambda frame: _number(frame) or 0.0)
    runs = _runs(ordered, normal)
    return runs if len(runs) > 1 and min(map(len, runs)) >= _FEWEST else []


def _number(frame: Frame) -> float | None:
    number = frame.coordinates.get("InstanceNumber")
    return float(number) if isinstance(number, int | float) else None


def _depth(frame: Frame, normal: NDArray[np.float64]) -> float:
    return float(np.dot(np.asarray(frame.position, dtype=np.float64), normal))


def _runs(frames: Sequence[Frame], normal: NDArray[np.float64]) -> list[list[Frame]]:
    """Cut frames where their depth turns back, or jumps to where it turns back."""
    runs: list[list[Frame]] = [[frames[0]]]
    direction = 0.0
    for before, after in pairwise(frames):
        step = float(np.sign(_depth(after, normal) - _depth(before, normal)))
        if step != 0 and direction in {0.0, step}:
            runs[-1].append(after)
            direction = step
        elif _ends_with_a_jump([_depth(frame, normal) for frame in runs[-1][-3:]]):
            runs.append([runs[-1].pop(), after])
            direction = step
        else:
            runs.append([after])
            direction = 0.0
    return runs


def _ends_with_a_jump(depths: Sequence[float]) -> bool:
    """Tell whether the last of three depths begins the way back of the next pass."""
    if len(depths) < 3:
        return False
    first, second, third = depths
    return abs(third - second) > _JUMP * abs(second - first)


def _go_on(runs: Sequence[Sequence[Frame]], normal: NDArray[np.float64]) -> bool:
    """Tell whether the passes follow each other along the body, and share little."""
    spans = [sorted(_depth(frame, normal) for frame in run) for run in runs]
    ways = {np.sign(after[0] - before[0]) for before, after in pairwise(spans)}
    if len(ways) > 1 or 0 in ways:
        return False
    return all(
        sum(low[0] <= depth <= low[-1] for depth in span) <= _MOST_SHARED * len(span)
        for low, span in pairwise(spans)
    )
