"""Functional groups by a walk over the bytes of a file, several times as fast as pydicom.

Groups of the same bytes are one object, made once: the frames of a file share most of what they
say. What is kept does not grow with the number of frames; each pass over them walks anew.
"""

import struct
from collections.abc import Hashable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path

from napari_dicom.dicom.errors import NapariDicomError
from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.frames.element_value import element_value
from napari_dicom.dicom.frames.group_tags import tag_of
from napari_dicom.dicom.frames.groups import Groups, GroupTable
from napari_dicom.dicom.headers import (
    Encoding,
    Header,
    Layout,
    LazyItem,
    OddBytesError,
    Shapes,
    encoding_of,
    file_meta,
    items_at,
    root_item,
)
from napari_dicom.dicom.limits import DEFAULT_LIMITS
from napari_dicom.dicom.pixels import PixelSource, inflate

ODD = (OddBytesError, struct.error)
"""What is raised, at any time, where groups are to be read by pydicom."""

_MOST = 2048
"""Groups that are kept while a file is read: half a megabyte."""

_Below = tuple["WalkedItem", ...]


class WalkedItem:
    """An item of a sequence, somewhere in the bytes of a file."""

    __slots__ = ("_below", "_item")

    def __init__(self, item: LazyItem) -> None:
        self._item = item
        self._below: dict[str, _Below] | None = None

    def __contains__(self, keyword: str) -> bool:
        return tag_of(keyword) in self._item

    @property
    def header(self) -> Header:
        """Its values of `ELEMENTS`: one header, made once."""
        return self._item.header

    def items(self, keyword: str) -> Sequence["WalkedItem"]:
        """Return the items of a sequence, none where it is absent."""
        if self._below is None:
            self._below = {}
        if keyword not in self._below:
            items = self._item.items(tag_of(keyword))
            self._below[keyword] = tuple(map(WalkedItem, items))
        return self._below[keyword]

    def value(self, keyword: str) -> object:
        """Return the value of any element, None where it is absent."""
        tag = tag_of(keyword)
        element = self._item.element(tag)
        return None if element is None else element_value(tag, *element, self._item.encoding)


class _Kept:
    """The groups of a file that were made, by their bytes, and how those of a kind are written."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, bytes], _Below] = {}
        self._shapes: dict[tuple[int, bytes], Shapes[tuple[Layout, ...]]] = {}

    def group(self, key: int, item: LazyItem) -> _Below:
        """Return the items of a group, made once for all frames whose bytes are the same."""
        vr, start, stop = item.places[key]
        content = item.data[start:stop]
        found = self._made.get((key, content))
        if found is None:
            found = tuple(map(WalkedItem, self._walked((key, vr), content, item.encoding)))
            if len(self._made) >= _MOST:
                self._made.clear()
            self._made[key, content] = found
        return found

    def _walked(
        self, kind: tuple[int, bytes], content: bytes, encoding: Encoding
    ) -> list[LazyItem]:
        """Return the items of a group; those of a known shape are where they were before."""
        shapes = self._shapes.get(kind)
        if shapes is None:
            shapes = self._shapes[kind] = Shapes()
        known = shapes.find(content, 0)
        if known is not None and known[1] == len(content):
            return [LazyItem(content, layout) for layout in known[0]]
        values, place = shapes.values_to_note(), (kind[1], 0, len(content))
        items = list(items_at(content, place, encoding, values))
        if values is not None:
            layouts = tuple(item.layout for item in items)
            shapes.learn(content, (0, len(content)), values, layouts)
        return items


class _WalkedGroup:
    """The functional groups of one frame, or those that all share."""

    __slots__ = ("_item", "_kept")

    def __init__(self, item: LazyItem, kept: _Kept) -> None:
        self._item = item
        self._kept = kept

    def items(self, keyword: str) -> Sequence[WalkedItem]:
        """Return the items of a group's sequence, none where it is absent."""
        key = _key(self._item.encoding, keyword)
        return self._kept.group(key, self._item) if key in self._item.places else ()

    def content(self, keywords: frozenset[str]) -> Hashable:
        """Return the bytes of some groups: where they are equal the groups are."""
        places, data = self._item.places, self._item.data
        keys = _keys(self._item.encoding, keywords)
        return tuple(
            [(key, data[start:stop]) for key, (_, start, stop) in places.items() if key in keys]
        )

    def element(self, tag: int) -> tuple[bytes, bytes] | None:
        """Return VR (empty where implicit) and bytes of a group; None where it is absent."""
        return self._item.element(tag)


@lru_cache(maxsize=8)
def _keys(encoding: Encoding, keywords: frozenset[str]) -> frozenset[int]:
    return frozenset(_key(encoding, keyword) for keyword in keywords)


@cache
def _key(encoding: Encoding, keyword: str) -> int:
    return encoding.key(tag_of(keyword))


class _WalkedFrames:
    """The groups of each frame, walked anew in each pass over them."""

    def __init__(self, root: LazyItem, header: Header, count: int) -> None:
        self._root = root
        self._header = header
        self._count = count
        self._kept = _Kept()
        shared = root.items(tag_of("SharedFunctionalGroupsSequence"))
        self._nothing = _WalkedGroup(LazyItem(b"", Layout({}, root.encoding)), self._kept)
        self._shared = _WalkedGroup(shared[0], self._kept) if shared else self._nothing

    def __iter__(self) -> Iterator[Groups]:
        """Yield the groups of each frame; what is odd, in those of no frame too, is raised."""
        number = 0
        for item in self._per_frame():
            number += 1
            if number <= self._count:
                yield Groups(_WalkedGroup(item, self._kept), self._shared, self._header)
        for _ in range(number, self._count):
            yield Groups(self._nothing, self._shared, self._header, is_described=False)

    def _per_frame(self) -> Iterator[LazyItem]:
        key = self._root.encoding.key(tag_of("PerFrameFunctionalGroupsSequence"))
        place = self._root.places.get(key)
        return iter(()) if place is None else items_at(self._root.data, place, self._root.encoding)


def walk_groups(instance: Instance, count: int) -> GroupTable | None:
    """Return the functional groups of `count` frames; None where they are left to pydicom.

    Going through them may raise `ODD`: then they are left to it as well.
    """
    pixels = instance.pixels
    if pixels is None or pixels.offset > DEFAULT_LIMITS.header_bytes:
        return None
    try:
        root = _root(pixels)
        dimensions = tuple(map(WalkedItem, root.items(tag_of("DimensionIndexSequence"))))
        return GroupTable(dimensions, _WalkedFrames(root, instance.header, count), root.encoding)
    except (*ODD, OSError, NapariDicomError):  # pydicom says what is wrong
        return None


def _root(pixels: PixelSource) -> LazyItem:
    """Read the data set up to the value of its pixel data."""
    path = Path(pixels.path)
    if pixels.state is not None:
        pixels.state.check(path)
    with path.open("rb") as file:
        if not pixels.dataset_offset:
            data = file.read(pixels.offset)
            start, uid = file_meta(data)
        else:
            start, uid = file_meta(file.read(pixels.dataset_offset))
            data, start = inflate(file, pixels.dataset_offset, DEFAULT_LIMITS, pixels.offset), 0
            data = data[: pixels.offset]
    encoding = encoding_of(uid)
    return root_item(data, start, len(data) - (12 if encoding.explicit else 8), encoding)
