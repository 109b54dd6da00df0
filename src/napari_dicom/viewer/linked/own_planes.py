"""Cuts along a volume's own planes, however it is tilted or turned in the world.

napari cuts a layer by the axis across the cut alone, as if the other two did not matter. Where a
gantry was tilted, or an oblique volume is shown where it lies in the patient, it cuts at other rows
than those at that place, or at none. So each view has a world of its own, in which the layer's axes
are those of the view; `OwnPlanes` leads from the shared world to it and back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from napari_dicom.layers import DisplaySpace, display_transforms
from napari_dicom.viewer.open_layers import has_place, layer_display, volume_of, world_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from napari.components import ViewerModel
    from napari.layers import Layer
    from numpy.typing import NDArray

    Point = NDArray[np.float64]

_REVERSED = np.eye(3)[::-1]
"""LPS (x, y, z) <-> the world's (z, y, x)."""

_NONE = 1e-9
"""Part of a step that is rounding, no tilt."""


class OwnPlanes:
    """How a viewer sees a place of the world: cut along the planes of a layer.

    Parameters
    ----------
    viewer
        One that cuts across an axis of (z, y, x), or shows 3D: then it sees the world as it is.
    layer
        The layer whose planes are shown.
    how
        `flattened` where its twin is laid so; `as_drawn` where napari draws the layer itself.
    """

    def __init__(
        self,
        viewer: ViewerModel,
        layer: Layer,
        how: Callable[[Layer, int], NDArray[np.float64]],
    ) -> None:
        self._viewer = viewer
        self._layer = layer
        self._how = how

    def matrix(self) -> NDArray[np.float64]:
        """Return the homogeneous 4x4 (z, y, x) that leads from the world to this view's."""
        dims = self._viewer.dims
        if dims.ndisplay == 3 or dims.ndim < 3:
            return np.eye(4)
        return self._how(self._layer, dims.order[-3] - dims.ndim + 3)

    def shortest(self) -> float:
        """Return how long the layer's axes in the plane are seen, as a part of their length: least.

        1 where lengths are right; the cosine of a gantry's tilt where slices are seen from the
        side: each is shifted along the axis across the cut, and that part of the way is not seen.
        """
        dims, matrix = self._viewer.dims, self.matrix()[:3, :3]
        if dims.ndisplay == 3 or dims.ndim < 3:
            return 1.0
        world = world_of(self._layer)[-4:-1, -4:-1]
        shown = [axis - dims.ndim + 3 for axis in dims.displayed]
        lengths = np.linalg.norm((matrix @ world)[:, shown], axis=0)
        return float((lengths / np.linalg.norm(world[:, shown], axis=0)).min())

    def seen(self, point: Point) -> Point:
        """Return where a place of the world is seen; both have an entry an axis."""
        return _moved(self.matrix(), point)

    def placed(self, position: Point, point: Point) -> Point:
        """Return the place of the world at a position of the canvas, at the depth of `point`."""
        dims = self._viewer.dims
        seen = self.seen(point)
        for axis in dims.displayed:
            seen[axis - dims.ndim] = position[axis - dims.ndim]
        return self.back(seen)

    def back(self, seen: Point) -> Point:
        """Return the place of the world that is seen at a place of this view's."""
        return _moved(np.asarray(np.linalg.inv(self.matrix()), dtype=np.float64), seen)


def flattened(layer: Layer, across: int) -> NDArray[np.float64]:
    """Return the 4x4 of (z, y, x) after which a cut across an axis is one of a layer's own planes.

    What is in the plane stays as it is: rows that are shifted from slice to slice stay shifted.
    """
    return _straight(world_of(layer)[-4:, -4:], _turned(layer), across)


def as_drawn(layer: Layer, across: int) -> NDArray[np.float64]:
    """Return the 4x4 of (z, y, x) from the world to where napari draws a cut across an axis.

    Across the cut, to where its slider stands for it: napari slices with that axis' part of the
    inverse, and so about the world's origin, not the layer's.
    """
    world = world_of(layer)[-4:, -4:]
    result = _straight(world, np.eye(3), across)
    if np.array_equal(result, np.eye(4)):
        return result
    inverse = np.linalg.inv(world)[across, :3]
    result[across, :3], result[across, 3] = inverse / inverse[across], 0.0
    return result


def _straight(
    world: NDArray[np.float64], turn: NDArray[np.float64], across: int
) -> NDArray[np.float64]:
    flat = turn @ world[:3, :3]
    others = [axis for axis in range(3) if axis != across]
    flat[across, others] = 0.0
    flat[others, across] = 0.0
    steps = np.linalg.norm(world[:3, :3], axis=0)
    change = np.abs(flat - world[:3, :3]) / steps
    if change.max() < _NONE or abs(np.linalg.det(flat)) < _NONE * steps.prod():
        return np.eye(4)
    result = np.eye(4)
    result[:3, :3] = flat @ np.linalg.inv(world[:3, :3])
    result[:3, 3] = world[:3, 3] - result[:3, :3] @ world[:3, 3]
    return result


def _turned(layer: Layer) -> NDArray[np.float64]:
    """Return the rotation of (z, y, x) that shows an oblique layer in its own planes."""
    volume = volume_of(layer)
    if volume is None or volume.geometry is None or not has_place(layer):
        return np.eye(3)
    (own,) = display_transforms([volume.geometry], [""], DisplaySpace.OWN_PLANES)
    change = own[:3, :3] @ np.linalg.inv(layer_display(layer)[:3, :3])
    return np.asarray(_REVERSED @ change @ _REVERSED, dtype=np.float64)


def _moved(matrix: NDArray[np.float64], point: Point) -> Point:
    moved = np.array(point, dtype=np.float64)
    moved[-3:] = matrix[:3, :3] @ moved[-3:] + matrix[:3, 3]
    return moved
