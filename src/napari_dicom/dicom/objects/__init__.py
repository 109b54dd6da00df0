"""What belongs to images and is none: the door."""

from napari_dicom.dicom.objects.colours import colour_of_number
from napari_dicom.dicom.objects.contour_labels import ContourLabels
from napari_dicom.dicom.objects.contour_places import PlacedContour
from napari_dicom.dicom.objects.drawing import LoadedDrawing, Mark, PlacedMark, Stroke
from napari_dicom.dicom.objects.drawn_rois import LoadedStructureSet, load_structure_set
from napari_dicom.dicom.objects.even_odd import Patch, fill
from napari_dicom.dicom.objects.inside import Inside
from napari_dicom.dicom.objects.isodoses import (
    IsodoseLevel,
    Isodoses,
    draw_isodoses,
    find_isodoses,
    greatest_dose,
    isodose_colour,
    isodose_words,
    load_isodoses,
)
from napari_dicom.dicom.objects.key_objects import KeyObjects, find_key_objects, load_key_objects
from napari_dicom.dicom.objects.listing import Listing, list_objects
from napari_dicom.dicom.objects.marching_squares import level_lines
from napari_dicom.dicom.objects.overlay import (
    LoadedOverlays,
    Overlays,
    find_overlays,
    load_overlays,
)
from napari_dicom.dicom.objects.plan import Plan, find_plan, load_plan
from napari_dicom.dicom.objects.presentation_state import (
    PresentationState,
    find_presentation_state,
    load_presentation_state,
)
from napari_dicom.dicom.objects.real_world_values import (
    RealWorldValues,
    find_real_world_values,
    load_real_world_values,
    tell_of_real_world_values,
)
from napari_dicom.dicom.objects.registered import (
    LoadedRegistered,
    Registered,
    find_registered,
    load_registered,
)
from napari_dicom.dicom.objects.registration import (
    Registration,
    find_registration,
    load_registration,
)
from napari_dicom.dicom.objects.report import Report, find_report, load_report
from napari_dicom.dicom.objects.rois import Contour, ContourType, Roi
from napari_dicom.dicom.objects.same_object import by_object
from napari_dicom.dicom.objects.segmentation import (
    Code,
    Colour,
    FractionMap,
    LabelMap,
    LoadedSegmentation,
    Segment,
    Segmentation,
    Shown,
    find_segmentations,
    load_segmentation,
    to_cielab,
)
from napari_dicom.dicom.objects.shutter import (
    LoadedShutters,
    Shutters,
    find_shutters,
    load_shutters,
)
from napari_dicom.dicom.objects.structure_set import StructureSet, find_structure_sets
from napari_dicom.dicom.objects.surfaces import (
    LoadedSurfaces,
    Surface,
    Surfaces,
    find_surfaces,
    load_surfaces,
)

__all__ = [
    "Code",
    "Colour",
    "Contour",
    "ContourLabels",
    "ContourType",
    "FractionMap",
    "Inside",
    "IsodoseLevel",
    "Isodoses",
    "KeyObjects",
    "LabelMap",
    "Listing",
    "LoadedDrawing",
    "LoadedOverlays",
    "LoadedRegistered",
    "LoadedSegmentation",
    "LoadedShutters",
    "LoadedStructureSet",
    "LoadedSurfaces",
    "Mark",
    "Overlays",
    "Patch",
    "PlacedContour",
    "PlacedMark",
    "Plan",
    "PresentationState",
    "RealWorldValues",
    "Registered",
    "Registration",
    "Report",
    "Roi",
    "Segment",
    "Segmentation",
    "Shown",
    "Shutters",
    "Stroke",
    "StructureSet",
    "Surface",
    "Surfaces",
    "by_object",
    "colour_of_number",
    "draw_isodoses",
    "fill",
    "find_isodoses",
    "find_key_objects",
    "find_overlays",
    "find_plan",
    "find_presentation_state",
    "find_real_world_values",
    "find_registered",
    "find_registration",
    "find_report",
    "find_segmentations",
    "find_shutters",
    "find_structure_sets",
    "find_surfaces",
    "greatest_dose",
    "isodose_colour",
    "isodose_words",
    "level_lines",
    "list_objects",
    "load_isodoses",
    "load_key_objects",
    "load_overlays",
    "load_plan",
    "load_presentation_state",
    "load_real_world_values",
    "load_registered",
    "load_registration",
    "load_report",
    "load_segmentation",
    "load_shutters",
    "load_structure_set",
    "load_surfaces",
    "tell_of_real_world_values",
    "to_cielab",
]
