"""What was drawn over an image as regions of interest: contours and points in LPS mm.

Labels become the outlines of their numbers in each plane; shapes and points of napari's layers keep
their exact places.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom import ExportError, Frame, Volume, as_measured
from napari_dicom.dicom.objects import Contour, ContourType, Roi
from napari_dicom.writing.drawn_labels import (
    known_segments,
    label_planes,
    layer_affine,
    numbers_in,
    volume_behind,
)
from napari_dicom.writing.label_planes import LabelPlanes
from napari_dicom.writing.outlines import outlines

RoiNames = Mapping[int, str]

_FLAT = 0.01
"""Pixels: what is drawn in a plane leaves it by no more."""

_ELLIPSE_POINTS = 72
"""One every 5°: of an ellipse 500 pixels wide none is a quarter of a pixel away."""

_AREAS = ("polygon", "rectangle", "ellipse")
_SHAPES = "shape_type"


def drawn_rois(drawn: Any, reference: Any) -> list[Roi]:  # Any: an array or a layer; as below
    """Return what one layer, or array of labels, holds as regions of interest.

    Parameters
    ----------
    drawn
        An array of labels of the volume's shape, or a layer of labels, shapes or points.
    reference
        As in `volume_behind`; a layer where `drawn` is one that the user has made.
    """
    volume = volume_behind(reference)
    if hasattr(drawn, _SHAPES):
        return _rois_of_marks(drawn, _shapes(drawn, reference, volume))
    if hasattr(drawn, "border_width"):
        return _rois_of_marks(drawn, _points(drawn, reference, volume))
    return list(_rois_of_labels(drawn, label_planes(drawn, reference)))


def _rois_of_labels(drawn: Any, planes: LabelPlanes) -> Iterator[Roi]:  # Any: labels
    known = known_segments(drawn)
    for number in numbers_in(planes.labels):
        contours = tuple(_contours_of(planes, number))
        named = known.get(number)
        colour = _bytes(drawn.get_color(number)) if hasattr(drawn, "get_color") else None
        name = named.label if named is not None else ""
        yield Roi(number, name, colour, "", "", "", contours)


def _contours_of(planes: LabelPlanes, number: int) -> Iterator[Contour]:
    """Yield the outlines of a number in every plane."""
    if planes.positions is None or planes.orientation is None or planes.pixel_spacing is None:
        raise ExportError("the image has no place in a patient: contours are points in one")
    along_row, along_column = np.reshape(planes.orientation, (2, 3))
    between_rows, between_columns = planes.pixel_spacing
    steps = np.array([along_column * between_rows, along_row * between_columns])
    count = 0
    for plane, origin, source in zip(planes.labels, planes.positions, planes.sources, strict=True):
        for line in outlines(plane == number):
            count += 1
            yield Contour(ContourType.CLOSED_PLANAR, origin + line @ steps, count, _uids(source))


def _uids(frame: Frame | None) -> tuple[str, ...]:
    """Return the image a frame is; of a file of several frames none, it would mean all of them."""
    source = None if frame is None else frame.instance.pixels
    if frame is None or (source is not None and source.number_of_frames > 1):
        return ()
    return (frame.instance.sop_instance_uid,)


_Mark = tuple[int, Contour]
"""The number of a shape or point in its layer, and what is to be written of it."""


def _shapes(layer: Any, reference: Any, volume: Volume) -> Iterator[_Mark]:  # Any: layers
    affine = _checked_affine(layer, reference, volume)
    types = _types(layer)
    for number, (data, kind) in enumerate(zip(layer.data, layer.shape_type, strict=True)):
        index = _ellipse(np.asarray(data)) if kind == "ellipse" else np.asarray(data, np.float64)
        is_closed = kind in _AREAS or (len(index) > 3 and np.array_equal(index[0], index[-1]))
        if is_closed and np.array_equal(index[0], index[-1]):
            index = index[:-1]
        points = _in_patient(index, affine)
        kind_of_contour = types.get(number) or _type(points, affine, is_closed)
        if kind_of_contour.is_closed and not _is_flat(points, affine):
            raise ExportError(f"shape {number + 1} of {layer.name!r} does not lie in one plane")
        yield number, Contour(kind_of_contour, points, number + 1, _sources(points, volume))


def _points(layer: Any, reference: Any, volume: Volume) -> Iterator[_Mark]:  # Any: layers
    affine = _checked_affine(layer, reference, volume)
    for number, point in enumerate(np.asarray(layer.data, dtype=np.float64)):
        place = _in_patient(point[np.newaxis], affine)
        yield number, Contour(ContourType.POINT, place, number + 1, _sources(place, volume))


def _checked_affine(layer: Any, reference: Any, volume: Volume) -> NDArray[np.float64]:
    """Return the 4x4 from a layer's last three axes to LPS mm."""
    if volume.geometry is None or not volume.geometry.is_in_patient:
        raise ExportError("the image has no place in a patient: contours are points in one")
    if layer.ndim < 3:
        raise ExportError(f"{layer.name!r} has no depth: draw on a layer of three dimensions")
    data = [np.atleast_2d(one)[:, : layer.ndim - 3] for one in layer.data]
    if data and np.ptp(np.concatenate(data), axis=0).any():
        raise ExportError(f"{layer.name!r} is drawn at several times: a structure set has one")
    return layer_affine(layer, reference)


