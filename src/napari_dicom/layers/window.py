"""Windows in napari's terms: limits of contrast, and a colormap where the window is a curve.

What a layer shows can be read back: width and level are those that the function of its window has
for the limits, so that a header's 400 and 40 are 400 and 40 wherever they stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from napari_dicom.dicom import VoiFunction, Window, function_named, sigmoid, window_between

_SIGMOID = "gray_sigmoid"
_TURNED = "_r"
_STEPS = 513
"""Colours of the curve: between two of them it is straight to within a tenth of a shade."""

_WIDTHS = 4.0
"""Widths of a sigmoid that lie between the limits (`Window.limits`)."""


def colormap_of(window: Window | None, is_inverted: bool) -> str | dict[str, Any]:
    """Return the colormap that shows a window: grey, or the grey of its curve.

    Parameters
    ----------
    is_inverted
        Whether low values are bright.
    """
    if window is None or window.function is not VoiFunction.SIGMOID:
        return f"gray{_TURNED}" if is_inverted else "gray"
    shades = sigmoid(np.linspace(-_WIDTHS / 2, _WIDTHS / 2, _STEPS))
    shades = 1 - shades if is_inverted else shades
    colours = np.column_stack([shades, shades, shades, np.ones(_STEPS)])
    name = f"{_SIGMOID}{_TURNED}" if is_inverted else _SIGMOID
    return {"name": name, "colors": colours}


def is_curve(colormap: str) -> bool:
    """Tell whether a colormap of this name is that of a sigmoid."""
    return colormap.removesuffix(_TURNED) == _SIGMOID


def is_turned(colormap: str) -> bool:
    """Tell whether a colormap of this name shows low values bright."""
    return colormap.endswith(_TURNED)


def window_shown(
    limits: Sequence[float], colormap: str, dicom: Mapping[str, Any], is_whole: bool
) -> Window:
    """Return the window that a layer shows.

    Parameters
    ----------
    limits
        Of its contrast.
    colormap
        Its name.
    dicom
        ``layer.metadata["dicom"]``.
    is_whole
        Whether its values are whole numbers.
    """
    low, high = (float(limit) for limit in limits)
    function = VoiFunction.SIGMOID if is_curve(colormap) else _straight(dicom, is_whole)
    return window_between(low, high, function)


def _straight(dicom: Mapping[str, Any], is_whole: bool) -> VoiFunction:
    """Return the function of a layer's straight windows: the header's, else that of its values."""
    named = [function_named(one.get("function", "")) for one in dicom.get("windows") or ()]
    straight = [one for one in named if one is not VoiFunction.SIGMOID]
    if straight:
        return straight[0]
    counts = is_whole or dicom.get("value_unit") == "HU"
    return VoiFunction.LINEAR if counts else VoiFunction.LINEAR_EXACT
