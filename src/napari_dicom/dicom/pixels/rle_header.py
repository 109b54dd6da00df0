"""Read the header of an RLE Lossless frame (PS3.5 annex G)."""

import struct
from itertools import pairwise
from typing import Any

import numpy as np

from napari_dicom.dicom.errors import DecodeError
from napari_dicom.dicom.pixels.format import PixelFormat

_HEADER = 64


def check_rle_header(stream: bytes, pixel_format: PixelFormat) -> tuple[str, ...]:
    """Refuse a frame whose segments cannot fill the picture.

    Returns
    -------
    tuple of str
        Warnings: what is doubtful though it can be decoded.

    Raises
    ------
    DecodeError
        The number of segments is not that of the bytes of a pixel, an offset points outside the
        frame, or a segment is too short to unfold into a plane of the picture.
    """
    if len(stream) < _HEADER:
        raise DecodeError(f"RLE frame of {len(stream)} bytes: its header alone takes {_HEADER}")
    count, *offsets = struct.unpack_from("<16L", stream)
    expected = pixel_format.samples_per_pixel * -(-pixel_format.bits_allocated // 8)
    if count != expected:
        raise DecodeError(f"RLE frame has {count} segments, the header calls for {expected}")
    bounds = [*offsets[:count], len(stream)]
    least = pixel_format.rows * pixel_format.columns // 64
    for start, end in pairwise(bounds):
        if start < _HEADER or end <= start:
            raise DecodeError("damaged RLE frame: its segment offsets are not in order")
        if end - start < least:
            raise DecodeError(
                f"RLE segment of {end - start} bytes cannot unfold into "
                f"{pixel_format.rows} x {pixel_format.columns} bytes"
            )
    if any(offsets[count:]):
        return ("the RLE header names segments that it does not count",)
    return ()


def join_planes(
    planes: bytes | bytearray, dtype: np.dtype[Any], pixel_format: PixelFormat
) -> np.ndarray[Any, np.dtype[Any]]:
    """Return unfolded RLE planes, one after the other, as (rows, columns[, samples]).

    Raises
    ------
    DecodeError
        The planes do not fill the picture exactly.
    """
    layout = pixel_format
    expected = layout.rows * layout.columns * layout.samples_per_pixel * dtype.itemsize
    if len(planes) != expected:
        raise DecodeError(f"RLE frame unfolds into {len(planes)} bytes, not {expected}")
    values = np.frombuffer(planes, dtype=dtype)
    if layout.samples_per_pixel == 1:
        return values.reshape(layout.rows, layout.columns)
    split = values.reshape(layout.samples_per_pixel, layout.rows, layout.columns)
    return np.ascontiguousarray(split.transpose(1, 2, 0))
