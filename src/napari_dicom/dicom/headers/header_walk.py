"""A shortcut to a `Header`: walk the data elements in a file's head without building a dataset.

PS3.5 section 7.1, little endian. pydicom's answer is the truth: this gives the same one several
times faster, or none. Whatever is odd is left to pydicom: no preamble, big endian, an unknown
transfer syntax or VR, irregular file meta information, damage, a very long header.

Tags are compared as they stand in the file, as one number ``element << 16 | group``. Running out of
bytes shows as `struct.error`.
"""

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, BinaryIO, NamedTuple

from napari_dicom.dicom.errors import LimitError
from napari_dicom.dicom.headers.elements import ELEMENTS, SEQUENCES, TAGS
from napari_dicom.dicom.headers.shapes import Shapes, Values
from napari_dicom.dicom.headers.vr import dictionary_vr
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.pixels import syntax_of

_HEAD_SIZES = (1 << 14, 1 << 18, 1 << 22, 1 << 26)
"""Bytes read at first (9 of 10 real headers fit), then, and at most: those of many frames."""

_START = b"DICM\2\0\0\0UL\4\0"  # the prefix, then (0002,0000)
_END_OF_ITEM = b"\xfe\xff\x0d\xe0\0\0\0\0"
_IMPLICIT_UID = "1.2.840.10008.1.2"
_UNDEFINED = 0xFFFFFFFF
_CHARACTER_SET = 0x00080005
_USUAL_CHARACTER_SETS = frozenset({"", "ISO_IR 6", "ISO_IR 100", "ISO_IR 192"})
_PIXELS = (0x7FE00008, 0x7FE00009, 0x7FE00010)
_DELIMITERS = (0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD)
_VRS = {tag: vr.encode() for tag, vr in ELEMENTS.values()}

_long_at = struct.Struct("<I").unpack_from


def _swapped(tag: int) -> int:
    """Return a tag as it is read, and back."""
    return (tag & 0xFFFF) << 16 | tag >> 16


def _wanted(vrs: dict[int, bytes]) -> dict[int, tuple[int, bytes | None]]:
    usual = {tag: vr for tag, vr in vrs.items() if tag != _CHARACTER_SET}
    return {_swapped(tag): (tag, usual.get(tag)) for tag in (*TAGS, *_PIXELS, *_DELIMITERS)}


class _Encoding(NamedTuple):
    head: Callable[..., tuple[Any, ...]]  # reads tag, VR, length. Any: as struct has it
    short: frozenset[bytes]  # VRs whose value starts 8 bytes into the element
    long: frozenset[bytes]  # and 12 bytes
    wanted: dict[int, tuple[int, bytes | None]]  # tag as read: tag, VR that needs no second look


_EXPLICIT = _Encoding(
    struct.Struct("<I2sH").unpack_from,
    frozenset(b"AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US".split()),
    frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split()),
    _wanted(_VRS),
)
_IMPLICIT = _Encoding(
    struct.Struct("<I0sI").unpack_from,
    frozenset({b""}),
    frozenset(),
    _wanted(dict.fromkeys(TAGS, b"")),
)


class _AskPydicomError(Exception):
    """Something in the file is odd."""


@dataclass(frozen=True, slots=True)
class Walked:
    """What a walk over the head of a file found.

    Parameters
    ----------
    values, vrs
        As `Header` takes them.
    transfer_syntax_uid
        (0002,0010) without padding.
    implicit
        Whether the data set has implicit VRs.
    pixel_tag
        (7FE0,0010), (7FE0,0008) or (7FE0,0009); None where the file ends without one.
    pixel_offset
        Byte offset of the first byte of its value: in the file or, where the data set is deflated,
        in the inflated data set.
    pixel_length
        Length of its value in bytes, as declared; None where it is undefined (encapsulated).
    deflated_offset
        Byte offset in the file of the deflated data set; None where it is not deflated.
    """

    values: dict[int, bytes]
    vrs: dict[int, str]
    transfer_syntax_uid: str
    implicit: bool
    pixel_tag: int | None
    pixel_offset: int
    pixel_length: int | None
    deflated_offset: int | None = None


