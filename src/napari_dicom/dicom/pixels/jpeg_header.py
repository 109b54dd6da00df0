"""Read the header of a JPEG or JPEG-LS stream (ITU-T T.81 annex B, T.87 annex C)."""

import struct
from dataclasses import dataclass, field

from napari_dicom.dicom.errors import DecodeError
from napari_dicom.dicom.pixels.codestream import StreamColour, StreamHeader
from napari_dicom.dicom.pixels.compression import Compression

SOI = b"\xff\xd8"
EOI = b"\xff\xd9"
MOST_SCANS = 1000

_SOF_KINDS = {
    0xC0: Compression.JPEG,
    0xC1: Compression.JPEG,
    0xC2: Compression.JPEG,
    0xC3: Compression.JPEG_LOSSLESS,
    0xC5: Compression.JPEG_HIERARCHICAL,
    0xC6: Compression.JPEG_HIERARCHICAL,
    0xC7: Compression.JPEG_HIERARCHICAL,
    0xC9: Compression.JPEG_ARITHMETIC,
    0xCA: Compression.JPEG_ARITHMETIC,
    0xCB: Compression.JPEG_LOSSLESS_ARITHMETIC,
    0xCD: Compression.JPEG_HIERARCHICAL,
    0xCE: Compression.JPEG_HIERARCHICAL,
    0xCF: Compression.JPEG_HIERARCHICAL,
    0xF7: Compression.JPEG_LS,
}
_PROGRESSIVE = {0xC2, 0xCA}
_ALONE = {0x01, *range(0xD0, 0xD9)}
_SOS, _EOI_CODE, _APP0, _APP14, _DHP, _DRI = 0xDA, 0xD9, 0xE0, 0xEE, 0xDE, 0xDD


@dataclass(slots=True)
class _Found:
    """What the segments in front of the first scan hold."""

    kind: int = 0
    place: int = 0
    frame: tuple[int, int, int, int] = (0, 0, 0, 0)  # precision, rows, columns, components
    component_ids: list[int] = field(default_factory=list)
    sampling: list[int] = field(default_factory=list)
    adobe_transform: int | None = None
    jfif: bool = False
    restart: int = 0


def read_jpeg_header(stream: bytes) -> StreamHeader:
    """Return what a JPEG or JPEG-LS stream says about itself.

    Raises
    ------
    DecodeError
        It is not JPEG, or it ends before its first scan.
    """
    if stream[:2] != SOI:
        raise DecodeError(f"not a JPEG stream: it starts with {stream[:4].hex(' ') or 'nothing'}")
    found = _Found()
    scan = _walk_to_scan(stream, found)
    if not found.kind:
        raise DecodeError("the JPEG stream has a scan but no frame header (SOF)")
    precision, rows, columns, components = found.frame
    kind = _SOF_KINDS[found.kind]
    return StreamHeader(
        compression=kind,
        coding=f"JPEG-LS (SOF55), {precision} bit"
        if kind is Compression.JPEG_LS
        else f"JPEG (SOF{found.kind - 0xC0}), {precision} bit",
        rows=rows,
        columns=columns,
        components=components,
        precision=precision,
        colour=_colour(found),
        end=_end(stream, scan),
        scan=scan,
        least_bytes=_least_bytes(kind, rows, columns, components),
        has_many_scans=found.kind in _PROGRESSIVE or stream[scan + 4] < components,
        sequential=found.kind in (0xC0, 0xC1),
        frame=found.place,
        unit=_unit(kind, found),
        restart=found.restart,
        predictor=_predictor(stream, scan) if kind is Compression.JPEG_LOSSLESS else 0,
    )


