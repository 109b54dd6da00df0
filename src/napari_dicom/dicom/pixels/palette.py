"""Read the palette of a PALETTE COLOR image (PS3.3 C.7.6.3.1.5, C.7.9; segmented: C.7.9.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from napari_dicom.dicom.errors import DecodeError

if TYPE_CHECKING:
    from pydicom import Dataset

Array = np.ndarray[Any, np.dtype[Any]]

_COLOURS = ("Red", "Green", "Blue")
_MOST_ENTRIES = 65536
_DISCRETE, _LINEAR, _INDIRECT = 0, 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class Palette:
    """Colours of stored values.

    Parameters
    ----------
    first
        Stored value of the first colour; lower ones have it too, higher ones than the last have
        the last.
    colours
        (entries, 3) uint8, red green blue.
    """

    first: int
    colours: Array

    def apply(self, values: Array) -> Array:
        """Return the colours of stored values: (rows, columns, 3) uint8."""
        index = values.astype(np.int64) - self.first
        return np.asarray(self.colours[np.clip(index, 0, len(self.colours) - 1)])


def palette_of(dataset: Dataset) -> Palette:
    """Return the palette of a data set.

    Raises
    ------
    DecodeError
        It has none, or a damaged one.
    """
    tables, first = [], 0
    for colour in _COLOURS:
        entries, first, bits = _descriptor(dataset, colour)
        table = _table(dataset, colour, entries, bits)
        tables.append(_to_8_bits(table, bits))
    shortest = min(len(table) for table in tables)
    if shortest == 0:
        raise DecodeError("the palette is empty")
    return Palette(first, np.stack([table[:shortest] for table in tables], axis=1))


def _descriptor(dataset: Dataset, colour: str) -> tuple[int, int, int]:
    """Return (entries, first stored value, bits); 0 entries stand for 65536."""
    value = dataset.get(f"{colour}PaletteColorLookupTableDescriptor")
    if value is None or isinstance(value, (str, bytes, int)) or len(value) != 3:
        raise DecodeError(f"PALETTE COLOR without a usable {colour} palette descriptor")
    entries, first, bits = (int(part) for part in value)
    signed = dataset.get("PixelRepresentation", 0) == 1
    first = (first + 0x8000) % 0x10000 - 0x8000 if signed else first % 0x10000
    return (entries % 0x10000) or _MOST_ENTRIES, first, 8 if bits <= 8 else 16


def _table(dataset: Dataset, colour: str, entries: int, bits: int) -> Array:
    data = dataset.get(f"{colour}PaletteColorLookupTableData")
    if data is not None:
        return _plain(_as_bytes(dataset, data), entries, bits)
    data = dataset.get(f"Segmented{colour}PaletteColorLookupTableData")
    if data is None:
        raise DecodeError(f"PALETTE COLOR without {colour} palette data")
    words = np.frombuffer(_as_bytes(dataset, data), "u1" if bits == 8 else "<u2")
    return _unfold(words.tolist())


def _as_bytes(dataset: Dataset, data: Any) -> bytes:
    """Return the data in little-endian words, an even number of bytes."""
    if not isinstance(data, (bytes, bytearray)):
        return np.atleast_1d(np.asarray(data)).astype("<u2").tobytes()
    raw = bytes(data) + b"\0" * (len(data) % 2)
    if dataset.original_encoding[1] is False:
        return np.frombuffer(raw, ">u2").astype("<u2").tobytes()
    return raw


def _plain(raw: bytes, entries: int, bits: int) -> Array:
    """Return the entries; those of 8 bits come one a byte or, in many files, one a word."""
    if bits == 8 and len(raw) < 2 * entries:
        return np.frombuffer(raw, np.uint8)[:entries]
    words = np.frombuffer(raw, "<u2")[:entries]
    if bits == 8 and words.size and int(words.max()) > 0xFF and not (words & 0xFF).any():
        return words >> 8
    return words


def _to_8_bits(table: Array, bits: int) -> Array:
    """Return a table of bytes; 16 bits that never pass 255 are 8 bits in disguise."""
    if bits == 8 or (table.size and int(table.max()) <= 0xFF):
        return np.minimum(table, 0xFF).astype(np.uint8)
    return (table >> 8).astype(np.uint8)


def _unfold(words: list[int]) -> Array:
    """Return the entries of a segmented palette."""
    entries: list[int] = []
    position = 0
    while position + 1 < len(words) and len(entries) <= _MOST_ENTRIES:
        kind, length = words[position], words[position + 1]
        position = _segment(words, position, kind, length, entries)
    return np.array(entries[:_MOST_ENTRIES], dtype=np.uint16)


def _segment(words: list[int], position: int, kind: int, length: int, entries: list[int]) -> int:
    """Add the entries of one segment; return where the next one starts."""
    if kind == _DISCRETE:
        entries += words[position + 2 : position + 2 + length]
        return position + 2 + length
    if kind == _LINEAR and position + 2 < len(words) and entries:
        last = words[position + 2]
        entries += np.linspace(entries[-1], last, length + 1).round().astype(int)[1:].tolist()
        return position + 3
    if kind == _INDIRECT and position + 3 < len(words):
        _copy_segments(words, words[position + 2] | words[position + 3] << 16, length, entries)
        return position + 4
    raise DecodeError(f"the segmented palette has a damaged segment of type {kind}")


def _copy_segments(words: list[int], offset: int, count: int, entries: list[int]) -> None:
    """Add the entries of `count` segments once more, from a byte or word offset on."""
    position = offset
    for _ in range(count):
        if position + 1 >= len(words) or words[position] == _INDIRECT:
            raise DecodeError("the segmented palette points outside itself")
        if len(entries) > _MOST_ENTRIES:
            return
        position = _segment(words, position, words[position], words[position + 1], entries)
