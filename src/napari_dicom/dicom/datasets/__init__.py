"""Whole headers by pydicom, the truth and the fallback: the door."""

from napari_dicom.dicom.datasets.dataset import dataset_at, header_of, parse_dataset
from napari_dicom.dicom.datasets.tree import Item, read_tree

__all__ = [
    "Item",
    "dataset_at",
    "header_of",
    "parse_dataset",
    "read_tree",
]
