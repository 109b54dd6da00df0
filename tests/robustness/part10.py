"""Where the elements of a good Part 10 file lie, for whoever breaks it: no more than that."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

_LONG = {b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"}
_UNDEFINED = 0xFFFFFFFF
_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
PIXELS = {0x7FE00008, 0x7FE00009, 0x7FE00010}
DEFLATED, BIG, IMPLICIT = "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2"


@dataclass(frozen=True, slots=True)
class Element:
    """One element at the top of a data set: bytes `start` to `end`, its value from `value` on."""

    tag: int
    vr: bytes
    start: int
    value: int
    end: int


@dataclass(slots=True)
class Part10:
    """A file, taken apart: its bytes, inflated where they were deflated."""

    data: bytes
    syntax: str = ""
    body: int = 0
    elements: list[Element] = field(default_factory=list)
    pixels: Element | None = None
    items: list[tuple[int, int]] = field(default_factory=list)

    @property
    def order(self) -> str:
        return ">" if self.syntax == BIG else "<"

    @property
    def explicit(self) -> bool:
        return self.syntax != IMPLICIT

    def element(self, tag: int) -> Element | None:
        return next((one for one in self.elements if one.tag == tag), None)

    def packed(self, data: bytes) -> bytes:
        """Return the bytes of a file: deflated again where they were."""
        if self.syntax != DEFLATED:
            return data
        packer = zlib.compressobj(wbits=-15)
        return data[: self.body] + packer.compress(data[self.body :]) + packer.flush()

    def spliced(self, start: int, end: int, new: bytes) -> bytes:
        """Return the file with other bytes in place of those from `start` to `end`."""
        return self.packed(self.data[:start] + new + self.data[end:])

    def encoded(self, tag: int, vr: bytes, value: bytes) -> bytes:
        """Return an element as it stands in this file."""
        order = self.order
        head = struct.pack(f"{order}HH", tag >> 16, tag & 0xFFFF)
        if not self.explicit:
            return head + struct.pack(f"{order}I", len(value)) + value
        if vr in _LONG:
            return head + vr + b"\0\0" + struct.pack(f"{order}I", len(value)) + value
        return head + vr + struct.pack(f"{order}H", len(value)) + value

    def with_value(self, tag: int, vr: bytes, value: bytes) -> bytes:
        """Return the file with a value of even length in an element, put in where there is none."""
        value += (b"\0" if vr == b"UI" else b" ") * (len(value) % 2)
        new = self.encoded(tag, vr, value)
        own = self.element(tag)
        if own is not None:
            return self.spliced(own.start, own.end, new)
        later = [one.start for one in self._all() if one.tag > tag]
        place = min(later, default=len(self.data))
        return self.spliced(place, place, new)

    def _all(self) -> list[Element]:
        return [*self.elements, *([self.pixels] if self.pixels else [])]


def part10_of(data: bytes) -> Part10:
    """Take a good file apart."""
    file = Part10(data)
    position = 132
    while data[position : position + 2] == b"\2\0":
        element = _element_at(file, position, meta=True)
        if element.tag == 0x00020010:
            file.syntax = data[element.value : element.end].decode().strip("\0 ")
        position = element.end
    file.body = position
    if file.syntax == DEFLATED:
        file.data = data[:position] + zlib.decompress(data[position:], wbits=-15)
    while position + 8 <= len(file.data):
        element = _element_at(file, position)
        if element.tag in PIXELS:
            file.pixels = element
            file.items = list(_items(file, element))
            return file
        file.elements.append(element)
        position = element.end
    return file


def _element_at(file: Part10, position: int, *, meta: bool = False) -> Element:
    data, order = file.data, "<" if meta else file.order
    group, number = struct.unpack_from(f"{order}HH", data, position)
    vr = data[position + 4 : position + 6] if meta or file.explicit else b""
    wide = not vr or vr in _LONG or group == 0xFFFE
    value = position + (8 if not vr or group == 0xFFFE or vr not in _LONG else 12)
    (length,) = struct.unpack_from(
        f"{order}{'I' if wide else 'H'}", data, value - (4 if wide else 2)
    )
    end = value + length if length != _UNDEFINED else _end_of_undefined(file, value)
    return Element(group << 16 | number, vr, position, value, min(end, len(data)))


def _end_of_undefined(file: Part10, position: int) -> int:
    """Return where a sequence, an item or encapsulated pixel data of undefined length ends."""
    while position + 8 <= len(file.data):
        group, number, length = struct.unpack_from(f"{file.order}HHI", file.data, position)
        tag = group << 16 | number
        if tag in {_ITEM_END, _SEQUENCE_END}:
            return position + 8
        if tag == _ITEM:
            whole = length != _UNDEFINED
            position = position + 8 + length if whole else _end_of_undefined(file, position + 8)
        else:
            position = _element_at(file, position).end
    return len(file.data)


def _items(file: Part10, element: Element) -> Iterator[tuple[int, int]]:
    """Yield where each fragment starts and ends, that of the offset table first."""
    position = element.value
    while file.data[position : position + 4] == b"\xfe\xff\x00\xe0":
        (length,) = struct.unpack_from("<I", file.data, position + 4)
        yield position + 8, position + 8 + length
        position += 8 + length
