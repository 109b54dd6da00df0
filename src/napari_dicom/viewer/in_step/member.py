"""One viewer that goes in step with others: the image it shows, and how it lies to theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from napari_dicom.viewer.open_layers import world_of
from napari_dicom.viewer.showing import place_of

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Layer
    from numpy.typing import NDArray

    from napari_dicom.viewer.linked import OwnPlanes

    Point = NDArray[np.float64]

_HALF = 0.5 + 1e-6
"""Of a slice: how far from its middle a place is still in it, and rounding."""


class Member:
    """A viewer with the twin of an image, cut along the image's own planes.

    Parameters
    ----------
    viewer
        Shows nothing but the twin, and what lies on it.
    layer
        The image in the user's viewer, which says where it lies.
    cut
        How the viewer sees a place of the image's world.

    Attributes
    ----------
    frame
        What members have in common whose places are those of one patient.
    shift
        (z, y, x) in mm from the common place to this member's; not 0 only in another frame.
    """

    def __init__(self, viewer: ViewerModel, layer: Layer, cut: OwnPlanes) -> None:
        self.viewer = viewer
        self.layer = layer
        self.cut = cut
        self.frame = place_of(layer)
        self.shift = np.zeros(3)
        self._asked = self._stood = np.nan  # napari keeps a viewer within what it holds

    @property
    def has_depth(self) -> bool:
        """Whether there are slices to go through."""
        return bool(self.viewer.dims.ndim > 2)

    @property
    def across(self) -> int:
        """The axis of (z, y, x) that slices follow each other on."""
        dims = self.viewer.dims
        return int(dims.order[-3]) - int(dims.ndim) + 3 if self.has_depth else 0

    def middle(self) -> Point:
        """Return the middle of the image in its world, (z, y, x) in mm; 0 on axes it lacks."""
        low, high = self.layer.extent.world
        found = np.zeros(3)
        middle = (low + high)[-3:] / 2
        found[3 - len(middle) :] = middle
        return found

    def place(self) -> Point:
        """Return where the viewer stands, (z, y, x) in mm of the image's world."""
        point = np.zeros(3)
        stood = np.asarray(self.viewer.dims.point, dtype=np.float64)[-3:]
        point[3 - len(stood) :] = stood
        return self.cut.back(point) if self.has_depth else point

    def begin(self) -> None:
        """Go to the middle of the image, at the first step of time."""
        dims = self.viewer.dims
        middle = self.cut.seen(self.middle()) if self.has_depth else self.middle()
        dims.set_point(range(dims.ndim)[-3:], middle[-min(dims.ndim, 3) :])
        for axis in range(dims.ndim - 3):
            dims.set_point(axis, dims.range[axis].start)

    def stand(self, place: Point) -> None:
        """Go to the slice through a place; along the plane the viewer is left alone."""
        if not self.has_depth:
            return
        dims = self.viewer.dims
        axis = dims.order[-3]
        self._asked = self.depth_of(place)
        if dims.point[axis] != self._asked:
            dims.set_point(axis, self._asked)
        self._stood = float(dims.point[axis])

    def depth_of(self, place: Point) -> float:
        """Return where along the axis across the viewer sees a place, in mm."""
        return float(self.cut.seen(np.asarray(place, dtype=np.float64))[self.across])

    def at_depth(self, place: Point, depth: float) -> Point:
        """Return the place at another depth of this view, the same along its plane."""
        seen = self.cut.seen(np.asarray(place, dtype=np.float64))
        seen[self.across] = depth
        return self.cut.back(seen)

    def depths(self) -> tuple[float, float, float]:
        """Return the first and the last slice along the axis across, and their distance, in mm."""
        size, lead = self.layer.ndim, self.layer.ndim - 3
        if size < 3:
            return 0.0, 0.0, 0.0
        world = world_of(self.layer)
        bent = self.cut.matrix()
        change = bent[:3, :3] @ world[lead:-1, lead:-1]
        axis = int(np.argmax(np.abs(change[self.across])))
        step = float(change[self.across, axis])
        start = np.zeros(3)
        start[:] = bent[:3, :3] @ world[lead:-1, -1] + bent[:3, 3]
        count = int(self.layer.data.shape[lead + axis])
        ends = sorted((float(start[self.across]), float(start[self.across]) + step * (count - 1)))
        return ends[0], ends[1], abs(step)

    def is_on_slice(self) -> bool:
        """Tell whether the viewer stands in a slice of the image, not before or behind all."""
        if not self.has_depth:
            return True
        first, last, step = self.depths()
        depth = float(self.viewer.dims.point[self.viewer.dims.order[-3]])
        if depth == self._stood:
            depth = self._asked
        return bool(first - _HALF * step <= depth <= last + _HALF * step)
