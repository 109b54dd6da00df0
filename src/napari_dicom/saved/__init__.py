"""What this plugin has saved itself, as the layers it was: the door."""

from napari_dicom.saved.ome_zarr import read_saved

__all__ = ["read_saved"]
