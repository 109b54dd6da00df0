"""Slices that rounding laid upon each other: their numbers say which was where.

Where positions were written with fewer digits than slices lie apart, several slices have one
position, or an oblique series its slices out of order. They are no steps in time, and no images too
many.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.frames import Frame
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.stacks.axis import coordinate_of
from napari_dicom.dicom.stacks.evidence import grain_of
from napari_dicom.dicom.stacks.grid import Grid, Regularity
from napari_dicom.dicom.stacks.rank import NUMBER
from napari_dicom.dicom.stacks.rounding import planes_at
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


def rounded_together(frames: Sequence[Frame]) -> Rounded | None:
    """Lay slices of one orientation out by their numbers, where only these tell their order.

    None where depths part the slices as their numbers do, or nothing shows that positions were
    rounded: all must be those of even planes, straight behind each other, at a distance that the
    files name; and some positions hold more images than others, for steps in time are as many
    everywhere.
    """
    normal = normal_of(frames[0])
    distances = _distances_below(_grain(frames[:_FIRST]) * np.abs(normal).sum(), frames[0])
    numbers = _numbers(frames) if distances and len(frames) > 2 else None
    if numbers is None or _are_parted(frames, numbers, normal):
        return None
    order = np.argsort(numbers)
    ordered, numbers = tuple(frames[index] for index in order), numbers[order]
    positions = np.asarray([frame.position for frame in ordered], dtype=np.float64)
    grain = _grain(frames)
    for distance in distances:
        for way in (1.0, -1.0):
            found = planes_at(positions, way * numbers, distance * normal, grain)
            if found is not None:
                return _laid(ordered, positions, way * numbers, (found, distance * normal), grain)
    return None


def _grain(frames: Sequence[Frame]) -> float:
    positions = np.asarray([frame.position for frame in frames], dtype=np.float64)
    return min(grain_of(positions), COARSEST)


def _distances_below(most: float, frame: Frame) -> list[float]:
    """Return the distances between slices that a frame names, mm, that are below a bound."""
    named = (frame.spacing_between_slices, frame.slice_thickness)
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
