"""The window of an open layer: which one it shows, and showing another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from napari_dicom.dicom import VoiFunction
from napari_dicom.layers import (
    colormap_of,
    contrast_limits,
    is_curve,
    is_turned,
    opening_window,
    turned_curve,
    value_range_of,
    window_shown,
)
from napari_dicom.viewer.open_layers import loaded_of

if TYPE_CHECKING:
    from napari.layers import Image

    from napari_dicom.dicom import Window


def window_of(layer: Image) -> Window:
    """Return the window a layer shows, by the function of its header's."""
    is_whole = layer.data.dtype.kind in "iub"
    dicom = layer.metadata.get("dicom", {})
    return window_shown(layer.contrast_limits, layer.colormap.name, dicom, is_whole)


def show_window(layer: Image, window: Window) -> None:
    """Show a window: its limits, and grey that is straight or curved as it is.

    Colours that somebody chose stay, unless the window is a curve.
    """
    _show_function(layer, window)
    layer.contrast_limits = window.limits


def show_opening_window(layer: Image) -> None:
    """Give a layer the window it opened with, and its slider's ends; colour has none."""
    if layer.rgb:
        return
    loaded = loaded_of(layer)
    _show_function(layer, opening_window(loaded))
    low, high = contrast_limits(loaded)
    layer.contrast_limits = (low, high)
    least, greatest = loaded.value_range
    layer.contrast_limits_range = (min(low, least), max(high, greatest))  # as it opened, too


def show_full_range(layer: Image) -> None:
    """Show every value of a layer, on a straight line from black to white."""
    if not layer.rgb:
        _show_function(layer, None)
        layer.contrast_limits = value_range_of(layer)


def show_like(layer: Image, other: Image) -> None:
    """Show a layer in the window of another one."""
    show_window(layer, window_of(other))
    if is_curve(other.colormap.name):
        layer.colormap = other.colormap
    layer.contrast_limits = other.contrast_limits


def invert(layer: Image) -> None:
    """Exchange black and white; what is coloured, and has no such colours, becomes grey."""
    from napari.utils.colormaps import AVAILABLE_COLORMAPS  # half a second

    name = layer.colormap.name
    other = name.removesuffix("_r") if is_turned(name) else f"{name}_r"
    if is_curve(name):
        layer.colormap = turned_curve(name, layer.colormap.colors)
    elif other in AVAILABLE_COLORMAPS:
        layer.colormap = other
    else:
        layer.colormap = colormap_of(None, name == "gray")


def is_grey(layer: Image) -> bool:
    """Tell whether a layer is shown in shades of grey, by the header's curve or straight."""
    return not layer.rgb and layer.colormap.name.startswith("gray")


def is_inverted(layer: Image) -> bool:
    """Tell whether grey is other than it was when the layer was opened."""
    return is_turned(layer.colormap.name) != loaded_of(layer).volume.is_inverted


def _show_function(layer: Image, window: Window | None) -> None:
    name = layer.colormap.name
    if window is not None and window.function is VoiFunction.TABLE and not window.curve:
        return  # of the same curve, drawn out or in
    wanted = colormap_of(window, is_turned(name))
    if is_curve(name) if isinstance(wanted, str) else wanted["name"] != name:
        layer.colormap = wanted
