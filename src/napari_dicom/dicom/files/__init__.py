"""From paths to instances, among folders, archives and DICOMDIRs: the door."""

from napari_dicom.dicom.files.copies import pixel_digest
from napari_dicom.dicom.files.given import given_paths
from napari_dicom.dicom.files.instance import Instance, is_dicom_start
from napari_dicom.dicom.files.neighbours import another_of_series
from napari_dicom.dicom.files.scan import PathLike, Progress, scan_paths
from napari_dicom.dicom.files.tree import read_tree

__all__ = [
    "Instance",
    "PathLike",
    "Progress",
    "another_of_series",
    "given_paths",
    "is_dicom_start",
    "pixel_digest",
    "read_tree",
    "scan_paths",
]
