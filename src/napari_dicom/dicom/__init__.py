"""The domain: DICOM files to volumes with values. Knows pydicom and numpy only. The door."""

from napari_dicom.dicom.dimension import Axis
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
from napari_dicom.dicom.frame import Frame, Rescale, Window
from napari_dicom.dicom.geometry import Geometry, Spacing, ZSpacing
from napari_dicom.dicom.instance import Instance, is_dicom_start, looks_like_dicom
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.load import LoadedVolume, load
from napari_dicom.dicom.note import Note, Severity, Skipped
from napari_dicom.dicom.resample import regularised, straightened
from napari_dicom.dicom.scan import PathLike, Progress
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.volume import Contents, Volume, scan

__all__ = [
    "DEFAULT_LIMITS",
    "Axis",
    "CancelledError",
    "Contents",
    "DecodeError",
    "Frame",
    "Geometry",
    "HeaderError",
    "Instance",
    "LimitError",
    "Limits",
    "LoadedVolume",
    "NapariDicomError",
    "NoDecoderError",
    "Note",
    "NotDicomError",
    "NothingToOpenError",
    "PathLike",
    "PixelError",
    "Progress",
    "Rescale",
    "Severity",
    "Skipped",
    "Spacing",
    "Volume",
    "Window",
    "ZSpacing",
    "is_dicom_start",
    "load",
    "looks_like_dicom",
    "plain_text",
    "regularised",
    "scan",
    "straightened",
]
