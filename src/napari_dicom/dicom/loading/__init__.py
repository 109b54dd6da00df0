"""Pixels into place: the door."""

from napari_dicom.dicom.loading.eager import load
from napari_dicom.dicom.loading.loaded import LoadedVolume
from napari_dicom.dicom.loading.memory import free_memory
from napari_dicom.dicom.loading.plane import PlanePlan, plan_of, read_plane
from napari_dicom.dicom.loading.resample import is_uneven, regularise, straighten
from napari_dicom.dicom.loading.values import padding_values, value_dtype

__all__ = [
    "LoadedVolume",
    "PlanePlan",
    "free_memory",
    "is_uneven",
    "load",
    "padding_values",
    "plan_of",
    "read_plane",
    "regularise",
    "straighten",
    "value_dtype",
]
