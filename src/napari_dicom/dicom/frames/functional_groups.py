"""Frames of enhanced multi-frame objects, from their functional groups (PS3.3 C.7.6.16).

A frame's own group wins over the shared one. Pixel spacing, rescale and windows are taken from the
top level of the data set where no group has them; positions are not, for they are a frame's own.
"""

from collections.abc import Sequence
from dataclasses import replace

from pydicom.dataset import Dataset

from napari_dicom.dicom.datasets import header_of
from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.frames.coordinates import (
    diffusion_coordinates,
    image_type_coordinates,
    seconds_of,
)
from napari_dicom.dicom.frames.dimensions import Dimension, dimensions_of, index_coordinates
from napari_dicom.dicom.frames.frame import (
    Frame,
    Orientation,
    Rescale,
    Vector,
    Window,
    has_unreadable_rescale,
    linear_of,
    orientation_of,
    pixel_spacing_of,
    rescale_of,
    spacing_between_of,
    windows_of,
)
from napari_dicom.dicom.frames.group_places import place_frames
from napari_dicom.dicom.frames.groups import Group, Groups
from napari_dicom.dicom.frames.real_world import doubts_of, is_parametric_map, real_world_of
from napari_dicom.dicom.headers import Header, lenient

_TIMES = ("FrameReferenceDateTime", "FrameAcquisitionDateTime")


@lenient()
def enhanced_frames(instance: Instance) -> list[Frame]:
    """Return the frames of an object with functional groups."""
    dataset = instance.dataset()
    shared = Group((dataset.get("SharedFunctionalGroupsSequence") or [None])[0])
    per_frame = dataset.get("PerFrameFunctionalGroupsSequence") or []
    count = instance.pixels.number_of_frames if instance.pixels else 0
    dimensions = dimensions_of(dataset)
    groups = [
        Groups(Group(per_frame[index] if index < len(per_frame) else None), shared, instance.header)
        for index in range(count)
    ]
    frames = [_frame(instance, n, group, dimensions) for n, group in enumerate(groups, 1)]
    return place_frames(frames, groups)


def _frame(
    instance: Instance, number: int, groups: Groups, dimensions: Sequence[Dimension]
) -> Frame:
    measures = groups.item("PixelMeasuresSequence")
    spacing, source = pixel_spacing_of(measures)
    if spacing is None:
        spacing, source = pixel_spacing_of(groups.header)
    pixels = instance.pixels
    assert pixels is not None
    content = groups.item("FrameContentSequence")
    mappings = groups.items("RealWorldValueMappingSequence")
    real_world = real_world_of(mappings, groups.header)
    return Frame(
        instance=instance,
        number=number,
        rows=pixels.format.rows,
        columns=pixels.format.columns,
        position=_position(groups),
        orientation=_orientation(groups),
        pixel_spacing=spacing,
        pixel_spacing_source=source,
        slice_thickness=_first_positive(measures, "SliceThickness"),
        spacing_between_slices=spacing_between_of(measures),
        rescale=_rescale(groups, real_world),
        real_world=real_world,
        windows=_windows(groups),
        stack_id=content.text("StackID"),
        coordinates=_coordinates(groups, content, dimensions, number),
        doubts=doubts_of(mappings, real_world, groups.header),
    )


def _position(groups: Groups) -> Vector | None:
    numbers = groups.item("PlanePositionSequence").numbers("ImagePositionPatient", 3)
    return None if numbers is None else (numbers[0], numbers[1], numbers[2])


def _orientation(groups: Groups) -> Orientation | None:
    item = groups.item("PlaneOrientationSequence")
    return orientation_of(item.numbers("ImageOrientationPatient", 6))


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
    if not kind and groups.header.text("Modality") == "CT" and not _is_localizer(groups):
        kind = "HU"
    unit = groups.header.text("Units") or None if kind in {"", "US"} else kind
    return Rescale(slope, intercept, unit)


def _is_localizer(groups: Groups) -> bool:
    types = groups.item("CTImageFrameTypeSequence").texts("FrameType")
    return "LOCALIZER" in (types or groups.header.texts("ImageType"))


def _windows(groups: Groups) -> tuple[Window, ...]:
    return windows_of(groups.item("FrameVOILUTSequence")) or windows_of(groups.header)


_MOST_IN_A_PART = 10_000
"""Frames that a part of a concatenation is taken to hold at most, where it does not say."""


def _first_number(header: Header) -> float:
    """Return the number before that of a file's first frame: files and parts of one in order."""
    part = header.integer("InConcatenationNumber") or 1
    offset = header.integer("ConcatenationFrameOffsetNumber") or 0
    if (offset > 0) is not (part > 1):  # it is not said, or wrongly
        offset = (part - 1) * _MOST_IN_A_PART
    return (header.number("InstanceNumber") or 0) * 1e6 + offset


def _coordinates(
    groups: Groups, content: Header, dimensions: Sequence[Dimension], number: int
) -> dict[str, object]:
    """Return what distinguishes the frame: times, echoes, diffusion, component, indices."""
    found: dict[str, object] = {
        "InstanceNumber": _first_number(groups.header) + number,
        "TemporalPositionIdentifier": content.number("TemporalPositionIndex"),
        "AcquisitionNumber": groups.header.number("AcquisitionNumber"),
        "EchoTime": groups.item("MREchoSequence").number("EffectiveEchoTime"),
        "InversionTime": groups.item("MRModifierSequence").number("InversionTimes"),
        "CardiacPhase": _cardiac(groups).number("NominalCardiacTriggerDelayTime"),
        "PhasePercent": _cardiac(groups).number("NominalPercentageOfCardiacPhase"),
        "FlipAngle": groups.item("MRTimingAndRelatedParametersSequence").number("FlipAngle"),
        "KVP": groups.item("CTXRayDetailsSequence").number("KVP"),
        "ASLContext": groups.item("MRArterialSpinLabelingSequence").text("ASLContext") or None,
        "Time": groups.item("TemporalPositionSequence").number("TemporalPositionTimeOffset"),
        "AcquisitionTime": next(
            (t for key in _TIMES if (t := seconds_of(content.text(key))) is not None), None
        ),
    }
    diffusion = groups.items("MRDiffusionSequence")
    if diffusion:
        found.update(_diffusion(groups, diffusion[0]))
    found.update(_frame_type(groups))
    found.update(index_coordinates(groups, content, dimensions, found))
    return {key: value for key, value in found.items() if value is not None}


def _cardiac(groups: Groups) -> Header:
    return groups.item("CardiacSynchronizationSequence")


def _diffusion(groups: Groups, item: Dataset) -> dict[str, object]:
    header = header_of(item, groups.header.little_endian)
    directions = item.get("DiffusionGradientDirectionSequence")
    direction = (
        header_of(directions[0], groups.header.little_endian).numbers(
            "DiffusionGradientOrientation", 3
        )
        if directions
        else None
    )
    return diffusion_coordinates(header.number("DiffusionBValue"), direction)


def _frame_type(groups: Groups) -> dict[str, object]:
    for keyword in ("MRImageFrameTypeSequence", "CTImageFrameTypeSequence", "PETFrameTypeSequence"):
        item = groups.item(keyword)
        if "FrameType" in item:
            found = image_type_coordinates(item.texts("FrameType"))
            component = item.text("ComplexImageComponent").lower()
            return found | ({"Component": component} if component else {})
    return image_type_coordinates(groups.header.texts("ImageType"))
