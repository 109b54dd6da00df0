"""A volume's place as other libraries have it: columns first, LPS or RAS, one even lattice.

Most formats hold one step for all slices: what they cannot hold is refused here.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.errors import ExportError
from napari_dicom.dicom.stacks import Axis, Geometry
from napari_dicom.dicom.volumes import Volume

Matrix = NDArray[np.float64]

LPS_TO_RAS = np.diag([-1.0, -1.0, 1.0, 1.0])


def even_geometry(volume: Volume, form: str) -> Geometry | None:
    """Return where a volume lies, None where it has no depth.

    Parameters
    ----------
    form
        What it is to become: the first word of a refusal.

    Raises
    ------
    ExportError
        Its slices lie at irregular distances: one step cannot say where they are.
    """
    for note in volume.notes:
        if note.code == "irregular-spacing":
            raise ExportError(
                f"{form} holds one distance between slices, and in {volume.name} {note.message}. "
                "Lay them evenly first: napari_dicom.regularised(volume)"
            )
    return volume.geometry


def column_first(affine: Matrix) -> Matrix:
    """Return the 4x4 (column, row, slice) index -> mm of one of (slice, row, column)."""
    return affine[:, [2, 1, 0, 3]]


def lengths(matrix: Matrix) -> tuple[float, ...]:
    """Return how long one step along each index of a 4x4 is, mm."""
    return tuple(float(length) for length in np.linalg.norm(matrix[:3, :3], axis=0))


def is_time(axis: Axis) -> bool:
    """Tell whether a further axis is time: an echo time is none."""
    return axis.label == "t"


def leads_by_nearness(axes: Sequence[Axis]) -> list[int]:
    """Return the leading axes as formats want them behind space: time, then the innermost."""
    times = [number for number, axis in enumerate(axes) if is_time(axis)]
    others = [number for number in reversed(range(len(axes))) if number not in times]
    return [*times, *others]


def time_step(axis: Axis) -> tuple[float, float] | None:
    """Return (first time, step) of an axis of time in seconds, None where it has no such."""
    factor = {"s": 1.0, "ms": 0.001}.get(axis.unit)
    if not is_time(axis) or factor is None or axis.step is None:
        return None
    return float(axis.coordinates[0]) * factor, axis.step * factor
