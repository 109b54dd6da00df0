"""Header values as they stand in a file, read strictly: the door."""

from napari_dicom.dicom.headers.elements import ELEMENTS, PIXEL_TAGS, SEQUENCES, TAGS
from napari_dicom.dicom.headers.header import Header, shared
from napari_dicom.dicom.headers.header_walk import Walked, walk
from napari_dicom.dicom.headers.leniency import DAMAGED, lenient
from napari_dicom.dicom.headers.words import series_name

__all__ = [
    "DAMAGED",
    "ELEMENTS",
    "PIXEL_TAGS",
    "SEQUENCES",
    "TAGS",
    "Header",
    "Walked",
    "lenient",
    "series_name",
    "shared",
    "walk",
]
