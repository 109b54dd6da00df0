"""Times without a date that run over midnight: 23:59:58, 00:00:00 (PS3.5 6.2, TM)."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from napari_dicom.dicom.frames import Frame

_DAY = 86400.0  # seconds
_KEYWORDS = ("AcquisitionTime", "ContentTime")


def past_midnight(frames: Sequence[Frame]) -> list[Frame]:
    """Return the frames of a series with the times of the next day behind those of the first.

    Times without a date that span more than half a day are cut where nothing happened longest.
    """
    completed = list(frames)
    for keyword in _KEYWORDS:
        times = sorted({t for frame in frames if (t := _time(frame, keyword)) is not None})
        if len(times) > 1 and times[-1] < _DAY and times[-1] - times[0] > _DAY / 2:
            pauses = [after - before for before, after in pairwise(times)]
            first = times[pauses.index(max(pauses)) + 1]
            completed = [_next_day(frame, keyword, first) for frame in completed]
    return completed


def _next_day(frame: Frame, keyword: str, first: float) -> Frame:
    """Return the frame with a time before that of the first image a day later."""
    time = _time(frame, keyword)
    if time is None or time >= first:
        return frame
    return replace(frame, coordinates={**frame.coordinates, keyword: time + _DAY})


def _time(frame: Frame, keyword: str) -> float | None:
    value = frame.coordinates.get(keyword)
    return float(value) if isinstance(value, int | float) else None
