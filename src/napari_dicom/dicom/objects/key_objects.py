"""Key object selections: which images somebody marked, and as what (PS3.3 A.35.4, TID 2010)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from napari_dicom.dicom.errors import DecodeError
from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.kinds import Kind
from napari_dicom.dicom.note import Note
from napari_dicom.dicom.objects.companion import Companion
from napari_dicom.dicom.objects.drawing import LoadedDrawing, Mark, Stroke, draw_on_each
from napari_dicom.dicom.objects.frame_places import (
    FramePlace,
    ImageReference,
    marked_frames,
    remarks_on_frames,
)
from napari_dicom.dicom.objects.inside import look_inside
from napari_dicom.dicom.objects.reading import reading, small_dataset
from napari_dicom.dicom.objects.report_content import image_reference
from napari_dicom.dicom.text import counted, plain_text
from napari_dicom.dicom.volumes import References, Volume

if TYPE_CHECKING:
    from pydicom.dataset import Dataset
_WHAT = "the key object selection"


class KeyObjects(Companion):
    """Images that somebody marked."""

    __slots__ = ()


def find_key_objects(instances: tuple[Instance, ...]) -> KeyObjects | None:
    """Return a selection that marks images; None of one that does not.

    Raises
    ------
    PixelError, LimitError
        It cannot be read.
    """
    inside = look_inside(instances[0], Kind.KEY_OBJECTS)
    _, images = _read(instances[0])
    if not images:
        return None
    named = frozenset(image.sop_instance_uid for image in images)
    references = References("", inside.series, named)
    return KeyObjects(instances, Kind.KEY_OBJECTS, references, inside, "opens as marks on slices")


def load_key_objects(content: KeyObjects, volumes: Sequence[Volume]) -> LoadedDrawing:
    """Read which images are marked, and draw a frame around each.

    Raises
    ------
    DecodeError
        It is damaged, cannot be read any more, or none of its images is here.
    """
    title, images = _read(content.instances[0])
    places = [place for one in images for place in marked_frames(one, volumes)]
    if not places:
        raise DecodeError("none of the images that are marked is here")
    content = replace(content, notes=tuple(_notes(images, places)))
    entries = [(place.volume, _entry(place, title)) for place in places]
    remarks = tuple(
        (one, {"key_images": [entry for owner, entry in entries if owner is one]})
        for one in dict.fromkeys(place.volume for place in places)
    )
    told = {"key_images": [entry for _, entry in entries]}
    found = [(place.volume, _frame(place, title)) for place in places]
    return draw_on_each(content, found, told, remarks)


def _notes(images: Sequence[ImageReference], places: Sequence[FramePlace]) -> Iterator[Note]:
    here = {place.frame.instance.sop_instance_uid for place in places}
    marked = {one.sop_instance_uid for one in images}
    lost = len(marked - here)
    if lost:
        words = "was" if lost == 1 else "were"
        text = f"{lost} of the {counted(len(marked), 'image')} that are marked {words} not there"
        yield Note("regions-not-drawn", text, details={"regions": lost})
    yield from remarks_on_frames(images, places)


def _read(instance: Instance) -> tuple[str, list[ImageReference]]:
    """Return what images were marked as, and which."""
    with reading(_WHAT):
        dataset = small_dataset(instance, _WHAT)
        names = dataset.get("ConceptNameCodeSequence") or ()
        titles = (plain_text(str(name.get("CodeMeaning") or "")) for name in names)
        return next(titles, "") or "key image", list(_images(dataset))


def _images(dataset: Dataset) -> Iterator[ImageReference]:
    for item in dataset.get("ContentSequence") or ():
        if str(item.get("ValueType")) == "IMAGE":
            for image in item.get("ReferencedSOPSequence") or ():
                yield image_reference(image)


def _entry(place: FramePlace, title: str) -> dict[str, str | int]:
    uid, frame = place.frame.instance.sop_instance_uid, place.frame.number
    return {"SOPInstanceUID": uid, "frame": frame, "title": title}


def _frame(place: FramePlace, title: str) -> Mark:
    """Return a line around an image, along the outer edge of its pixels."""
    rows, columns = place.frame.rows, place.frame.columns
    corners = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], dtype=np.float64)
    return Mark(place.of(corners), Stroke.CLOSED, {"label": title, "geometric_type": "KEY_IMAGE"})
