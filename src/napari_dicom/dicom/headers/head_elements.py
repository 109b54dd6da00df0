"""Elements and sequences in the head of a file, passed over as pydicom would (PS3.5 7.1, 7.5).

Little endian. Tags are compared as they stand in the file, as one number ``element << 16 | group``.
Running out of bytes shows as `struct.error`; whatever is odd raises `AskPydicomError`.
"""

import struct
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from napari_dicom.dicom.errors import LimitError
from napari_dicom.dicom.headers.elements import ELEMENTS, TAGS
from napari_dicom.dicom.headers.encoding import (
    CHARACTER_SET,
    ITEM,
    ITEM_END,
    SEQUENCE_END,
    UNDEFINED,
    swapped,
)
from napari_dicom.dicom.headers.shapes import Shapes, Values
from napari_dicom.dicom.headers.vr import dictionary_vr

PIXELS = (0x7FE00008, 0x7FE00009, 0x7FE00010)
"""Tags of float, double float and integer pixel data."""

VRS = {tag: vr.encode() for tag, vr in ELEMENTS.values()}

_END_OF_ITEM = b"\xfe\xff\x0d\xe0\0\0\0\0"
_USUAL_CHARACTER_SETS = frozenset({"", "ISO_IR 6", "ISO_IR 100", "ISO_IR 192"})
_DELIMITERS = (ITEM, ITEM_END, SEQUENCE_END)

long_at = struct.Struct("<I").unpack_from


def _wanted(vrs: dict[int, bytes]) -> dict[int, tuple[int, bytes | None]]:
    usual = {tag: vr for tag, vr in vrs.items() if tag != CHARACTER_SET}
    return {swapped(tag): (tag, usual.get(tag)) for tag in (*TAGS, *PIXELS, *_DELIMITERS)}


class HeadEncoding(NamedTuple):
    """How the elements of a data set are written, and which are wanted."""

    head: Callable[..., tuple[Any, ...]]  # reads tag, VR, length. Any: as struct has it
    short: frozenset[bytes]  # VRs whose value starts 8 bytes into the element
    long: frozenset[bytes]  # and 12 bytes
    wanted: dict[int, tuple[int, bytes | None]]  # tag as read: tag, VR that needs no second look


EXPLICIT = HeadEncoding(
    struct.Struct("<I2sH").unpack_from,
    frozenset(b"AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US".split()),
    frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split()),
    _wanted(VRS),
)
IMPLICIT = HeadEncoding(
    struct.Struct("<I0sI").unpack_from,
    frozenset({b""}),
    frozenset(),
    _wanted(dict.fromkeys(TAGS, b"")),
)


class AskPydicomError(Exception):
    """Something in the file is odd."""


def element_at(head: bytes, position: int, encoding: HeadEncoding) -> tuple[int, bytes, int, int]:
    """Return tag as read, VR (empty where implicit), value offset and length."""
    key, vr, length = encoding.head(head, position)
    if vr in encoding.short:
        return key, vr, position + 8, length
    if vr not in encoding.long:
        raise AskPydicomError
    return key, vr, position + 12, long_at(head, position + 8)[0]


def looks_explicit(head: bytes, position: int) -> bool:
    """Tell whether the element has capitals where its VR would be: pydicom's test."""
    return all(0x40 < letter < 0x5B for letter in EXPLICIT.head(head, position)[1])


def check_character_set(vr: bytes, value: bytes) -> None:
    """Refuse what pydicom might stumble over: it reads (0008,0005) at once, in items too."""
    if vr not in {b"", b"CS"} or not _are_character_sets(value):
        raise AskPydicomError


@lru_cache(maxsize=64)
def _are_character_sets(value: bytes) -> bool:
    terms = value.decode("latin-1").rstrip("\0 ").split("\\")
    return all(_is_character_set(term.strip()) for term in terms)


def _is_character_set(term: str) -> bool:
    if term in _USUAL_CHARACTER_SETS:
        return True
    from pydicom.charset import python_encoding  # imports pydicom: only for the rarer ones

    return term in python_encoding


def end_of_sequence(
    head: bytes, start: int, key: int, vr: bytes, depth: int, noted: Values | None = None
) -> int:
    """Return the position behind a sequence of undefined length.

    UN of undefined length is a sequence (PS3.5 6.2.2); an element with implicit VR is one by the
    dictionary or, where that has no entry, because it starts with an item.
    """
    if depth < 1:
        raise LimitError("the header nests sequences deeper than the limit (limits.depth)")
    item, _, sequence_end = map(swapped, _DELIMITERS)
    known_vr = b"SQ" if vr == b"UN" else vr or dictionary_vr(swapped(key))
    if known_vr != b"SQ" and (known_vr or long_at(head, start)[0] != item):
        raise AskPydicomError
    position, shapes = start, Shapes[None]()
    while True:
        known = shapes.find(head, position) if noted is None else None
        if known is not None:
            position = known[1]
            continue
        start = position
        key, _, length = IMPLICIT.head(head, start)
        if key == sequence_end:
            return start + 8
        if key != item:
            raise AskPydicomError
        values = shapes.values_to_note() if noted is None else noted
        end = -1 if length == UNDEFINED else start + 8 + length
        position = _end_of_item(head, (start + 8, end), bool(vr), depth - 1, values)
        if noted is None:
            shapes.learn(head, (start, position), values, None)


def _end_of_item(
    head: bytes, bounds: tuple[int, int], explicit: bool, depth: int, noted: Values | None
) -> int:
    """Return the position behind an item; it ends at -1 where its length is undefined.

    pydicom goes by the elements even where the length is defined, and takes each item of an
    explicit sequence for implicit where it looks so. What is passed over without a look is noted.
    """
    position, end = bounds
    encoding = EXPLICIT if explicit and looks_explicit(head, position) else IMPLICIT
    while end < 0 or position < end:
        if head[position : position + 8] == _END_OF_ITEM:
            return position + 8
        key, vr, start, length = element_at(head, position, encoding)
        position = start + length
        if key & 0xFFFF == 0xFFFE:
            raise AskPydicomError
        if key == swapped(CHARACTER_SET):
            check_character_set(vr, head[start:position])
        elif length == UNDEFINED:
            position = end_of_sequence(head, start, key, vr, depth, noted)
        elif noted is not None:
            noted.append((start, position))
    return position
