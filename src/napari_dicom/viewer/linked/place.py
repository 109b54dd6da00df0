"""One place that several viewers look at: each at the slice through it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from psygnal import Signal

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from numpy.typing import ArrayLike, NDArray

    from napari_dicom.viewer.linked.own_planes import OwnPlanes

    Point = NDArray[np.float64]


class SharedPlace:
    """A place in the world of a viewer which other viewers follow, and lead.

    Along the axes it does not display, a viewer stands at this place; along those it displays it
    is left alone, so that nothing is drawn that looks the same.

    Parameters
    ----------
    viewer
        The first viewer.
    cut
        How that viewer sees a place.

    Attributes
    ----------
    point
        In the world of the first viewer, an entry an axis.
    moved
        Emitted when the place is another one.
    """

    moved = Signal()

    def __init__(self, viewer: ViewerModel, cut: OwnPlanes) -> None:
        self._viewer = viewer
        self._cut = cut
        self._busy = False
        self._panes: list[tuple[ViewerModel, OwnPlanes]] = []
        self._left: dict[int, tuple[float, ...]] = {}  # where each viewer was last taken
        self.point: Point = np.asarray(viewer.dims.point, dtype=np.float64)
        if viewer.dims.ndim >= 3:
            self.point = self._place_of(viewer, cut)
        for event in self._events():
            event.connect(self._on_viewer)

    def stop(self) -> None:
        """Leave every viewer where it is, and follow none."""
        for event in self._events():
            event.disconnect(self._on_viewer)
        for pane, _ in list(self._panes):
            self.remove(pane)

    def add(self, pane: ViewerModel, cut: OwnPlanes) -> None:
        """Take another viewer to the place, and keep it there.

        Parameters
        ----------
        cut
            How that viewer sees a place.
        """
        self._panes.append((pane, cut))
        pane.dims.events.point.connect(self._on_pane)
        self._busy = True
        try:
            self._stand(pane, cut.seen(self.point))
        finally:
            self._busy = False

    def remove(self, pane: ViewerModel) -> None:
        """Leave a viewer where it is."""
        for pair in [one for one in self._panes if one[0] is pane]:
            pane.dims.events.point.disconnect(self._on_pane)
            self._panes.remove(pair)
            self._left.pop(id(pane), None)

    def move_to(self, point: ArrayLike) -> None:
        """Take all viewers to a place of the first one's world, or to the nearest in it.

        Beyond its ends, viewers would show their last slice as if it lay there.
        """
        self._go(point)

    def _go(self, point: ArrayLike, leader: ViewerModel | None = None) -> None:
        """Take all viewers to a place but the one that is there, or as near to it as it can be."""
        low, high = np.array([one[:2] for one in self._viewer.dims.range], dtype=np.float64).T
        point = np.clip(np.asarray(point, dtype=np.float64), low, high)
        self.point = point
        self._busy = True
        try:
            if leader is None:
                self._stand(self._viewer, self._cut.seen(point))
            else:
                self._left[id(leader)] = leader.dims.point
            for pane, cut in self._panes:
                self._stand(pane, cut.seen(point))
        finally:
            self._busy = False
        self.moved.emit()

    def _events(self) -> tuple[Any, ...]:  # Any: napari's untyped emitters
        events = self._viewer.dims.events
        return events.point, events.order, events.ndisplay, events.ndim

    def _on_viewer(self, event: Any) -> None:  # Any: napari's untyped events
        dims = self._viewer.dims
        if self._busy or dims.ndim < 3:  # nothing with depth is left
            return
        if event.type == "point" and not self._is_moved(self._viewer):
            return
        if len(self.point) != dims.ndim:
            kept = self.point[-dims.ndim :]
            self.point = np.asarray(dims.point, dtype=np.float64)
            self.point[-len(kept) :] = kept
        if event.type == "point":  # where nothing is shown there is no place, and no way back
            self._go(self._place_of(self._viewer, self._cut), self._viewer)
        else:
            self.move_to(self.point)

    def _on_pane(self, event: Any) -> None:  # Any: napari's untyped events
        if self._busy:
            return
        for pane, cut in self._panes:
            if pane.dims is event.source and self._is_moved(pane):
                self.move_to(self._place_of(pane, cut))
                return

    def _place_of(self, viewer: ViewerModel, cut: OwnPlanes) -> Point:
        """Return the place in the slice that a viewer shows, else as it is."""
        seen = cut.seen(self.point)
        for axis in (one - viewer.dims.ndim for one in viewer.dims.not_displayed):
            seen[axis] = viewer.dims.point[axis]
        return cut.back(seen)

    def _is_moved(self, viewer: ViewerModel) -> bool:
        """Tell whether a viewer is elsewhere than it was taken to.

        napari tells of a change that was made while it told of another only when it is done with
        that one, and keeps viewers within what they hold: neither is a move to follow.
        """
        return bool(self._left.get(id(viewer)) != viewer.dims.point)

    def _stand(self, viewer: ViewerModel, point: Point) -> None:
        """Take a viewer to a point along the axes that it does not display."""
        dims = viewer.dims
        axes = [axis for axis in dims.not_displayed if dims.ndim - axis <= len(point)]
        values = [float(point[axis - dims.ndim]) for axis in axes]
        if any(dims.point[axis] != value for axis, value in zip(axes, values, strict=True)):
            dims.set_point(axes, values)
        self._left[id(viewer)] = dims.point
