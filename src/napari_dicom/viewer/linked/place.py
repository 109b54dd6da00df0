"""One place that several viewers look at: each at the slice through it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from psygnal import Signal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from napari.components import ViewerModel
    from numpy.typing import NDArray


class SharedPlace:
    """A place in the world of a viewer which other viewers follow, and lead.

    Along the axes it does not display, a viewer stands at this place; along those it displays it
    is left alone, so that nothing is drawn that looks the same.

    Attributes
    ----------
    point
        In the world of the first viewer, an entry an axis.
    moved
        Emitted when the place is another one.
    """

    moved = Signal()

    def __init__(self, viewer: ViewerModel) -> None:
        self._viewer = viewer
        self._busy = False
        self._panes: list[ViewerModel] = []
        self.point: NDArray[np.float64] = np.asarray(viewer.dims.point, dtype=np.float64)
        for event in self._events():
            event.connect(self._on_viewer)

    def stop(self) -> None:
        """Leave every viewer where it is, and follow none."""
        for event in self._events():
            event.disconnect(self._on_viewer)
        for pane in list(self._panes):
            self.remove(pane)

    def add(self, pane: ViewerModel) -> None:
        """Take another viewer to the place, and keep it there."""
        self._panes.append(pane)
        pane.dims.events.point.connect(self._on_pane)
        self._show_in(pane)

    def remove(self, pane: ViewerModel) -> None:
        """Leave a viewer where it is."""
        if pane in self._panes:
            pane.dims.events.point.disconnect(self._on_pane)
            self._panes.remove(pane)

    def move_to(self, world: Sequence[float], axes: Sequence[int]) -> None:
        """Move the place along some axes, counted from the last one (-1)."""
        point = self.point.copy()
        for axis in axes:
            point[axis] = world[axis]
        self._set(point)

    def _events(self) -> tuple[Any, ...]:  # Any: napari's untyped emitters
        events = self._viewer.dims.events
        return events.point, events.order, events.ndisplay, events.ndim

    def _on_viewer(self, event: Any) -> None:  # Any: napari's untyped events
        if self._busy:
            return
        dims = self._viewer.dims
        if len(self.point) != dims.ndim:
            kept = self.point[-dims.ndim :]
            self.point = np.asarray(dims.point, dtype=np.float64)
            self.point[-len(kept) :] = kept
        point = self.point.copy()
        if event.type == "point":
            for axis in dims.not_displayed:
                point[axis] = dims.point[axis]
        self._set(point)

    def _on_pane(self, event: Any) -> None:  # Any: napari's untyped events
        if self._busy:
            return
        for pane in self._panes:
            if pane.dims is event.source:
                axes = [axis - pane.dims.ndim for axis in pane.dims.not_displayed]
                self.move_to(pane.dims.point, axes)
                return

    def _set(self, point: NDArray[np.float64]) -> None:
        self.point = point
        self._busy = True
        try:
            for viewer in (self._viewer, *self._panes):
                self._show_in(viewer)
        finally:
            self._busy = False
        self.moved.emit()

    def _show_in(self, viewer: ViewerModel) -> None:
        dims = viewer.dims
        axes = [axis for axis in dims.not_displayed if dims.ndim - axis <= len(self.point)]
        values = [float(self.point[axis - dims.ndim]) for axis in axes]
        if any(dims.point[axis] != value for axis, value in zip(axes, values, strict=True)):
            dims.set_point(axes, values)
