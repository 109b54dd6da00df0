"""Whole headers by pydicom, the truth and the fallback: the door."""

from napari_dicom.dicom.datasets.dataset import dataset_at, header_of, parse_dataset
from napari_dicom.dicom.datasets.items import items_at

__all__ = [
    "dataset_at",
    "header_of",
    "items_at",
    "parse_dataset",
]
