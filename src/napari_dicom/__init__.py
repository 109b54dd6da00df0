"""Open DICOM image data in napari: the right volumes, in the right place, with the right values.

`scan` and `read_volumes` work without napari; `add_dicom` adds to a viewer. Importing this package
imports none of pydicom, numpy and napari: they come with the first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from napari_dicom._version import __version__

if TYPE_CHECKING:
    from napari_dicom.api import IncompleteWarning, add_dicom, read_all, read_volumes, scan
    from napari_dicom.dicom import (
        Contents,
        LoadedVolume,
        NapariDicomError,
        NothingToOpenError,
        PathNotFoundError,
        Volume,
    )
    from napari_dicom.dicom import regularise as regularised
    from napari_dicom.dicom import straighten as straightened
    from napari_dicom.dicom.objects import Code, Segment
    from napari_dicom.layers import from_layer
    from napari_dicom.viewer import add_overlays
    from napari_dicom.writing import (
        write_nifti,
        write_ome_zarr,
        write_segmentation,
        write_structure_set,
    )

__all__ = [
    "Code",
    "Contents",
    "IncompleteWarning",
    "LoadedVolume",
    "NapariDicomError",
    "NothingToOpenError",
    "PathNotFoundError",
    "Segment",
    "Volume",
    "__version__",
    "add_dicom",
    "add_overlays",
    "from_layer",
    "read_all",
    "read_volumes",
    "regularised",
    "scan",
    "straightened",
    "write_nifti",
    "write_ome_zarr",
    "write_segmentation",
    "write_structure_set",
]

_HOMES = {
    "Code": ("napari_dicom.dicom.objects", "Code"),
    "Contents": ("napari_dicom.dicom", "Contents"),
    "IncompleteWarning": ("napari_dicom.api", "IncompleteWarning"),
    "LoadedVolume": ("napari_dicom.dicom", "LoadedVolume"),
    "NapariDicomError": ("napari_dicom.dicom", "NapariDicomError"),
    "NothingToOpenError": ("napari_dicom.dicom", "NothingToOpenError"),
    "PathNotFoundError": ("napari_dicom.dicom", "PathNotFoundError"),
    "Volume": ("napari_dicom.dicom", "Volume"),
    "Segment": ("napari_dicom.dicom.objects", "Segment"),
    "add_dicom": ("napari_dicom.api", "add_dicom"),
    "add_overlays": ("napari_dicom.viewer", "add_overlays"),
    "from_layer": ("napari_dicom.layers", "from_layer"),
    "read_all": ("napari_dicom.api", "read_all"),
    "read_volumes": ("napari_dicom.api", "read_volumes"),
    "regularised": ("napari_dicom.dicom", "regularise"),
    "scan": ("napari_dicom.api", "scan"),
    "straightened": ("napari_dicom.dicom", "straighten"),
    "write_nifti": ("napari_dicom.writing", "write_nifti"),
    "write_ome_zarr": ("napari_dicom.writing", "write_ome_zarr"),
    "write_segmentation": ("napari_dicom.writing", "write_segmentation"),
    "write_structure_set": ("napari_dicom.writing", "write_structure_set"),
}
"""public name: (the door it is behind, what it is called there)."""


def __getattr__(name: str) -> Any:  # Any: whatever the name stands for
    if name in _HOMES:
        door, inside = _HOMES[name]
        return getattr(import_module(door), inside)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return what Tab and ``help`` show: public names that come with their first use, too."""
    return sorted({*globals(), *__all__})