def _in_patient(index: NDArray[np.float64], affine: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(index[:, -3:] @ affine[:3, :3].T + affine[:3, 3])


def _type(points: NDArray[np.float64], affine: NDArray[np.float64], is_closed: bool) -> ContourType:
    if is_closed:
        return ContourType.CLOSED_PLANAR
    flat = _is_flat(points, affine)
    return ContourType.OPEN_PLANAR if flat else ContourType.OPEN_NONPLANAR


def _is_flat(points: NDArray[np.float64], affine: NDArray[np.float64]) -> bool:
    """Tell whether points lie in one plane, of whatever direction."""
    away = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)
    pixel = float(np.linalg.norm(affine[:3, :3], axis=0).min())
    return len(points) < 4 or bool(np.abs(away[0][:, 2] * away[1][2]).max() <= _FLAT * pixel)


def _types(layer: Any) -> dict[int, ContourType]:  # Any: a layer
    """Return the geometric types that shapes were opened with, by their number in the layer."""
    found = list(layer.features.get("geometric_type", ()))
    return {n: ContourType(one) for n, one in enumerate(found) if one in set(ContourType)}


def _ellipse(box: NDArray[Any]) -> NDArray[np.float64]:
    """Return points along the ellipse in a box given by its corners."""
    angles = np.linspace(0, 2 * np.pi, _ELLIPSE_POINTS, endpoint=False)
    one, other = (box[1] - box[0]) / 2, (box[3] - box[0]) / 2
    around = np.outer(np.cos(angles), one) + np.outer(np.sin(angles), other)
    return np.asarray(box.mean(axis=0) + around, dtype=np.float64)


def _sources(points: NDArray[np.float64], volume: Volume) -> tuple[str, ...]:
    """Return the image whose plane points lie in."""
    geometry = as_measured(volume)
    if geometry is None or volume.stack is None:
        return ()
    inverse = np.linalg.inv(geometry.affine)
    planes = points @ inverse[0, :3] + inverse[0, 3]
    plane = round(float(planes.mean()))
    is_in_it = np.ptp(planes) <= _FLAT and 0 <= plane < geometry.shape[0]
    return _uids(volume.frames[plane]) if is_in_it else ()


def _rois_of_marks(layer: Any, marks: Iterator[_Mark]) -> list[Roi]:  # Any: a layer
    """Gather marks by the region their features name; all are one where they name none."""
    features = layer.features
    is_named = {"index", "label"} <= set(features.columns)
    colours = layer.edge_color if hasattr(layer, _SHAPES) else layer.face_color
    opened = {roi.number: roi for roi in layer.metadata.get("dicom_rois", ())}
    found: dict[int, Roi] = {}
    for n, contour in marks:
        number = _number(features["index"].iloc[n]) if is_named else 1
        name = str(features["label"].iloc[n]) if is_named else layer.name
        own = found.get(number) or replace(
            opened.get(number) or Roi(number, name, None, "", "", "", ()),
            name=name if name not in ("", "nan") else layer.name,
            colour=_bytes(colours[n]),
            contours=(),
        )
        found[number] = replace(own, contours=(*own.contours, contour))
    return [found[number] for number in sorted(found)]


def _number(value: Any) -> int:  # Any: a cell of a table, empty for a shape drawn later
    return int(value) if value == value and int(value) > 0 else 1


def _bytes(colour: Sequence[float] | None) -> tuple[int, int, int] | None:
    if colour is None:
        return None
    red, green, blue = (round(255 * float(channel)) for channel in colour[:3])
    return red, green, blue
