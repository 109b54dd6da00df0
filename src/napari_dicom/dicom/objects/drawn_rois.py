"""Structure sets read and laid on images: their contours on a grid, closed ones filled as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from napari_dicom.dicom.errors import DecodeError, LimitError
from napari_dicom.dicom.limits import Limits
from napari_dicom.dicom.note import Note
from napari_dicom.dicom.objects.contour_grid import grid_of
from napari_dicom.dicom.objects.contour_labels import (
    ContourLabels,
    fill_contours,
    filling_work,
)
from napari_dicom.dicom.objects.contour_places import PlacedContour, place_contours
from napari_dicom.dicom.objects.contour_remarks import (
    remarks_on_contours,
    remarks_on_filling,
    remarks_on_images,
    remarks_on_numbers,
    remarks_on_rois,
)
from napari_dicom.dicom.objects.reading import reading, whole_dataset
from napari_dicom.dicom.objects.registration import Registration
from napari_dicom.dicom.objects.roi_images import share_out
from napari_dicom.dicom.objects.roi_references import with_images
from napari_dicom.dicom.objects.roi_registration import register_rois
from napari_dicom.dicom.objects.rois import Roi, read_rois
from napari_dicom.dicom.objects.structure_set import StructureSet, is_too_large
from napari_dicom.dicom.stacks import Geometry
from napari_dicom.dicom.volumes import References, Volume, as_measured

_ACROSS = "it lies across the slices"
_BEYOND = "it reaches beyond the images"
_COSTLY = "that would take long, or much memory"

_LARGEST = (1 << 31) - 1
"""The largest number of an ROI that napari's labels take."""

MOST_WORK = 20_000_000
"""Rows crossed and pixels spanned that are filled unasked: less than a second's work."""

MOST_LABEL_BYTES = 1 << 30
"""Memory that filled contours take unasked."""


@dataclass(frozen=True, slots=True, eq=False)
class LoadedStructureSet:
    """The ROIs of a structure set, drawn on a grid.

    Parameters
    ----------
    content
        What was read, with what was remarked on the way.
    rois
        All of them, those without contours too; their numbers are above 0 and differ.
    volume
        The images they are drawn on; None where there are none of their frame of reference.
    geometry
        The grid: that of the images by their positions, else one of the contours' own.
    placed
        Every contour on the grid.
    labels
        The closed contours filled on the image's grid; none where there is no image.
    where
        Tells it from what lies on other images: ``"on CT 1 [2 of 2]"``; ``""`` where all lies here.
    others
        What of it lies on other images of its frame of reference.
    """

    content: StructureSet
    rois: tuple[Roi, ...]
    volume: Volume | None
    geometry: Geometry
    placed: tuple[PlacedContour, ...]
    labels: tuple[ContourLabels, ...]
    where: str = ""
    others: tuple[LoadedStructureSet, ...] = ()


def load_structure_set(
    content: StructureSet,
    volumes: Sequence[Volume],
    limits: Limits,
    registrations: Sequence[Registration] = (),
) -> LoadedStructureSet:
    """Read a structure set and lay its contours on the grid of an image, or on one of their own.

    Parameters
    ----------
    volumes
        The images it may lie on.
    registrations
        What may lead to images where those of its frame of reference are not there.

    Raises
    ------
    DecodeError
        It is damaged, cannot be read any more, or nothing was drawn in it.
    LimitError
        It claims more contour points than the limits allow.
    """
    read = _read(content, limits)
    rois = _numbered(read)
    _refuse_nothing_drawn(rois)
    references = with_images(content.references, rois)
    moved = register_rois(rois, content.frame_of_reference_uid, volumes, registrations)
    if moved is not None:
        rois, references = moved.rois, References(moved.frame_of_reference_uid)
    parts = [_laid(one, own) for one, own in share_out(rois, references, volumes)]
    on = [part.volume for part in parts]
    notes = chain(
        remarks_on_rois(rois),
        remarks_on_numbers(read, rois),
        remarks_on_images(references, on),
        [] if moved is None else [moved.note(on)],
        *(part.remarks for part in parts),
    )
    own = parts[0].geometry if parts[0].volume is None else None
    content = replace(content, references=references, notes=tuple(notes), geometry=own)
    first, *others = (_of_part(content, part, len(parts)) for part in parts)
    return replace(first, others=tuple(others))


