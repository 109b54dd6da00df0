"""Pixels into place: the door."""

from napari_dicom.dicom.loading.eager import load
from napari_dicom.dicom.loading.loaded import LoadedVolume
from napari_dicom.dicom.loading.picture import thumbnail
from napari_dicom.dicom.loading.resample import regularise, straighten

__all__ = [
    "LoadedVolume",
    "load",
    "regularise",
    "straighten",
    "thumbnail",
]
