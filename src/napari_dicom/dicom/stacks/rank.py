"""The order of images of one position, and what of it may be believed.

In all real series with further axes the true order puts the instance numbers of every position in
one and the same permutation, or keeps the same distances at every position. Times of triggers, of
content and even of acquisition that do neither lie.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.frames import Frame
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.stacks.axis import RANKS, coordinate_of

_SAME_BEAT = 1 / 4
"""Distances that differ by no more than this part of the usual one are the same."""

NUMBER = "InstanceNumber"

_DISAGREE = (
    "the order of the images of each position is doubtful: {} puts them in another order at "
    "every position, and they have no numbers"
)
_SCATTERED = (
    "the order of the images of each position is doubtful: their instance numbers follow no rule"
)
_NOTHING = "the order of the images of each position is that of their files' names: doubtful"
_UNUSED = (
    "{} puts the images of each position in another order than their numbers do: the order is "
    "that of the numbers (InstanceNumber)"
)


def rank_key(frame: Frame, keyword: str) -> tuple[object, ...]:
    """Return what a frame is sorted by: an element's value, its number, its file."""
    value = coordinate_of(frame, keyword) if keyword else 0
    number = coordinate_of(frame, NUMBER)
    return (value, 0 if number is None else number, str(frame.instance.path), frame.number)


def numbers_of(keyword: str, frames: Sequence[Frame]) -> list[float]:
    """Return the values of an element that are numbers."""
    values = (coordinate_of(frame, keyword) for frame in frames)
    return [float(value) for value in values if isinstance(value, int | float)]


def believed_rank(cells: Sequence[Sequence[Frame]]) -> tuple[str, Note | None]:
    """Return the element that orders the images of every position, and what is doubtful about it.

    The element is ``""`` where only the names of files are left.

    Parameters
    ----------
    cells
        The images of each position.
    """
    full = [cell for cell in cells if len(cell) == max(map(len, cells))]
    ordering = [keyword for keyword in RANKS if _orders(keyword, cells)]
    times = [keyword for keyword in ordering if keyword != NUMBER]
    believed = [keyword for keyword in times if _agrees(keyword, full)]
    if believed:
        return believed[0], None
    if NUMBER not in ordering:
        return (times[0], _doubt(_DISAGREE.format(times[0]))) if times else ("", _doubt(_NOTHING))
    if len(full) > 1 and not _keeps_distances(NUMBER, full) and not _is_in_blocks(full):
        return NUMBER, _doubt(_SCATTERED)
    return NUMBER, _unused(times) if times else None


def _doubt(text: str) -> Note:
    return Note("order-doubtful", text, Severity.WARNING)


def _unused(times: Sequence[str]) -> Note:
    return Note("order-of-numbers", _UNUSED.format(" and ".join(times)), Severity.INFO)


def _orders(keyword: str, cells: Sequence[Sequence[Frame]]) -> bool:
    """Tell whether an element has other values for all images of a position, at every one."""
    for cell in cells:
        values = {coordinate_of(frame, keyword) for frame in cell}
        if None in values or len(values) < len(cell):
            return False
    return True


def _agrees(keyword: str, cells: Sequence[Sequence[Frame]]) -> bool:
    """Tell whether an element puts the numbers of all positions in one order, or keeps its beat.

    Of a single position that is no evidence: there it must be the order of the numbers.
    """
    orders = set(_orders_of_numbers(keyword, cells))
    if None not in orders:
        if len(cells) == 1:
            return orders == {tuple(range(len(cells[0])))}
        if len(orders) == 1:
            return True
    elif len(cells) == 1:
        return True  # no numbers to speak against it
    return _keeps_distances(keyword, cells)


def _orders_of_numbers(
    keyword: str, cells: Sequence[Sequence[Frame]]
) -> Iterator[tuple[int, ...] | None]:
    """Yield the ranks of each position's numbers in an element's order; None without numbers."""
    for cell in cells:
        ordered = sorted(cell, key=lambda frame: rank_key(frame, keyword))
        numbers = numbers_of(NUMBER, ordered)
        if len(set(numbers)) < len(cell):
            yield None
        else:
            yield tuple(np.argsort(np.argsort(numbers)).tolist())


def _values(keyword: str, cells: Sequence[Sequence[Frame]]) -> NDArray[np.float64]:
    return np.array([sorted(numbers_of(keyword, cell)) for cell in cells])


def _keeps_distances(keyword: str, cells: Sequence[Sequence[Frame]]) -> bool:
    """Tell whether the values of all positions are the same but for a shift."""
    values = _values(keyword, cells)
    beat = float(np.median(np.diff(values, axis=1)))
    shifted = values - values[:, :1]
    off = np.abs(shifted - np.median(shifted, axis=0)).max()
    return bool(beat > 0 and off <= _SAME_BEAT * beat)


def _is_in_blocks(cells: Sequence[Sequence[Frame]]) -> bool:
    """Tell whether numbers count step by step through all positions, or position by position."""
    values = _values(NUMBER, cells)
    by_step = bool((values[:, :-1].max(axis=0) < values[:, 1:].min(axis=0)).all())
    ends = values[values[:, 0].argsort()]
    return by_step or bool((ends[:-1, -1] < ends[1:, 0]).all())
