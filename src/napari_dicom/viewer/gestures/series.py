"""The next series: one image layer after the other, shown by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from napari_dicom.viewer.open_layers import dicom_layers, lies_with, show_drawings_of
from napari_dicom.viewer.view import arrange_view

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Image


def show_series(viewer: ViewerModel, layer: Image, by: int) -> Image:
    """Show the image that is `by` further down the layer list instead of this one.

    In one frame of reference the place in the patient stays; elsewhere the view is arranged anew,
    and what is no image is seen with the images it lies on. Windows stay as they are.
    """
    images = dicom_layers(viewer)
    found: Image = images[(images.index(layer) + by) % len(images)]
    for other in images:
        other.visible = other is found
    viewer.layers.selection.active = found
    if not lies_with(found, layer):
        _show_companions(viewer, found)
        show_drawings_of(viewer, found)
        arrange_view(viewer, found)
    return found


def _show_companions(viewer: ViewerModel, image: Image) -> None:
    images = dicom_layers(viewer)
    for other in viewer.layers:
        if "dicom" in other.metadata and other not in images:
            other.visible = lies_with(other, image)
