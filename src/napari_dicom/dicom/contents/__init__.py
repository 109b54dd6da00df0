"""From paths to what they hold, before and after pixels are read: the door."""

from napari_dicom.dicom.contents.contents import Contents, scan
from napari_dicom.dicom.contents.opened import (
    Failed,
    Opened,
    load_contents,
    open_paths,
    why_nothing_opened,
)

__all__ = [
    "Contents",
    "Failed",
    "Opened",
    "load_contents",
    "open_paths",
    "scan",
    "why_nothing_opened",
]
