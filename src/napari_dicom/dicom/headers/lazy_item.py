"""Items of sequences of which few elements are asked for: found by offset, read when asked.

Functional groups of thousands of frames are the case (PS3.3 C.7.6.16): an item is the places of its
elements in the bytes of a file, and a sequence below it is walked when somebody asks for it.
pydicom's answer is the truth: whatever is odd raises `OddBytesError` and is left to it, as is
running out of bytes, which shows as `struct.error`.
"""

from __future__ import annotations

from collections.abc import Iterator

from napari_dicom.dicom.headers.elements import ELEMENTS, SEQUENCES
from napari_dicom.dicom.headers.encoding import (
    BIG_ENDIAN,
    CHARACTER_SET,
    EXPLICIT,
    IMPLICIT,
    IMPLICIT_UID,
    ITEM,
    ITEM_END,
    SEQUENCE_END,
    UNDEFINED,
    Encoding,
)
from napari_dicom.dicom.headers.header import Header
from napari_dicom.dicom.headers.shapes import Shapes, Values
from napari_dicom.dicom.headers.vr import dictionary_vr
from napari_dicom.dicom.pixels import syntax_of

_DEEPEST = 16
"""Sequences in each other that are walked: functional groups nest three or four."""

_VRS = {tag: vr.encode() for tag, vr in ELEMENTS.values()}

_UNTOLD = frozenset({b"", b"UN", b"SQ"})
"""VRs that leave it to the dictionary."""

Place = tuple[bytes, int, int]
"""VR (empty where implicit), and where the value starts and stops."""

Places = dict[int, Place]
"""Tag as it is read -> place of the element."""

_Recipe = tuple[list[tuple[int, int, int]], dict[int, str] | None]


class OddBytesError(Exception):
    """Something that is left to pydicom."""


class Layout:
    """Where the elements of an item are, in whatever bytes: those of many items, if alike.

    Parameters
    ----------
    places
        Of its elements.
    encoding
        How they are written.
    """

    __slots__ = ("_recipe", "encoding", "places")

    def __init__(self, places: Places, encoding: Encoding) -> None:
        self.places = places
        self.encoding = encoding
        self._recipe: _Recipe | None = None

    def behind(self, start: int) -> Layout:
        """Return the layout in bytes that begin at `start` of those it is of."""
        moved = {key: (vr, a - start, b - start) for key, (vr, a, b) in self.places.items()}
        return Layout(moved, self.encoding)

    def header(self, data: bytes) -> Header:
        """Return the values of `ELEMENTS` in some bytes, to be read strictly."""
        if self._recipe is None:
            self._recipe = self._made_recipe()
        pieces, vrs = self._recipe
        values = {tag: data[start:stop] for tag, start, stop in pieces}
        return Header(values, self.encoding.little_endian, vrs)

    def _made_recipe(self) -> _Recipe:
        pieces: list[tuple[int, int, int]] = []
        vrs: dict[int, str] | None = None
        for key, (vr, start, stop) in self.places.items():
            tag = self.encoding.known.get(key)
            if tag is None:
                continue
            pieces.append((tag, 0, 0) if tag in SEQUENCES else (tag, start, stop))
            if vr != _VRS.get(tag, vr) and vr not in _UNTOLD:
                vrs = {**(vrs or {}), tag: vr.decode()}
        return pieces, vrs


class LazyItem:
    """One item, or the data set: the places of its elements in some bytes.

    Parameters
    ----------
    data
        What the places are in.
    layout
        Of its elements.
    """

    __slots__ = ("_below", "_header", "data", "encoding", "layout", "places")

    def __init__(self, data: bytes, layout: Layout) -> None:
        self.data = data
        self.places = layout.places
        self.encoding = layout.encoding
        self.layout = layout
        self._header: Header | None = None
        self._below: dict[int, tuple[LazyItem, ...]] | None = None

    def __contains__(self, tag: int) -> bool:
        return self.encoding.key(tag) in self.places

    @property
    def header(self) -> Header:
        """The values of `ELEMENTS` in the item, to be read strictly: one header, made once."""
        if self._header is None:
            self._header = self.layout.header(self.data)
        return self._header

    def items(self, tag: int) -> tuple[LazyItem, ...]:
        """Return the items of a sequence, none where it is absent."""
        if self._below is None:
            self._below = {}
        if tag not in self._below:
            place = self.places.get(self.encoding.key(tag))
            found = () if place is None else tuple(items_at(self.data, place, self.encoding))
            self._below[tag] = found
        return self._below[tag]

    def element(self, tag: int) -> tuple[bytes, bytes] | None:
        """Return VR (empty where implicit) and value of an element; None where it is absent."""
        place = self.places.get(self.encoding.key(tag))
        return None if place is None else (place[0], self.data[place[1] : place[2]])


