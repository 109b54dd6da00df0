"""Windows: how values become shades of grey (PS3.3 C.11.2).

LINEAR counts whole values: a window of width 256 about 128 shows 0 black and 255 white. That of
LINEAR_EXACT runs from 0 to 256, and SIGMOID is a curve.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from math import floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.headers import Fault, Header, ValueDoubt, shared

SIGMOID_WIDTHS = 4.0
"""Widths over which a sigmoid is drawn: beyond them it is within 0.04 % of black and white."""


class VoiFunction(StrEnum):
    """VOI LUT Function (0028,1056)."""

    LINEAR = "LINEAR"
    LINEAR_EXACT = "LINEAR_EXACT"
    SIGMOID = "SIGMOID"
    TABLE = "TABLE"
    """A lookup table (C.11.2.1.1), which files do not call a function."""

    @property
    def narrowest(self) -> float:
        """Least width it has (PS3.3 C.11.2.1.2); the others' are above 0."""
        return 1.0 if self is VoiFunction.LINEAR else 0.0


_NAMED = set(VoiFunction) - {VoiFunction.TABLE}


@dataclass(frozen=True, slots=True)
class Window:
    """A window of the VOI LUT module (PS3.3 C.11.2), in values after the modality LUT.

    Parameters
    ----------
    curve
        Of a table: what evenly spaced values from the first limit to the second are shown as.
    """

    center: float
    width: float
    explanation: str = ""
    function: VoiFunction = VoiFunction.LINEAR
    curve: tuple[float, ...] = ()

    @property
    def limits(self) -> tuple[float, float]:
        """The values between which shades change: at and below black, at and above white."""
        if self.function is VoiFunction.SIGMOID:
            half = SIGMOID_WIDTHS / 2 * self.width
            return self.center - half, self.center + half
        if self.function is not VoiFunction.LINEAR:
            return self.center - self.width / 2, self.center + self.width / 2
        if self.width <= 1:  # a step between two whole values
            below = float(floor(self.center - 0.5))
            return below, below + 1
        return self.center - self.width / 2, self.center + self.width / 2 - 1

    def shades(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """Return what values are shown as: 0 is black, 1 is white."""
        numbers = np.asarray(values, dtype=np.float64)
        low, high = self.limits
        if self.function is VoiFunction.SIGMOID:
            return sigmoid((numbers - self.center) / self.width)
        if self.function is VoiFunction.LINEAR and self.width <= 1:
            return (numbers > self.center - 0.5).astype(np.float64)
        if self.curve:
            return np.interp(numbers, np.linspace(low, high, len(self.curve)), self.curve)
        return np.clip((numbers - low) / (high - low), 0.0, 1.0)

    def rescaled(self, factor: float, offset: float = 0.0) -> Window:
        """Return the window that shows ``values * factor + offset`` as this one shows values."""
        low, high = self.limits
        if self.function is VoiFunction.LINEAR and (factor != 1 or not float(offset).is_integer()):
            exact = window_between(low, high, VoiFunction.LINEAR_EXACT)
            return replace(exact, explanation=self.explanation).rescaled(factor, offset)
        return replace(self, center=self.center * factor + offset, width=self.width * abs(factor))


def window_between(low: float, high: float, function: VoiFunction) -> Window:
    """Return the window of a function that has these limits."""
    middle, width = (low + high) / 2, high - low
    if function is VoiFunction.LINEAR:
        return Window(middle + 0.5, width + 1, function=function)
    if function is VoiFunction.SIGMOID:
        return Window(middle, width / SIGMOID_WIDTHS, function=function)
    return Window(middle, width, function=function)


def sigmoid(parts: NDArray[Any]) -> NDArray[np.float64]:
    """Return the curve of PS3.3 C.11.2.1.3.1 for (value - center) / width."""
    with np.errstate(over="ignore"):  # far from the centre it is 0
        return np.asarray(1 / (1 + np.exp(-4 * np.asarray(parts, dtype=np.float64))))


@shared(
    "WindowCenter",
    "WindowWidth",
    "WindowCenterWidthExplanation",
    "VOILUTFunction",
    "SpecificCharacterSet",
)
def windows_of(header: Header) -> tuple[Window, ...]:
    """Return the windows of a header; those of widths that their function cannot have are none."""
    centers, widths = header.numbers("WindowCenter"), header.numbers("WindowWidth")
    if centers is None or widths is None:
        return ()
    function = function_named(header.text("VOILUTFunction"))
    names = header.texts("WindowCenterWidthExplanation")
    names += ("",) * len(centers)
    return tuple(
        Window(center, width, name, function)
        for center, width, name in zip(centers, widths, names, strict=False)
        if is_possible(width, function)
    )


@shared("WindowCenter", "WindowWidth", "VOILUTFunction")
def window_doubts(header: Header) -> tuple[ValueDoubt, ...]:
    """Return what is doubtful about windows by their function; `doubts_in` tells of all else."""
    widths = header.numbers("WindowWidth")
    if widths is None or "WindowCenter" not in header:
        return ()
    text = header.text("VOILUTFunction")
    function, found = function_named(text), []
    if text and text.upper() != function:
        done = f"taken to be {function}"
        found.append(ValueDoubt("VOILUTFunction", Fault.IMPOSSIBLE, text, done))
    narrow = [width for width in widths if width > 0 and not is_possible(width, function)]
    if narrow:
        done = f"not used: a {function} window is {function.narrowest:g} wide or wider"
        found.append(ValueDoubt("WindowWidth", Fault.IMPOSSIBLE, f"{narrow[0]:g}", done))
    return tuple(found)


def is_possible(width: float, function: VoiFunction) -> bool:
    """Tell whether a function has windows of such a width: LINEAR from 1 on, others above 0."""
    return width > 0 and width >= function.narrowest


def function_named(text: str) -> VoiFunction:
    """Return the function of a name; LINEAR where there is none, or an unknown one."""
    known = text.strip().upper()
    return VoiFunction(known) if known in _NAMED else VoiFunction.LINEAR
