"""The note on a volume whose images are numbered by twos, threes ...: others may lie between them.

Where every second slice was lost the rest is as even as a whole volume. Only InstanceNumber
(0020,0013) tells, and SliceThickness, or SpacingBetweenSlices, that is not the distance.
"""

from collections.abc import Sequence

import numpy as np

from napari_dicom.dicom.frames import Frame
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.stacks import Regularity, Stack, normal_of

_FEWEST = 3
"""Slices whose numbers make a rule."""

_OTHERS = 1 / 2
"""Part of the numbers between that other images of the series may have: where they have more, these
images lie between, and a few of them may be lost."""

_SHOWN = 3  # numbers in the note

_SAME = 0.01
"""Distances that differ by no more than this part are one."""

_NUMBER = "InstanceNumber"


def remarks_on_numbers(stacks: Sequence[Stack]) -> list[list[Note]]:
    """Return for each stack of a series whether its numbers leave out others that are not here."""
    frames = [frame for stack in stacks for frame in stack.frames if frame is not None]
    found = {frame.coordinates.get(_NUMBER) for frame in frames}
    return [_remarks(stack, found) for stack in stacks]


def _remarks(stack: Stack, found: set[object]) -> list[Note]:
    grid = stack.grid
    if grid is None or grid.step is None or grid.length < _FEWEST:
        return []
    frames = [frame for frame in stack.frames if frame is not None]
    distance = abs(float(grid.step @ normal_of(frames[0])))
    if grid.regularity is not Regularity.REGULAR or _is_declared(frames, distance):
        return []
    whole = _numbers(stack.frames[: grid.length])
    by = whole[1] - whole[0] if whole else 0
    if by < 2 or set(np.diff(whole).tolist()) != {by}:
        return []
    own, least, most = set(whole), whole[0], whole[-1]
    numbered = (n for n in found if isinstance(n, int | float) and n == int(n))
    others = sum(least < n < most and n not in own for n in numbered)
    between = most - least + 1 - len(whole)
    return [] if others > _OTHERS * between else [_note(whole, by, between - others, distance)]


def _numbers(step: Sequence[Frame | None]) -> list[int]:
    """Return the numbers of the slices of one step, ascending; none where they follow no order."""
    numbers = [frame.coordinates.get(_NUMBER) for frame in step if frame is not None]
    whole = sorted(int(n) for n in numbers if isinstance(n, int | float) and n == int(n))
    return whole if len(whole) == len(step) and numbers in (whole, whole[::-1]) else []


def _is_declared(frames: Sequence[Frame], distance: float) -> bool:
    """Tell whether a file says itself that its neighbours lie as far away as they do."""
    said = {(frame.spacing_between_slices, frame.slice_thickness) for frame in frames}
    named = (abs(one) for pair in said for one in pair if one)
    return any(abs(one - distance) <= _SAME * distance for one in named)


def _note(numbers: Sequence[int], by: int, missing: int, distance: float) -> Note:
    shown = ", ".join(map(str, numbers[:_SHOWN]))
    what = "1 number between is not here, and may be a slice"
    if missing > 1:
        what = f"{missing} numbers between are not here, and may be slices"
    return Note(
        "skipped-numbers",
        f"the images are numbered {shown} ...: {what}; the slices that are lie {distance:.3f} mm "
        "apart, and no file gives that distance",
        Severity.WARNING,
        {"by": by, "missing": missing},
    )
