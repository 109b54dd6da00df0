"""Frames of enhanced multi-frame objects, from their functional groups (PS3.3 C.7.6.16).

A frame's own group wins over the shared one. Pixel spacing, rescale and windows are taken from the
top level of the data set where no group has them; positions are not, for they are a frame's own.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset

from napari_dicom.dicom.datasets import header_of
from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.frames.coordinates import (
    INDEX,
    diffusion_coordinates,
    image_type_coordinates,
    seconds_of,
)
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
from napari_dicom.dicom.headers import Header, lenient
from napari_dicom.dicom.text import plain_text

_TIMES = ("FrameReferenceDateTime", "FrameAcquisitionDateTime")


class _Group:
    """One functional group: its sequences by keyword, each read once."""

    def __init__(self, dataset: Dataset | None) -> None:
        self._dataset = Dataset() if dataset is None else dataset
        self._headers: dict[str, Header] = {}

    def items(self, keyword: str) -> Sequence[Dataset]:
        """Return the items of a sequence, none where it is absent."""
        tag = _tag(keyword)
        held = self._dataset.keys()  # in the dataset itself, `in` takes ten times as long
        return self._dataset[tag].value or () if tag in held else ()

    def item(self, keyword: str, file: Header) -> Header | None:
        """Return the header values of a sequence's first item, None where there is none."""
        if keyword not in self._headers:
            items = self.items(keyword)
            if not items:
                return None
            found = header_of(items[0], file.little_endian)
            found.malformed = file.malformed  # what cannot be read in a group is the file's
            found.mended = file.mended
            self._headers[keyword] = found
        return self._headers[keyword]


class _Groups:
    """The functional groups of one frame, and the header behind them."""

    def __init__(self, own: _Group, shared: _Group, header: Header) -> None:
        self._own = own
        self._shared = shared
        self.header = header

    def items(self, keyword: str) -> Sequence[Dataset]:
        """Return the items of a functional group sequence of this frame."""
        return self._own.items(keyword) or self._shared.items(keyword)

    def item(self, keyword: str) -> Header:
        """Return the first item of a functional group sequence as header values, maybe empty."""
        found = self._own.item(keyword, self.header) or self._shared.item(keyword, self.header)
        return found or Header({})


@lenient()
def enhanced_frames(instance: Instance) -> list[Frame]:
    """Return the frames of an object with functional groups."""
    dataset = instance.dataset()
    shared = _Group((dataset.get("SharedFunctionalGroupsSequence") or [None])[0])
    per_frame = dataset.get("PerFrameFunctionalGroupsSequence") or []
    count = instance.pixels.number_of_frames if instance.pixels else 0
    names = _dimension_names(dataset)
    return [
        _frame(
            instance,
            index + 1,
            _Groups(
                _Group(per_frame[index] if index < len(per_frame) else None),
                shared,
                instance.header,
            ),
            names,
        )
        for index in range(count)
    ]


@cache
def _tag(keyword: str) -> int:
    tag = tag_for_keyword(keyword)
    assert tag is not None
    return tag


def _frame(instance: Instance, number: int, groups: _Groups, names: Sequence[str]) -> Frame:
    measures = groups.item("PixelMeasuresSequence")
    spacing, source = pixel_spacing_of(measures)
    if spacing is None:
        spacing, source = pixel_spacing_of(groups.header)
    pixels = instance.pixels
    assert pixels is not None
    content = groups.item("FrameContentSequence")
    real_world = _real_world(groups)
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
        coordinates=_coordinates(groups, content, names, number),
    )


def _position(groups: _Groups) -> Vector | None:
    numbers = groups.item("PlanePositionSequence").numbers("ImagePositionPatient", 3)
    return None if numbers is None else (numbers[0], numbers[1], numbers[2])


def _orientation(groups: _Groups) -> Orientation | None:
    item = groups.item("PlaneOrientationSequence")
    return orientation_of(item.numbers("ImageOrientationPatient", 6))


