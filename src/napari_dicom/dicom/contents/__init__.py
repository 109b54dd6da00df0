"""From paths to what they hold, before and after it is loaded: the door."""

from napari_dicom.dicom.contents.content import Content, Loaded
from napari_dicom.dicom.contents.contents import Contents, scan
from napari_dicom.dicom.contents.how import HowToLoad
from napari_dicom.dicom.contents.one_file import remark_on_more
from napari_dicom.dicom.contents.opened import (
    Failed,
    Opened,
    can_load,
    file_names,
    load_content,
    load_contents,
    load_each,
    open_paths,
    why_nothing_opened,
)

__all__ = [
    "Content",
    "Contents",
    "Failed",
    "HowToLoad",
    "Loaded",
    "Opened",
    "can_load",
    "file_names",
    "load_content",
    "load_contents",
    "load_each",
    "open_paths",
    "remark_on_more",
    "scan",
    "why_nothing_opened",
]
