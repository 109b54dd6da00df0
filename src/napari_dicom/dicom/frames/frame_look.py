"""What frames of an enhanced object share whose functional groups are the same (PS3.3 C.7.6.16).

Nearly always only its place and its content (time, numbers) set a frame apart from the others of
its file: everything else is made once for all of them.

A frame's own group wins over the shared one. Pixel spacing, rescale and windows are taken from the
top level of the data set where no group has them; positions are not, for they are a frame's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from napari_dicom.dicom.frames.coordinates import diffusion_coordinates, image_type_coordinates
from napari_dicom.dicom.frames.directions import (
    Orientation,
    doubts_of_directions,
    orientation_of,
)
from napari_dicom.dicom.frames.frame import (
    Pair,
    Rescale,
    has_unreadable_rescale,
    is_multienergy,
    linear_of,
    modality_of,
    pixel_spacing_of,
    rescale_of,
    spacing_between_of,
)
from napari_dicom.dicom.frames.groups import GroupItem, Groups
from napari_dicom.dicom.frames.real_world import (
    doubts_of,
    has_table,
    is_parametric_map,
    real_world_of,
)
from napari_dicom.dicom.frames.window import Window, window_doubts, windows_of
from napari_dicom.dicom.headers import Header, ValueDoubt, doubts_in

_FRAME_TYPES = ("MRImageFrameTypeSequence", "CTImageFrameTypeSequence", "PETFrameTypeSequence")

LOOK_GROUPS = frozenset(
    {
        "CTXRayDetailsSequence",
        "CardiacSynchronizationSequence",
        "FrameVOILUTSequence",
        "MRArterialSpinLabelingSequence",
        "MRDiffusionSequence",
        "MREchoSequence",
        "MRModifierSequence",
        "MRTimingAndRelatedParametersSequence",
        "PixelMeasuresSequence",
        "PixelValueTransformationSequence",
        "PlaneOrientationSequence",
        "RealWorldValueMappingSequence",
        "TemporalPositionSequence",
        *_FRAME_TYPES,
    }
)
"""The groups that a look is made of."""


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What the groups of a frame say of it, but for its place and its content.

    Parameters
    ----------
    coordinates, kinds
        What tells it from other frames: times and settings; diffusion and image type.
    behind
        Filled in as they are asked for: values of `LOOK_GROUPS` that dimension indices stand for.
    """

    orientation: Orientation | None
    pixel_spacing: Pair | None
    pixel_spacing_source: str
    slice_thickness: float | None
    spacing_between_slices: float | None
    rescale: Rescale
    real_world: Rescale | None
    has_real_world_table: bool
    windows: tuple[Window, ...]
    has_voi_table: bool
    doubts: tuple[str, ...]
    values_in_doubt: tuple[ValueDoubt, ...]
    coordinates: Mapping[str, object]
    kinds: Mapping[str, object]
    behind: dict[str, float | str | None] = field(default_factory=dict)


def look_of(groups: Groups) -> Look:
    """Return what the groups of a frame say."""
    measures = groups.item("PixelMeasuresSequence")
    spacing, source = pixel_spacing_of(measures)
    if spacing is None:
        spacing, source = pixel_spacing_of(groups.header)
    mappings = groups.items("RealWorldValueMappingSequence")
    real_world = real_world_of(mappings)
    return Look(
        orientation=_orientation(groups),
        pixel_spacing=spacing,
        pixel_spacing_source=source,
        slice_thickness=_first_positive(measures, "SliceThickness"),
        spacing_between_slices=spacing_between_of(measures),
        rescale=_rescale(groups, real_world),
        real_world=real_world,
        has_real_world_table=has_table(mappings),
        windows=_windows(groups),
        has_voi_table=_has_voi_table(groups),
        doubts=(*_doubts_of_directions(groups), *doubts_of(mappings, real_world, groups.header)),
        values_in_doubt=_values_in_doubt(groups),
        coordinates=_known(_settings(groups)),
        kinds=_known(_kinds(groups)),
    )


def _values_in_doubt(groups: Groups) -> tuple[ValueDoubt, ...]:
    diffusion = groups.items("MRDiffusionSequence")
    directions = diffusion[0].items("DiffusionGradientDirectionSequence") if diffusion else ()
    below = (doubts_in(item.header) for item in directions[:1])
    window = groups.item("FrameVOILUTSequence")
    windows = window_doubts(window) if "WindowWidth" in window else window_doubts(groups.header)
    return (*groups.doubts(sorted(LOOK_GROUPS)), *chain.from_iterable(below), *windows)


