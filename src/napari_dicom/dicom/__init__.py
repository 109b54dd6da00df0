"""The domain: DICOM files to volumes with values. Knows pydicom and numpy only. The door."""

from napari_dicom.dicom.attribute_search import (
    QueryError,
    count_matching,
    matching_rows,
    row_matcher,
)
from napari_dicom.dicom.attributes import HIDDEN, Row, flat_rows, header_rows
from napari_dicom.dicom.axis import Axis
from napari_dicom.dicom.comparison import (
    Difference,
    Variation,
    differences,
    value_rows,
    variations,
)
from napari_dicom.dicom.element_text import visible_text
from napari_dicom.dicom.errors import (
    CancelledError,
    DecodeError,
    HeaderError,
    LimitError,
    NapariDicomError,
    NoDecoderError,
    NotDicomError,
    NothingToOpenError,
    PixelError,
)
from napari_dicom.dicom.export import (
    ExportFormat,
    dataset_as_json,
    rows_as_csv,
    rows_as_text,
)
from napari_dicom.dicom.frame import Frame, Rescale, Window
from napari_dicom.dicom.geometry import Geometry, Spacing, ZSpacing
from napari_dicom.dicom.instance import Instance, is_dicom_start, looks_like_dicom
from napari_dicom.dicom.lenient import lenient
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.load import LoadedVolume, load
from napari_dicom.dicom.note import Note, Severity, Skipped
from napari_dicom.dicom.overlay import Overlays, overlays_of
from napari_dicom.dicom.resample import regularised, straightened
from napari_dicom.dicom.scan import PathLike, Progress
from napari_dicom.dicom.suv import PetValues, SuvError, in_suv, suv_factor
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.volume import Contents, Volume, scan

__all__ = [
    "DEFAULT_LIMITS",
    "HIDDEN",
    "Axis",
    "CancelledError",
    "Contents",
    "DecodeError",
    "Difference",
    "ExportFormat",
    "Frame",
    "Geometry",
    "HeaderError",
    "Instance",
    "LimitError",
    "Limits",
    "LoadedVolume",
    "NapariDicomError",
    "NoDecoderError",
    "NotDicomError",
    "Note",
    "NothingToOpenError",
    "Overlays",
    "PathLike",
    "PetValues",
    "PixelError",
    "Progress",
    "QueryError",
    "Rescale",
    "Row",
    "Severity",
    "Skipped",
    "Spacing",
    "SuvError",
    "Variation",
    "Volume",
    "Window",
    "ZSpacing",
    "count_matching",
    "dataset_as_json",
    "differences",
    "flat_rows",
    "header_rows",
    "in_suv",
    "is_dicom_start",
    "lenient",
    "load",
    "looks_like_dicom",
    "matching_rows",
    "overlays_of",
    "plain_text",
    "regularised",
    "row_matcher",
    "rows_as_csv",
    "rows_as_text",
    "scan",
    "straightened",
    "suv_factor",
    "value_rows",
    "variations",
    "visible_text",
]
