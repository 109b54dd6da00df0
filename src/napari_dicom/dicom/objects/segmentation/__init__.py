"""Segmentations: found by headers, laid on their images, read to labels and fractions: the door."""

from napari_dicom.dicom.objects.segmentation.colours import Colour, from_cielab, to_cielab
from napari_dicom.dicom.objects.segmentation.content import Segmentation, find_segmentations
from napari_dicom.dicom.objects.segmentation.load import load_segmentation
from napari_dicom.dicom.objects.segmentation.loaded import (
    FractionMap,
    LabelMap,
    LoadedSegmentation,
    Shown,
)
from napari_dicom.dicom.objects.segmentation.segment import Code, Segment

__all__ = [
    "Code",
    "Colour",
    "FractionMap",
    "LabelMap",
    "LoadedSegmentation",
    "Segment",
    "Segmentation",
    "Shown",
    "find_segmentations",
    "from_cielab",
    "load_segmentation",
    "to_cielab",
]