def _known(found: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in found.items() if value is not None}


def _orientation(groups: Groups) -> Orientation | None:
    item = groups.item("PlaneOrientationSequence")
    return orientation_of(item.numbers("ImageOrientationPatient", 6))


def _doubts_of_directions(groups: Groups) -> tuple[str, ...]:
    sides = (groups.header.integer(keyword) or 0 for keyword in ("Rows", "Columns"))
    return doubts_of_directions(groups.item("PlaneOrientationSequence"), max(sides))


def _first_positive(header: Header, keyword: str) -> float | None:
    numbers = header.positive(keyword)
    return None if numbers is None else numbers[0]


def _rescale(groups: Groups, real_world: Rescale | None) -> Rescale:
    """Return the modality transform; without one, the unit of an identical real world mapping.

    The values of a parametric map are those of its mapping: it has no other meaning (A.75).
    """
    if real_world is not None and is_parametric_map(groups.header):
        return real_world
    item = groups.item("PixelValueTransformationSequence")
    slope, intercept = linear_of(item)
    if has_unreadable_rescale(item):
        return Rescale(1.0 if slope is None else slope, intercept)
    if slope is None:
        found = rescale_of(groups.header)
        identical = real_world is not None and (real_world.slope, real_world.intercept) == (1, 0)
        return replace(found, unit=real_world.unit) if identical and real_world else found
    kind = item.text("RescaleType").upper()
    if not kind and _holds_hounsfield_units(groups):
        kind = "HU"
    unit = groups.header.text("Units") or None if kind in {"", "US"} else kind
    return Rescale(slope, intercept, unit)


def _holds_hounsfield_units(groups: Groups) -> bool:
    """Tell whether a frame of CT is in Hounsfield units unless it says otherwise."""
    if modality_of(groups.header) != "CT" or is_multienergy(groups.header):
        return False
    types = groups.item("CTImageFrameTypeSequence").texts("FrameType")
    return "LOCALIZER" not in (types or groups.header.texts("ImageType"))


def _windows(groups: Groups) -> tuple[Window, ...]:
    """Return the windows of a frame's group; where it has none, or none that can be, the file's."""
    item = groups.item("FrameVOILUTSequence")
    return windows_of(item) or windows_of(groups.header)


def _has_voi_table(groups: Groups) -> bool:
    items = groups.items("FrameVOILUTSequence")
    return bool(items) and "VOILUTSequence" in items[0]


def _settings(groups: Groups) -> dict[str, object]:
    """Return the settings and times of a frame that its own groups give."""
    cardiac = groups.item("CardiacSynchronizationSequence")
    return {
        "AcquisitionNumber": groups.header.number("AcquisitionNumber"),
        "EchoTime": groups.item("MREchoSequence").number("EffectiveEchoTime"),
        "InversionTime": groups.item("MRModifierSequence").number("InversionTimes"),
        "CardiacPhase": cardiac.number("NominalCardiacTriggerDelayTime"),
        "PhasePercent": cardiac.number("NominalPercentageOfCardiacPhase"),
        "FlipAngle": groups.item("MRTimingAndRelatedParametersSequence").number("FlipAngle"),
        "KVP": groups.item("CTXRayDetailsSequence").number("KVP"),
        "ASLContext": groups.item("MRArterialSpinLabelingSequence").text("ASLContext") or None,
        "Time": groups.item("TemporalPositionSequence").number("TemporalPositionTimeOffset"),
    }


def _kinds(groups: Groups) -> dict[str, object]:
    """Return diffusion and image type."""
    diffusion = groups.items("MRDiffusionSequence")
    return (_diffusion(diffusion[0]) if diffusion else {}) | _frame_type(groups)


def _diffusion(item: GroupItem) -> dict[str, object]:
    directions = item.items("DiffusionGradientDirectionSequence")
    orientation = "DiffusionGradientOrientation"
    direction = directions[0].header.numbers(orientation, 3) if directions else None
    return diffusion_coordinates(item.header.number("DiffusionBValue"), direction)


def _frame_type(groups: Groups) -> dict[str, object]:
    for keyword in _FRAME_TYPES:
        item = groups.item(keyword)
        if "FrameType" in item:
            found = image_type_coordinates(item.texts("FrameType"))
            component = item.text("ComplexImageComponent").lower()
            return found | ({"Component": component} if component else {})
    return image_type_coordinates(groups.header.texts("ImageType"))
