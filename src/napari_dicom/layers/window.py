"""Windows in napari's terms: limits of contrast, and a colormap where the window is a curve.

What a layer shows can be read back: width and level are those that the function of its window has
for the limits, so that a header's 400 and 40 are 400 and 40 wherever they stand.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom import VoiFunction, Window, function_named, sigmoid, window_between

_SIGMOID = "gray_sigmoid"
_TABLE = "gray_table_"
_TURNED = "_r"
_CURVES = {VoiFunction.SIGMOID, VoiFunction.TABLE}
_STEPS = 513
"""Colours of the curve: between two of them it is straight to within a tenth of a shade."""

_FINE = 4096
"""Shades between black and white: a power of 2, so that exchanging them twice changes nothing."""

_WIDTHS = 4.0
"""Widths of a sigmoid that lie between the limits (`Window.limits`)."""


def colormap_of(window: Window | None, is_inverted: bool) -> str | dict[str, Any]:
    """Return the colormap that shows a window: grey, or the grey of its curve.

    Parameters
    ----------
    is_inverted
        Whether low values are bright.
    """
    turned = _TURNED if is_inverted else ""
    if window is None or window.function not in _CURVES:
        return f"gray{turned}"
    name, shades = _curve_of(window)
    shades = np.round(shades * _FINE) / _FINE
    shades = 1 - shades if is_inverted else shades
    colours = np.column_stack([shades, shades, shades, np.ones(len(shades))])
    return {"name": f"{name}{turned}", "colors": colours}


def turned_curve(name: str, colours: NDArray[np.floating[Any]]) -> dict[str, Any]:
    """Return the colormap of a curve with black and white exchanged."""
    other = name.removesuffix(_TURNED) if is_turned(name) else f"{name}{_TURNED}"
    exchanged = np.array(colours, dtype=np.float64)
    exchanged[:, :3] = 1 - exchanged[:, :3]
    return {"name": other, "colors": exchanged}


def _curve_of(window: Window) -> tuple[str, NDArray[np.float64]]:
    """Return the name and the shades of a curve: napari holds colormaps by their names."""
    if window.function is VoiFunction.SIGMOID:
        return _SIGMOID, sigmoid(np.linspace(-_WIDTHS / 2, _WIDTHS / 2, _STEPS))
    shades = np.asarray(window.curve, dtype=np.float64)
    return f"{_TABLE}{zlib.crc32(shades.tobytes()):08x}", shades


def is_curve(colormap: str) -> bool:
    """Tell whether a colormap of this name is that of a sigmoid or of a table."""
    return _function_of(colormap) is not None


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
    return window_between(low, high, _function_of(colormap) or _straight(dicom, is_whole))


def _function_of(colormap: str) -> VoiFunction | None:
    """Return the function of a colormap that is a curve; None of any other."""
    if colormap.removesuffix(_TURNED) == _SIGMOID:
        return VoiFunction.SIGMOID
    return VoiFunction.TABLE if colormap.startswith(_TABLE) else None


def _straight(dicom: Mapping[str, Any], is_whole: bool) -> VoiFunction:
    """Return the function of a layer's straight windows: the header's, else that of its values."""
    named = [str(one.get("function", "")) for one in dicom.get("windows") or ()]
    straight = [function_named(one) for one in named if one not in _CURVES]
    if straight:
        return straight[0]
    counts = is_whole or dicom.get("value_unit") == "HU"
    return VoiFunction.LINEAR if counts else VoiFunction.LINEAR_EXACT
