"""Volumes as napari layers, without napari: the door."""

from napari_dicom.layers.display import Arrangement, DisplaySpace, arrange
from napari_dicom.layers.image import ImageLayer, contrast_limits, image_layers, is_inverted
from napari_dicom.layers.overlay import overlay_labels
from napari_dicom.layers.placement import (
    Placement,
    display_of,
    displays,
    is_in_patient_space,
    placement_of,
    plane_and_pixel,
    same_rotation,
    values_of,
)

__all__ = [
    "Arrangement",
    "DisplaySpace",
    "ImageLayer",
    "Placement",
    "arrange",
    "contrast_limits",
    "display_of",
    "displays",
    "image_layers",
    "is_in_patient_space",
    "is_inverted",
    "overlay_labels",
    "placement_of",
    "plane_and_pixel",
    "same_rotation",
    "values_of",
]
