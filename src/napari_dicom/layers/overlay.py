"""Overlay planes (60xx) as a labels layer over their image: plain values, no napari."""

from typing import Any

import numpy as np

from napari_dicom.dicom import Overlays
from napari_dicom.layers.image import ImageLayer

LayerTuple = tuple[np.ndarray[Any, np.dtype[Any]], dict[str, Any], str]  # Any: layer keywords

_SHARED = ("units", "axis_labels", "scale", "translate", "affine", "visible")


def overlay_layer(image: ImageLayer, overlays: Overlays) -> LayerTuple:
    """Return the labels layer that lies on `image`, as napari's readers return it."""
    volume = image.kwargs["metadata"]["dicom_volume"]
    kwargs = {key: image.kwargs[key] for key in _SHARED if key in image.kwargs}
    kwargs["name"] = f"{volume.name} overlays"
    kwargs["metadata"] = {"dicom_overlays": list(overlays.names)}
    return image.arranged(overlays.labels), kwargs, "labels"
