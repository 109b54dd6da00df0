"""Fill closed contours of one plane: a pixel is in where its centre is, by the even-odd rule.

Holes, contours in holes, keyholes and XOR contours are one rule: a line from outside crosses the
contours an odd number of times (PS3.3 C.8.8.6.3).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_GRAIN = 1e-6
"""Part of a pixel that places are rounded to: what noise moves off a centre must not decide."""


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """The filled part of a plane.

    Parameters
    ----------
    rows, columns
        Where `mask` lies in the plane.
    mask
        True inside.
    """

    rows: slice
    columns: slice
    mask: NDArray[np.bool_]


def fill(contours: Sequence[NDArray[np.float64]], shape: tuple[int, int]) -> Patch | None:
    """Fill contours together.

    A centre on the lower edge of a contour is in, on the upper edge out: areas that share an edge
    share no pixel, and leave none out.

    Parameters
    ----------
    contours
        Each (n, 2): (row, column) of points in pixels, centres at whole numbers; closed or not.
    shape
        (rows, columns) of the plane; what lies beyond is cut.

    Returns
    -------
    Patch or None
        As large as the contours need; None where they hold no centre.
    """
    starts = np.concatenate([_rounded(contour) for contour in contours])
    ends = np.concatenate([np.roll(_rounded(contour), -1, axis=0) for contour in contours])
    rows = _within(starts[:, 0], shape[0])
    columns = _within(starts[:, 1], shape[1])
    if rows.stop <= rows.start or columns.stop <= columns.start:
        return None
    row, column = _crossings(starts, ends, rows)
    width = columns.stop - columns.start
    first = np.clip(np.ceil(column) - columns.start, 0, width).astype(np.intp)
    flat = (row - rows.start) * (width + 1) + first
    count = np.bincount(flat, minlength=(rows.stop - rows.start) * (width + 1))
    odd = (count & 1).astype(bool).reshape(-1, width + 1)[:, :width]
    mask = np.bitwise_xor.accumulate(odd.view(np.uint8), axis=1).view(bool)
    return Patch(rows, columns, mask) if mask.any() else None


def work_of(contour: NDArray[np.float64], shape: tuple[int, int]) -> int:
    """Return how much work filling a contour is: the rows its edges cross, the pixels it spans."""
    rows = np.clip(np.ceil(contour[:, 0]), 0, shape[0])
    crossed = float(np.abs(rows - np.roll(rows, -1)).sum())
    sizes = (_within(contour[:, axis], shape[axis]) for axis in (0, 1))
    height, width = (max(0, int(size.stop) - int(size.start)) for size in sizes)
    return round(crossed) + height * width


def _rounded(contour: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.round(contour / _GRAIN) * _GRAIN


def _within(places: NDArray[np.float64], length: int) -> slice:
    """Return the pixels whose centres may lie inside, cut at the border of the plane."""
    first, last = np.floor(places.min()), np.ceil(places.max())
    return slice(int(max(0, first)), int(min(length, last + 1)))


def _crossings(
    starts: NDArray[np.float64], ends: NDArray[np.float64], rows: slice
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return (row, column) of where edges cross the centre lines of rows."""
    upper = np.where(starts[:, :1] <= ends[:, :1], starts, ends)
    lower = np.where(starts[:, :1] <= ends[:, :1], ends, starts)
    first = np.clip(np.ceil(upper[:, 0]), rows.start, rows.stop).astype(np.intp)
    stop = np.clip(np.ceil(lower[:, 0]), rows.start, rows.stop).astype(np.intp)
    number = stop - first
    edge = np.repeat(np.arange(len(number)), number)
    row = np.arange(len(edge)) - np.repeat(np.cumsum(number) - number, number) + first[edge]
    slope = (row - upper[edge, 0]) / (lower[edge, 0] - upper[edge, 0])
    return row, upper[edge, 1] + slope * (lower[edge, 1] - upper[edge, 1])
