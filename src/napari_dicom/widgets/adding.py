"""Add volumes that were loaded in the background to the viewer; only in the thread that paints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from napari_dicom.layers import DisplaySpace, image_layers
from napari_dicom.viewer import arrange_view, bottom_up, line_up, main_layer, napari_layer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from napari.components import ViewerModel
    from napari.layers import Image

    from napari_dicom.dicom import LoadedVolume


def add_loaded(
    viewer: ViewerModel, loaded: Sequence[LoadedVolume], space: DisplaySpace, *, arrange: bool
) -> list[Image]:
    """Add one layer a volume, lined up with open ones of their frame of reference.

    Parameters
    ----------
    arrange
        Whether an empty viewer is arranged for them.
    """
    was_empty = not viewer.layers
    layers = [napari_layer(one) for one in image_layers(loaded, space)]
    for layer in bottom_up(layers):
        if space is DisplaySpace.OWN_PLANES:
            line_up(viewer, layer)
        viewer.add_layer(layer)
    if was_empty and arrange:
        arrange_view(viewer, main_layer(layers))
    return layers
