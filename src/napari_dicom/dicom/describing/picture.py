"""A small picture of a volume: its middle slice alone, as its layer will show it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.frames import Window
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.loading import PlanePlan, plan_of, read_plane, value_dtype
from napari_dicom.dicom.volumes import Volume, display_windows

Picture = NDArray[np.uint8]


def thumbnail(volume: Volume, size: int = 64, limits: Limits = DEFAULT_LIMITS) -> Picture:
    """Return the middle slice in RGB: (rows, columns, 3) uint8, the longer side `size` pixels.

    Raises
    ------
    PixelError
        The slice cannot be decoded.
    LimitError
        It is larger than `limits` allow.
    """
    frame = volume.middle
    plan = plan_of(frame)
    plane = read_plane(plan, "uint8" if plan.is_colour else str(value_dtype([frame])), limits)
    small = plane[_sampled(plane, volume.plane_spacing, size)]
    if plan.is_colour:
        return np.ascontiguousarray(small)
    grey = _grey(small, display_windows(frame), plan)
    if volume.is_inverted:
        grey = 255 - grey
    return np.repeat(grey[..., None], 3, axis=2)


def _sampled(
    plane: NDArray[Any], spacing: tuple[float, float], size: int
) -> tuple[NDArray[np.intp], ...]:
    """Return the rows and columns to take so that a millimetre is as long either way."""
    between_rows, between_columns = spacing
    height, width = plane.shape[0] * between_rows, plane.shape[1] * between_columns
    scale = size / max(height, width)
    counts = (max(1, round(height * scale)), max(1, round(width * scale)))
    picks = (
        ((np.arange(count) + 0.5) * length / count).astype(np.intp)
        for count, length in zip(counts, plane.shape[:2], strict=True)
    )
    return np.ix_(*picks)


def _grey(values: NDArray[Any], windows: Sequence[Window], plan: PlanePlan) -> Picture:
    image = values.astype(np.float64)
    shown = image[np.isfinite(image)]
    if plan.padding is not None:
        shown = shown[(shown < plan.padding[0]) | (shown > plan.padding[1])]
    if windows:
        return _bytes(windows[0].shades(np.nan_to_num(image)))
    if shown.size:
        low, high = (float(end) for end in np.percentile(shown, (0.5, 99.5)))
    else:
        low, high = 0.0, 1.0
    return _bytes(np.clip((np.nan_to_num(image) - low) / max(high - low, 1e-9), 0.0, 1.0))


def _bytes(shades: NDArray[np.float64]) -> Picture:
    return np.asarray(np.rint(shades * 255), dtype=np.uint8)
