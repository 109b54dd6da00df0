"""Segments and ROIs of a viewer, each of them whatever layers it is drawn in: shown, hidden, found.

A segment of labels is hidden by its colour, an ROI's contours by theirs, points by a switch of
their own: the layers stay as they are, and colours keep their red, green and blue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from napari_dicom.viewer.open_layers import world_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from napari.components import ViewerModel
    from napari.layers import Layer
    from numpy.typing import NDArray

    from napari_dicom.dicom import Progress

_COLUMNS = {"index", "label"}
_OFF = 1e-3
"""Part of a slice that is nothing."""

Rgb = tuple[float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """A segment or an ROI.

    Parameters
    ----------
    layers
        Those it is drawn in: contours, points and filled labels of one ROI are one region.
    number
        Its index in their features.
    label, type
        What it is called, what it is.
    volume
        In ml, None where no layer has one.
    colour
        Red, green, blue of 0 to 1.
    is_shown
        Whether any of its layers has it in a colour that is seen.
    """

    layers: tuple[Layer, ...]
    number: int
    label: str
    type: str
    volume: float | None
    colour: Rgb
    is_shown: bool

    @property
    def source(self) -> str:
        """The name of the first of its layers."""
        return str(self.layers[0].name)


def region_layers(viewer: ViewerModel) -> list[Layer]:
    """Return the layers that name what is drawn in them, the uppermost first."""
    return [layer for layer in reversed(viewer.layers) if _names_regions(layer)]


def regions_of(viewer: ViewerModel) -> list[Region]:
    """Return all segments and ROIs of a viewer, as their layers lie, by number."""
    rows: dict[tuple[object, int], list[_Row]] = {}
    for layer in region_layers(viewer):
        for row in _rows_of(layer):
            rows.setdefault((_object_of(layer), row.number), []).append(row)
    return [_region(each) for each in rows.values()]


def show_regions(regions: Iterable[Region], shown: bool) -> None:
    """Show or hide regions in all of their layers, each layer changed once."""
    numbers: dict[int, tuple[Layer, set[int]]] = {}
    for region in regions:
        for layer in region.layers:
            numbers.setdefault(id(layer), (layer, set()))[1].add(region.number)
    for layer, chosen in numbers.values():
        _SHOW[layer.__class__.__name__](layer, chosen, shown)


def place_of(region: Region) -> Callable[[Progress], tuple[Layer, NDArray[np.float64]] | None]:
    """Return what finds the middle of a region, for a thread: (layer, its coordinates), or None."""
    order = ("Shapes", "Points", "Labels")
    layers = sorted(region.layers, key=lambda one: order.index(one.__class__.__name__))
    layer, number = layers[0], region.number
    if layer.__class__.__name__ == "Labels":
        data, axis = layer.data, _slice_axis(layer)
        return lambda progress: _with(layer, _middle_of_label(data, number, axis, progress))
    here = np.flatnonzero(np.asarray(layer.features["index"]) == number)
    found = _middle_of_drawn(layer, here)
    return lambda _progress: _with(layer, found)


def move_to(viewer: ViewerModel, layer: Layer, place: NDArray[np.float64]) -> None:
    """Move the sliders to a place in a layer's coordinates, as napari slices it."""
    offset = viewer.dims.ndim - layer.ndim
    hidden = [axis - offset for axis in viewer.dims.not_displayed if axis >= offset]
    inverse = np.linalg.inv(world_of(layer))
    across = inverse[np.ix_(hidden, hidden)]
    point = np.linalg.solve(across, np.asarray(place)[hidden] - inverse[hidden, -1])
    for axis, at in zip(hidden, point, strict=True):
        viewer.dims.set_point(axis + offset, float(at))


def stand_on_slice(viewer: ViewerModel, layer: Layer) -> None:
    """Move the sliders to the middle of the slice of a layer that is shown.

    What is drawn between slices is lost, and drawing breaks off, where napari's slider, whose steps
    are those of other layers as well, comes to stand half a slice away from it.
    """
    offset = viewer.dims.ndim - layer.ndim
    hidden = [axis - offset for axis in viewer.dims.not_displayed if axis >= offset]
    inverse = np.linalg.inv(world_of(layer))
    point = np.asarray(viewer.dims.point, dtype=np.float64)[offset:][hidden]
    index = inverse[np.ix_(hidden, hidden)] @ point + inverse[hidden, -1]
    voxel = np.zeros(layer.ndim)
    voxel[hidden] = np.clip(np.rint(index), 0, np.array(layer.data.shape)[hidden] - 1)
    if hidden and np.abs(voxel[hidden] - index).max() > _OFF:
        move_to(viewer, layer, voxel)


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    """What one layer says of a region."""

    layer: Layer
    number: int
    label: str
    type: str
    volume: float | None
    colour: NDArray[np.float64]
    is_shown: bool


def _names_regions(layer: Layer) -> bool:
    if layer.__class__.__name__ not in _SHOW:
        return False
    return set(layer.features.columns) >= _COLUMNS and len(layer.features) > 0


def _object_of(layer: Layer) -> object:
    """Return what tells the file a layer came from; of any other layer, itself."""
    dicom = layer.metadata.get("dicom", {})
    return dicom.get("SOPInstanceUID") or id(layer)


def _region(rows: list[_Row]) -> Region:
    volumes = [row.volume for row in rows if row.volume is not None]
    first = rows[0]
    red, green, blue = (float(channel) for channel in first.colour[:3])
    return Region(
        tuple(row.layer for row in rows),
        first.number,
        first.label,
        first.type,
        volumes[0] if volumes else None,
        (red, green, blue),
        any(row.is_shown for row in rows),
    )


