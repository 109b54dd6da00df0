"""Treatment plans (RTPLAN, ion plans): their isocentres and dose reference points (PS3.3 C.8.8.14).

The rest of a plan is no picture: it is read in the metadata panel.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.kinds import Kind
from napari_dicom.dicom.objects.companion import Companion
from napari_dicom.dicom.objects.drawing import (
    LoadedDrawing,
    Mark,
    Stroke,
    draw_on_each,
    image_for,
)
from napari_dicom.dicom.objects.inside import look_inside
from napari_dicom.dicom.objects.reading import reading, whole_dataset
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.volumes import References, Volume

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_BEAMS = (
    ("BeamSequence", "ControlPointSequence"),
    ("IonBeamSequence", "IonControlPointSequence"),
)
_SAME = 1e-3
"""mm: isocentres of several beams no further apart are one."""

_FARTHEST = 1e9

_Place = np.ndarray[tuple[int], np.dtype[np.float64]]


class Plan(Companion):
    """A treatment plan that says where it aims."""

    __slots__ = ()


def find_plan(instances: tuple[Instance, ...]) -> Plan | None:
    """Return a plan that holds a point; None of one that holds none.

    Raises
    ------
    PixelError, LimitError
        It cannot be read.
    """
    uid, marks = _read(instances[0])
    if not marks:
        return None
    inside = look_inside(instances[0], Kind.PLAN)
    shown = "opens as points: isocentres and dose reference points"
    return Plan(instances, Kind.PLAN, References(uid), inside, shown)


def load_plan(content: Plan, volumes: Iterable[Volume]) -> LoadedDrawing:
    """Read the points of a plan and lay them on images of its frame of reference.

    Raises
    ------
    DecodeError
        It cannot be read any more.
    """
    _, marks = _read(content.instances[0])
    volume = image_for(content.references, volumes)
    return draw_on_each(content, [(volume, mark) for mark in marks], {})


def _read(instance: Instance) -> tuple[str, list[Mark]]:
    """Return the frame of reference of a plan, and its points."""
    with reading("the plan"):
        dataset = whole_dataset(instance, "the plan")
        uid = plain_text(str(dataset.get("FrameOfReferenceUID") or ""))
        return uid, [*_isocentres(dataset), *_reference_points(dataset)]


def _isocentres(dataset: Dataset) -> Iterator[Mark]:
    """Yield each place beams aim at once, with the names of the beams."""
    found: list[tuple[_Place, list[str]]] = []
    for sequence, points in _BEAMS:
        for beam in dataset.get(sequence) or ():
            name = plain_text(str(beam.get("BeamName") or beam.get("BeamNumber") or ""))
            for place in _aims(beam, points):
                names = _names_at(place, found)
                names += [name] if name not in names else []
    for number, (aim, names) in enumerate(found, 1):
        label = "Isocentre" if len(found) == 1 else f"Isocentre {number}"
        facts = {"label": label, "type": "ISOCENTRE", "beams": ", ".join(names)}
        yield Mark(np.array([aim]), Stroke.POINTS, facts, number)


def _names_at(place: _Place, found: list[tuple[_Place, list[str]]]) -> list[str]:
    """Return the names of what aims at a place so far; none of a place not found yet."""
    for aim, names in found:
        if float(np.linalg.norm(place - aim)) <= _SAME:
            return names
    found.append((place, []))
    return found[-1][1]


def _aims(beam: Dataset, points: str) -> Iterator[_Place]:
    for point in beam.get(points) or ():
        place = _place(point.get("IsocenterPosition"))
        if place is not None:
            yield place


def _reference_points(dataset: Dataset) -> Iterator[Mark]:
    """Yield the dose reference points that are given by their coordinates."""
    for item in dataset.get("DoseReferenceSequence") or ():
        place = _place(item.get("DoseReferencePointCoordinates"))
        if place is not None:
            number = int(item.get("DoseReferenceNumber") or 0)
            label = plain_text(str(item.get("DoseReferenceDescription") or ""))
            facts = {"label": label or f"Dose reference {number}", "type": "DOSE_REFERENCE"}
            yield Mark(place[np.newaxis], Stroke.POINTS, facts, number + 1)


def _place(value: object) -> _Place | None:
    """Return LPS mm, or None where three numbers are not given."""
    if not isinstance(value, Iterable) or isinstance(value, str):
        return None
    numbers = np.array([float(number) for number in value], dtype=np.float64)
    whole = numbers.shape == (3,) and bool((np.abs(numbers) < _FARTHEST).all())
    return numbers if whole else None