def walk(file: BinaryIO, limits: Limits = DEFAULT_LIMITS) -> Walked | None:
    """Read the header values of a file, or return None where that is left to pydicom.

    Parameters
    ----------
    file
        Stands at its start; best unbuffered: it is read once, or again for a long header.

    Raises
    ------
    LimitError
        Sequences of undefined length are nested deeper than `limits.depth`.
    """
    head = b""
    for size in _HEAD_SIZES:
        if size > max(limits.header_bytes, _HEAD_SIZES[1]):
            return None
        head += file.read(size - len(head))
        try:
            walked = _walked(head, len(head) if len(head) < size else -1, limits.depth)
        except _AskPydicomError:
            return None
        except struct.error:
            continue
        complete = walked.pixel_tag is not None or not file.read(1)
        return walked if complete else None
    return None


def _walked(head: bytes, end: int, depth: int) -> Walked:
    """Walk the head, no deeper than `depth`; `end` is -1 where the file goes on behind it."""
    values, start = _file_meta_information(head)
    uid = values.get(0x00020010, b"").decode("latin-1")
    implicit = uid == _IMPLICIT_UID
    deflated_offset = start if syntax_of(uid).deflated else None
    if deflated_offset is not None:
        head, start, end = _inflated(head, deflated_offset), 0, -1
    if not _is_ours(uid) or _looks_explicit(head, start) == implicit:
        raise _AskPydicomError
    vrs: dict[int, str] = {}
    encoding = _IMPLICIT if implicit else _EXPLICIT
    tag, offset, length = _data_set(head, start, end, encoding, depth, values, vrs)
    values.update(dict.fromkeys(SEQUENCES & values.keys(), b""))
    declared = None if length == _UNDEFINED else length
    return Walked(values, vrs, uid, implicit, tag, offset, declared, deflated_offset)


def _inflated(head: bytes, start: int) -> bytes:
    """Return the start of a deflated data set, no longer than a head."""
    inflater = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
    try:
        return inflater.decompress(head[start:], len(head))
    except zlib.error:
        raise _AskPydicomError from None


def _file_meta_information(head: bytes) -> tuple[dict[int, bytes], int]:
    """Return the wanted values of group 0002 without padding, and where the data set starts."""
    if head[128:140] != _START:
        raise _AskPydicomError
    values: dict[int, bytes] = {}
    position, last, wanted = 144, 2, _EXPLICIT.wanted
    while head[position : position + 2] == b"\2\0":
        key, vr, start, length = _element(head, position, _EXPLICIT)
        position = start + length
        if key <= last or length == _UNDEFINED or (key in wanted and vr != b"UI"):
            raise _AskPydicomError
        last = key
        if key in wanted:
            values[wanted[key][0]] = head[start:position].rstrip(b"\0 ")
    if head[position : position + 2] == b"\0\0":  # a command set
        raise _AskPydicomError
    return values, position


def _element(head: bytes, position: int, encoding: _Encoding) -> tuple[int, bytes, int, int]:
    """Return tag as read, VR (empty where implicit), value offset and length."""
    key, vr, length = encoding.head(head, position)
    if vr in encoding.short:
        return key, vr, position + 8, length
    if vr not in encoding.long:
        raise _AskPydicomError
    return key, vr, position + 12, _long_at(head, position + 8)[0]


@lru_cache(maxsize=64)
def _is_ours(uid: str) -> bool:
    row = syntax_of(uid)
    if row.uid != uid or not row.known or not row.little_endian:
        return False
    return uid == _IMPLICIT_UID or not row.implicit  # pydicom takes Papyrus for explicit


def _looks_explicit(head: bytes, position: int) -> bool:
    """Tell whether the element has capitals where its VR would be: pydicom's test."""
    return all(0x40 < letter < 0x5B for letter in _EXPLICIT.head(head, position)[1])


