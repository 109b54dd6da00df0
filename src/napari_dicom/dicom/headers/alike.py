"""Sequences that are written alike as the rows of a table: what varies are columns of values.

Functional groups of thousands of frames have the same tags, VRs, lengths and delimiters (PS3.3
C.7.6.16). One sequence is walked; all others of its length whose bytes are the same wherever the
walk has looked would be walked the same way, and are compared in one go.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.headers.elements import ELEMENTS
from napari_dicom.dicom.headers.encoding import Encoding
from napari_dicom.dicom.headers.header import Header
from napari_dicom.dicom.headers.lazy_item import LazyItem, items_at
from napari_dicom.dicom.headers.numbers import BINARY
from napari_dicom.dicom.headers.shapes import Values

_FEWEST = 16
"""Sequences that make a table: fewer are read as fast one by one."""

_MOST = 8
"""Ways to be written that are told apart among sequences of one length."""

_LARGEST = 1 << 12
"""Bytes of a sequence that is put into a table."""


@dataclass(frozen=True, slots=True, eq=False)
class Alike:
    """Sequences of one item each that are written alike.

    Parameters
    ----------
    numbers
        Which of the sequences they are.
    rows
        The bytes of each.
    item
        The item of the first.
    """

    numbers: NDArray[np.intp]
    rows: NDArray[np.uint8]
    item: LazyItem

    @property
    def varying(self) -> frozenset[int]:
        """Tags of `ELEMENTS` whose values are not the same in all."""
        known, places = self.item.encoding.known, self.item.places
        varies = (self.rows != self.rows[0]).any(axis=0)
        return frozenset(
            known[key]
            for key, (_, start, stop) in places.items()
            if key in known and varies[start:stop].any()
        )

    def bytes_of(self, keyword: str) -> NDArray[np.uint8]:
        """Return the bytes of an element that all have: a row for each."""
        _, start, stop = self.item.places[self.item.encoding.key(ELEMENTS[keyword][0])]
        return self.rows[:, start:stop]

    def binary(self, keyword: str) -> NDArray[np.generic]:
        """Return the numbers of an element that is written in binary: a row for each."""
        order = "<" if self.item.encoding.little_endian else ">"
        dtype = np.dtype(order + BINARY[ELEMENTS[keyword][1]])
        return np.ascontiguousarray(self.bytes_of(keyword)).view(dtype)

    def headers(self) -> Iterator[Header]:
        """Yield the values of `ELEMENTS` of each."""
        layout = self.item.layout
        return (layout.header(row.tobytes()) for row in self.rows)


def written_alike(
    contents: Sequence[bytes | None], vr: bytes, encoding: Encoding
) -> Iterator[Alike]:
    """Yield those of many sequences that are written alike; the others are left out.

    Parameters
    ----------
    contents
        The bytes of each; None where there is none.
    vr
        Of the sequences; empty where implicit.

    Raises
    ------
    OddBytesError, struct.error
        One that was walked is odd.
    """
    numbers: dict[int, list[int]] = defaultdict(list)
    for number, content in enumerate(contents):
        if content is not None:
            numbers[len(content)].append(number)
    for length, found in numbers.items():
        if len(found) >= _FEWEST and 0 < length <= _LARGEST:
            joined = b"".join([contents[number] or b"" for number in found])
            rows = np.frombuffer(joined, np.uint8).reshape(len(found), length)
            yield from _of_one_length(np.asarray(found), rows, vr, encoding)


def _of_one_length(
    numbers: NDArray[np.intp], rows: NDArray[np.uint8], vr: bytes, encoding: Encoding
) -> Iterator[Alike]:
    for _ in range(_MOST):
        if len(numbers) < _FEWEST:
            return
        values: Values = []
        first = rows[0].tobytes()
        items = list(items_at(first, (vr, 0, len(first)), encoding, values))
        is_walked = np.ones(len(first), dtype=bool)
        for start, stop in values:
            is_walked[start:stop] = False
        same = (rows[:, is_walked] == rows[0, is_walked]).all(axis=1)
        if len(items) == 1 and same.sum() >= _FEWEST:
            yield Alike(numbers[same], rows[same], items[0])
        numbers, rows = numbers[~same], rows[~same]
