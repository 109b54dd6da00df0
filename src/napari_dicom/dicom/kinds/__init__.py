"""What an object is, as far as opening it goes: the door; it is known before `objects` loads."""

from napari_dicom.dicom.kinds.beside_images import (
    has_overlays,
    holds_more,
    is_dose,
    may_map_real_world,
)
from napari_dicom.dicom.kinds.kind import KINDS, Kind, class_name, kind_of

__all__ = [
    "KINDS",
    "Kind",
    "class_name",
    "has_overlays",
    "holds_more",
    "is_dose",
    "kind_of",
    "may_map_real_world",
]