def _data_set(
    head: bytes,
    position: int,
    end: int,
    encoding: _Encoding,
    depth: int,
    values: dict[int, bytes],
    vrs: dict[int, str],
) -> tuple[int | None, int, int]:
    """Fill `values` and `vrs`; return tag, value offset and length of the pixel element.

    This is the hot loop, 0.25 us an element: one function, its names bound locally.
    """
    element, short, long, wanted = encoding
    undefined, first_pixels, last = _UNDEFINED, _PIXELS[0], 0x0002FFFF
    while position != end:
        key, vr, length = element(head, position)
        if vr in short:
            start = position + 8
        elif vr in long:
            start = position + 12
            (length,) = _long_at(head, position + 8)
        else:
            raise _AskPydicomError
        position = start + length
        if key in wanted:
            tag, usual_vr = wanted[key]
            if not last < tag < first_pixels:
                if tag in _PIXELS and vr not in _EXPLICIT.short:
                    return tag, start, length
                raise _AskPydicomError  # duplicate, out of order, or a stray delimiter
            last = tag
            values[tag] = head[start:position]
            if vr != usual_vr or not length:
                _look_again(tag, vr, values, vrs)
        if length == undefined:
            position = _end_of_sequence(head, start, key, vr, depth)
            if key in wanted:
                values[last] = b""
    return None, position, 0


def _look_again(tag: int, vr: bytes, values: dict[int, bytes], vrs: dict[int, str]) -> None:
    """Note a VR that is not the dictionary's; refuse what pydicom might read otherwise."""
    usual_vr = _VRS.get(tag)
    if tag == _CHARACTER_SET:
        _check_character_set(vr, values[tag])
        values[tag] = values[tag].rstrip(b"\0 ")  # as pydicom leaves it
    elif vr not in {b"", b"UN", b"SQ", usual_vr or vr}:
        vrs[tag] = vr.decode()
    elif not values[tag] and vr in {b"", b"UN"} and usual_vr not in {None, dictionary_vr(tag)}:
        raise _AskPydicomError  # pydicom converts empty values, and may find another VR


def _check_character_set(vr: bytes, value: bytes) -> None:
    """Refuse what pydicom might stumble over: it reads (0008,0005) at once, in items too."""
    if vr not in {b"", b"CS"} or not _are_character_sets(value):
        raise _AskPydicomError


@lru_cache(maxsize=64)
def _are_character_sets(value: bytes) -> bool:
    terms = value.decode("latin-1").rstrip("\0 ").split("\\")
    return all(_is_character_set(term.strip()) for term in terms)


def _is_character_set(term: str) -> bool:
    if term in _USUAL_CHARACTER_SETS:
        return True
    from pydicom.charset import python_encoding  # imports pydicom: only for the rarer ones

    return term in python_encoding


def _end_of_sequence(
    head: bytes, start: int, key: int, vr: bytes, depth: int, noted: Values | None = None
) -> int:
    """Return the position behind a sequence of undefined length.

    UN of undefined length is a sequence (PS3.5 6.2.2); an element with implicit VR is one by the
    dictionary or, where that has no entry, because it starts with an item.
    """
    if depth < 1:
        raise LimitError("the header nests sequences deeper than the limit (limits.depth)")
    item, _, sequence_end = map(_swapped, _DELIMITERS)
    known_vr = b"SQ" if vr == b"UN" else vr or dictionary_vr(_swapped(key))
    if known_vr != b"SQ" and (known_vr or _long_at(head, start)[0] != item):
        raise _AskPydicomError
    position, shapes = start, Shapes[None]()
    while True:
        known = shapes.find(head, position) if noted is None else None
        if known is not None:
            position = known[1]
            continue
        start = position
        key, _, length = _IMPLICIT.head(head, start)
        if key == sequence_end:
            return start + 8
        if key != item:
            raise _AskPydicomError
        values = shapes.values_to_note() if noted is None else noted
        end = -1 if length == _UNDEFINED else start + 8 + length
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
    encoding = _EXPLICIT if explicit and _looks_explicit(head, position) else _IMPLICIT
    while end < 0 or position < end:
        if head[position : position + 8] == _END_OF_ITEM:
            return position + 8
        key, vr, start, length = _element(head, position, encoding)
        position = start + length
        if key & 0xFFFF == 0xFFFE:
            raise _AskPydicomError
        if key == _swapped(_CHARACTER_SET):
            _check_character_set(vr, head[start:position])
        elif length == _UNDEFINED:
            position = _end_of_sequence(head, start, key, vr, depth, noted)
        elif noted is not None:
            noted.append((start, position))
    return position
