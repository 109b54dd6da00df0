"""The items of nested sequences, those that are asked for and no others (PS3.5 7.5).

Functional groups and contours are tens of thousands of items: pydicom takes 0.3 ms for each frame
of them. A plain walk over explicit or implicit little-endian bytes takes a hundredth; whatever is
odd is left to pydicom (`datasets`), which gives the same tree.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

from napari_dicom.dicom.errors import LimitError
from napari_dicom.dicom.headers.elements import ELEMENTS, SEQUENCES, TAGS
from napari_dicom.dicom.headers.header import Header
from napari_dicom.dicom.headers.lazy_item import OddBytesError
from napari_dicom.dicom.pixels import syntax_of

_START = b"DICM\2\0\0\0UL\4\0"  # the prefix, then (0002,0000)
_CHARACTER_SET = ELEMENTS["SpecificCharacterSet"][0]
_IMPLICIT_UID = "1.2.840.10008.1.2"
_UNDEFINED = 0xFFFFFFFF
_ITEM, _ITEM_END, _SEQUENCE_END = 0xE000FFFE, 0xE00DFFFE, 0xE0DDFFFE  # as they are read
_SHORT = frozenset(b"AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US".split())
_LONG = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())

_explicit_at = struct.Struct("<I2sH").unpack_from
_long_at = struct.Struct("<I").unpack_from
_implicit_at = struct.Struct("<II").unpack_from


class Item:
    """One item of a sequence, or the data set: values of `ELEMENTS`, and sequences below it.

    Parameters
    ----------
    values
        As `Header` takes them.
    sequences
        Tag -> items, of the sequences asked for that are there.
    """

    __slots__ = ("little_endian", "sequences", "values")

    def __init__(self, values: dict[int, bytes], little_endian: bool = True) -> None:
        self.values = values
        self.sequences: dict[int, list[Item]] = {}
        self.little_endian = little_endian

    @property
    def header(self) -> Header:
        """The item's values, to be read strictly."""
        return Header(self.values, self.little_endian)

    def items(self, tag: int) -> list[Item]:
        """Return the items of a sequence, none where it is absent."""
        return self.sequences.get(tag, [])

    def first(self, tag: int) -> Item | None:
        """Return the first item of a sequence, None where it is absent or empty."""
        items = self.sequences.get(tag)
        return items[0] if items else None

    def under(self, *tags: int) -> list[Item]:
        """Return all items that a way of sequences leads to."""
        found = [self]
        for tag in tags:
            found = [item for one in found for item in one.items(tag)]
        return found


def walk_items(data: bytes, wanted: frozenset[int], *, has_pixels: bool, depth: int) -> Item | None:
    """Return the data set of a file as a tree, or None where that is left to pydicom.

    Parameters
    ----------
    data
        The file up to the value of its pixel data, or all of it where it has none.
    wanted
        Tags of the sequences to go into; others are passed over.
    has_pixels
        Whether the head of a pixel element ends the data.

    Raises
    ------
    LimitError
        Sequences are nested deeper than `depth`.
    """
    try:
        return _walked(data, wanted, has_pixels, depth)
    except (OddBytesError, struct.error):
        return None


def _walked(data: bytes, wanted: frozenset[int], has_pixels: bool, depth: int) -> Item:
    start, uid = file_meta(data)
    syntax = syntax_of(uid)
    if not syntax.known or not syntax.little_endian or syntax.deflated:
        raise OddBytesError
    explicit = uid != _IMPLICIT_UID
    if all(0x40 < letter < 0x5B for letter in data[start + 4 : start + 6]) != explicit:
        raise OddBytesError
    end = len(data) - (12 if has_pixels and explicit else 8 if has_pixels else 0)
    tags = {_swapped(tag): tag for tag in (*TAGS, *wanted)}
    walk = _Walk(data, tags, wanted, explicit)
    item, position = walk.item(start, end, b"", depth)
    if position != end:
        raise OddBytesError
    return item


def file_meta(data: bytes) -> tuple[int, str]:
    """Return where the data set starts, and the transfer syntax."""
    if data[128:140] != _START:
        raise OddBytesError
    start, position = 144 + int.from_bytes(data[140:144], "little"), 144
    uid = b""
    while position < start:
        key, vr, length = _explicit_at(data, position)
        value = position + 8
        if vr in _LONG:
            value, length = position + 12, _long_at(data, position + 8)[0]
        if key == 0x00100002:
            uid = data[value : value + length]
        position = value + length
    if position != start:
        raise OddBytesError
    return start, uid.decode("latin-1").rstrip("\0 ")


def _swapped(tag: int) -> int:
    """Return a tag as it is read, and back."""
    return (tag & 0xFFFF) << 16 | tag >> 16


class _Walk:
    """A walk over the bytes of a data set."""

    def __init__(
        self, data: bytes, tags: Mapping[int, int], wanted: frozenset[int], explicit: bool
    ) -> None:
        self._data = data
        self._tags = tags
        self._wanted = wanted
        self._explicit = explicit

    def item(self, position: int, end: int, charset: bytes, depth: int) -> tuple[Item, int]:
        """Return the item that starts here, and the position behind it; `end` -1: undefined."""
        if depth < 0:
            raise LimitError("the header nests sequences deeper than the limit (limits.depth)")
        data, tags, wanted = self._data, self._tags, self._wanted
        values: dict[int, bytes] = {_CHARACTER_SET: charset} if charset else {}
        found = Item(values)
        while end < 0 or position < end:
            key, vr, start, length = self._element(position)
            if key == _ITEM_END and end < 0:
                return found, position + 8
            tag = tags.get(key)
            if tag in wanted and tag is not None:
                if vr not in {b"SQ", b""}:
                    raise OddBytesError
                charset = values.get(_CHARACTER_SET, charset)
                items, position = self._items(start, length, charset, depth)
                found.sequences[tag] = items
                values[tag] = b""
            elif length == _UNDEFINED:
                _, position = self._items(start, length, b"", depth)
            else:
                position = start + length
                if tag is not None:
                    values[tag] = b"" if tag in SEQUENCES else data[start:position]
        if position > len(data):
            raise OddBytesError
        return found, position

    def _element(self, position: int) -> tuple[int, bytes, int, int]:
        """Return tag as read, VR, where the value starts and its length."""
        if not self._explicit:
            key, length = _implicit_at(self._data, position)
            return key, b"", position + 8, length
        key, vr, length = _explicit_at(self._data, position)
        if vr in _SHORT:
            return key, vr, position + 8, length
        if vr in _LONG:
            return key, vr, position + 12, _long_at(self._data, position + 8)[0]
        if key == _ITEM_END:
            return key, b"", position + 8, 0
        raise OddBytesError

    def _items(self, start: int, length: int, charset: bytes, depth: int) -> tuple[list[Item], int]:
        """Return the items of the sequence whose value starts here, and the position behind it."""
        items: list[Item] = []
        position, end = start, -1 if length == _UNDEFINED else start + length
        while end < 0 or position < end:
            key, size = _implicit_at(self._data, position)
            position += 8
            if key == _SEQUENCE_END and end < 0:
                return items, position
            if key != _ITEM:
                raise OddBytesError
            stop = -1 if size == _UNDEFINED else position + size
            item, position = self.item(position, stop, charset, depth - 1)
            items.append(item)
        if position != end:
            raise OddBytesError
        return items, position
