"""What belongs to images and is none: the door."""

from napari_dicom.dicom.objects.inside import Inside
from napari_dicom.dicom.objects.kinds import Kind, class_name, kind_of
from napari_dicom.dicom.objects.listing import Listing, list_objects
from napari_dicom.dicom.objects.overlay import (
    LoadedOverlays,
    Overlays,
    find_overlays,
    load_overlays,
)

__all__ = [
    "Inside",
    "Kind",
    "Listing",
    "LoadedOverlays",
    "Overlays",
    "class_name",
    "find_overlays",
    "kind_of",
    "list_objects",
    "load_overlays",
]
