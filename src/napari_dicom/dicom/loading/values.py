"""From stored values to the values a reader of images knows: HU, Bq/ml, Gy.

Modality LUT: PS3.3 C.11.1. Padding: PS3.3 C.7.5.1.1.2. Integers stay integers where every slope is
1 and every intercept whole; anything else becomes float32 (float64 where the file holds that).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.frames import Frame, Rescale, has_modality_table
from napari_dicom.dicom.headers import Header, shared
from napari_dicom.dicom.pixels import PixelFormat, PixelSource, SampleKind, syntax_of

Array = NDArray[Any]  # Any: any kind of sample
_INTEGERS = (np.uint8, np.int8, np.int16, np.uint16, np.int32, np.uint32, np.int64)


def value_dtype(frames: Iterable[Frame]) -> np.dtype[np.generic]:
    """Return the smallest dtype that holds the values of all frames exactly, or float32."""
    seen = {_value_range(frame) for frame in frames}
    if (np.dtype(np.float64),) in seen:
        return np.dtype(np.float64)
    ranges = [found for found in seen if len(found) == 2]
    if len(ranges) < len(seen):
        return np.dtype(np.float32)
    low, high = min(low for low, _ in ranges), max(high for _, high in ranges)
    for kind in _INTEGERS:
        bounds = np.iinfo(kind)
        if bounds.min <= low and high <= bounds.max:
            return np.dtype(kind)
    return np.dtype(np.float64)


def hoped_dtype(frames: Sequence[Frame]) -> np.dtype[np.generic]:
    """Return a dtype no wider than the stored values', which the values fit as a rule.

    Signed 16-bit values less 1024 could need 32 bits, and never do in a CT. Whether they fitted is
    known when they are there: `has_wrapped`.
    """
    sure = value_dtype(frames)
    formats = {frame.instance.pixels.format for frame in frames if frame.instance.pixels}
    widest = max((layout.dtype.itemsize for layout in formats), default=sure.itemsize)
    half = 1 << (8 * widest - 1)
    if sure.kind == "f" or widest >= sure.itemsize or widest < 2:
        return sure
    if any(has_modality_table(frame.header) for frame in frames):
        return sure  # what a table gives goes round the end unseen
    if any(abs(frame.rescale.intercept) >= half for frame in frames):
        return sure
    return np.dtype(f"i{widest}")


def has_wrapped(low: float, high: float, layout: PixelFormat, rescale: Rescale) -> bool:
    """Tell whether a plane's values, from least to greatest, went round the end of their dtype.

    Those that did lie outside what the stored range allows, as they can in no other way.
    """
    least, greatest = stored_range(layout)
    return low < least + rescale.intercept or high > greatest + rescale.intercept


def _value_range(frame: Frame) -> tuple[int, int] | tuple[np.dtype[np.generic]]:
    """Return the least and greatest value a frame can hold, or a float dtype."""
    source = frame.instance.pixels
    assert source is not None
    if source.format.kind is SampleKind.DOUBLE:
        return (np.dtype(np.float64),)
    if source.format.kind is SampleKind.FLOAT or not is_whole(frame.rescale):
        return (np.dtype(np.float32),)
    low, high = _decoded_range(source)
    if has_modality_table(frame.header):  # which may turn out to be damaged
        low, high = min(low, 0), max(high, 65535)
    padding = padding_range(frame.header)
    if padding is not None:
        low, high = min(low, padding[0]), max(high, padding[1])
    shift = int(frame.rescale.intercept)
    return low + shift, high + shift


def _decoded_range(source: PixelSource) -> tuple[int, int]:
    """Return the range of values that decoding may give: lossy streams overshoot a little."""
    layout = source.format
    room = 8 * layout.dtype.itemsize - layout.bits_stored
    if room < 1 or not syntax_of(source.transfer_syntax_uid).lossy:
        return stored_range(layout)
    return stored_range(replace(layout, bits_stored=layout.bits_stored + 1))


def is_whole(rescale: Rescale) -> bool:
    """Tell whether integers stay integers: slope 1, whole intercept."""
    return rescale.slope == 1 and rescale.intercept == int(rescale.intercept)


def stored_range(pixel_format: PixelFormat) -> tuple[int, int]:
    """Return the least and greatest stored value that BitsStored allows."""
    bits = pixel_format.bits_stored
    if pixel_format.is_signed:
        return -(1 << (bits - 1)), (1 << (bits - 1)) - 1
    return 0, (1 << bits) - 1


@shared("PixelPaddingValue", "PixelPaddingRangeLimit", "PixelRepresentation", "BitsAllocated")
def padding_range(header: Header) -> tuple[int, int] | None:
    """Return the least and greatest stored value that is padding (0028,0120), (0028,0121)."""
    if "PixelPaddingValue" not in header:
        return None
    signed = header.integer("PixelRepresentation") == 1
    value, limit = header.integer("PixelPaddingValue"), header.integer("PixelPaddingRangeLimit")
    if value is None:
        return None
    bits = header.integer("BitsAllocated") or 16
    ends = [_as_signed(n, bits) if signed else n for n in (value, limit) if n is not None]
    return min(ends), max(ends)


def _as_signed(number: int, bits: int) -> int:
    """Read an unsigned 16-bit number as the signed one of the same bits."""
    bits = min(bits, 16)
    return number - (1 << bits) if number >= 1 << (bits - 1) else number


def padding_values(frame: Frame) -> tuple[float, float] | None:
    """Return the range of values, after the modality LUT, that is padding and no image."""
    stored = _float_padding(frame) if _is_float(frame) else padding_range(frame.header)
    if stored is None or has_modality_table(frame.header):
        return None
    ends = [number * frame.rescale.slope + frame.rescale.intercept for number in stored]
    return min(ends), max(ends)


def _is_float(frame: Frame) -> bool:
    source = frame.instance.pixels
    return source is not None and source.format.kind is not SampleKind.INTEGER


def _float_padding(frame: Frame) -> tuple[float, float] | None:
    """Return the range of (Double) Float Pixel Data that is padding (0028,0122) to (0028,0125)."""
    source = frame.instance.pixels
    double = source is not None and source.format.kind is SampleKind.DOUBLE
    prefix = "DoubleFloat" if double else "Float"
    value = frame.header.number(f"{prefix}PixelPaddingValue")
    limit = frame.header.number(f"{prefix}PixelPaddingRangeLimit")
    ends = [number for number in (value, limit) if number is not None]
    return None if value is None else (min(ends), max(ends))


def put_values(stored: Array, rescale: Rescale, out: Array) -> None:
    """Write stored * slope + intercept into `out`, an array of the same shape."""
    if is_whole(rescale) or out.dtype.kind != "f":
        if stored.dtype.kind in "iu" and stored.dtype.itemsize == out.dtype.itemsize:
            stored = stored.view(out.dtype)  # the same bits, and nothing is to be cast
        with np.errstate(invalid="ignore", over="ignore"):  # floats may be no numbers
            np.add(stored, int(rescale.intercept), out=out, dtype=out.dtype, casting="unsafe")
        return
    with np.errstate(invalid="ignore", over="ignore"):
        out[...] = stored.astype(np.float64) * rescale.slope + rescale.intercept


def within(stored: Array, rescale: Rescale, dtype: np.dtype[Any]) -> Array:
    """Return stored values whose values a narrower dtype holds: those beyond its ends are cut.

    Such a dtype is that of what BitsStored allows; decoding may give more.
    """
    narrower = stored.dtype.kind in "iu" and dtype.itemsize < stored.dtype.itemsize
    if not narrower or dtype.kind not in "iu" or not stored.size:
        return stored
    bounds, shift = np.iinfo(dtype), int(rescale.intercept)
    low, high = bounds.min - shift, bounds.max - shift
    if low <= int(stored.min()) and int(stored.max()) <= high:
        return stored
    ends = np.iinfo(stored.dtype)
    return stored.clip(max(low, ends.min), min(high, ends.max))
