"""Back to how a layer opens: the header's window, upright, as large as the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from napari_dicom.viewer.layer_window import show_opening_window
from napari_dicom.viewer.open_layers import is_laid_out
from napari_dicom.viewer.view import face, fit

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Image


def reset(viewer: ViewerModel, layer: Image) -> None:
    """Show the plane that is in front upright and whole, in the header's window."""
    show_opening_window(layer)
    if is_laid_out(layer) and viewer.dims.ndim > 2:
        face(viewer, _across(viewer))
    fit(viewer, layer)


def _across(viewer: ViewerModel) -> int:
    """Return the axis of (z, y, x) across the plane in front; of two spatial ones, the first."""
    order: tuple[int, ...] = viewer.dims.order
    leading = len(order) - 3
    return max(order[leading] - leading, 0)
