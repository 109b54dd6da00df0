"""Volumes as napari layers, without napari: the door."""

from napari_dicom.layers.display import Arrangement, Space, arrange
from napari_dicom.layers.image import ImageLayer, contrast_limits, image_layers, is_inverted

__all__ = [
    "Arrangement",
    "ImageLayer",
    "Space",
    "arrange",
    "contrast_limits",
    "image_layers",
    "is_inverted",
]
