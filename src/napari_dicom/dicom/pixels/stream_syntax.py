"""Which transfer syntax a stream has, by the stream: for files whose own says there is none."""

import struct

from napari_dicom.dicom.errors import DecodeError
from napari_dicom.dicom.pixels.codestream import StreamHeader
from napari_dicom.dicom.pixels.compression import Compression
from napari_dicom.dicom.pixels.jpeg2000_header import SOC_SIZ
from napari_dicom.dicom.pixels.jpeg_header import SOI, read_jpeg_header

_ROOT = "1.2.840.10008.1.2"
_RLE_OFFSET, _MOST_SEGMENTS = 64, 15  # PS3.5 G.5

_JPEG_UIDS = {
    Compression.JPEG: f"{_ROOT}.4.51",
    Compression.JPEG_LOSSLESS: f"{_ROOT}.4.70",
    Compression.JPEG_LS: f"{_ROOT}.4.81",
}


def syntax_of_stream(start: bytes) -> str:
    """Return the UID of the transfer syntax a frame is coded in, ``""`` where that is not known.

    Where a family is lossless or lossy, the UID of both is given.

    Parameters
    ----------
    start
        The first bytes of a frame, 64 KiB are enough.
    """
    if start[:2] == SOI:
        return _jpeg_uid(start)
    if start[:4] == SOC_SIZ or start[4:8] == b"jP  ":
        return f"{_ROOT}.4.91"
    if len(start) >= _RLE_OFFSET:
        segments, first = struct.unpack_from("<2I", start)
        if 1 <= segments <= _MOST_SEGMENTS and first == _RLE_OFFSET:
            return f"{_ROOT}.5"
    return ""


def _jpeg_uid(start: bytes) -> str:
    try:
        header: StreamHeader = read_jpeg_header(start)
    except (DecodeError, IndexError, struct.error):
        return ""
    if header.compression is Compression.JPEG and header.precision == 8:
        return f"{_ROOT}.4.50"
    return _JPEG_UIDS.get(header.compression, "")
