"""Find markers where no coder puts any: within the coded data of JPEG and JPEG 2000.

Coders keep a byte FF in their data from looking like a marker: JPEG puts 00 behind it (ITU-T T.81
F.1.2.3), JPEG 2000 never has more than 8F there (T.800 A.1). Decoders pass over what they find, or
end the picture early, and say nothing.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.pixels.codestream import StreamHeader
from napari_dicom.dicom.pixels.compression import Compression

STRAY = "there is a marker in the middle of the compressed data: they are damaged, part of the "
STRAY += "picture may be wrong"

_FF, _RST0, _SOD = 0xFF, 0xD0, b"\xff\x93"
_LARGEST = 0x8F
"""What a byte behind FF is at most in the data of JPEG 2000."""
_PACKET_MARKS = (0x91, 0x92)  # SOP, EPH


def has_stray_markers(stream: bytes, header: StreamHeader) -> bool:
    """Whether the coded data of a stream hold a marker that does not belong there."""
    if header.end is None:
        return False
    if header.compression in (Compression.JPEG_2000, Compression.HTJ2K):
        marks = _PACKET_MARKS if header.marks_packets else ()
        return any(_is_stray(body, marks) for body in _tile_bodies(stream, header))
    if header.compression not in (Compression.JPEG, Compression.JPEG_LOSSLESS):
        return False
    if header.has_many_scans or not all(header.unit):
        return False  # further scans have headers of their own between them
    length = int.from_bytes(stream[header.scan + 2 : header.scan + 4], "big")
    return _has_other_restarts(stream[header.scan + 2 + length : header.end], header)


def _is_stray(body: bytes, marks: tuple[int, ...]) -> bool:
    behind = _behind_ff(body)
    return bool(((behind > _LARGEST) & ~np.isin(behind, marks)).any())


def _has_other_restarts(data: bytes, header: StreamHeader) -> bool:
    """Whether the markers in JPEG data are others than the restarts there must be, in order."""
    behind = _behind_ff(data)
    found = behind[(behind != 0) & (behind != _FF)]
    if not header.restart:
        return bool(found.size)
    rows, columns = header.unit
    units = -(-header.rows // rows) * -(-header.columns // columns)
    wanted = _RST0 + np.arange(-(-units // header.restart) - 1) % 8
    return not np.array_equal(found, wanted)


def _behind_ff(data: bytes) -> NDArray[np.uint8]:
    """Return the bytes that stand behind a byte FF."""
    values: NDArray[np.uint8] = np.frombuffer(data, np.uint8)
    behind: NDArray[np.uint8] = values[1:][values[:-1] == _FF]
    return behind


def _tile_bodies(stream: bytes, header: StreamHeader) -> Iterator[bytes]:
    """Yield the data of each tile part of a JPEG 2000 stream."""
    position, end = header.scan, header.end or 0
    while position + 12 <= end and stream[position : position + 2] == b"\xff\x90":
        length = int.from_bytes(stream[position + 6 : position + 10], "big")
        after = position + length if length else end
        start = position + 12
        while start < after and stream[start : start + 2] != _SOD:
            start += 2 + int.from_bytes(stream[start + 2 : start + 4], "big")
        yield stream[start + 2 : after]
        position = after
