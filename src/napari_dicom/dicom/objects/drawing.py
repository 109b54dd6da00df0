"""What is drawn on images by marks that say of themselves what they are: measurements, isocentres.

Marks in LPS mm lie on the grid of images that have a place in the patient; marks in pixels of an
image without a place lie on that image, and on nothing else.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

import numpy as np

from napari_dicom.dicom.frames import Space
from napari_dicom.dicom.note import Note
from napari_dicom.dicom.objects.companion import Companion
from napari_dicom.dicom.objects.contour_places import place_points
from napari_dicom.dicom.objects.rois import Colour, Points
from napari_dicom.dicom.volumes import References, Volume, as_measured, images_of

_EDGE = 0.51
"""Voxels beyond the outermost centres that are still those voxels, and no more than noise."""

Facts = Mapping[str, str | float]


class Stroke(Enum):
    """How the points of a mark are joined."""

    POINTS = "points"
    OPEN = "open"
    CLOSED = "closed"
    ELLIPSE = "ellipse"
    """The points are the corners of the box around it."""


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """One mark.

    Parameters
    ----------
    points
        (n, 3) LPS mm; of an image without a place (n, axes): along its axes.
    stroke
        How they are joined.
    facts
        What is said of it: a row of the layer's features.
    number
        Gives it a colour where there is none.
    """

    points: Points
    stroke: Stroke
    facts: Facts
    number: int = 1
    colour: Colour | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PlacedMark:
    """A mark with its points in the coordinates of what it is drawn on.

    Parameters
    ----------
    index
        (n, axes): along the leading axes, slice, row, column of a volume; LPS mm without one.
    """

    mark: Mark
    index: Points


@dataclass(frozen=True, slots=True, eq=False)
class LoadedDrawing:
    """Marks on images.

    Parameters
    ----------
    content
        What was read.
    volume
        The images they are drawn on; None where there are none: they lie in LPS mm by themselves.
    placed
        The marks.
    told
        What its layers' ``metadata["dicom"]`` says of it besides.
    remarks
        What it says of images, drawn or not: for each of them, entries to be added to their layers'
        ``metadata["dicom"]``, by key.
    where
        Tells it from what lies on other images: ``"on CT 1"``; ``""`` where all lies here.
    others
        What of it lies on other images.
    """

    content: Any  # the content of its kind
    volume: Volume | None
    placed: tuple[PlacedMark, ...]
    told: Mapping[str, Any] = field(default_factory=dict)  # Any: JSON values
    remarks: tuple[tuple[Volume, Mapping[str, list[Any]]], ...] = ()
    where: str = ""
    others: "tuple[LoadedDrawing, ...]" = ()


def image_for(references: References, volumes: Iterable[Volume]) -> Volume | None:
    """Return the images that marks are drawn on: the first with a place, no dose if possible."""
    found = [one for one in images_of(references, volumes) if one.space is Space.PATIENT]
    images = [one for one in found if one.header.text("Modality") != "RTDOSE"] or found
    return images[0] if images else None


def remarks_on_absence(references: References, volume: Volume | None) -> Iterator[Note]:
    """Tell of what is drawn by itself, because no image it lies on is here."""
    if volume is None:
        missing = "no image of its frame of reference was there when it was opened"
        if not references.frame_of_reference_uid:
            missing = "it names no frame of reference, and no image it names was there"
        yield Note("no-image", f"{missing}: drawn by itself")


def draw_on_each(
    content: Companion,
    found: Sequence[tuple[Volume | None, Mark]],
    told: Mapping[str, Any],
    remarks: tuple[tuple[Volume, Mapping[str, list[Any]]], ...] = (),
    default: Volume | None = None,
) -> LoadedDrawing:
    """Lay marks on the images they were found on, a drawing for each: a layer lies on one volume.

    That of most marks comes first, with those of all other images.

    Parameters
    ----------
    default
        The images it belongs to where there are no marks.
    """
    counts = Counter(id(volume) for volume, _ in found)
    by_id = {id(volume): volume for volume, _ in found}
    volumes = [by_id[key] for key, _ in counts.most_common()] or [default]
    parts = []
    for volume in volumes:
        placed = place_marks([mark for one, mark in found if one is volume], volume)
        where = f"on {volume.name}" if volume is not None and len(volumes) > 1 else ""
        notes = (*_beyond(placed, volume), *remarks_on_absence(content.references, volume))
        own = _of_frame(content, volume, notes)
        parts.append(LoadedDrawing(own, volume, placed, told, where=where))
    return replace(parts[0], remarks=remarks, others=tuple(parts[1:]))


def _beyond(placed: Sequence[PlacedMark], volume: Volume | None) -> Iterator[Note]:
    """Tell of marks all of whose points lie outside the images: on no slice they are seen."""
    if volume is None or volume.geometry is None:
        return
    last = np.array(volume.geometry.shape) - 1
    beyond = sum(
        bool(((one.index < -_EDGE) | (one.index > last + _EDGE)).all(axis=0).any())
        for one in placed
    )
    if beyond:
        marks = "1 mark lies" if beyond == 1 else f"{beyond} marks lie"
        text = f"{marks} beyond the images: drawn where nothing else is"
        yield Note("marks-beyond-images", text, details={"marks": beyond})


def _of_frame(content: Companion, volume: Volume | None, notes: tuple[Note, ...]) -> Companion:
    """Return a content in the frame of reference of the images it is drawn on, with notes."""
    content = replace(content, notes=(*content.notes, *notes))
    uid = "" if volume is None else volume.frame_of_reference_uid
    if not uid:
        return content
    return replace(content, references=replace(content.references, frame_of_reference_uid=uid))


def place_marks(marks: Sequence[Mark], volume: Volume | None) -> tuple[PlacedMark, ...]:
    """Lay marks on the grid of images, or in LPS mm where there are none."""
    geometry = None if volume is None else as_measured(volume)
    if geometry is None:
        return tuple(PlacedMark(mark, mark.points) for mark in marks)
    inverse = np.asarray(np.linalg.inv(geometry.affine), dtype=np.float64)
    placed = (place_points(mark.points, inverse, geometry.shape).index for mark in marks)
    return tuple(map(PlacedMark, marks, placed))
