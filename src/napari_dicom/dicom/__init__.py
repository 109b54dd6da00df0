"""The domain: DICOM files to volumes with values. Knows pydicom and numpy only. The door."""

from napari_dicom.dicom.catalogue import (
    Catalogue,
    CataloguedPatient,
    CataloguedSeries,
    CataloguedStudy,
    catalogue_of,
)
from napari_dicom.dicom.coding import Coding, coding_report, codings_of, milliseconds_a_frame
from napari_dicom.dicom.errors import (
    CancelledError,
    DecodeError,
    ExportError,
    HeaderError,
    LimitError,
    NapariDicomError,
    NoDecoderError,
    NotDicomError,
    NothingToOpenError,
    PixelError,
)
from napari_dicom.dicom.files import Instance, PathLike, Progress, is_dicom_start, looks_like_dicom
from napari_dicom.dicom.frames import Frame, Rescale, Window
from napari_dicom.dicom.headers import lenient
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.load import load
from napari_dicom.dicom.loaded import LoadedVolume
from napari_dicom.dicom.middle import middle_slice
from napari_dicom.dicom.note import Note, Severity, Skipped
from napari_dicom.dicom.overlay import Overlays, overlays_of
from napari_dicom.dicom.pixels import (
    DecoderRow,
    Outcome,
    PixelSource,
    Readiness,
    TransferSyntax,
    decoder_report,
    gdcm_remark,
    how_to_install,
    optional_module,
    repeat_self_test,
    report_as_text,
    run_self_test,
    status_for,
    transfer_syntax,
)
from napari_dicom.dicom.resample import regularised, straightened
from napari_dicom.dicom.stacks import (
    Axis,
    Geometry,
    Spacing,
    ZSpacing,
    direction_letters,
    patient_position_words,
    plane_name,
)
from napari_dicom.dicom.suv import PetValues, SuvError, in_suv, suv_factor
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.thumbnail import thumbnail
from napari_dicom.dicom.voi_lut import display_windows
from napari_dicom.dicom.volume import Contents, Volume, scan
from napari_dicom.dicom.volume_card import (
    SOURCE_WORDS,
    Fact,
    codings,
    geometry_facts,
    size_text,
    spacing_text,
    volume_facts,
)
from napari_dicom.dicom.window_presets import CT_PRESETS, WindowPreset, window_presets
from napari_dicom.dicom.z_spacing import scaled_by, spacing_candidates

__all__ = [
    "CT_PRESETS",
    "DEFAULT_LIMITS",
    "SOURCE_WORDS",
    "Axis",
    "CancelledError",
    "Catalogue",
    "CataloguedPatient",
    "CataloguedSeries",
    "CataloguedStudy",
    "Coding",
    "Contents",
    "DecodeError",
    "DecoderRow",
    "ExportError",
    "Fact",
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
    "Outcome",
    "Overlays",
    "PathLike",
    "PetValues",
    "PixelError",
    "PixelSource",
    "Progress",
    "Readiness",
    "Rescale",
    "Severity",
    "Skipped",
    "Spacing",
    "SuvError",
    "TransferSyntax",
    "Volume",
    "Window",
    "WindowPreset",
    "ZSpacing",
    "catalogue_of",
    "coding_report",
    "codings",
    "codings_of",
    "decoder_report",
    "direction_letters",
    "display_windows",
    "gdcm_remark",
    "geometry_facts",
    "how_to_install",
    "in_suv",
    "is_dicom_start",
    "lenient",
    "load",
    "looks_like_dicom",
    "middle_slice",
    "milliseconds_a_frame",
    "optional_module",
    "overlays_of",
    "patient_position_words",
    "plain_text",
    "plane_name",
    "regularised",
    "repeat_self_test",
    "report_as_text",
    "run_self_test",
    "scaled_by",
    "scan",
    "size_text",
    "spacing_candidates",
    "spacing_text",
    "status_for",
    "straightened",
    "suv_factor",
    "thumbnail",
    "transfer_syntax",
    "volume_facts",
    "window_presets",
]
