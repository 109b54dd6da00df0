"""Lines of equal value in a plane (marching squares), between the centres of its pixels."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Lines = list[NDArray[np.float64]]


def level_lines(values: NDArray[np.floating], level: float) -> Lines:
    """Return the lines along which a plane has a value, straight between its pixels' edges.

    Where two pairs of opposite corners are above and below, their mean decides.

    Parameters
    ----------
    values
        (rows, columns).

    Returns
    -------
    list of (n, 2)
        (row, column); closed lines end where they begin, others at the border.
    """
    pairs = _segments(values, level)
    places = {int(edge): _crossing(values, level, int(edge)) for edge in np.unique(pairs)}
    return [np.array([places[edge] for edge in chain]) for chain in _chains(pairs)]


def _segments(values: NDArray[np.floating], level: float) -> NDArray[np.int64]:
    """Return (n, 2): which two edges of a square each piece of line joins, by their numbers."""
    above = values > level
    rows, columns = values.shape
    number = np.arange(rows * columns).reshape(rows, columns)
    across = above[:, :-1] != above[:, 1:]
    down = above[:-1] != above[1:]
    under = number + number.size  # edges down a column are numbered behind those along a row
    # top, bottom, left, right of each square
    edges = np.stack([number[:-1, :-1], number[1:, :-1], under[:-1, :-1], under[:-1, 1:]])
    cut = np.stack([across[:-1], across[1:], down[:, :-1], down[:, 1:]])
    single = cut.sum(axis=0) == 2
    joined = edges[:, single].T[cut[:, single].T].reshape(-1, 2)
    saddle = cut.all(axis=0)
    top, bottom, left, right = edges[:, saddle]
    corners = (values[:-1, :-1], values[:-1, 1:], values[1:, :-1], values[1:, 1:])
    middle = sum(corner[saddle] for corner in corners) / 4 > level
    same = middle == above[:-1, :-1][saddle]
    return np.concatenate(
        [
            joined,
            np.column_stack([top, np.where(same, right, left)]),
            np.column_stack([bottom, np.where(same, left, right)]),
        ]
    )


def _crossing(values: NDArray[np.floating], level: float, edge: int) -> tuple[float, float]:
    """Return where a line crosses an edge, given by its number."""
    size = values.size
    row, column = divmod(edge % size, values.shape[1])
    step = (0, 1) if edge < size else (1, 0)
    first, second = float(values[row, column]), float(values[row + step[0], column + step[1]])
    part = (level - first) / (second - first)
    return row + part * step[0], column + part * step[1]


def _chains(pairs: NDArray[np.int64]) -> Iterator[list[int]]:
    """Yield the edges along each line: those that end at the border first, then closed ones."""
    partners: dict[int, list[int]] = {}
    for one, other in pairs.tolist():
        partners.setdefault(one, []).append(other)
        partners.setdefault(other, []).append(one)
    ends = [edge for edge, next_to in partners.items() if len(next_to) == 1]
    for start in (*ends, *partners):
        if partners[start]:
            yield _walk(start, partners)


def _walk(start: int, partners: dict[int, list[int]]) -> list[int]:
    """Follow a line from an edge, taking its pieces away."""
    chain = [start]
    while partners[chain[-1]]:
        here = chain[-1]
        following = partners[here].pop()
        partners[following].remove(here)
        chain.append(following)
    return chain
