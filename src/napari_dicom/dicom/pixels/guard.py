"""Look at a stream before it is decoded: it must say what the data set says, and be whole.

Everything here is arithmetic on a few hundred bytes; no picture is touched.
"""

from napari_dicom.dicom.errors import DecodeError, LimitError
from napari_dicom.dicom.pixels.codestream import StreamHeader
from napari_dicom.dicom.pixels.compression import Compression
from napari_dicom.dicom.pixels.format import PixelFormat
from napari_dicom.dicom.pixels.jpeg2000_header import SOC_SIZ, read_jpeg2000_header
from napari_dicom.dicom.pixels.jpeg_header import MOST_SCANS, SOI, read_jpeg_header
from napari_dicom.dicom.pixels.jpegxl_header import read_jpegxl_size
from napari_dicom.dicom.pixels.rle_header import check_rle_header

_JPEG_FAMILY = {
    Compression.JPEG,
    Compression.JPEG_ARITHMETIC,
    Compression.JPEG_HIERARCHICAL,
    Compression.JPEG_LOSSLESS,
    Compression.JPEG_LOSSLESS_ARITHMETIC,
    Compression.JPEG_LS,
}
_JPEG_2000_FAMILY = {Compression.JPEG_2000, Compression.HTJ2K}
_SOS = b"\xff\xda"
_LARGE_BYTES, _MOST_RATIO = 256 << 20, 1000
"""A picture larger than the one, from a stream smaller by more than the other, is a bomb."""


def read_stream_header(stream: bytes, compression: Compression) -> StreamHeader | None:
    """Return what the stream says of itself; None where its family says nothing.

    Streams of the JPEG family and of JPEG 2000 are known by their first bytes, whatever the
    transfer syntax says.
    """
    marked = compression in _JPEG_FAMILY or compression in _JPEG_2000_FAMILY
    if marked and stream[:2] == SOI:
        return read_jpeg_header(stream)
    if marked and stream[:4] == SOC_SIZ:
        return read_jpeg2000_header(stream)
    if compression in _JPEG_FAMILY:
        return read_jpeg_header(stream)
    if compression in _JPEG_2000_FAMILY:
        return read_jpeg2000_header(stream)
    return None


def check_stream(
    stream: bytes,
    header: StreamHeader | None,
    compression: Compression,
    pixel_format: PixelFormat,
) -> tuple[str, ...]:
    """Compare a stream with its data set.

    Returns
    -------
    tuple of str
        Warnings: what is doubtful though it can be decoded.

    Raises
    ------
    DecodeError
        Stream and data set are about different pictures, or the stream cannot be whole.
    LimitError
        The picture is huge and the stream tiny.
    """
    if compression is Compression.RLE:
        return check_rle_header(stream, pixel_format)
    if compression is Compression.JPEG_XL:
        rows, columns = read_jpegxl_size(stream)
        _compare_sizes(f"{rows} x {columns}", rows, columns, pixel_format)
    if header is None:
        return ()
    _compare_sizes(header.size, header.rows, header.columns, pixel_format)
    _compare_samples(header, pixel_format)
    _check_plausible(stream, header)
    _check_ratio(stream, pixel_format)
    return tuple(_doubts(header, compression, pixel_format))


def _compare_sizes(said: str, rows: int, columns: int, pixel_format: PixelFormat) -> None:
    if (rows, columns) != (pixel_format.rows, pixel_format.columns):
        raise DecodeError(
            f"the stream holds a picture of {said}, the header says "
            f"{pixel_format.rows} x {pixel_format.columns} x {pixel_format.samples_per_pixel} "
            "(rows x columns x samples)"
        )


def _compare_samples(header: StreamHeader, pixel_format: PixelFormat) -> None:
    if header.components != pixel_format.samples_per_pixel:
        raise DecodeError(
            f"the stream has {header.components} components, SamplesPerPixel (0028,0002) is "
            f"{pixel_format.samples_per_pixel}"
        )
    if header.precision > pixel_format.dtype.itemsize * 8:
        raise DecodeError(
            f"the stream has {header.precision} bits a sample, BitsAllocated (0028,0100) is "
            f"{pixel_format.bits_allocated}"
        )


def _check_plausible(stream: bytes, header: StreamHeader) -> None:
    if len(stream) - header.scan < header.least_bytes:
        raise DecodeError(
            f"the stream has {len(stream):,} bytes; a picture of {header.size} takes at least "
            f"{header.least_bytes:,}"
        )
    if header.has_many_scans and stream.count(_SOS) > MOST_SCANS:
        raise DecodeError(f"the stream has more than {MOST_SCANS} scans")


def _check_ratio(stream: bytes, pixel_format: PixelFormat) -> None:
    """Refuse huge pictures of nothing: JPEG-LS and JPEG 2000 can code them in a few kB."""
    size = pixel_format.frame_bits // 8
    if size > _LARGE_BYTES and size > _MOST_RATIO * len(stream):
        raise LimitError(
            f"a stream of {len(stream):,} bytes claims a picture of {size:,}: more than "
            f"{_MOST_RATIO} to 1"
        )


def _doubts(header: StreamHeader, compression: Compression, pixel_format: PixelFormat) -> list[str]:
    doubts = []
    if header.compression is not compression:
        doubts.append(
            f"the transfer syntax says {compression}, the stream is {header.coding}; "
            "it is decoded as what it is"
        )
    if header.precision < pixel_format.bits_stored:
        doubts.append(
            f"the stream has {header.precision} bits a sample, BitsStored (0028,0101) is "
            f"{pixel_format.bits_stored}"
        )
    usual = (8, 16) if header.precision > 1 else (1, 8, 16)
    if header.precision <= 16 and pixel_format.bits_allocated not in usual:
        doubts.append(
            f"BitsAllocated (0028,0100) is {pixel_format.bits_allocated}, the stream has "
            f"{header.precision} bits a sample"
        )
    if header.signed is not None and header.signed != pixel_format.is_signed:
        kind = "signed" if header.signed else "unsigned"
        doubts.append(
            f"the stream is {kind}, PixelRepresentation (0028,0103) is "
            f"{pixel_format.pixel_representation}"
        )
    return doubts
