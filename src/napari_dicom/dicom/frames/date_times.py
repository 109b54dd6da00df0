"""Many dates and times (DT) at once, where they are written alike (PS3.5 6.2)."""

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.frames.coordinates import seconds_of

_DATE, _SECONDS = 8, 14
"""Characters of ``YYYYMMDD`` and of ``YYYYMMDDHHMMSS``."""

_MOST_DIGITS = 15
"""Digits of a fraction that are a whole number without rounding: then so is their quotient."""


def seconds_in_column(texts: NDArray[np.uint8]) -> list[float] | None:
    """Return what `seconds_of` makes of each of many texts of one length.

    None where one is not written as ``YYYYMMDDHHMMSS`` or ``YYYYMMDDHHMMSS.FFFFFF``, or they are
    of several days.

    Parameters
    ----------
    texts
        Their bytes, a row for each.
    """
    if texts.shape[1] < _SECONDS:
        return None
    if (texts[:, -1] == ord(" ")).all():
        texts = texts[:, :-1]
    whole, point, fraction = texts[:, :_SECONDS], texts[:, _SECONDS:][:, :1], texts[:, 15:]
    if fraction.shape[1] > _MOST_DIGITS or not (
        _are_digits(whole) and _are_digits(fraction) and (point == ord(".")).all()
    ):
        return None
    if (whole[:, :_DATE] != whole[0, :_DATE]).any():
        return None
    hours, minutes, seconds = (_number(whole[:, at : at + 2]) for at in (8, 10, 12))
    of_the_day = hours * 3600.0 + minutes * 60.0 + seconds
    of_the_day += _number(fraction) / 10.0 ** fraction.shape[1]
    midnight = seconds_of(whole[0, :_DATE].tobytes().decode() + "00") or 0.0
    return [float(time) for time in (of_the_day + midnight).tolist()]


def _are_digits(texts: NDArray[np.uint8]) -> bool:
    return bool(((texts >= ord("0")) & (texts <= ord("9"))).all())


def _number(digits: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the number that the digits of each row are; 0 of none."""
    number = np.zeros(len(digits))
    for column in digits.T:
        number = number * 10.0 + (column - ord("0"))
    return number
