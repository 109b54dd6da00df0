"""Find each frame's fragments in an encapsulated pixel element (PS3.5 A.4).

Offset tables are used only where they agree with the fragments themselves; they are often wrong.
"""

import struct
from dataclasses import dataclass
from itertools import pairwise
from typing import BinaryIO

from napari_dicom.dicom.errors import DecodeError, LimitError

_ITEM = b"\xfe\xff\x00\xe0"
_DELIMITER = b"\xfe\xff\xdd\xe0"
_UNDEFINED = 0xFFFFFFFF
_MOST_FRAGMENTS = 1_000_000
_STREAM_STARTS = (
    b"\xff\xd8",  # JPEG, JPEG-LS
    b"\xff\x4f\xff\x51",  # JPEG 2000
    b"\x00\x00\x00\x0cjP  ",
    b"\xff\x0a",  # JPEG XL
    b"\x00\x00\x00\x0cJXL ",
)


@dataclass(frozen=True, slots=True)
class Fragment:
    """One item of the element: where its value is, and where it is counted from the first item."""

    offset: int
    length: int
    start: int


@dataclass(frozen=True, slots=True)
class FragmentTable:
    """The fragments of every frame of an encapsulated pixel element.

    Parameters
    ----------
    frames
        For each frame, in order, its fragments.
    warnings
        What was doubtful about the element.
    """

    frames: tuple[tuple[Fragment, ...], ...]
    warnings: tuple[str, ...] = ()


def read_fragment_table(
    file: BinaryIO,
    offset: int,
    number_of_frames: int,
    extended_offsets: tuple[int, ...] = (),
) -> FragmentTable:
    """Walk over the item headers of an encapsulated pixel element; values are not read.

    Parameters
    ----------
    file
        Open for reading in binary.
    offset
        Byte offset of the value of the element, where the Basic Offset Table's item starts.
    number_of_frames
        (0028,0008).
    extended_offsets
        Extended Offset Table (7FE0,0001), if there is one.

    Raises
    ------
    DecodeError
        The element does not start with an item, or its fragments cannot be told apart.
    """
    basic_offsets, fragments, warnings = _walk(file, offset)
    if not fragments:
        raise DecodeError("the pixel data holds no fragment")
    if number_of_frames == 1 and len(fragments) > 1 and not warnings:
        starts = sum(_starts_stream(file, fragment) for fragment in fragments)
        counted = len(basic_offsets) if len(basic_offsets) == len(fragments) else 0
        if starts == len(fragments) or (counted and _agree(basic_offsets, fragments)):
            warnings = [
                f"the pixel data seems to hold {len(fragments)} frames, "
                "the header names one (NumberOfFrames)"
            ]
    frames = _assign(file, fragments, number_of_frames, extended_offsets or basic_offsets)
    return FragmentTable(tuple(frames), tuple(warnings))


def read_fragments(file: BinaryIO, fragments: tuple[Fragment, ...]) -> bytes:
    """Return the bytes of one frame.

    Raises
    ------
    DecodeError
        The file ends before them.
    """
    parts = [read_whole(file, fragment.offset, fragment.length) for fragment in fragments]
    return parts[0] if len(parts) == 1 else b"".join(parts)


def read_whole(file: BinaryIO, offset: int, length: int) -> bytes:
    """Return bytes of a file; no memory is taken for those that it does not have.

    Raises
    ------
    DecodeError
        The file ends before them.
    """
    missing = min(length, offset + length - file.seek(0, 2))
    if missing <= 0:
        file.seek(offset)
        part = file.read(length)
        missing = length - len(part)
        if not missing:
            return part
    raise DecodeError(f"the file ends {missing:,} bytes before the frame does")


def _walk(file: BinaryIO, offset: int) -> tuple[tuple[int, ...], list[Fragment], list[str]]:
    """Return the Basic Offset Table, the fragments, and warnings."""
    file_size = file.seek(0, 2)
    file.seek(offset)
    tag, length = _item_header(file)
    if tag != _ITEM or length == _UNDEFINED or offset + 8 + length > file_size:
        raise DecodeError("the pixel data is not encapsulated: it does not start with an item")
    table = file.read(length)
    basic_offsets = struct.unpack(f"<{length // 4}L", table[: length // 4 * 4])
    first = position = offset + 8 + length
    fragments: list[Fragment] = []
    while position + 8 <= file_size:
        file.seek(position)
        tag, length = _item_header(file)
        if tag == _DELIMITER:
            return basic_offsets, fragments, []
        if tag != _ITEM or length == _UNDEFINED:
            return basic_offsets, fragments, [_stray(position)]
        if len(fragments) >= _MOST_FRAGMENTS:
            raise LimitError(f"the pixel data has more than {_MOST_FRAGMENTS:,} fragments")
        fragments.append(Fragment(position + 8, length, position - first))
        position += 8 + length
    return basic_offsets, fragments, ["the file ends before the pixel data does"]


def _item_header(file: BinaryIO) -> tuple[bytes, int]:
    header = file.read(8)
    if len(header) < 8:
        return b"", 0
    return header[:4], int.from_bytes(header[4:], "little")


def _stray(position: int) -> str:
    return f"the pixel data goes on at byte {position} with something that is not an item"


def _assign(
    file: BinaryIO,
    fragments: list[Fragment],
    number_of_frames: int,
    offsets: tuple[int, ...],
) -> list[tuple[Fragment, ...]]:
    if number_of_frames == 1:
        return [tuple(fragments)]
    if len(offsets) == number_of_frames and _agree(offsets, fragments):
        return _cut(fragments, set(offsets))
    if len(fragments) <= number_of_frames:  # fewer: the missing ones are named when asked for
        return [(fragment,) for fragment in fragments]
    starts = {fragment.start for fragment in fragments if _starts_stream(file, fragment)}
    if len(starts) == number_of_frames and fragments[0].start in starts:
        return _cut(fragments, starts)
    raise DecodeError(
        f"the pixel data has {len(fragments)} fragments for {number_of_frames} frames, "
        "and nothing tells which belong together"
    )


def _agree(offsets: tuple[int, ...], fragments: list[Fragment]) -> bool:
    """Whether offsets rise from 0 and each is that of a fragment."""
    rising = offsets[0] == 0 and all(a < b for a, b in pairwise(offsets))
    return rising and {fragment.start for fragment in fragments}.issuperset(offsets)


def _starts_stream(file: BinaryIO, fragment: Fragment) -> bool:
    file.seek(fragment.offset)
    return file.read(min(8, fragment.length)).startswith(_STREAM_STARTS)


def _cut(fragments: list[Fragment], starts: set[int]) -> list[tuple[Fragment, ...]]:
    """Return the fragments in groups, a new one at every start."""
    groups: list[list[Fragment]] = []
    for fragment in fragments:
        if fragment.start in starts or not groups:
            groups.append([])
        groups[-1].append(fragment)
    return [tuple(group) for group in groups]
