"""Volumes and labels written to other formats: the door."""

from napari_dicom.writing.codes import segment_types
from napari_dicom.writing.drawn_labels import known_segments, numbers_in
from napari_dicom.writing.exports import (
    FORMATS,
    Resampling,
    export_volume,
    file_stem,
    suffix_of,
)
from napari_dicom.writing.nifti import write_nifti
from napari_dicom.writing.ome_zarr import write_ome_zarr
from napari_dicom.writing.segmentation import write_segmentation
from napari_dicom.writing.segmentation_frames import SegmentationKind
from napari_dicom.writing.structure_set import write_structure_set
from napari_dicom.writing.written import Written

__all__ = [
    "FORMATS",
    "Resampling",
    "SegmentationKind",
    "Written",
    "export_volume",
    "file_stem",
    "known_segments",
    "numbers_in",
    "segment_types",
    "suffix_of",
    "write_nifti",
    "write_ome_zarr",
    "write_segmentation",
    "write_structure_set",
]
