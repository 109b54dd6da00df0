"""The dtype that values need, the range they have, and what empty planes are filled with."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from napari_dicom.dicom.loading.values import Array, hoped_dtype, padding_values, value_dtype
from napari_dicom.dicom.volumes import Volume

Range = tuple[float, float]


def sure_dtype_of(volume: Volume) -> np.dtype[Any]:
    """Return a dtype that holds whatever the headers allow."""
    return np.dtype(np.uint8) if volume.is_colour else value_dtype(volume.acquired)


def hoped_dtype_of(volume: Volume) -> np.dtype[Any]:
    """Return a dtype no wider than the stored values', which the values fit as a rule."""
    return np.dtype(np.uint8) if volume.is_colour else hoped_dtype(volume.acquired)


def value_range_of(plane: Array, ends: Range, padding: Range | None) -> Range | None:
    """Return least and greatest value of a plane, padding and what is not finite left out.

    Parameters
    ----------
    ends
        Least and greatest value of all.
    padding
        Range of values that is padding.
    """
    low, high = ends
    if padding is not None and low <= padding[1] and high >= padding[0]:
        plane = plane[(plane < padding[0]) | (plane > padding[1])]
        if not plane.size:
            return None
        low, high = float(plane.min()), float(plane.max())
    if np.isfinite(low) and np.isfinite(high):
        return low, high
    plane = plane[np.isfinite(plane)]
    return (float(plane.min()), float(plane.max())) if plane.size else None


def widest(ranges: Sequence[Range]) -> Range:
    """Return the range that holds all; 0 to 1 where there is none."""
    if not ranges:
        return 0.0, 1.0
    return min(low for low, _ in ranges), max(high for _, high in ranges)


def fill_value(volume: Volume, value_range: Range, dtype: np.dtype[Any]) -> float:
    """Return what an empty plane is filled with: the padding value, else the least value."""
    if volume.is_colour:
        return 0
    padding = padding_values(volume.first)
    low = value_range[0] if padding is None else padding[0]
    if dtype.kind == "f":
        return low
    bounds = np.iinfo(dtype)
    return float(min(max(low, bounds.min), bounds.max))
