"""The figures of a window, on the canvas: white on black, readable on any picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from napari.components.overlays import TextOverlay

from napari_dicom.dicom import VoiFunction, plain_text
from napari_dicom.viewer.layer_window import window_of

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Image

WINDOW_TEXT = "dicom_window"
"""Name of the overlay in the bottom right corner, where the Volume panel writes it, too."""

_WHILE_DRAGGING = "dicom_window_drag"


_CURVES = {VoiFunction.SIGMOID: "sigmoid", VoiFunction.TABLE: "table"}


def window_text(layer: Image) -> str:
    """Return width and level with their unit; "" for colour, which has no window."""
    if layer.rgb:
        return ""
    window = window_of(layer)
    unit = plain_text(layer.metadata["dicom"]["value_unit"] or "", 12)
    curve = _CURVES.get(window.function, "")
    figures = f"W {window.width:.6g}  L {window.center:.6g}"
    return " ".join(one for one in (figures, unit, curve) if one)


def show_figures(viewer: ViewerModel, layer: Image) -> None:
    """Write a layer's window on the canvas, unless it stands there already."""
    overlays = viewer.canvas.overlays
    if WINDOW_TEXT in overlays and overlays[WINDOW_TEXT].visible:
        return
    if _WHILE_DRAGGING not in overlays:
        overlays[_WHILE_DRAGGING] = TextOverlay(
            position="bottom_right", font_size=12, color="white", box=True, box_color="black"
        )
    overlays[_WHILE_DRAGGING].text = window_text(layer)
    overlays[_WHILE_DRAGGING].visible = True


def hide_figures(viewer: ViewerModel) -> None:
    """Take what `show_figures` wrote off the canvas."""
    overlays = viewer.canvas.overlays
    if _WHILE_DRAGGING in overlays:
        del overlays[_WHILE_DRAGGING]
