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
    if stack.axes or grid is None or grid.step is None or len(stack.frames) < _FEWEST:
        return []
    first = next(frame for frame in stack.frames if frame is not None)
    distance = abs(float(grid.step @ normal_of(first)))
    if grid.regularity is not Regularity.REGULAR or _is_declared(first, distance):
        return []
    numbers = [frame.coordinates.get(_NUMBER) for frame in stack.frames if frame is not None]
    whole = sorted(int(n) for n in numbers if isinstance(n, int | float) and n == int(n))
    if len(whole) < len(stack.frames) or numbers not in (whole, whole[::-1]):
        return []
    by = whole[1] - whole[0]
    if by < 2 or set(np.diff(whole).tolist()) != {by}:
        return []
    own, least, most = set(whole), whole[0], whole[-1]
    numbered = (n for n in found if isinstance(n, int | float) and n == int(n))
    others = sum(least < n < most and n not in own for n in numbered)
    if others > _OTHERS * (most - least + 1 - len(whole)):
        return []
    return [_note(whole, by, distance)]


def _is_declared(frame: Frame, distance: float) -> bool:
    """Tell whether a file says itself that its neighbours lie as far away as they do."""
    said = (frame.spacing_between_slices, frame.slice_thickness)
    return any(abs(abs(one) - distance) <= _SAME * distance for one in said if one)


def _note(numbers: Sequence[int], by: int, distance: float) -> Note:
    shown = ", ".join(map(str, numbers[:_SHOWN]))
    return Note(
        "skipped-numbers",
        f"the images are numbered {shown} ...: those between are not here, and may be slices; the "
        f"slices that are lie {distance:.3f} mm apart, and no file gives that distance",
        Severity.WARNING,
        {"by": by},
    )
