"""A shortcut to a `Header`: walk the data elements in a file's head without building a dataset.

PS3.5 section 7.1, little endian. pydicom's answer is the truth: this gives the same one several
times faster, or none. Whatever is odd is left to pydicom: no preamble, big endian, an unknown
transfer syntax or VR, irregular file meta information, damage, a very long header.
"""

import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO, NamedTuple

from napari_dicom.dicom.headers.elements import ELEMENTS, SEQUENCES
from napari_dicom.dicom.headers.encoding import CHARACTER_SET, UNDEFINED, swapped
from napari_dicom.dicom.headers.head_elements import (
    EXPLICIT,
    IMPLICIT,
    PIXELS,
    VRS,
    AskPydicomError,
    HeadEncoding,
    check_character_set,
    element_at,
    end_of_sequence,
    long_at,
    looks_explicit,
)
from napari_dicom.dicom.headers.header import Header
from napari_dicom.dicom.headers.vr import dictionary_vr
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.pixels import syntax_of

_HEAD_SIZES = (1 << 14, 1 << 18, 1 << 22, 1 << 26)
"""Bytes read at first (9 of 10 real headers fit), then, and at most: those of many frames."""

_START = b"DICM\2\0\0\0UL\4\0"  # the prefix, then (0002,0000)
_IMPLICIT_UID = "1.2.840.10008.1.2"


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


class _Opened(NamedTuple):
    values: dict[int, bytes]  # of group 0002
    transfer_syntax_uid: str
    encoding: HeadEncoding
    data: bytes  # what the data set is in
    start: int  # and where
    deflated_offset: int | None


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
        except AskPydicomError:
            return None
        except struct.error:
            continue
        complete = walked.pixel_tag is not None or not file.read(1)
        return walked if complete else None
    return None


def walk_to(file: BinaryIO, keyword: str, limits: Limits = DEFAULT_LIMITS) -> Header | None:
    """Read the header values of a file up to an element, and nothing that follows it.

    Returns
    -------
    Header or None
        None where that is left to pydicom, or the element is not there, or lies deep in the file.

    Raises
    ------
    LimitError
        Sequences of undefined length are nested deeper than `limits.depth`.
    """
    head = file.read(_HEAD_SIZES[0])
    try:
        opened = _opened(head)
        return _values_to(opened, ELEMENTS[keyword][0], limits.depth)
    except (AskPydicomError, struct.error):
        return None


def _values_to(opened: _Opened, last: int, depth: int) -> Header:
    values, encoding, data = opened.values, opened.encoding, opened.data
    position, before = opened.start, 0x0002FFFF
    while True:
        key, vr, start, length = element_at(data, position, encoding)
        tag = swapped(key)
        if before == last < tag:
            return Header(values)
        if not before < tag <= last:
            raise AskPydicomError  # duplicate, out of order, or the last is not there
        before, position = tag, start + length
        if length == UNDEFINED:
            position = end_of_sequence(data, start, key, vr, depth)
        elif tag in VRS:
            if vr not in {b"", VRS[tag]}:
                raise AskPydicomError
            values[tag] = data[start:position]


def _walked(head: bytes, end: int, depth: int) -> Walked:
    """Walk the head, no deeper than `depth`; `end` is -1 where the file goes on behind it."""
    opened = _opened(head)
    values, encoding, start = opened.values, opened.encoding, opened.start
    end = end if opened.deflated_offset is None else -1
    vrs: dict[int, str] = {}
    tag, offset, length = _data_set(opened.data, start, end, encoding, depth, values, vrs)
    values.update(dict.fromkeys(SEQUENCES & values.keys(), b""))
    declared = None if length == UNDEFINED else length
    implicit = encoding is IMPLICIT
    uid, deflated = opened.transfer_syntax_uid, opened.deflated_offset
    return Walked(values, vrs, uid, implicit, tag, offset, declared, deflated)


