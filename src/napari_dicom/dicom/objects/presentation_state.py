"""Presentation states: windows to choose from, graphics and texts on images (PS3.3 A.33, C.11).

Pixels are never turned, flipped or covered: rotation, flip and shutters are told. Graphics in units
of the displayed area are drawn where the image is displayed as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from napari_dicom.dicom.errors import DecodeError, LimitError
from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.kinds import Kind
from napari_dicom.dicom.limits import Limits
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.objects.companion import Companion
from napari_dicom.dicom.objects.drawing import LoadedDrawing, Mark, draw_on_each
from napari_dicom.dicom.objects.frame_places import ImageReference, find_frames
from napari_dicom.dicom.objects.graphic_shapes import joined
from napari_dicom.dicom.objects.inside import look_inside
from napari_dicom.dicom.objects.presentation_graphics import Graphic, graphics_in, images_in
from napari_dicom.dicom.objects.presentation_look import look_of, windows_for, windows_left_out
from napari_dicom.dicom.objects.reading import reading, small_dataset
from napari_dicom.dicom.volumes import References, Volume

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_MARKER = "presentation state"
_WHAT = f"the {_MARKER}"
_FIRST_LOOK = 0x00280000
"""Windows, shutters, graphics, displayed areas and lookup tables are in groups from here on."""


class PresentationState(Companion):
    """How somebody wanted images to be seen."""

    __slots__ = ()


def find_presentation_state(instances: tuple[Instance, ...]) -> PresentationState | None:
    """Return a presentation state; None of one that names no image.

    Raises
    ------
    PixelError, LimitError
        It cannot be read.
    """
    inside = look_inside(instances[0], Kind.PRESENTATION_STATE)
    with reading(_WHAT):
        dataset = small_dataset(instances[0], _WHAT)
        named = frozenset(one.sop_instance_uid for one in _all_images(dataset))
    if not named:
        return None
    shown = "opens as windows to choose from, shapes and points"
    references = References("", inside.series, named)
    return PresentationState(instances, Kind.PRESENTATION_STATE, references, inside, shown)


def load_presentation_state(
    content: PresentationState, volumes: Sequence[Volume], limits: Limits
) -> LoadedDrawing:
    """Read what a presentation state says of its images, and lay its graphics on them.

    Raises
    ------
    DecodeError
        It is damaged, cannot be read any more, or none of its images is here.
    LimitError
        It draws more points than the limits allow.
    """
    with reading(_WHAT):
        dataset = small_dataset(content.instances[0], _WHAT)
        return _loaded(content, dataset, volumes, limits)


def _loaded(
    content: PresentationState, dataset: Dataset, volumes: Sequence[Volume], limits: Limits
) -> LoadedDrawing:
    images = list(_all_images(dataset))
    meant = _volumes(images, volumes)
    if not meant:
        raise DecodeError("none of the images of the presentation state is here")
    found, lost = _marks(dataset, images, volumes, limits)
    texts = [one.text for _, own in graphics_in(dataset, images) for one in own if one.text]
    entry = look_of(dataset) | {"texts": texts}
    told = {"presentation": [entry]}
    remarks = tuple(
        (one, {"presentation": [entry | {"windows": windows_for(dataset, one)}]}) for one in meant
    )
    windows = (Note("assumed", text, Severity.WARNING) for text in windows_left_out(dataset))
    notes = (*_notes(entry, lost, meant), *windows, *_doubt_of_its_end(dataset))
    content = replace(content, notes=notes)
    return draw_on_each(content, found, told, remarks, meant[0])


def _all_images(dataset: Dataset) -> Iterator[ImageReference]:
    for series in dataset.get("ReferencedSeriesSequence") or ():
        yield from images_in(series)


def _volumes(images: Iterable[ImageReference], volumes: Sequence[Volume]) -> list[Volume]:
    named = {image.sop_instance_uid for image in images}
    return [v for v in volumes if any(one.sop_instance_uid in named for one in v.instances)]


def _marks(
    dataset: Dataset, images: Sequence[ImageReference], volumes: Sequence[Volume], limits: Limits
) -> tuple[list[tuple[Volume, Mark]], int]:
    """Return the marks on each image, and how many graphics could not be drawn."""
    found: list[tuple[Volume, Mark]] = []
    lost, points = 0, 0
    for images_here, graphics in graphics_in(dataset, images):
        places = [place for one in images_here for place in find_frames(one, volumes)]
        for graphic in graphics:
            shape = joined(graphic.kind, graphic.points)
            if shape is None or not places:
                lost += 1
                continue
            points += len(graphic.points) * len(places)
            if points >= limits.contour_points:
                text = f"{limits.contour_points} points or more (limits.contour_points)"
                raise LimitError(f"the presentation state draws {text}")
            stroke, shaped = shape
            facts = _facts(graphic)
            found += ((p.volume, Mark(p.of(shaped), stroke, facts)) for p in places)
    return found, lost


def _facts(graphic: Graphic) -> dict[str, str | float]:
    words: dict[str, str | float] = {
        "label": graphic.layer or _MARKER,
        "geometric_type": "TEXT" if graphic.text else graphic.kind,
        "text": graphic.text,
    }
    return words | ({"part_of": graphic.compound} if graphic.compound else {})


def _notes(entry: Mapping[str, Any], lost: int, meant: Sequence[Volume]) -> Iterator[Note]:
    asked = []
    if entry["rotation_degrees"]:
        asked.append(f"turned by {entry['rotation_degrees']}°")
    if entry["flip"] != "none":
        asked.append("flipped")
    inverse = entry["polarity"] == "inverse"
    known = entry["polarity"] in {"inverse", "identity"}
    if known and any(volume.is_inverted is not inverse for volume in meant):
        asked.append("with black and white exchanged")
    if entry["polarity"] == "table":
        asked.append("through a presentation lookup table")
    if entry["shutter"] != "none":
        asked.append("partly covered by a shutter")
    if asked:
        text = f"the presentation state asks for the image {', '.join(asked)}: it is shown as it is"
        yield Note("presentation-not-applied", text)
    if lost:
        graphics = "1 graphic" if lost == 1 else f"{lost} graphics"
        text = f"{graphics} not drawn: of an unknown type, in unknown units, or on images elsewhere"
        yield Note("graphics-not-drawn", text, Severity.WARNING, {"graphics": lost})


def _doubt_of_its_end(dataset: Dataset) -> Iterator[Note]:
    """Yield a warning where nothing stands behind what the state is of: how it looks comes last."""
    if max(dataset.keys(), default=0) < _FIRST_LOOK:
        text = (
            "the presentation state names images and says nothing of how they look: its file may "
            "be cut off, with its windows, graphics and texts"
        )
        yield Note("presentation-cut-off", text, Severity.WARNING)