def _first_positive(header: Header, keyword: str) -> float | None:
    numbers = header.positive(keyword)
    return None if numbers is None else numbers[0]


def _rescale(groups: _Groups, real_world: Rescale | None) -> Rescale:
    """Return the modality transform; without one, the unit of an identical real world mapping."""
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


def _is_localizer(groups: _Groups) -> bool:
    types = groups.item("CTImageFrameTypeSequence").texts("FrameType")
    return "LOCALIZER" in (types or groups.header.texts("ImageType"))


def _real_world(groups: _Groups) -> Rescale | None:
    """Return the first linear real world value mapping (PS3.3 C.7.6.16.2.11) and its unit."""
    for item in groups.items("RealWorldValueMappingSequence"):
        header = header_of(item, groups.header.little_endian)
        slope = header.number("RealWorldValueSlope")
        if slope:
            codes = item.get("MeasurementUnitsCodeSequence")
            unit = plain_text(str(codes[0].get("CodeValue") or "")) if codes else ""
            intercept = header.number("RealWorldValueIntercept") or 0.0
            return Rescale(slope, intercept, unit if unit not in {"", "1"} else None)
    return None


def _windows(groups: _Groups) -> tuple[Window, ...]:
    return windows_of(groups.item("FrameVOILUTSequence")) or windows_of(groups.header)


def _coordinates(
    groups: _Groups, content: Header, names: Sequence[str], number: int
) -> dict[str, object]:
    """Return what distinguishes the frame: times, echoes, diffusion, component, indices."""
    found: dict[str, object] = {
        "InstanceNumber": (groups.header.number("InstanceNumber") or 0) * 1e6 + number,
        "TemporalPositionIdentifier": content.number("TemporalPositionIndex"),
        "AcquisitionNumber": groups.header.number("AcquisitionNumber"),
        "EchoTime": groups.item("MREchoSequence").number("EffectiveEchoTime"),
        "InversionTime": groups.item("MRModifierSequence").number("InversionTimes"),
        "CardiacPhase": _cardiac(groups),
        "Time": groups.item("TemporalPositionSequence").number("TemporalPositionTimeOffset"),
        "AcquisitionTime": next(
            (t for key in _TIMES if (t := seconds_of(content.text(key))) is not None), None
        ),
    }
    diffusion = groups.items("MRDiffusionSequence")
    if diffusion:
        found.update(_diffusion(groups, diffusion[0]))
    found.update(_frame_type(groups))
    found.update(_indices(content, names))
    return {key: value for key, value in found.items() if value is not None}


def _cardiac(groups: _Groups) -> float | None:
    item = groups.item("CardiacSynchronizationSequence")
    return item.number("NominalCardiacTriggerDelayTime")


def _diffusion(groups: _Groups, item: Dataset) -> dict[str, object]:
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


def _frame_type(groups: _Groups) -> dict[str, object]:
    for keyword in ("MRImageFrameTypeSequence", "CTImageFrameTypeSequence", "PETFrameTypeSequence"):
        item = groups.item(keyword)
        if "FrameType" in item:
            found = image_type_coordinates(item.texts("FrameType"))
            component = item.text("ComplexImageComponent").lower()
            return found | ({"Component": component} if component else {})
    return image_type_coordinates(groups.header.texts("ImageType"))


def _dimension_names(dataset: Dataset) -> list[str]:
    """Return the keyword each dimension index points to (PS3.3 C.7.6.17)."""
    names = []
    for item in dataset.get("DimensionIndexSequence") or []:
        pointer = item.get("DimensionIndexPointer")
        names.append(f"{pointer:08X}" if pointer is not None else "")
    return names


def _indices(content: Header, names: Sequence[str]) -> dict[str, object]:
    values = content.numbers("DimensionIndexValues")
    if values is None or len(values) != len(names):
        return {}
    return {f"{INDEX}{name}": value for name, value in zip(names, values, strict=True)}
