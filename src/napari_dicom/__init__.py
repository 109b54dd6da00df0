"""Open DICOM image data in napari: the right volumes, in the right place, with the right values.

`scan` and `read_volumes` work without napari; `add_dicom` adds to a viewer. Importing this package
imports none of pydicom, numpy and napari: they come with the first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from napari_dicom._version import __version__

if TYPE_CHECKING:
    from napari_dicom.api import add_dicom, read_volumes
    from napari_dicom.dicom import (
        Contents,
        LoadedVolume,
        Volume,
        regularised,
        scan,
        straightened,
    )
    from napari_dicom.viewer import add_overlays
    from napari_dicom.writing import write_ome_zarr

__all__ = [
    "Contents",
    "LoadedVolume",
    "Volume",
    "__version__",
    "add_dicom",
    "add_overlays",
    "read_volumes",
    "regularised",
    "scan",
    "straightened",
    "write_ome_zarr",
]

_HOMES = {
    "Contents": "napari_dicom.dicom",
    "LoadedVolume": "napari_dicom.dicom",
    "Volume": "napari_dicom.dicom",
    "add_dicom": "napari_dicom.api",
    "add_overlays": "napari_dicom.viewer.overlays",
    "read_volumes": "napari_dicom.api",
    "regularised": "napari_dicom.dicom",
    "scan": "napari_dicom.dicom",
    "straightened": "napari_dicom.dicom",
    "write_ome_zarr": "napari_dicom.writing.ome_zarr",
}


def __getattr__(name: str) -> Any:  # Any: whatever the name stands for
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
