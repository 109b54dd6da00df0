"""The outline of a mask as closed contours: filled by pixel centres they give the mask again.

Lines run half way between the centres inside and outside (marching squares). A hole is joined to
what surrounds it by a keyhole, a way there and back of no width (PS3.3 C.8.8.6.3), which every
reader of structure sets knows.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.objects import level_lines

Line = NDArray[np.float64]


def outlines(mask: NDArray[np.bool_]) -> list[Line]:
    """Return the contours around what is drawn in a plane.

    Parameters
    ----------
    mask
        (rows, columns), True inside.

    Returns
    -------
    list of (n, 2)
        (row, column) of points, centres of pixels at whole numbers; closed, without the first
        point again at the end.
    """
    if not mask.any():
        return []
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    part = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    lines = level_lines(np.pad(part, 1).astype(np.float64), 0.5)
    corner = np.array([rows[0] - 1, columns[0] - 1])
    return _with_keyholes([_corners(line[:-1]) + corner for line in lines])


def _corners(line: Line) -> Line:
    """Return the points of a closed line where it turns."""
    before, after = line - np.roll(line, 1, axis=0), np.roll(line, -1, axis=0) - line
    turns: NDArray[np.bool_] = before[:, 0] * after[:, 1] != before[:, 1] * after[:, 0]
    return np.asarray(line[turns])


def _with_keyholes(lines: Sequence[Line]) -> list[Line]:
    """Return the outer lines, each joined to the holes that lie directly in it."""
    within = [[other for other in lines if _holds(other, line)] for line in lines]
    outer = [n for n, around in enumerate(within) if len(around) % 2 == 0]
    joined = []
    for n in outer:
        holes = [
            line
            for line, around in zip(lines, within, strict=True)
            if len(around) == len(within[n]) + 1 and any(one is lines[n] for one in around)
        ]
        joined.append(_joined(lines[n], holes))
    return joined


def _holds(outer: Line, inner: Line) -> bool:
    """Tell whether a line surrounds another that it does not touch, by one point of this."""
    if outer is inner:
        return False
    row, column = inner[0]
    first, second = outer, np.roll(outer, -1, axis=0)
    crosses = (first[:, 0] > row) != (second[:, 0] > row)
    first, second = first[crosses], second[crosses]
    part = (row - first[:, 0]) / (second[:, 0] - first[:, 0])
    right = first[:, 1] + part * (second[:, 1] - first[:, 1]) > column
    return bool(np.count_nonzero(right) % 2)


def _joined(line: Line, holes: Sequence[Line]) -> Line:
    """Return a line that goes round its holes as well, the nearest one first."""
    left = list(holes)
    while left:
        bridges = [_bridge(line, hole) for hole in left]
        nearest = min(range(len(left)), key=lambda n: bridges[n][0])
        _, here, there = bridges[nearest]
        hole = np.roll(left.pop(nearest), -there, axis=0)
        line = np.concatenate([line[: here + 1], hole, hole[:1], line[here:]])
    return line


def _bridge(line: Line, hole: Line) -> tuple[float, int, int]:
    """Return the least distance between points of two lines, and the numbers of these points."""
    best: tuple[float, int, int] = (np.inf, 0, 0)
    for there, point in enumerate(hole):
        away: NDArray[Any] = ((line - point) ** 2).sum(axis=1)
        here = int(away.argmin())
        best = min(best, (float(away[here]), here, there))
    return best
