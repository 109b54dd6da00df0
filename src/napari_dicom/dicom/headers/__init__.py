"""Header values as they stand in a file, read strictly: the door."""

from napari_dicom.dicom.headers.alike import Alike, written_alike
from napari_dicom.dicom.headers.bounded_file import BoundedFile
from napari_dicom.dicom.headers.doubts import NOT_USED, Fault, ValueDoubt, doubts_in
from napari_dicom.dicom.headers.elements import ELEMENTS, PIXEL_TAGS, SEQUENCES, TAGS
from napari_dicom.dicom.headers.encoding import Encoding
from napari_dicom.dicom.headers.header import Header, shared
from napari_dicom.dicom.headers.header_walk import Walked, walk, walk_to
from napari_dicom.dicom.headers.item_walk import Item, file_meta, walk_items
from napari_dicom.dicom.headers.lazy_item import (
    Layout,
    LazyItem,
    OddBytesError,
    encoding_of,
    items_at,
    root_item,
)
from napari_dicom.dicom.headers.leniency import lenient, refusing_damage
from napari_dicom.dicom.headers.numbers import LARGEST_SCALE, numbers_in, spans_a_plane
from napari_dicom.dicom.headers.shapes import Shapes, Values
from napari_dicom.dicom.headers.vr import dictionary_vr
from napari_dicom.dicom.headers.words import series_name

__all__ = [
    "ELEMENTS",
    "LARGEST_SCALE",
    "NOT_USED",
    "PIXEL_TAGS",
    "SEQUENCES",
    "TAGS",
    "Alike",
    "BoundedFile",
    "Encoding",
    "Fault",
    "Header",
    "Item",
    "Layout",
    "LazyItem",
    "OddBytesError",
    "Shapes",
    "ValueDoubt",
    "Values",
    "Walked",
    "dictionary_vr",
    "doubts_in",
    "encoding_of",
    "file_meta",
    "items_at",
    "lenient",
    "numbers_in",
    "refusing_damage",
    "root_item",
    "series_name",
    "shared",
    "spans_a_plane",
    "walk",
    "walk_items",
    "walk_to",
    "written_alike",
]