def _of_part(content: StructureSet, part: _Laid, parts: int) -> LoadedStructureSet:
    where = f"on {part.volume.name}" if parts > 1 and part.volume is not None else ""
    return LoadedStructureSet(
        content, part.rois, part.volume, part.geometry, part.placed, part.labels, where
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Laid:
    """ROIs on one grid, and what is to be said of how they lie there."""

    rois: tuple[Roi, ...]
    volume: Volume | None
    geometry: Geometry
    placed: tuple[PlacedContour, ...]
    labels: tuple[ContourLabels, ...]
    remarks: tuple[Note, ...]


def _laid(volume: Volume | None, rois: tuple[Roi, ...]) -> _Laid:
    drawn = [contour for roi in rois for contour in roi.contours]
    geometry = grid_of(drawn) if volume is None else as_measured(volume)
    assert geometry is not None  # there are contours, and images they lie on have a place
    placed = place_contours(rois, geometry)
    labels, left_out = ((), ()) if volume is None else _filled(placed, geometry)
    remarks = (*remarks_on_contours(placed, geometry), *remarks_on_filling(left_out))
    return _Laid(rois, volume, geometry, placed, labels, remarks)


def _refuse_nothing_drawn(rois: Sequence[Roi]) -> None:
    if not any(roi.contours for roi in rois):
        count = "1 ROI" if len(rois) == 1 else f"{len(rois)} ROIs"
        raise DecodeError(f"the structure set holds no contour that can be drawn, in {count}")


def _read(content: StructureSet, limits: Limits) -> list[Roi]:
    """Return the ROIs of the content's frame of reference."""
    with reading("the structure set"):
        if is_too_large(content.instances[0], limits):
            raise LimitError(
                f"the structure set takes more bytes than {limits.contour_points} contour "
                "points need (limits.contour_points)"
            )
        rois = read_rois(whole_dataset(content.instances[0], "the structure set"), limits)
    uid = content.frame_of_reference_uid
    return [roi for roi in rois if roi.frame_of_reference_uid == uid]


def _numbered(rois: Sequence[Roi]) -> tuple[Roi, ...]:
    """Return ROIs with numbers that differ and can be voxel values: others get new ones."""
    taken = {roi.number for roi in rois if 0 < roi.number <= _LARGEST}
    free = (number for number in range(1, len(rois) + len(taken) + 1) if number not in taken)
    seen: set[int] = set()
    found = []
    for roi in rois:
        if roi.number in seen or roi.number not in taken:
            roi = replace(roi, number=next(free))
        seen.add(roi.number)
        found.append(roi)
    return tuple(found)


def _filled(
    placed: Sequence[PlacedContour], geometry: Geometry
) -> tuple[tuple[ContourLabels, ...], tuple[tuple[Roi, str], ...]]:
    """Return the closed contours filled, and which ROIs are not, each with the reason.

    An ROI is filled wholly or not at all: part of it would pass for all of it.
    """
    areas = [one for one in placed if one.contour.is_area]
    reasons = {one.roi.number: (one.roi, _ACROSS) for one in areas if one.axis is None}
    beyond = [one for one in areas if not one.is_within(geometry.shape)]
    reasons |= {one.roi.number: (one.roi, _BEYOND) for one in beyond}
    whole = [one for one in areas if one.roi.number not in reasons]
    try:
        if filling_work(whole, geometry.shape) > MOST_WORK:
            raise LimitError("filling takes too long")
        labels = fill_contours(whole, geometry.shape, MOST_LABEL_BYTES)
    except LimitError:
        labels = ()
        reasons |= {one.roi.number: (one.roi, _COSTLY) for one in whole}
    return labels, tuple(reasons.values())
