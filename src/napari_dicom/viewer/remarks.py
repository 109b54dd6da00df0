"""What companions say of images that are open already, told to their layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from napari_dicom.layers import remarks_on, with_remarks
from napari_dicom.viewer.open_layers import dicom_layers, volume_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from napari.components import ViewerModel

    from napari_dicom.dicom import Loaded


def tell_open_layers(viewer: ViewerModel, loaded: Sequence[Loaded]) -> None:
    """Add what is said of open images to the metadata of their layers."""
    for layer in dicom_layers(viewer):
        volume = volume_of(layer)
        remarks = [] if volume is None else remarks_on(volume, loaded)
        if remarks:
            # a new dict: napari empties the one a layer has before it takes what it is given
            layer.metadata = {
                **layer.metadata,
                "dicom": with_remarks(layer.metadata["dicom"], remarks),
            }
