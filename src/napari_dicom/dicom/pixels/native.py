"""Read uncompressed frames: byte order, bits, planes, halved chroma (PS3.5 8, PS3.3 C.7.6.3.1)."""

from typing import Any

import numpy as np

from napari_dicom.dicom.errors import DecodeError
from napari_dicom.dicom.pixels.format import HALVED_CHROMA, PixelFormat, PixelSource
from napari_dicom.dicom.pixels.transfer_syntax import syntax_of

Array = np.ndarray[Any, np.dtype[Any]]


def needs_no_unpacking(pixel_format: PixelFormat, little_endian: bool) -> bool:
    """Whether the bytes of a frame in the file are those of the decoded array."""
    samples = pixel_format.samples_per_pixel
    return (
        pixel_format.bits_allocated in (8, 16, 32, 64)
        and (little_endian or pixel_format.bits_allocated == 8)
        and (samples == 1 or pixel_format.planar_configuration == 0)
        and not is_chroma_halved(pixel_format)
    )


def ends_early(source: PixelSource, number: int) -> bool:
    """Whether a file is known to end before one of its frames (1-based) does.

    Only of frames that are not compressed can that be known without looking into the file.
    """
    syntax = syntax_of(source.transfer_syntax_uid)
    if source.state is None or source.length is None or syntax.encapsulated or syntax.deflated:
        return False
    return source.offset + -(-number * source.format.frame_bits // 8) > source.state.size


def is_chroma_halved(pixel_format: PixelFormat) -> bool:
    """Whether two pixels share one pair of chroma samples (YBR_..._422, uncompressed)."""
    return (
        pixel_format.photometric_interpretation in HALVED_CHROMA
        and pixel_format.samples_per_pixel == 3
    )


def unpack_frame(raw: bytes | bytearray, pixel_format: PixelFormat, bit_offset: int = 0) -> Array:
    """Return the cells of one little-endian frame, (rows, columns) or (rows, columns, samples).

    Parameters
    ----------
    raw
        The bytes of the frame; a byte of padding behind them is allowed.
    pixel_format
        Layout of the frame.
    bit_offset
        Bits of the first byte that belong to the frame before (1 bit allocated only).

    Raises
    ------
    DecodeError
        There are fewer bytes than the frame takes.
    """
    needed = -(-(pixel_format.frame_bits + bit_offset) // 8)
    if len(raw) < needed:
        raise DecodeError(
            f"the frame has {len(raw)} bytes, {needed} are needed for "
            f"{pixel_format.rows} x {pixel_format.columns} x {pixel_format.samples_per_pixel} "
            f"samples of {pixel_format.bits_allocated} bits"
        )
    cells = _cells(raw, pixel_format, bit_offset)
    if is_chroma_halved(pixel_format):
        return _double_chroma(cells, pixel_format)
    return _ordered(cells, pixel_format)


def swap_big_endian(raw: bytes, pixel_format: PixelFormat) -> bytes:
    """Return the bytes of a big-endian frame in little-endian order."""
    size = pixel_format.bits_allocated // 8
    if size <= 1:
        return raw
    whole = len(raw) // size * size
    if size == 3:
        return np.frombuffer(raw, np.uint8, whole).reshape(-1, 3)[:, ::-1].tobytes()
    return np.frombuffer(raw, f">u{size}", whole // size).astype(f"<u{size}").tobytes()


def _cells(raw: bytes | bytearray, pixel_format: PixelFormat, bit_offset: int) -> Array:
    bits = pixel_format.bits_allocated
    count = pixel_format.frame_bits // bits
    if bits == 1:
        unpacked = np.unpackbits(np.frombuffer(raw, np.uint8), bitorder="little")
        return unpacked[bit_offset : bit_offset + count]
    if bits == 24:
        wide = np.zeros((count, 4), np.uint8)
        wide[:, :3] = np.frombuffer(raw, np.uint8, 3 * count).reshape(-1, 3)
        return wide.view("<u4").ravel().astype(pixel_format.dtype)
    if bits not in (8, 16, 32, 64):
        raise DecodeError(f"BitsAllocated (0028,0100) is {bits}; 1, 8, 16, 24, 32, 64 can be read")
    dtype = pixel_format.dtype.newbyteorder("<")
    return np.frombuffer(raw, dtype, count).astype(pixel_format.dtype)


def _ordered(cells: Array, pixel_format: PixelFormat) -> Array:
    samples, rows, columns = (
        pixel_format.samples_per_pixel,
        pixel_format.rows,
        pixel_format.columns,
    )
    if samples == 1 or pixel_format.planar_configuration == 0:
        return cells.reshape(pixel_format.shape)
    return np.ascontiguousarray(cells.reshape(samples, rows, columns).transpose(1, 2, 0))


def _double_chroma(cells: Array, pixel_format: PixelFormat) -> Array:
    """Return Y Cb Cr for each pixel from Y1 Y2 Cb Cr for each pair (PS3.3 C.7.6.3.1.2)."""
    if pixel_format.columns % 2:
        raise DecodeError(
            f"{pixel_format.photometric_interpretation} with an odd number of columns, "
            f"{pixel_format.columns}"
        )
    pairs = cells.reshape(-1, 4)
    pixels = np.empty((len(pairs), 2, 3), cells.dtype)
    pixels[:, :, 0] = pairs[:, :2]
    pixels[:, :, 1:] = pairs[:, None, 2:]
    return pixels.reshape(pixel_format.shape)
