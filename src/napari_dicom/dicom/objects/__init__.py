"""What belongs to images and is none: the door."""

from napari_dicom.dicom.objects.overlay import Overlays, overlays_of

__all__ = [
    "Overlays",
    "overlays_of",
]
