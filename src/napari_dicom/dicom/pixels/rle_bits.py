"""RLE frames of 1 bit a pixel (PS3.5 annex G): what is coded are bytes of eight pixels each.

Some writers code a byte for each pixel instead; how many bytes come out tells which.
"""

from dataclasses import replace

import numpy as np

from napari_dicom.dicom.errors import DecodeError
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.pixels.compression import Compression
from napari_dicom.dicom.pixels.decode import decode_frame
from napari_dicom.dicom.pixels.decoded_frame import DecodedFrame
from napari_dicom.dicom.pixels.format import PixelFormat
from napari_dicom.dicom.pixels.frame_size import check_size
from napari_dicom.dicom.pixels.native import unpack_frame
from napari_dicom.dicom.pixels.transfer_syntax import TransferSyntax


def decode_stream(
    stream: bytes,
    syntax: TransferSyntax,
    pixel_format: PixelFormat,
    limits: Limits = DEFAULT_LIMITS,
) -> DecodedFrame:
    """Return the stored values of one compressed frame, as `decode_frame` does.

    Raises
    ------
    PixelError, LimitError
        As `decode_frame` does.
    """
    if syntax.compression is not Compression.RLE or pixel_format.bits_allocated != 1:
        return decode_frame(stream, syntax, pixel_format, limits)
    check_size(pixel_format, limits)
    octets = replace(pixel_format, bits_allocated=8, bits_stored=8, high_bit=7)
    packed = replace(octets, rows=1, columns=-(-pixel_format.frame_bits // 8))
    try:
        frame = decode_frame(stream, syntax, packed, limits)
    except DecodeError as error:
        return _byte_a_pixel(stream, syntax, octets, limits, error)
    values = unpack_frame(frame.values.tobytes(), pixel_format)
    return replace(frame, values=values)


def _byte_a_pixel(
    stream: bytes,
    syntax: TransferSyntax,
    octets: PixelFormat,
    limits: Limits,
    error: DecodeError,
) -> DecodedFrame:
    try:
        frame = decode_frame(stream, syntax, octets, limits)
    except DecodeError:
        raise error from None
    doubt = "the RLE stream has a byte for each pixel, BitsAllocated (0028,0100) is 1"
    values = (frame.values != 0).astype(np.uint8)
    return replace(frame, values=values, warnings=(*frame.warnings, doubt))
