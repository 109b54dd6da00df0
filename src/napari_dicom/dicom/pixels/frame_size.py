"""What a frame may be: refused before memory is taken for it, coded or not."""

from napari_dicom.dicom.errors import DecodeError, LimitError
from napari_dicom.dicom.limits import Limits
from napari_dicom.dicom.pixels.format import PixelFormat, PixelSource


def check_size(pixel_format: PixelFormat, limits: Limits) -> None:
    """Refuse a frame that is empty or larger than the limit, before memory is taken.

    Raises
    ------
    DecodeError
        Rows or Columns is 0.
    LimitError
        The decoded frame is larger than `limits.frame_bytes`.
    """
    rows, columns, samples = (
        pixel_format.rows,
        pixel_format.columns,
        pixel_format.samples_per_pixel,
    )
    if rows < 1 or columns < 1 or samples < 1:
        raise DecodeError(f"the header names a frame of {rows} x {columns} x {samples} samples")
    if not 1 <= pixel_format.bits_allocated <= 64:
        raise DecodeError(
            f"BitsAllocated (0028,0100) is {pixel_format.bits_allocated}; 1 to 64 can be read"
        )
    size = rows * columns * samples * pixel_format.dtype.itemsize
    if size > limits.frame_bytes:
        raise LimitError(
            f"one frame of {rows} x {columns} x {samples} samples takes {size:,} bytes, "
            f"the limit is {limits.frame_bytes:,} (limits.frame_bytes)"
        )


def excess(source: PixelSource) -> tuple[str, ...]:
    """Return a warning where there is more pixel data than the header speaks of.

    Then Rows, Columns, BitsAllocated or NumberOfFrames may be wrong. One byte is padding.
    """
    bits = source.number_of_frames * source.format.frame_bits
    needed, length = -(-bits // 8), source.length or 0
    if length <= needed + 1:
        return ()
    return (f"the pixel data has {length:,} bytes, the images the header names take {needed:,}",)
