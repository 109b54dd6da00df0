"""Cut stored values out of their cells: BitsStored, HighBit, sign (PS3.5 8.1.1, PS3.3 C.7.6.3).

The bits of a cell above HighBit belong to nobody: old files keep overlays or garbage there.
"""

from typing import Any

import numpy as np

from napari_dicom.dicom.pixels.format import PixelFormat, SampleKind

Array = np.ndarray[Any, np.dtype[Any]]

FOREIGN_BITS = "the bits above HighBit (0028,0102) hold something: it is no part of the values"
_SEEN_ROWS = 16
"""Rows of a frame that are looked at for what is left out."""


def fills_its_cells(pixel_format: PixelFormat) -> bool:
    """Whether every bit of a cell is part of the value, so that nothing is to be cut."""
    return (
        pixel_format.kind is not SampleKind.INTEGER
        or pixel_format.bits_allocated == 1
        or pixel_format.bits_stored == pixel_format.dtype.itemsize * 8
    )


def stored_values(values: Array, pixel_format: PixelFormat, padding: int | None = None) -> Array:
    """Return values without what does not belong to them, sign-extended.

    Parameters
    ----------
    values
        Cells as they are in the file, of the dtype of `pixel_format`. Changed in place.
    pixel_format
        Its BitsStored (0028,0101), HighBit (0028,0102) and PixelRepresentation (0028,0103) count.
    padding
        PixelPaddingValue (0028,0120). Cells that equal it are kept whole where it does not fit
        into BitsStored: real CT has -2000 in 12 bits.

    Returns
    -------
    ndarray
        The same array.
    """
    if fills_its_cells(pixel_format):
        return values
    padded = _padded(values, pixel_format, padding)
    _cut(values, pixel_format)
    if padded is not None and padding is not None:
        values[padded] = np.int64(padding).astype(values.dtype)
    return values


def cut_cells(values: Array, pixel_format: PixelFormat) -> tuple[str, ...]:
    """Cut stored values out of their cells, in place; tell where something else was in them.

    Some rows are looked at. Cells filled up with zeros, with the sign, or by padding are whole.
    """
    if fills_its_cells(pixel_format):
        return ()
    seen = values[:: max(1, len(values) // _SEEN_ROWS)]
    before = seen.copy()
    stored_values(values, pixel_format, pixel_format.pixel_padding_value)
    if pixel_format.high_bit + 1 != pixel_format.bits_stored:
        return ()  # the bits below are left out too
    foreign = before != seen
    if pixel_format.is_signed:
        foreign &= before.view(f"u{before.dtype.itemsize}") >> pixel_format.bits_stored != 0
    return (FOREIGN_BITS,) if foreign.any() else ()


def extend_sign(values: Array, bits: int) -> Array:
    """Return values of a signed dtype whose sign bit is bit `bits` - 1, extended, in place."""
    shift = values.dtype.itemsize * 8 - bits
    if shift > 0:
        np.left_shift(values, shift, out=values)
        np.right_shift(values, shift, out=values)
    return values


def _cut(values: Array, pixel_format: PixelFormat) -> None:
    width = values.dtype.itemsize * 8
    lowest = pixel_format.high_bit + 1 - pixel_format.bits_stored
    if pixel_format.is_signed:
        np.left_shift(values, width - 1 - pixel_format.high_bit, out=values)
        np.right_shift(values, width - pixel_format.bits_stored, out=values)
        return
    if lowest > 0:
        np.right_shift(values, lowest, out=values)
    np.bitwise_and(values, values.dtype.type((1 << pixel_format.bits_stored) - 1), out=values)


def _padded(values: Array, pixel_format: PixelFormat, padding: int | None) -> Array | None:
    """Return where cells equal a padding value that BitsStored cannot hold."""
    if padding is None:
        return None
    bits = pixel_format.bits_stored
    low, high = (
        (-(1 << (bits - 1)), (1 << (bits - 1)) - 1)
        if pixel_format.is_signed
        else (0, (1 << bits) - 1)
    )
    if low <= padding <= high:
        return None
    where: Array = values == np.int64(padding).astype(values.dtype)
    return where if where.any() else None
