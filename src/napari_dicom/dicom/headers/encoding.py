"""How the elements of a data set are written (PS3.5 7.1): VRs told or not, either byte order."""

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from napari_dicom.dicom.headers.elements import TAGS

ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
"""Tags of the delimiters of sequences (PS3.5 7.5)."""

UNDEFINED = 0xFFFFFFFF
"""The length of what ends at a delimiter."""

IMPLICIT_UID = "1.2.840.10008.1.2"
"""The one transfer syntax whose elements do not tell their VR."""

_SHORT = frozenset(b"AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US".split())
_LONG = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())
CHARACTER_SET = 0x00080005
"""Specific Character Set, which pydicom reads at once wherever it is."""

Read = Callable[..., tuple[Any, ...]]  # Any: as struct has it


@dataclass(frozen=True, slots=True, eq=False)
class Encoding:
    """One way to write elements; tags are compared as they are read, as one number.

    Parameters
    ----------
    explicit, little_endian
        Whether elements tell their VR, and the byte order.
    head
        Reads tag, VR (empty where implicit) and length.
    long_at
        Reads a length of four bytes.
    item_at
        Reads tag and length of an item.
    short, long
        VRs whose value starts 8 bytes, and 12 bytes, into the element.
    special
        Tags as they are read that are none of an ordinary element in an item.
    known
        Tag as it is read -> tag, of `ELEMENTS`.
    """

    explicit: bool
    little_endian: bool
    head: Read
    long_at: Read
    item_at: Read
    short: frozenset[bytes]
    long: frozenset[bytes]
    special: frozenset[int]
    known: Mapping[int, int]

    def key(self, tag: int) -> int:
        """Return a tag as it is read, and back."""
        return swapped(tag) if self.little_endian else tag


def swapped(tag: int) -> int:
    """Return a tag as it is read little-endian in one number, and back."""
    return (tag & 0xFFFF) << 16 | tag >> 16


def _made(explicit: bool, little_endian: bool) -> Encoding:
    order = "<" if little_endian else ">"
    special = (ITEM, ITEM_END, SEQUENCE_END, CHARACTER_SET, 0)
    return Encoding(
        explicit,
        little_endian,
        struct.Struct(f"{order}I2sH" if explicit else f"{order}I0sI").unpack_from,
        struct.Struct(f"{order}I").unpack_from,
        struct.Struct(f"{order}II").unpack_from,
        _SHORT if explicit else frozenset({b""}),
        _LONG if explicit else frozenset(),
        frozenset(swapped(tag) if little_endian else tag for tag in special),
        {swapped(tag) if little_endian else tag: tag for tag in TAGS},
    )


EXPLICIT = _made(explicit=True, little_endian=True)
IMPLICIT = _made(explicit=False, little_endian=True)
BIG_ENDIAN = _made(explicit=True, little_endian=False)
