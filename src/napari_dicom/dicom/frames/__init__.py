"""From an instance to its frames, the atoms of all that follows: the door."""

from napari_dicom.dicom.frames.coordinates import INDEX, seconds_of_day
from napari_dicom.dicom.frames.frame import Frame, Rescale, Tile, Window, has_modality_table
from napari_dicom.dicom.frames.instance_frames import frames_of

__all__ = [
    "INDEX",
    "Frame",
    "Rescale",
    "Tile",
    "Window",
    "frames_of",
    "has_modality_table",
    "seconds_of_day",
]
