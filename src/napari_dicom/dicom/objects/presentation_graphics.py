"""Graphics and texts of a presentation state, in pixels of its images (PS3.3 C.10.5).

A compound graphic (a ruler, an arrow ...) stands there as simple graphics as well, which bear its
number: these are drawn. One that has none is drawn through its own points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from napari_dicom.dicom.objects.frame_places import ImageReference
from napari_dicom.dicom.objects.presentation_look import look_of
from napari_dicom.dicom.objects.report_content import image_reference
from napari_dicom.dicom.objects.rois import Points
from napari_dicom.dicom.text import plain_text

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_CORNERS = ("TopLeft", "BottomRight")
_ToPixels = Mapping[str, Callable[[Points], Points]]


@dataclass(frozen=True, slots=True, eq=False)
class Graphic:
    """A graphic or a text, in pixels (column, row) from the corner of the first.

    Parameters
    ----------
    layer
        The graphic layer it is on.
    compound
        What it is part of: ``"RULER"``, ``"ARROW"`` ..., or ``""``.
    """

    kind: str
    points: Points
    layer: str
    text: str = ""
    compound: str = ""


def images_in(item: Dataset) -> list[ImageReference]:
    """Return the images that an item refers to."""
    return [image_reference(image) for image in item.get("ReferencedImageSequence") or ()]


def graphics_in(
    dataset: Dataset, images: Sequence[ImageReference]
) -> Iterator[tuple[Sequence[ImageReference], list[Graphic]]]:
    """Yield the images of each annotation with its graphics and texts.

    Parameters
    ----------
    images
        Those of annotations that name none.
    """
    to_pixels = _units(dataset)
    for item in dataset.get("GraphicAnnotationSequence") or ():
        layer = plain_text(str(item.get("GraphicLayer") or ""))
        whole = {_number_of(one): _kind_of(one) for one in _items(item, "CompoundGraphic")}
        graphics = [_graphic(one, layer, to_pixels, whole) for one in _items(item, "GraphicObject")]
        texts = [_text(one, layer, to_pixels, whole) for one in _items(item, "TextObject")]
        simple = (*_items(item, "GraphicObject"), *_items(item, "TextObject"))
        drawn = {_number_of(one) for one in simple}
        rest = (
            one
            for one in _items(item, "CompoundGraphic")
            if not _number_of(one) or _number_of(one) not in drawn
        )
        compound = [_compound(one, layer, to_pixels) for one in rest]
        yield images_in(item) or images, [*graphics, *texts, *compound]


def _items(item: Dataset, name: str) -> Iterable[Dataset]:
    return item.get(f"{name}Sequence") or ()


def _number_of(item: Dataset) -> int:
    """Return Compound Graphic Instance ID (0070,0226); 0 where there is none."""
    return int(item.get("CompoundGraphicInstanceID") or 0)


def _kind_of(item: Dataset) -> str:
    return plain_text(str(item.get("CompoundGraphicType") or ""), 16)


def _units(dataset: Dataset) -> _ToPixels:
    """Return what turns coordinates of each unit into pixels; none where that is not known."""
    same: dict[str, Callable[[Points], Points]] = {"PIXEL": lambda points: points}
    areas = list(dataset.get("DisplayedAreaSelectionSequence") or ())
    look = look_of(dataset)
    if len(areas) != 1 or look["rotation_degrees"] or look["flip"] == "horizontal":
        return same
    corners = [_numbers(areas[0].get(f"DisplayedArea{side}HandCorner")) for side in _CORNERS]
    if any(len(corner) != 2 for corner in corners):
        return same
    first, last = (np.array(corner) for corner in corners)
    return same | {"DISPLAY": lambda points: first - 1 + points * (last - first + 1)}


def _numbers(value: object) -> list[float]:
    several = value if isinstance(value, Iterable) and not isinstance(value, str) else []
    return [float(number) for number in several]


def _graphic(item: Dataset, layer: str, to_pixels: _ToPixels, whole: Mapping[int, str]) -> Graphic:
    units = str(item.get("GraphicAnnotationUnits") or "PIXEL")
    kind = plain_text(str(item.get("GraphicType") or ""))
    points = _pixels(_numbers(item.get("GraphicData")), units, to_pixels)
    return Graphic(kind, points, layer, compound=whole.get(_number_of(item), ""))


def _text(item: Dataset, layer: str, to_pixels: _ToPixels, whole: Mapping[int, str]) -> Graphic:
    """Return a text at its anchor, else at the corner of its box."""
    text = plain_text(str(item.get("UnformattedTextValue") or ""), 200)
    point, units = item.get("AnchorPoint"), item.get("AnchorPointAnnotationUnits")
    if point is None:
        point = item.get("BoundingBoxTopLeftHandCorner")
        units = item.get("BoundingBoxAnnotationUnits")
    points = _pixels(_numbers(point), str(units or "PIXEL"), to_pixels)
    return Graphic("POINT", points, layer, text, whole.get(_number_of(item), ""))


def _compound(item: Dataset, layer: str, to_pixels: _ToPixels) -> Graphic:
    """Return a compound graphic that nothing simple stands for, as what joins its points."""
    kind, units = _kind_of(item), str(item.get("CompoundGraphicUnits") or "PIXEL")
    points = _pixels(_numbers(item.get("GraphicData")), units, to_pixels)
    if kind in {"ELLIPSE", "RECTANGLE"} and len(points) == 2:
        points = _turned(_box_of(points), item, units, to_pixels)
        return Graphic(_BOXED[kind], _BOXES[kind](points), layer, compound=kind)
    return Graphic(_JOINED.get(kind, ""), points, layer, compound=kind)


def _box_of(corners: Points) -> Points:
    (left, top), (right, bottom) = corners
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]])


def _turned(points: Points, item: Dataset, units: str, to_pixels: _ToPixels) -> Points:
    """Turn points counterclockwise, as pictures are seen, about the rotation point."""
    angle = np.deg2rad(float(item.get("RotationAngle") or 0.0))
    about = _pixels(_numbers(item.get("RotationPoint")), units, to_pixels)
    if not angle or len(about) != 1:
        return points
    cosine, sine = np.cos(angle), np.sin(angle)
    turn = np.array([[cosine, -sine], [sine, cosine]])  # rows run down: this is counterclockwise
    return np.asarray((points - about[0]) @ turn + about[0], dtype=np.float64)


def _axes_of(box: Points) -> Points:
    """Return the ends of the two axes of the ellipse in a box."""
    middles = (box + np.roll(box, -1, axis=0)) / 2
    return middles[[1, 3, 0, 2]]


def _closed(box: Points) -> Points:
    return np.concatenate([box, box[:1]])


_BOXED = {"ELLIPSE": "ELLIPSE", "RECTANGLE": "POLYLINE"}
_BOXES: Mapping[str, Callable[[Points], Points]] = {"ELLIPSE": _axes_of, "RECTANGLE": _closed}
_JOINED = {
    "MULTILINE": "POLYLINE",
    "CUTLINE": "POLYLINE",
    "RANGELINE": "POLYLINE",
    "RULER": "POLYLINE",
    "AXIS": "POLYLINE",
    "ARROW": "POLYLINE",
    "CROSSHAIR": "POINT",
}
"""Compound Graphic Type (0070,0294) -> the simple type its points are drawn as."""


def _pixels(numbers: Sequence[float], units: str, to_pixels: _ToPixels) -> Points:
    """Return (n, 2) pixels from the corner of the first; none where they are not whole."""
    whole = len(numbers) % 2 == 0 and bool(np.isfinite(numbers).all())
    if units not in to_pixels or not whole:
        return np.zeros((0, 2))
    return to_pixels[units](np.array(numbers, dtype=np.float64).reshape(-1, 2))