def _opened(head: bytes) -> _Opened:
    """Read the file meta information, and tell how the data set is written."""
    values, start = _file_meta_information(head)
    uid = values.get(0x00020010, b"").decode("latin-1")
    deflated_offset = start if syntax_of(uid).deflated else None
    if deflated_offset is not None:
        head, start = _inflated(head, deflated_offset), 0
    implicit = uid == _IMPLICIT_UID
    if not _is_ours(uid) or looks_explicit(head, start) == implicit:
        raise AskPydicomError
    encoding = IMPLICIT if implicit else EXPLICIT
    return _Opened(values, uid, encoding, head, start, deflated_offset)


def _inflated(head: bytes, start: int) -> bytes:
    """Return the start of a deflated data set, no longer than a head."""
    inflater = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
    try:
        return inflater.decompress(head[start:], len(head))
    except zlib.error:
        raise AskPydicomError from None


def _file_meta_information(head: bytes) -> tuple[dict[int, bytes], int]:
    """Return the wanted values of group 0002 without padding, and where the data set starts."""
    if head[128:140] != _START:
        raise AskPydicomError
    values: dict[int, bytes] = {}
    position, last, wanted = 144, 2, EXPLICIT.wanted
    while head[position : position + 2] == b"\2\0":
        key, vr, start, length = element_at(head, position, EXPLICIT)
        position = start + length
        if key <= last or length == UNDEFINED or (key in wanted and vr != b"UI"):
            raise AskPydicomError
        last = key
        if key in wanted:
            values[wanted[key][0]] = head[start:position].rstrip(b"\0 ")
    if head[position : position + 2] == b"\0\0":  # a command set
        raise AskPydicomError
    return values, position


@lru_cache(maxsize=64)
def _is_ours(uid: str) -> bool:
    row = syntax_of(uid)
    if row.uid != uid or not row.known or not row.little_endian:
        return False
    return uid == _IMPLICIT_UID or not row.implicit  # pydicom takes Papyrus for explicit


def _data_set(
    head: bytes,
    position: int,
    end: int,
    encoding: HeadEncoding,
    depth: int,
    values: dict[int, bytes],
    vrs: dict[int, str],
) -> tuple[int | None, int, int]:
    """Fill `values` and `vrs`; return tag, value offset and length of the pixel element.

    This is the hot loop, 0.25 us an element: one function, its names bound locally.
    """
    element, short, long, wanted = encoding
    undefined, first_pixels, last = UNDEFINED, PIXELS[0], 0x0002FFFF
    while position != end:
        key, vr, length = element(head, position)
        if vr in short:
            start = position + 8
        elif vr in long:
            start = position + 12
            (length,) = long_at(head, position + 8)
        else:
            raise AskPydicomError
        position = start + length
        if key in wanted:
            tag, usual_vr = wanted[key]
            if not last < tag < first_pixels:
                if tag in PIXELS and vr not in EXPLICIT.short:
                    return tag, start, length
                raise AskPydicomError  # duplicate, out of order, or a stray delimiter
            last = tag
            values[tag] = head[start:position]
            if vr != usual_vr or not length:
                _look_again(tag, vr, values, vrs)
        if length == undefined:
            position = end_of_sequence(head, start, key, vr, depth)
            if key in wanted:
                values[last] = b""
    return None, position, 0


def _look_again(tag: int, vr: bytes, values: dict[int, bytes], vrs: dict[int, str]) -> None:
    """Note a VR that is not the dictionary's; refuse what pydicom might read otherwise."""
    usual_vr = VRS.get(tag)
    if tag == CHARACTER_SET:
        check_character_set(vr, values[tag])
        values[tag] = values[tag].rstrip(b"\0 ")  # as pydicom leaves it
    elif vr not in {b"", b"UN", b"SQ", usual_vr or vr}:
        vrs[tag] = vr.decode()
    elif not values[tag] and vr in {b"", b"UN"} and usual_vr not in {None, dictionary_vr(tag)}:
        raise AskPydicomError  # pydicom converts empty values, and may find another VR
