"""Volumes written to other formats: the door."""

from napari_dicom.writing.ome_zarr import write_ome_zarr

__all__ = [
    "write_ome_zarr",
]
