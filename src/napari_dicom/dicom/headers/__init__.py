"""Header values as they stand in a file, read strictly: the door."""

from napari_dicom.dicom.headers.bounded_file import BoundedFile
from napari_dicom.dicom.headers.elements import ELEMENTS, PIXEL_TAGS, SEQUENCES, TAGS
from napari_dicom.dicom.headers.header import Header, shared
from napari_dicom.dicom.headers.header_walk import Walked, walk
from napari_dicom.dicom.headers.item_walk import Item, walk_items
from napari_dicom.dicom.headers.leniency import lenient, refusing_damage
from napari_dicom.dicom.headers.odd_numbers import Mended
from napari_dicom.dicom.headers.words import series_name

__all__ = [
    "ELEMENTS",
    "PIXEL_TAGS",
    "SEQUENCES",
    "TAGS",
    "BoundedFile",
    "Header",
    "Item",
    "Mended",
    "Walked",
    "lenient",
    "refusing_damage",
    "series_name",
    "shared",
    "walk",
    "walk_items",
]
