"""Volumes as napari layers, without napari: the door."""

from napari_dicom.layers.display import Arrangement, Space, arrange
from napari_dicom.layers.image import ImageLayer, contrast_limits, image_layers, is_inverted
from napari_dicom.layers.overlay import overlay_layer

__all__ = [
    "Arrangement",
    "ImageLayer",
    "Space",
    "arrange",
    "contrast_limits",
    "image_layers",
    "is_inverted",
    "overlay_layer",
]
