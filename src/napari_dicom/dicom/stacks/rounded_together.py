"""Slices that rounding laid upon each other: their numbers say which was where.

Where positions were written with fewer digits than slices lie apart, several slices have one
position, or an oblique series its slices out of order. They are no steps in time, and no images too
many.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.frames import Frame
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.stacks.axis import coordinate_of
from napari_dicom.dicom.stacks.evidence import grain_of
from napari_dicom.dicom.stacks.grid import Grid, Regularity
from napari_dicom.dicom.stacks.rank import NUMBER
from napari_dicom.dicom.stacks.rounding import ROUNDED, planes_at
from napari_dicom.dicom.stacks.station import by_depth, normal_of

ROUNDED_POSITIONS = "rounded-positions"

COARSEST = 1.0
"""The decimal unit, mm, that positions are rounded to at most: nobody writes whole centimetres."""

_MOST_NODES = 2
"""Slices that the numbers may count for each image: of what lacks more, nothing is known."""

_FIRST = 8
"""Images whose positions tell at once that nothing was rounded so far."""


@dataclass(frozen=True, slots=True, eq=False)
class Rounded:
    """Slices in the order of their numbers, on the planes that their positions were rounded from.

    Parameters
    ----------
    frames
        As the members of `grid`.
    positions
        (n, 3), LPS mm, as the files have them.
    """

    frames: tuple[Frame, ...]
    positions: NDArray[np.float64]
    grid: Grid
    note: Note


def are_nearer_than_digits(frames: Sequence[Frame]) -> bool:
    """Tell at once whether slices may lie nearer to each other than the digits of positions."""
    return bool(_distances(frames, normal_of(frames[0])))


def rounded_together(frames: Sequence[Frame]) -> Rounded | None:
    """Lay slices of one orientation out by their numbers, where only these tell their order.

    None where depths part the slices as their numbers do, or nothing shows that positions were
    rounded: all must be those of even planes, straight behind each other, at a distance that the
    files name; and some positions hold more images than others, for steps in time are as many
    everywhere.
    """
    normal = normal_of(frames[0])
    distances = _distances(frames, normal)
    numbers = _numbers(frames) if distances and len(frames) > 2 else None
    if numbers is None or _are_parted(frames, numbers, normal):
        return None
    order = np.argsort(numbers)
    ordered, numbers = tuple(frames[index] for index in order), numbers[order]
    positions = np.asarray([frame.position for frame in ordered], dtype=np.float64)
    grain = _grain(frames)
    for distance in distances:
        for way in (1.0, -1.0):
            step = distance * normal
            signed = way * numbers
            counted = _across_holes(ordered, signed, step, grain)
            found = None if counted is None else planes_at(positions, counted, step, grain)
            if found is not None and counted is not None:
                laid = _laid(ordered, positions, counted, (found, step), grain)
                return laid if counted is signed else _of_guessed_holes(laid)
    return None


def _across_holes(
    frames: Sequence[Frame], numbers: NDArray[np.float64], step: NDArray[np.float64], grain: float
) -> NDArray[np.float64] | None:
    """Return numbers that leave out what their positions leave out: files numbered anew do not.

    A hole is where positions go on by more than their digits explain. How many slices it is of is
    what fits best; None where what lies between holes shows no rounding by itself, as repeats do.
    """
    positions = np.asarray([frame.position for frame in frames], dtype=np.float64)
    distance = float(np.linalg.norm(step))
    normal = step / distance
    beyond = np.diff(positions @ normal) - distance * np.diff(numbers)
    holes = np.flatnonzero(beyond > ROUNDED * grain * np.abs(normal).sum()) + 1
    if not len(holes):
        return numbers
    runs = np.split(np.arange(len(frames)), holes)
    counted, first = numbers.copy(), None
    for run in runs:
        origin = planes_at(positions[run], numbers[run], step, grain)
        if origin is None or _are_parted([frames[i] for i in run], numbers[run], normal):
            return None
        first = origin if first is None else first
        counted[run] += np.rint(float((origin - first) @ normal) / distance)
    return counted


def _grain(frames: Sequence[Frame]) -> float:
    positions = np.asarray([frame.position for frame in frames], dtype=np.float64)
    return min(grain_of(positions), COARSEST)


def _distances(frames: Sequence[Frame], normal: NDArray[np.float64]) -> list[float]:
    """Return the distances between slices that files name, mm, finer than their positions."""
    most = _grain(frames[:_FIRST]) * np.abs(normal).sum()
    named = (frames[0].spacing_between_slices, frames[0].slice_thickness)
    return [abs(distance) for distance in dict.fromkeys(named) if distance and abs(distance) < most]


def _numbers(frames: Sequence[Frame]) -> NDArray[np.float64] | None:
    """Return the number of each image; None where they do not count slices."""
    values = (coordinate_of(frame, NUMBER) for frame in frames)
    found = [float(value) for value in values if isinstance(value, int | float)]
    if len(set(found)) < len(frames) or max(found) - min(found) >= _MOST_NODES * len(frames):
        return None
    return np.asarray(found)


def _are_parted(
    frames: Sequence[Frame], numbers: NDArray[np.float64], normal: NDArray[np.float64]
) -> bool:
    """Tell whether depths alone make an order: of one slice each, or of as many steps each."""
    groups = by_depth(frames, normal)
    if len({len(group) for group in groups}) > 1:
        return False
    steps = np.diff([numbers[group[0]] for group in groups])
    return len(groups) < len(frames) or bool((steps > 0).all() or (steps < 0).all())


def _laid(
    frames: tuple[Frame, ...],
    positions: NDArray[np.float64],
    numbers: NDArray[np.float64],
    plane: tuple[NDArray[np.float64], NDArray[np.float64]],
    grain: float,
) -> Rounded:
    """Return the grid from the lowest plane to the highest: `plane` is that of number 0."""
    order = np.argsort(numbers)
    nodes = np.rint(numbers[order] - numbers.min()).astype(int)
    origin, step = plane
    is_full = nodes[-1] + 1 == len(nodes)
    grid = Grid(
        tuple(range(len(nodes))),
        tuple(nodes.tolist()),
        origin + numbers.min() * step,
        step,
        Regularity.REGULAR if is_full else Regularity.GAPS,
    )
    distance = float(np.linalg.norm(step))
    note = Note(
        ROUNDED_POSITIONS,
        f"the positions are whole multiples of {grain:g} mm, though slices lie {distance:.4g} mm "
        "apart as the header says: the order is that of the numbers (InstanceNumber), the places "
        f"are those that fit, and images may lie {grain / 2:g} mm off along each axis",
        Severity.WARNING,
        {"grain_mm": grain},
    )
    return Rounded(tuple(frames[index] for index in order), positions[order], grid, note)


def _of_guessed_holes(laid: Rounded) -> Rounded:
    """Say that the numbers go on where slices are missing."""
    words = "; slices are missing where the numbers go on: how many is what fits best"
    return replace(laid, note=replace(laid.note, message=laid.note.message + words))
