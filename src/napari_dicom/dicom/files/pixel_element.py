"""What the pixel element itself says, where the header says otherwise (PS3.5 A.4).

Some writers keep the transfer syntax of the file they decompressed, or compressed, and some the
number of frames of the part they were given.
"""

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from napari_dicom.dicom.headers import Fault, Header, ValueDoubt
from napari_dicom.dicom.pixels import PixelFormat, syntax_of

_ITEM = b"\xfe\xff\x00\xe0"
_LOOK = 1 << 16  # bytes of the first frame
_LONGEST_TABLE = 1 << 22  # bytes


@dataclass(frozen=True, slots=True)
class Encapsulated:
    """The beginning of an encapsulated pixel element.

    Parameters
    ----------
    offsets
        Basic Offset Table; empty where there is none.
    start
        The first bytes of the first fragment.
    """

    offsets: tuple[int, ...] = ()
    start: bytes = b""


def look_at_items(path: Path, offset: int) -> Encapsulated:
    """Read the offset table and the first bytes behind it; nothing where there are no items."""
    with path.open("rb") as file:
        file.seek(offset)
        length = _item_length(file.read(8))
        if length is None or length > _LONGEST_TABLE:
            return Encapsulated()
        table = file.read(length // 4 * 4)
        file.seek(offset + 8 + length)
        first = _item_length(file.read(8))
        start = b"" if first is None else file.read(min(first, _LOOK))
    return Encapsulated(struct.unpack(f"<{len(table) // 4}L", table[: len(table) // 4 * 4]), start)


def true_syntax(uid: str, items: Encapsulated) -> str:
    """Return the transfer syntax of encapsulated pixels whose file names an uncompressed one."""
    syntax = syntax_of(uid)
    if syntax.encapsulated or not syntax.known or syntax.deflated or not syntax.little_endian:
        return uid
    from napari_dicom.dicom.pixels.coded import syntax_of_stream  # where it may be coded

    return syntax_of_stream(items.start) or uid


def doubt_of_syntax(uid: str, used: str) -> tuple[ValueDoubt, ...]:
    """Return what is to be said where pixels are taken for another transfer syntax than named."""
    if uid == used:
        return ()
    done = f"the pixel data is taken for what it looks like, {syntax_of(used).name}"
    return (ValueDoubt("TransferSyntaxUID", Fault.ODD, uid, done),)


def true_number_of_frames(header: Header, claimed: int, held: int) -> int:
    """Return how many frames there are where the pixel data holds more than the header names.

    Frames that functional groups do not describe have no place and are not shown.
    """
    return claimed if claimed < 2 or held <= claimed or _describes_frames(header) else held


def doubt_of_frames(header: Header, claimed: int, held: int, where: str) -> tuple[ValueDoubt, ...]:
    """Return what is to be said where the pixel data holds more frames than the header names.

    Parameters
    ----------
    where
        What says that there are more.
    """
    if claimed < 2 or held <= claimed:
        return ()
    done = f"read as {true_number_of_frames(header, claimed, held)}, {where} {held} frames"
    if _describes_frames(header):
        done += f", of which the header describes {claimed}: the others are not shown"
    return (ValueDoubt("NumberOfFrames", Fault.ODD, str(claimed), done),)


def frames_in_table(offsets: tuple[int, ...]) -> int:
    """Return how many frames an offset table names, 0 where it is none that can be."""
    rising = offsets[:1] == (0,) and all(a < b for a, b in pairwise(offsets))
    return len(offsets) if rising else 0


def frames_in_bytes(layout: PixelFormat, length: int) -> int:
    """Return how many uncompressed frames fill so many bytes, a byte of padding aside; else 0."""
    held, rest = divmod(8 * length, max(1, layout.frame_bits))
    return held if rest <= 8 else 0


def _describes_frames(header: Header) -> bool:
    return "PerFrameFunctionalGroupsSequence" in header


def _item_length(head: bytes) -> int | None:
    is_item = head[:4] == _ITEM and len(head) == 8 and head[4:] != b"\xff\xff\xff\xff"
    return int.from_bytes(head[4:], "little") if is_item else None
