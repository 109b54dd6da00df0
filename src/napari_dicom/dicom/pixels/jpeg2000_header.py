"""Read the header of a JPEG 2000 or HTJ2K stream (ITU-T T.800 annex A, T.814)."""

import struct

from napari_dicom.dicom.errors import DecodeError
from napari_dicom.dicom.pixels.codestream import StreamColour, StreamHeader
from napari_dicom.dicom.pixels.compression import Compression

SOC_SIZ = b"\xff\x4f\xff\x51"
JP2_SIGNATURE = b"\x00\x00\x00\x0cjP  \r\n\x87\n"

EOC = b"\xff\xd9"
_SOT, _COD, _CAP = 0xFF90, 0xFF52, 0xFF50
_LEAST_TILE_PART = 14  # bytes of SOT and SOD
_MOST_COMPONENTS = 16384


def codestream_of(stream: bytes) -> bytes:
    """Return the codestream without the JP2 boxes that some writers put around it."""
    if stream[:4] == SOC_SIZ or stream[:12] != JP2_SIGNATURE:
        return stream
    start = stream.find(SOC_SIZ)
    if start < 0:
        raise DecodeError("the JP2 file in the pixel data holds no codestream")
    return stream[start:]


def end_of_tile_parts(stream: bytes, position: int) -> int:
    """Return where the last tile part of a JPEG 2000 stream ends, by their lengths (Psot).

    Parameters
    ----------
    position
        Byte offset of the first one (SOT).

    Raises
    ------
    DecodeError
        One has not the bytes that it announces.
    """
    size = len(stream)
    while position + 12 <= size and stream[position : position + 2] == b"\xff\x90":
        part = int.from_bytes(stream[position + 6 : position + 10], "big")
        if part == 0:  # the last one, up to the end marker
            position = stream.rfind(EOC, position)
            break
        if part < _LEAST_TILE_PART:
            raise DecodeError(f"damaged JPEG 2000 stream: a tile part of {part} bytes")
        position += part
    if not 0 <= position <= size:
        raise DecodeError(
            f"the JPEG 2000 stream is cut off: it has {size:,} bytes, its tiles announce more"
        )
    return position


def read_jpeg2000_header(stream: bytes) -> StreamHeader:
    """Return what a JPEG 2000 stream says about itself.

    Raises
    ------
    DecodeError
        It is not JPEG 2000, its header is damaged, or it has more tiles than it has bytes for.
    """
    rows, columns, components = _read_size(stream)
    depths = stream[42 : 42 + 3 * components : 3]
    precision = max((depth & 0x7F) + 1 for depth in depths)
    first_tile, high_throughput, transform, marks = _walk_main_header(stream, 42 + 3 * components)
    return StreamHeader(
        compression=Compression.HTJ2K if high_throughput else Compression.JPEG_2000,
        coding=f"{'HTJ2K' if high_throughput else 'JPEG 2000'}, {precision} bit",
        rows=rows,
        columns=columns,
        components=components,
        precision=precision,
        signed=bool(depths[0] & 0x80),
        colour=StreamColour.RGB if transform and components >= 3 else StreamColour.UNSAID,
        end=_end(stream, first_tile),
        scan=first_tile,
        marks_packets=marks,
    )


def _read_size(stream: bytes) -> tuple[int, int, int]:
    """Return (rows, columns, components) from SIZ."""
    if stream[:4] != SOC_SIZ or len(stream) < 44:
        found = stream[:4].hex(" ") or "nothing"
        raise DecodeError(f"not a JPEG 2000 stream: it starts with {found}")
    length, _, x1, y1, x0, y0, tile_width, tile_height, tile_x, tile_y, components = (
        struct.unpack_from(">HHIIIIIIIIH", stream, 4)
    )
    if length != 38 + 3 * components or not 0 < components < _MOST_COMPONENTS:
        raise DecodeError(f"damaged JPEG 2000 stream: SIZ names {components} components")
    if x1 <= x0 or y1 <= y0 or not tile_width or not tile_height:
        raise DecodeError("damaged JPEG 2000 stream: SIZ names an empty image")
    tiles = -(-(x1 - tile_x) // tile_width) * -(-(y1 - tile_y) // tile_height)
    if tiles * _LEAST_TILE_PART > len(stream):
        raise DecodeError(f"JPEG 2000 stream of {len(stream)} bytes claims {tiles} tiles")
    return y1 - y0, x1 - x0, components


def _walk_main_header(stream: bytes, position: int) -> tuple[int, bool, bool, bool]:
    """Return the offset of the first SOT, whether it is HTJ2K, MCT is used, packets have marks."""
    high_throughput = transform = marks = False
    while position + 4 <= len(stream):
        marker, length = struct.unpack_from(">HH", stream, position)
        if marker == _SOT:
            return position, high_throughput, transform, marks
        if marker < 0xFF00 or length < 2:
            raise DecodeError(f"damaged JPEG 2000 stream: no marker at byte {position}")
        if marker == _CAP:
            high_throughput = True
        elif marker == _COD and position + 9 <= len(stream):
            transform, marks = stream[position + 8] == 1, bool(stream[position + 4] & 6)
        position += 2 + length
    raise DecodeError("the JPEG 2000 stream ends before its first tile")


def _end(stream: bytes, position: int) -> int | None:
    """Return where EOC is, once every tile part has the bytes it announces."""
    end = end_of_tile_parts(stream, position)
    return end if stream[end : end + 2] == EOC else None
