"""Volumes before a pixel is read, and what is remarked about them: the door."""

from napari_dicom.dicom.volumes.belonging import as_measured, images_of
from napari_dicom.dicom.volumes.grouping import parted_by, patient_id
from napari_dicom.dicom.volumes.joining import find_joinable, join_series, remark_on_joinable
from napari_dicom.dicom.volumes.middle import middle_slice
from napari_dicom.dicom.volumes.naming import name_apart
from napari_dicom.dicom.volumes.references import References
from napari_dicom.dicom.volumes.scattered import find_scattered
from napari_dicom.dicom.volumes.series import volumes_of
from napari_dicom.dicom.volumes.suv import (
    SUV_UNIT,
    PetValues,
    SuvError,
    convert_to_suv,
    suv_factor,
    suv_factor_if_known,
)
from napari_dicom.dicom.volumes.voi_lut import can_be_negative, display_windows, table_window
from napari_dicom.dicom.volumes.volume import Volume
from napari_dicom.dicom.volumes.z_spacing import scale_by, spacing_candidates

__all__ = [
    "SUV_UNIT",
    "PetValues",
    "References",
    "SuvError",
    "Volume",
    "as_measured",
    "can_be_negative",
    "convert_to_suv",
    "display_windows",
    "find_joinable",
    "find_scattered",
    "images_of",
    "join_series",
    "middle_slice",
    "name_apart",
    "parted_by",
    "patient_id",
    "remark_on_joinable",
    "scale_by",
    "spacing_candidates",
    "suv_factor",
    "suv_factor_if_known",
    "table_window",
    "volumes_of",
]
