"""From slice to slice of a layer, whatever plane of it is in front."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from napari_dicom.viewer.open_layers import world_of

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Layer
    from numpy.typing import NDArray


def sliced_coordinates(viewer: ViewerModel, layer: Layer) -> dict[int, float]:
    """Return the layer's axes that are not displayed, each with where it is cut, as napari does.

    napari cuts with those axes' part of the inverse transform alone.
    """
    axes, inverse = _cut(viewer, layer)
    offset = viewer.dims.ndim - layer.ndim
    point = np.asarray(viewer.dims.point, dtype=np.float64)[[axis + offset for axis in axes]]
    found = inverse[:, :-1] @ point + inverse[:, -1]
    return dict(zip(axes, found.tolist(), strict=True))


def step_axis(viewer: ViewerModel, layer: Layer) -> int | None:
    """Return the layer's axis that slices follow each other on; of several, the depth.

    None where there is a single picture.
    """
    axes = [axis for axis in _cut(viewer, layer)[0] if layer.data.shape[axis] > 1]
    return axes[-1] if axes else None


def step(viewer: ViewerModel, layer: Layer, by: int) -> None:
    """Go on by slices of a layer; at its ends, stay."""
    axis = step_axis(viewer, layer)
    if axis is None:
        return
    axes, inverse = _cut(viewer, layer)
    place = sliced_coordinates(viewer, layer)[axis]
    target = min(max(round(place) + by, 0), layer.data.shape[axis] - 1)
    own = axes.index(axis)
    world = axis + viewer.dims.ndim - layer.ndim
    moved = viewer.dims.point[world] + (target - place) / float(inverse[own, own])
    viewer.dims.set_point(world, moved)


def _cut(viewer: ViewerModel, layer: Layer) -> tuple[list[int], NDArray[np.float64]]:
    """Return the layer's axes that are not displayed, and what takes world to data on them."""
    offset = viewer.dims.ndim - layer.ndim
    axes: list[int] = [axis - offset for axis in viewer.dims.not_displayed if axis >= offset]
    inverse = np.asarray(np.linalg.inv(world_of(layer)), dtype=np.float64)
    return axes, inverse[np.ix_(axes, [*axes, layer.ndim])]