def _rows_of(layer: Layer) -> list[_Row]:
    """Return a row for each number that a layer's features name."""
    table = layer.features.drop_duplicates("index")
    numbers = [int(number) for number in table["index"]]
    columns = {key: list(table[key]) if key in table else [None] * len(table) for key in _FACTS}
    colours = _COLOURS[layer.__class__.__name__](layer)
    rows = []
    for number, label, kind, volume in zip(numbers, *columns.values(), strict=True):
        colour = colours(number)
        if number and colour is not None:
            known = None if volume is None or not np.isfinite(volume) else float(volume)
            name = str(label) or f"{number}"
            rows.append(_Row(layer, number, name, str(kind or ""), known, *colour))
    return rows


_FACTS = ("label", "type", "volume_ml")
_Coloured = tuple["NDArray[np.float64]", bool]


def _label_colours(layer: Layer) -> Callable[[int], _Coloured | None]:
    known = getattr(layer.colormap, "color_dict", None) or _own_colours(layer)

    def colour(number: int) -> _Coloured | None:
        found = known.get(number, known.get(None))
        return None if found is None else (np.asarray(found), bool(found[3] > 0))

    return colour


def _own_colours(layer: Layer) -> dict[int | None, NDArray[np.float64]]:
    """Return the colours that napari gives to the numbers of a layer by itself."""
    numbers = np.asarray(layer.features["index"]).astype(np.int64)
    colours = np.asarray(layer.colormap.map(numbers), dtype=np.float64)
    grey = np.array([0.5, 0.5, 0.5, 1.0])
    named = zip(numbers.tolist(), colours, strict=True)
    return {None: grey, **dict(named), 0: np.zeros(4)}


def _drawn_colours(layer: Layer) -> Callable[[int], _Coloured | None]:
    """Return colour and whether it is seen of the contours, or points, of a number."""
    is_points = layer.__class__.__name__ == "Points"
    colours = np.asarray(layer.face_color if is_points else layer.edge_color)
    seen = np.asarray(layer.shown) if is_points else colours[:, 3] > 0
    numbers = np.asarray(layer.features["index"]).astype(np.int64)
    names, first = np.unique(numbers, return_index=True)
    shown = set(numbers[seen].tolist())
    known = {
        int(name): (colours[at], int(name) in shown) for name, at in zip(names, first, strict=True)
    }
    return known.get


def _show_labels(layer: Layer, numbers: set[int], shown: bool) -> None:
    from napari.utils.colormaps import (
        DirectLabelColormap,
    )  # the half second that scripts do without

    known = getattr(layer.colormap, "color_dict", None) or _own_colours(layer)
    colours = dict(known)
    for number in numbers:
        colour = colours.get(number, colours.get(None))
        if colour is not None:
            colours[number] = np.array([*np.asarray(colour)[:3], float(shown)])
    layer.colormap = DirectLabelColormap(color_dict=colours)


def _show_shapes(layer: Layer, numbers: set[int], shown: bool) -> None:
    here = np.isin(np.asarray(layer.features["index"]).astype(np.int64), list(numbers))
    edges = np.array(layer.edge_color)
    edges[here, 3] = float(shown)
    layer.edge_color = edges


def _show_points(layer: Layer, numbers: set[int], shown: bool) -> None:
    here = np.isin(np.asarray(layer.features["index"]).astype(np.int64), list(numbers))
    layer.shown = np.where(here, shown, np.asarray(layer.shown))


_SHOW: dict[str, Callable[[Any, set[int], bool], None]] = {
    "Labels": _show_labels,
    "Shapes": _show_shapes,
    "Points": _show_points,
}
_COLOURS: dict[str, Callable[[Any], Callable[[int], _Coloured | None]]] = {
    "Labels": _label_colours,
    "Shapes": _drawn_colours,
    "Points": _drawn_colours,
}


def _slice_axis(layer: Layer) -> int:
    """Return the axis of labels that planes are looked through: that of the slices."""
    axis = layer.metadata.get("dicom", {}).get("slice_axis")
    return layer.ndim - 3 if axis is None or axis >= layer.ndim else int(axis)


def _with(
    layer: Layer, place: NDArray[np.float64] | None
) -> tuple[Layer, NDArray[np.float64]] | None:
    return None if place is None else (layer, place)


def _middle_of_drawn(layer: Layer, here: NDArray[np.intp]) -> NDArray[np.float64] | None:
    """Return the middle of the contour, or point, that lies in the middle of others."""
    if not len(here):
        return None
    centres = np.array([np.atleast_2d(layer.data[n]).mean(axis=0) for n in here])
    depths = centres[:, max(layer.ndim - 3, 0)]
    return np.asarray(centres[int(np.argsort(depths, kind="stable")[len(depths) // 2])])


def _middle_of_label(
    data: Any,  # Any: numpy's or dask's
    number: int,
    axis: int,
    progress: Progress,
) -> NDArray[np.float64] | None:
    """Return the middle of a label in the slice in the middle of those it is in."""
    planes = []
    for plane in range(data.shape[axis]):
        progress("Looking for it", plane, data.shape[axis])
        if (np.asarray(data.take(plane, axis)) == number).any():
            planes.append(plane)
    if not planes:
        return None
    middle = planes[len(planes) // 2]
    drawn = np.argwhere(np.asarray(data.take(middle, axis)) == number)
    return np.insert(drawn.mean(axis=0), axis, middle)
