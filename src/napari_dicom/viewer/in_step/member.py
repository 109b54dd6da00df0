"""One viewer that goes in step with others: the image it shows, and how it lies to theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from napari_dicom.viewer.open_layers import has_place, layer_display, lies_with, world_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from napari.components import ViewerModel
    from napari.layers import Layer
    from numpy.typing import NDArray

    from napari_dicom.viewer.linked import OwnPlanes

    Point = NDArray[np.float64]

_HALF = 0.5 + 1e-6
"""Of a slice: how far from its middle a place is still in it, and rounding."""

_PARALLEL = 1e-3
"""Sine between normals of parallel planes: that of cosines which belong to one stack."""

_ROUNDING = 1e-9
"""Of what should be the unit matrix: no pixel is as small, in mm."""

_REVERSED = np.eye(4)[[2, 1, 0, 3]]
"""LPS (x, y, z) <-> (z, y, x)."""


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
    shift
        (z, y, x) in mm from the common place to this member's; not 0 only in another frame.
    """

    def __init__(self, viewer: ViewerModel, layer: Layer, cut: OwnPlanes) -> None:
        self.viewer = viewer
        self.layer = layer
        self.cut = cut
        self.shift = np.zeros(3)
        self._asked = self._stood = np.nan  # napari keeps a viewer within what it holds

    def among(self, others: Iterable[Member]) -> Member | None:
        """Return the first of others whose places are those of the same patient."""
        return next((one for one in others if lies_with(self.layer, one.layer)), None)

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
        """Return the middle of the image, (z, y, x) in mm; 0 on axes it lacks."""
        low, high = self.layer.extent.world
        found = np.zeros(3)
        middle = (low + high)[-3:] / 2
        found[3 - len(middle) :] = middle
        return _moved(_inverse(self._shown_through()), found)

    def place(self) -> Point:
        """Return where the viewer stands, (z, y, x) in mm: in the patient, where that is known."""
        point = np.zeros(3)
        stood = np.asarray(self.viewer.dims.point, dtype=np.float64)[-3:]
        point[3 - len(stood) :] = stood
        return self.back(point) if self.has_depth else point

    def begin(self) -> None:
        """Go to the middle of the image, at the first step of time."""
        dims = self.viewer.dims
        middle = self.seen(self.middle()) if self.has_depth else self.middle()
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
        return float(self.seen(place)[self.across])

    def at_depth(self, place: Point, depth: float) -> Point:
        """Return the place at another depth of this view, the same along its plane."""
        seen = self.seen(place)
        seen[self.across] = depth
        return self.back(seen)

    def seen(self, place: Point) -> Point:
        """Return where the viewer sees a place of the patient.

        An oblique image is displayed turned into its own planes: two of one patient, displayed
        by ways of their own, have the patient in common, not the world of napari.
        """
        return self.cut.seen(_moved(self._shown_through(), place))

    def back(self, seen: Point) -> Point:
        """Return the place of the patient that the viewer sees there."""
        return _moved(_inverse(self._shown_through()), self.cut.back(seen))

    def is_parallel_to(self, other: Member) -> bool:
        """Tell whether the planes of two viewers are parallel in the patient."""
        turned = np.cross(self._normal(), other._normal())
        return bool(np.linalg.norm(turned) <= _PARALLEL)

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
        is_within = bool(first - _HALF * step <= depth <= last + _HALF * step)
        return is_within and self._is_acquired()

    def _is_acquired(self) -> bool:
        """Tell whether the plane is an image, and no gap that was filled; cuts across show all."""
        dicom, lead = self.layer.metadata["dicom"], self.layer.ndim - 3
        if dicom.get("slice_axis") != self.across + lead or len(self.viewer.layers) == 0:
            return True
        shown = self.viewer.layers[0]
        index = shown.world_to_data(self.viewer.dims.point[-shown.ndim :])
        frames: Any = dicom.get("frames")  # Any: entries, nested by the leading axes
        for place in [*index[:lead], index[lead + self.across]]:
            if not isinstance(frames, list) or not frames:
                return True
            frames = frames[min(max(round(float(place)), 0), len(frames) - 1)]
        return frames is not None

    def _normal(self) -> Point:
        """Return the unit normal of the plane in the patient, (z, y, x)."""
        across = np.eye(3)[self.across]
        others = [axis for axis in range(3) if axis != self.across]
        start = self.back(np.zeros(3))
        first, second = (self.back(np.eye(3)[axis]) - start for axis in others)
        normal = np.cross(first, second) if self.has_depth else across
        return np.asarray(normal / np.linalg.norm(normal), dtype=np.float64)

    def _shown_through(self) -> NDArray[np.float64]:
        """Return the 4x4 of (z, y, x) from the patient to the world the image is displayed in."""
        if not has_place(self.layer):
            return np.eye(4)
        display = _REVERSED @ layer_display(self.layer) @ _REVERSED
        is_as_it_lies = np.allclose(display, np.eye(4), rtol=0, atol=_ROUNDING)
        return np.eye(4) if is_as_it_lies else np.asarray(display, dtype=np.float64)


def _inverse(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)


def _moved(matrix: NDArray[np.float64], point: Point) -> Point:
    return np.asarray(matrix[:3, :3] @ point + matrix[:3, 3], dtype=np.float64)