def items_at(
    data: bytes, place: Place, encoding: Encoding, noted: Values | None = None
) -> Iterator[LazyItem]:
    """Walk the items of the sequence at a place, one after the other.

    Parameters
    ----------
    noted
        Takes up where values are that are passed over without a look.
    """
    vr, position, stop = place
    if vr not in {b"SQ", b""}:
        raise OddBytesError
    item, end, shapes = encoding.key(ITEM), encoding.key(SEQUENCE_END), Shapes[Layout]()
    while position < stop:
        start, known = position, shapes.find(data, position)
        if known is not None:
            layout, position = known
            yield LazyItem(data[start:position], layout)
            continue
        key, length = encoding.item_at(data, position)
        position += 8
        if key == item:
            values = shapes.values_to_note() if noted is None else noted
            behind = -1 if length == UNDEFINED else position + length
            places, position = places_in(data, position, behind, encoding, noted=values)
            layout = Layout(places, encoding)
            if noted is None and values is not None:
                shapes.learn(data, (start, position), values, layout.behind(start))
            yield LazyItem(data, layout)
        elif key != end or length or position != stop:
            raise OddBytesError
    if position != stop:
        raise OddBytesError


def places_in(
    data: bytes,
    position: int,
    end: int,
    encoding: Encoding,
    depth: int = _DEEPEST,
    *,
    at_top: bool = False,
    noted: Values | None = None,
) -> tuple[Places, int]:
    """Return where the elements of an item are, and the position behind it.

    This is the hot loop: one function, its names bound locally.

    Parameters
    ----------
    end
        -1 where the length of the item is undefined.
    depth
        Sequences of undefined length that may follow in each other.
    at_top
        Whether this is the data set: only there a character set is at home.
    noted
        Takes up where values are that are passed over without a look.
    """
    head, short, long, special = encoding.head, encoding.short, encoding.long, encoding.special
    found: Places = {}
    last = end if end >= 0 else len(data)
    while position < last:
        key, vr, length = head(data, position)
        if key in special and not (at_top and encoding.key(key) == CHARACTER_SET):
            if end >= 0 or encoding.item_at(data, position) != (encoding.key(ITEM_END), 0):
                raise OddBytesError
            return found, position + 8
        if vr in short:
            start = position + 8
        elif vr in long:
            start = position + 12
            (length,) = encoding.long_at(data, position + 8)
        else:
            raise OddBytesError
        if length == UNDEFINED:
            position = _behind_sequence(data, start, (key, vr), encoding, depth - 1, noted)
        else:
            position = start + length
            if noted is not None:
                noted.append((start, position))
        found[key] = (vr, start, position)
    if position != end:
        raise OddBytesError
    return found, position


def _behind_sequence(
    data: bytes,
    position: int,
    element: tuple[int, bytes],
    encoding: Encoding,
    depth: int,
    noted: Values | None,
) -> int:
    """Return the position behind a sequence of undefined length, all its items walked."""
    key, vr = element
    if depth < 0 or (vr or dictionary_vr(encoding.key(key)) or b"SQ") not in {b"SQ", b"UN"}:
        raise OddBytesError
    if vr == b"UN":  # PS3.5 6.2.2: its items are implicit
        if not encoding.little_endian:
            raise OddBytesError
        encoding = IMPLICIT
    item, end, shapes = encoding.key(ITEM), encoding.key(SEQUENCE_END), Shapes[None]()
    while True:
        start, known = position, shapes.find(data, position) if noted is None else None
        if known is not None:
            position = known[1]
            continue
        key, length = encoding.item_at(data, position)
        position += 8
        if key == end and not length:
            return position
        if key != item:
            raise OddBytesError
        values = shapes.values_to_note() if noted is None else noted
        behind = -1 if length == UNDEFINED else position + length
        _, position = places_in(data, position, behind, encoding, depth, noted=values)
        if noted is None:
            shapes.learn(data, (start, position), values, None)


def root_item(data: bytes, start: int, end: int, encoding: Encoding) -> LazyItem:
    """Return a data set as an item.

    Parameters
    ----------
    data, start, end
        Some bytes, and where in them the data set is.
    """
    looks_explicit = all(0x40 < letter < 0x5B for letter in data[start + 4 : start + 6])
    if looks_explicit != encoding.explicit:
        raise OddBytesError
    places, _ = places_in(data, start, end, encoding, at_top=True)
    return LazyItem(data, Layout(places, encoding))


def encoding_of(transfer_syntax_uid: str) -> Encoding:
    """Return how the data set of a known transfer syntax is written."""
    syntax = syntax_of(transfer_syntax_uid)
    if syntax.uid != transfer_syntax_uid or not syntax.known:
        raise OddBytesError
    if transfer_syntax_uid == IMPLICIT_UID:
        return IMPLICIT
    if syntax.implicit:  # pydicom takes Papyrus for explicit
        raise OddBytesError
    return EXPLICIT if syntax.little_endian else BIG_ENDIAN
