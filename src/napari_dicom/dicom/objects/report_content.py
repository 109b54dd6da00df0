"""What a structured report measured, and what it drew, by groups (PS3.3 C.17.3, PS3.16 TID 1500).

A group is a container with what stands in it, but not what stands in containers within: of any
template. What a measurement was taken from stands below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from napari_dicom.dicom.errors import LimitError
from napari_dicom.dicom.limits import Limits
from napari_dicom.dicom.objects.frame_places import ImageReference
from napari_dicom.dicom.objects.rois import Points
from napari_dicom.dicom.text import plain_text

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_TRACKING = frozenset({"112039", "112040"})
"""Tracking Identifier, Tracking Unique Identifier (DCM)."""

_FINDING = frozenset({"121071", "F-01321"})
_SITE = frozenset({"363698007", "G-C0E3"})
"""Finding; Finding Site: SNOMED CT, and the retired SNOMED RT."""

_FARTHEST = 1e9


@dataclass(frozen=True, slots=True)
class Measurement:
    """A number with its name and unit (UCUM)."""

    name: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """What was drawn: pixels of an image, or LPS mm of a frame of reference.

    Parameters
    ----------
    graphic_type
        POINT, POLYLINE, CIRCLE ...
    points
        (n, 2) (column, row) from the corner of the first pixel; or (n, 3) LPS mm.
    image
        What pixels are of; None in space.
    frame_of_reference_uid
        What millimetres are of.
    measurement
        What was taken from it alone; None where it belongs to its group.
    """

    graphic_type: str
    points: Points
    image: ImageReference | None
    frame_of_reference_uid: str = ""
    measurement: Measurement | None = None


@dataclass(slots=True)
class Group:
    """What belongs together in a report.

    Parameters
    ----------
    label
        Its tracking identifier, else its finding, else what the container is called.
    """

    label: str = ""
    tracking_uid: str = ""
    finding: str = ""
    site: str = ""
    measurements: list[Measurement] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)


def read_groups(dataset: Dataset, limits: Limits) -> list[Group]:
    """Return the groups of a report that measure or draw anything, in its order.

    Raises
    ------
    LimitError
        It nests deeper, or draws more points, than the limits allow.
    """
    groups: list[Group] = []
    _walk(dataset, groups, limits, 0)
    found = [group for group in groups if group.measurements or group.regions]
    points = sum(len(region.points) for group in found for region in group.regions)
    if points >= limits.contour_points:
        raise LimitError(
            f"the report draws {limits.contour_points} points or more (limits.contour_points)"
        )
    return found


def _walk(container: Dataset, groups: list[Group], limits: Limits, depth: int) -> None:
    """Add the group of a container, then those of the containers in it."""
    if depth > limits.depth:
        raise LimitError("the report nests containers deeper than allowed (limits.depth)")
    group = Group(label=_meaning(container, "ConceptNameCodeSequence"))
    groups.append(group)
    tracked = ""
    for item in container.get("ContentSequence") or ():
        kind = _text(item, "ValueType")
        if kind == "CONTAINER":
            _walk(item, groups, limits, depth + 1)
        elif kind == "TEXT" and _code(item) in _TRACKING:
            tracked = _text(item, "TextValue")
        else:
            _add(group, item, kind)
    group.label = tracked or group.finding or group.label


def _add(group: Group, item: Dataset, kind: str) -> None:
    code = _code(item)
    if kind == "NUM":
        measurement = _measurement(item)
        group.measurements += [measurement] if measurement else []
        group.regions += _regions(item.get("ContentSequence") or (), measurement)
    elif kind in {"SCOORD", "SCOORD3D"}:
        group.regions += _regions([item], None)
    elif kind == "UIDREF" and code in _TRACKING:
        group.tracking_uid = _text(item, "UID")
    elif kind == "CODE" and code in _FINDING:
        group.finding = _meaning(item, "ConceptCodeSequence")
    elif kind == "CODE" and code in _SITE:
        group.site = _meaning(item, "ConceptCodeSequence")


def _measurement(item: Dataset) -> Measurement | None:
    for value in item.get("MeasuredValueSequence") or ():
        number = value.get("NumericValue")
        if number is not None and np.isfinite(float(number)):
            units = value.get("MeasurementUnitsCodeSequence") or ()
            unit = next((_text(one, "CodeValue") for one in units), "")
            name = _meaning(item, "ConceptNameCodeSequence")
            return Measurement(name, float(number), "" if unit == "1" else unit)
    return None


def _regions(items: Iterable[Dataset], measurement: Measurement | None) -> Iterator[Region]:
    for item in items:
        kind = _text(item, "ValueType")
        size = {"SCOORD": 2, "SCOORD3D": 3}.get(kind)
        points = None if size is None else _points(item, size)
        if points is not None:
            image = next(iter(_images(item.get("ContentSequence") or ())), None)
            frame = _text(item, "ReferencedFrameOfReferenceUID")
            graphic = _text(item, "GraphicType")
            yield Region(graphic, points, image if size == 2 else None, frame, measurement)


def _points(item: Dataset, size: int) -> Points | None:
    value = item.get("GraphicData")
    numbers = np.array(value if value is not None else [], dtype=np.float64).ravel()
    whole = len(numbers) > 0 and len(numbers) % size == 0
    if not whole or not np.abs(numbers).max() < _FARTHEST:
        return None
    return numbers.reshape(-1, size)


def _images(items: Iterable[Dataset]) -> Iterator[ImageReference]:
    for item in items:
        for image in item.get("ReferencedSOPSequence") or ():
            yield image_reference(image)


def image_reference(item: Dataset) -> ImageReference:
    """Return what a Referenced SOP or Referenced Image item names."""
    numbers = item.get("ReferencedFrameNumber")
    several = numbers if isinstance(numbers, Iterable) else [numbers]
    frames = tuple(int(number) for number in several if number is not None)
    return ImageReference(_text(item, "ReferencedSOPInstanceUID"), frames)


def _code(item: Dataset) -> str:
    names = item.get("ConceptNameCodeSequence") or ()
    return next((_text(name, "CodeValue") for name in names), "")


def _meaning(item: Dataset, keyword: str) -> str:
    return next((_text(code, "CodeMeaning") for code in item.get(keyword) or ()), "")


def _text(item: Dataset, keyword: str) -> str:
    return plain_text(str(item.get(keyword) or ""))
