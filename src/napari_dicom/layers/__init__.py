"""What was loaded as napari layers, without napari: the door."""

from napari_dicom.layers.builders import build_layers
from napari_dicom.layers.display import (
    REVERSED,
    Arrangement,
    DisplaySpace,
    arrange,
    display_transforms,
    is_in_patient_space,
    same_rotation,
)
from napari_dicom.layers.dose import is_dose
from napari_dicom.layers.image import contrast_limits, opening_window
from napari_dicom.layers.layer_data import Keywords, LayerData
from napari_dicom.layers.layer_volume import from_layer, value_range_of
from napari_dicom.layers.look import LOOKS, Look, look_record, looks_of
from napari_dicom.layers.placement import (
    Placement,
    companion_placement,
    display_of,
    placement_of,
    plane_and_pixel,
    values_of,
)
from napari_dicom.layers.remarks import remarks_on, with_remarks
from napari_dicom.layers.window import colormap_of, is_curve, is_turned, turned_curve, window_shown

__all__ = [
    "LOOKS",
    "REVERSED",
    "Arrangement",
    "DisplaySpace",
    "Keywords",
    "LayerData",
    "Look",
    "Placement",
    "arrange",
    "build_layers",
    "colormap_of",
    "companion_placement",
    "contrast_limits",
    "display_of",
    "display_transforms",
    "from_layer",
    "is_curve",
    "is_dose",
    "is_in_patient_space",
    "is_turned",
    "look_record",
    "looks_of",
    "opening_window",
    "placement_of",
    "plane_and_pixel",
    "remarks_on",
    "same_rotation",
    "turned_curve",
    "value_range_of",
    "values_of",
    "window_shown",
    "with_remarks",
]
