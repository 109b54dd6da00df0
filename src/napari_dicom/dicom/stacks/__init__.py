"""From frames to stacks on grids, with a place: the door."""

from napari_dicom.dicom.stacks.axis import ORDER_ONLY, Axis
from napari_dicom.dicom.stacks.evidence import grain_of
from napari_dicom.dicom.stacks.geometry import (
    Geometry,
    Spacing,
    ZSpacing,
    corner_error,
    geometry_of,
)
from napari_dicom.dicom.stacks.grid import Grid, Regularity, fits
from napari_dicom.dicom.stacks.laid_out import Stack
from napari_dicom.dicom.stacks.orientation import (
    direction_letters,
    patient_position_words,
    plane_name,
)
from napari_dicom.dicom.stacks.rounded_together import ROUNDED_POSITIONS
from napari_dicom.dicom.stacks.rounding import UNROUNDED
from napari_dicom.dicom.stacks.stack import stack_frames
from napari_dicom.dicom.stacks.station import normal_of, same_depth
from napari_dicom.dicom.stacks.unlike import differing

__all__ = [
    "ORDER_ONLY",
    "ROUNDED_POSITIONS",
    "UNROUNDED",
    "Axis",
    "Geometry",
    "Grid",
    "Regularity",
    "Spacing",
    "Stack",
    "ZSpacing",
    "corner_error",
    "differing",
    "direction_letters",
    "fits",
    "geometry_of",
    "grain_of",
    "normal_of",
    "patient_position_words",
    "plane_name",
    "same_depth",
    "stack_frames",
]
