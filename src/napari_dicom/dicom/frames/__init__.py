"""From an instance to its frames, the atoms of all that follows: the door."""

from napari_dicom.dicom.frames.coordinates import INDEX, VALUE, acquired_at, seconds_of_day
from napari_dicom.dicom.frames.depth import (
    aspect_of,
    lay_out,
    makes_slices,
    size_words,
    sized,
    slice_distance,
)
from napari_dicom.dicom.frames.directions import Orientation
from napari_dicom.dicom.frames.frame import (
    Frame,
    Rescale,
    Tile,
    has_modality_table,
    modality_of,
)
from napari_dicom.dicom.frames.instance_frames import frames_of
from napari_dicom.dicom.frames.modality_lut import modality_table, read_entries
from napari_dicom.dicom.frames.real_world import NO_INTERCEPT, is_parametric_map
from napari_dicom.dicom.frames.space import Space
from napari_dicom.dicom.frames.window import (
    VoiFunction,
    Window,
    function_named,
    is_possible,
    sigmoid,
    window_between,
)

__all__ = [
    "INDEX",
    "NO_INTERCEPT",
    "VALUE",
    "Frame",
    "Orientation",
    "Rescale",
    "Space",
    "Tile",
    "VoiFunction",
    "Window",
    "acquired_at",
    "aspect_of",
    "frames_of",
    "function_named",
    "has_modality_table",
    "is_parametric_map",
    "is_possible",
    "lay_out",
    "makes_slices",
    "modality_of",
    "modality_table",
    "read_entries",
    "seconds_of_day",
    "sigmoid",
    "size_words",
    "sized",
    "slice_distance",
    "window_between",
]
