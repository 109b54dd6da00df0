"""Show the overlay planes (60xx) of an open layer, on request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from napari_dicom.dicom import Overlays, overlays_of
from napari_dicom.layers import overlay_labels

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Image, Labels


def add_overlays(viewer: ViewerModel, layer: Image) -> Labels | None:
    """Lay the overlay planes (60xx) of a DICOM layer on it, as labels.

    Parameters
    ----------
    layer
        A layer this package opened.

    Returns
    -------
    Labels or None
        Label n is the overlay ``metadata["dicom_overlays"][n - 1]``; None where there are none.
    """
    overlays = overlays_of(layer.metadata["dicom_volume"])
    return None if overlays is None else add_labels(viewer, layer, overlays)


def add_labels(viewer: ViewerModel, layer: Image, overlays: Overlays) -> Labels:
    """Lay overlays that were read already on their DICOM layer."""
    # napari takes 0.8 s to import: only those who have a viewer pay
    from napari.layers import Labels

    labels = Labels(
        overlay_labels(layer.metadata["dicom_volume"], overlays),
        name=f"{layer.name} overlays",
        metadata={"dicom_overlays": list(overlays.names)},
        scale=layer.scale,
        translate=layer.translate,
        affine=layer.affine,
        units=layer.units,
        axis_labels=layer.axis_labels,
    )
    viewer.add_layer(labels)
    return labels
