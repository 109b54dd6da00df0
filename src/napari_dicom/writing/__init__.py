"""Volumes and labels written to other formats: the door."""

from napari_dicom.writing.codes import segment_types
from napari_dicom.writing.drawn_labels import known_segments, numbers_in
from napari_dicom.writing.nifti import Written, write_nifti
from napari_dicom.writing.ome_zarr import write_ome_zarr
from napari_dicom.writing.segmentation import write_segmentation
from napari_dicom.writing.segmentation_frames import SegmentationKind
from napari_dicom.writing.structure_set import write_structure_set

__all__ = [
    "SegmentationKind",
    "Written",
    "known_segments",
    "numbers_in",
    "segment_types",
    "write_nifti",
    "write_ome_zarr",
    "write_segmentation",
    "write_structure_set",
]