def _walk_to_scan(stream: bytes, found: _Found) -> int:
    """Read segment after segment; return the offset of the first SOS marker."""
    position, end = 2, len(stream)
    while position + 4 <= end:
        if stream[position] != 0xFF:
            raise DecodeError(f"damaged JPEG stream: no marker at byte {position} of its header")
        code = stream[position + 1]
        if code == 0xFF:
            position += 1
        elif code in _ALONE:
            position += 2
        elif code == _SOS and position + 6 < end:
            return position
        elif code == _EOI_CODE:
            break
        else:
            position = _read_segment(stream, position, code, found)
    raise DecodeError("the JPEG stream ends before its first scan")


def _read_segment(stream: bytes, position: int, code: int, found: _Found) -> int:
    length = int.from_bytes(stream[position + 2 : position + 4], "big")
    after = position + 2 + length
    if length < 2 or after > len(stream):
        raise DecodeError(f"damaged JPEG stream: marker FF{code:02X} claims {length} bytes")
    payload = stream[position + 4 : after]
    if code in _SOF_KINDS:
        found.place = position
        _read_frame_header(code, payload, found)
    elif code == _APP0 and payload[:5] == b"JFIF\0":
        found.jfif = True
    elif code == _APP14 and payload[:5] == b"Adobe" and len(payload) >= 12:
        found.adobe_transform = payload[11]
    elif code == _DRI:
        found.restart = int.from_bytes(payload[:2], "big")
    elif code == _DHP:
        found.kind = 0xC5
    return after


def _read_frame_header(code: int, payload: bytes, found: _Found) -> None:
    if len(payload) < 6 or len(payload) < 6 + 3 * payload[5]:
        raise DecodeError("damaged JPEG stream: its frame header (SOF) is too short")
    if found.kind and found.kind != 0xC5:
        raise DecodeError("damaged JPEG stream: it has two frame headers (SOF)")
    found.kind = code
    precision, rows, columns, components = struct.unpack_from(">BHHB", payload)
    found.frame = (precision, rows, columns, components)
    found.component_ids = [payload[6 + 3 * i] for i in range(components)]
    found.sampling = [payload[7 + 3 * i] for i in range(components)]


def _colour(found: _Found) -> StreamColour:
    """Return the colour space, by APP14, JFIF, sampling, component names, in this order."""
    if found.frame[3] != 3 or _SOF_KINDS[found.kind] not in (
        Compression.JPEG,
        Compression.JPEG_ARITHMETIC,
    ):
        return StreamColour.UNSAID
    if found.adobe_transform is not None:
        return StreamColour.RGB if found.adobe_transform == 0 else StreamColour.YBR
    if found.jfif or len(set(found.sampling)) > 1:
        return StreamColour.YBR
    if bytes(found.component_ids) == b"RGB":
        return StreamColour.RGB
    return StreamColour.UNSAID


def _unit(kind: Compression, found: _Found) -> tuple[int, int]:
    """Return the (rows, columns) that are coded as one: blocks of all components (T.81 A.2)."""
    size = 1 if kind is Compression.JPEG_LOSSLESS else 8
    if len(found.sampling) == 1:
        return size, size
    down, across = (one & 15 for one in found.sampling), (one >> 4 for one in found.sampling)
    return size * max(down, default=1), size * max(across, default=1)


def _predictor(stream: bytes, scan: int) -> int:
    """Return the number of the predictor; 0 where samples are shifted too (T.81 H.1.2.1)."""
    last = scan + 1 + int.from_bytes(stream[scan + 2 : scan + 4], "big")
    predictor, _, shift = stream[last - 2 : last + 1].ljust(3, b"\xff")
    return 0 if shift & 15 else predictor


def _end(stream: bytes, scan: int) -> int | None:
    """Return the offset of EOI behind the scan; padding behind it is allowed."""
    end = stream.rfind(EOI)
    return end if end > scan else None


def _least_bytes(kind: Compression, rows: int, columns: int, components: int) -> int:
    """Return the fewest bytes of entropy coded data: a bit per symbol."""
    if kind is Compression.JPEG:
        return (-(-rows // 8) * -(-columns // 8)) // 8
    if kind is Compression.JPEG_LOSSLESS:
        return rows * columns * components // 8
    return 0
