"""The VOI LUT Sequence (0028,3010): a contrast that is a curve (PS3.3 C.11.2.1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.errors import HeaderError, LimitError
from napari_dicom.dicom.frames import Frame, VoiFunction, Window, read_entries
from napari_dicom.dicom.headers import lenient, refusing_damage

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_FLAT = 0.002
"""Part of black to white that a curve may leave its end by and be called flat: half a shade."""

_STEPS = 1025
"""Places that a curve is kept at; graphics cards draw as many colours."""


def display_windows(frame: Frame) -> tuple[Window, ...]:
    """Return the windows of a frame, in values after the modality LUT; else that of its table."""
    if frame.windows or not has_table(frame):
        return frame.windows
    try:
        with lenient(), refusing_damage("the VOI LUT"):
            dataset = frame.instance.dataset()
            window = _window_in(dataset, _holder(dataset, frame), can_be_negative(frame))
    except (HeaderError, LimitError, OSError):  # or gone, or changed since it was scanned
        return ()
    return () if window is None else (window,)


def has_table(frame: Frame) -> bool:
    """Tell whether a frame has a table, in its own group or in its file."""
    return frame.has_voi_table or "VOILUTSequence" in frame.header


def _holder(dataset: Dataset, frame: Frame) -> Dataset:
    """Return what a frame's table stands in: its own group, the shared one, the data set."""
    if not frame.has_voi_table:
        return dataset
    own = dataset.get("PerFrameFunctionalGroupsSequence") or ()
    shared = dataset.get("SharedFunctionalGroupsSequence") or ()
    for groups in (*own[frame.number - 1 : frame.number], *shared[:1]):
        items = groups.get("FrameVOILUTSequence")
        if items:
            item: Dataset = items[0]
            return item
    return dataset


def can_be_negative(frame: Frame) -> bool:
    """Tell whether a frame's values, after the modality LUT, may lie below 0."""
    source = frame.instance.pixels
    signed = source is not None and source.format.is_signed
    return signed or frame.rescale.intercept < 0 or frame.rescale.slope < 0


def table_window(dataset: Dataset, signed: bool) -> Window | None:
    """Return the first table of a header as a window; None where it is damaged.

    Parameters
    ----------
    signed
        Whether values may be negative: then the table's first one is signed, however it is written.
    """
    return _window_in(dataset, dataset, signed)


def _window_in(dataset: Dataset, holder: Dataset, signed: bool) -> Window | None:
    items = holder.get("VOILUTSequence")
    found = read_entries(dataset, items[0]) if items else None
    if found is None:
        return None
    first, entries = found
    first -= 0x10000 if signed and first >= 0x8000 else 0
    bounds = _bounds(entries)
    if bounds is None:
        return None
    places = np.linspace(*bounds, min(_STEPS, bounds[1] - bounds[0] + 1))
    shades = np.interp(places, np.arange(len(entries)), entries / _white(entries))
    low, high = (float(first + bound) for bound in bounds)
    curve = tuple(np.round(shades, 5).tolist())
    explanation = str(items[0].get("LUTExplanation") or "lookup table")
    return Window((low + high) / 2, high - low, explanation, VoiFunction.TABLE, curve)


def _white(entries: NDArray[np.uint16]) -> int:
    """Return what white is: all bits that the entries use; some files say 16 and use 12."""
    return (1 << int(entries.max()).bit_length()) - 1


def _bounds(entries: NDArray[np.uint16]) -> tuple[int, int] | None:
    """Return the first and last entry of what is not flat; None where all is."""
    flat, numbers = _FLAT * _white(entries), entries.astype(np.int64)
    left = np.flatnonzero(np.abs(numbers - numbers[0]) > flat)
    right = np.flatnonzero(np.abs(numbers - numbers[-1]) > flat)
    if not left.size or not right.size:
        return None
    return int(left[0]) - 1, int(right[-1]) + 1
