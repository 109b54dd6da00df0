"""Marks on images as layers: points, and lines as paths, with what is said of them as features."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.objects import LoadedDrawing, PlacedMark, Stroke
from napari_dicom.layers.colours import colour_of
from napari_dicom.layers.display import Arrangement, Matrix
from napari_dicom.layers.layer_axes import LayerAxes, axes_of, drawing_axes
from napari_dicom.layers.layer_data import LayerData
from napari_dicom.layers.metadata import companion_keywords

LINE = 1 / 400
"""Width of lines, as a part of the image's larger side: some two pixels of a screen."""

POINT = 1 / 60
"""Size of points, as a part of the image's larger side."""

_SHAPE_TYPES = {Stroke.ELLIPSE: "ellipse"}

_ALONE = 400.0
"""mm: the side of what marks without an image are drawn as if they lay on."""


def build_drawing(loaded: LoadedDrawing, display: Matrix) -> list[LayerData]:
    """Make the layers of marks: one of points, one of lines, where there are any.

    Parameters
    ----------
    display
        4x4 LPS -> LPS the images they lie on are displayed through.
    """
    points = [one for one in loaded.placed if one.mark.stroke is Stroke.POINTS]
    lines = [one for one in loaded.placed if one.mark.stroke is not Stroke.POINTS]
    axes = _axes(loaded, display)
    layers = []
    name = f"{loaded.content.name} {loaded.where}".strip()
    if points:
        own = f"{name} points" if lines else name
        keywords = companion_keywords(loaded.content, axes, display, own, dict(loaded.told))
        layers.append(_points(loaded, axes, keywords, points))
    if lines:
        keywords = companion_keywords(loaded.content, axes, display, name, dict(loaded.told))
        layers.append(_shapes(loaded, axes, keywords, lines))
    return layers


def along_layer(
    index: NDArray[np.float64], arrangement: Arrangement, shape: Sequence[int]
) -> NDArray[np.float64]:
    """Return (slice, row, column) of a grid along a layer's axes (z, y, x).

    Parameters
    ----------
    shape
        (slices, rows, columns) of the grid.
    """
    last = np.array(shape, dtype=np.float64)[list(arrangement.order)] - 1
    along = index[:, arrangement.order]
    return np.where(arrangement.flipped, last - along, along)


def _axes(loaded: LoadedDrawing, display: Matrix) -> LayerAxes:
    volume = loaded.volume
    if volume is not None and volume.geometry is None:
        return axes_of(volume, display)
    return drawing_axes(volume, display)


def _points(
    loaded: LoadedDrawing, axes: LayerAxes, keywords: dict[str, Any], points: Sequence[PlacedMark]
) -> LayerData:
    each = [one for one in points for _ in one.index]
    keywords |= {
        "size": POINT * _side(loaded),
        "face_color": np.array([colour_of(one.mark.number, one.mark.colour) for one in each]),
        "border_width": 0.0,
        "features": _features(each),
    }
    data = np.concatenate([_in_layer(loaded, axes, one) for one in points])
    if any(keywords["features"].get("text", ())):
        keywords["text"] = {"string": "{text}", "color": "yellow", "anchor": "upper_left"}
    return LayerData(data, keywords, "points")


def _shapes(
    loaded: LoadedDrawing, axes: LayerAxes, keywords: dict[str, Any], lines: Sequence[PlacedMark]
) -> LayerData:
    keywords |= {
        "shape_type": [_SHAPE_TYPES.get(one.mark.stroke, "path") for one in lines],
        "face_color": "transparent",
        "edge_color": np.array([colour_of(one.mark.number, one.mark.colour) for one in lines]),
        "edge_width": LINE * _side(loaded),
        "opacity": 1.0,
        "blending": "translucent_no_depth",  # in 3D they lie within the image
        "features": _features(lines),
    }
    return LayerData([_path(loaded, axes, one) for one in lines], keywords, "shapes")


def _path(loaded: LoadedDrawing, axes: LayerAxes, placed: PlacedMark) -> NDArray[np.float64]:
    points = _in_layer(loaded, axes, placed)
    if placed.mark.stroke is not Stroke.CLOSED or np.array_equal(points[0], points[-1]):
        return points
    return np.concatenate([points, points[:1]])


def _in_layer(loaded: LoadedDrawing, axes: LayerAxes, placed: PlacedMark) -> NDArray[np.float64]:
    volume = loaded.volume
    if volume is None:
        return placed.index[:, ::-1]  # LPS mm, as napari's world has it
    if volume.geometry is None or axes.arrangement is None:
        return placed.index
    return along_layer(placed.index, axes.arrangement, volume.geometry.shape)


def _side(loaded: LoadedDrawing) -> float:
    """Return the larger side of a plane of the image, in the layer's steps."""
    volume = loaded.volume
    return _ALONE if volume is None else float(max(volume.first.rows, volume.first.columns))


def _features(marks: Sequence[PlacedMark]) -> dict[str, list[Any]]:
    """Return what is said of marks in columns; numbers are absent as NaN, words as ``""``."""
    facts = [one.mark.facts for one in marks]
    columns: dict[str, list[Any]] = {}
    for key in dict.fromkeys(key for one in facts for key in one):
        words = any(isinstance(one.get(key, 0.0), str) for one in facts)
        columns[key] = [one.get(key, "" if words else np.nan) for one in facts]
    return columns
