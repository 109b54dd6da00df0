"""The VOI LUT Sequence (0028,3010) as a window (PS3.3 C.11.2).

napari shows values by a straight line between two limits. A lookup table is a curve; the window
that comes nearest runs from where the curve leaves the dark to where it reaches the bright.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from napari_dicom.dicom.errors import HeaderError, LimitError
from napari_dicom.dicom.frames import Frame, VoiFunction, Window
from napari_dicom.dicom.headers import lenient, refusing_damage

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_DARK, _BRIGHT = 0.02, 0.98
"""Parts of the table's range below which all is dark and above which all is bright."""


def display_windows(frame: Frame) -> tuple[Window, ...]:
    """Return the windows of a frame, in values after the modality LUT; of a table the nearest."""
    if frame.windows or "VOILUTSequence" not in frame.header:
        return frame.windows
    try:
        with lenient(), refusing_damage("the VOI LUT"):
            window = table_window(frame.instance.dataset())
    except (HeaderError, LimitError, OSError):  # or gone, or changed since it was scanned
        return ()
    return () if window is None else (window,)


def table_window(dataset: Dataset) -> Window | None:
    """Return the window nearest to the first table of a header; None where it is damaged."""
    items = dataset.get("VOILUTSequence")
    descriptor = items[0].get("LUTDescriptor") if items else None
    data = items[0].get("LUTData") if items else None
    if descriptor is None or data is None or len(descriptor) != 3:
        return None
    if isinstance(data, bytes):
        little = dataset.original_encoding[1] is not False
        data = np.frombuffer(data[: len(data) // 2 * 2], "<u2" if little else ">u2")
    curve = np.asarray(data, dtype=np.float64)
    if len(curve) < 2 or curve.max() <= curve.min():
        return None
    level = (curve - curve.min()) / (curve.max() - curve.min())
    inside = np.flatnonzero((level >= _DARK) & (level <= _BRIGHT))
    if not inside.size:
        return None
    low, high = float(descriptor[1]) + inside[0], float(descriptor[1]) + inside[-1]
    explanation = str(items[0].get("LUTExplanation") or "lookup table")
    width = max(high - low, 1.0)
    return Window((low + high) / 2, width, explanation, VoiFunction.LINEAR_EXACT)
