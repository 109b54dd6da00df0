"""Structured reports that drew on images: their regions with what was measured (PS3.3 A.35).

A report that drew nothing is listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from napari_dicom.dicom.errors import DecodeError, NapariDicomError
from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.kinds import Kind
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.objects.companion import Companion
from napari_dicom.dicom.objects.drawing import (
    LoadedDrawing,
    Mark,
    draw_on_each,
    image_for,
)
from napari_dicom.dicom.objects.frame_places import marked_frames, remarks_on_frames
from napari_dicom.dicom.objects.graphic_shapes import joined
from napari_dicom.dicom.objects.inside import look_inside
from napari_dicom.dicom.objects.reading import reading, small_dataset
from napari_dicom.dicom.objects.report_content import Group, Measurement, Region, read_groups
from napari_dicom.dicom.volumes import References, Volume

Facts = dict[str, str | float]


class Report(Companion):
    """A structured report that drew something."""

    __slots__ = ()


def find_report(instances: tuple[Instance, ...]) -> Report | None:
    """Return a report that drew something; None of one that did not, or cannot be read."""
    inside = look_inside(instances[0], Kind.REPORT)
    if inside.trouble or not any("drawn" in count for count in inside.counts):
        return None
    try:
        groups = _read(instances[0], DEFAULT_LIMITS)
    except NapariDicomError:
        groups = []  # why is said where it is loaded
    regions = [region for group in groups for region in group.regions]
    frames = {one.frame_of_reference_uid for one in regions if one.frame_of_reference_uid}
    named = frozenset(one.image.sop_instance_uid for one in regions if one.image)
    frame = frames.pop() if len(frames) == 1 else ""
    shown = "opens as shapes and points with measurements"
    references = References(frame, inside.series, named)
    return Report(instances, Kind.REPORT, references, inside, shown)


def load_report(content: Report, volumes: Sequence[Volume], limits: Limits) -> LoadedDrawing:
    """Read what a report drew and lay it on the images it means.

    Raises
    ------
    DecodeError
        It is damaged, cannot be read any more, or nothing in it can be drawn.
    LimitError
        It draws more points than the limits allow.
    """
    groups = _read(content.instances[0], limits)
    all_found = list(_found(groups, content.references, volumes))
    on_images = [_on_images(marks) for marks in all_found]
    drawn = on_images if any(on_images) else all_found  # what lies on no image comes last
    found = list(chain.from_iterable(drawn))
    if not found:
        raise DecodeError("none of the images it draws on is here, or nothing can be drawn")
    lost = sum(not marks for marks in drawn)
    images = [region.image for group in groups for region in group.regions if region.image]
    places = (place for one in images for place in marked_frames(one, volumes))
    content = replace(content, notes=(*_notes(lost), *remarks_on_frames(images, places)))
    told = {"measurements": [_entry(group) for group in groups]}
    return draw_on_each(content, found, told)


def _read(instance: Instance, limits: Limits) -> list[Group]:
    with reading("the report"):
        return read_groups(small_dataset(instance, "the report"), limits)


_Marks = list[tuple[Volume | None, Mark]]


def _found(
    groups: Sequence[Group], references: References, volumes: Sequence[Volume]
) -> Iterator[_Marks]:
    """Yield what can be drawn of each region, with the volume it lies on."""
    for number, group in enumerate(groups, 1):
        for region in group.regions:
            yield list(_mark(region, _facts(group, region), number, references, volumes))


def _on_images(marks: _Marks) -> _Marks:
    return [one for one in marks if one[0] is not None]


def _mark(
    region: Region,
    facts: Facts,
    number: int,
    references: References,
    volumes: Sequence[Volume],
) -> Iterator[tuple[Volume | None, Mark]]:
    """Yield the mark of a region with the volume it lies on, where it can be drawn."""
    shape = joined(region.graphic_type, region.points)
    if shape is None:
        return
    stroke, points = shape
    if region.points.shape[1] == 3:
        frame = region.frame_of_reference_uid or references.frame_of_reference_uid
        on = image_for(replace(references, frame_of_reference_uid=frame), volumes)
        yield on, Mark(points, stroke, facts, number)
    elif region.image is not None:
        for place in marked_frames(region.image, volumes):
            yield place.volume, Mark(place.of(points), stroke, facts, number)


def _facts(group: Group, region: Region) -> Facts:
    """Return what is said of a region: its group's words, and a number for each measurement."""
    words: Facts = {
        "label": group.label,
        "finding": group.finding,
        "site": group.site,
        "geometric_type": region.graphic_type,
    }
    own = [region.measurement] if region.measurement else group.measurements
    return words | {_title(one): one.value for one in own}


def _title(measurement: Measurement) -> str:
    return f"{measurement.name} ({measurement.unit})" if measurement.unit else measurement.name


def _entry(group: Group) -> dict[str, Any]:  # Any: JSON values
    return {
        "label": group.label,
        "finding": group.finding,
        "site": group.site,
        "tracking_uid": group.tracking_uid,
        "values": [
            {"name": one.name, "value": one.value, "unit": one.unit} for one in group.measurements
        ],
        "regions": [region.graphic_type for region in group.regions],
    }


def _notes(lost: int) -> Iterator[Note]:
    if lost:
        regions = "1 region" if lost == 1 else f"{lost} regions"
        text = (
            f"{regions} not drawn: on images that were not there, or elsewhere, or of no known type"
        )
        yield Note("regions-not-drawn", text, Severity.WARNING, {"regions": lost})
