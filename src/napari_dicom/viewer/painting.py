"""Editing labels, contours and points on a DICOM image: the mouse acts where they are drawn.

napari draws in 2D with the displayed axes' part of a transform, and slices with the other axes'
part of its inverse, but brings the mouse back by the inverse of all of it: on a tilted gantry a
stroke would land beside the pointer, or in a slice that is not shown. What the user draws is laid
so that these are one (`drawings`). What was opened stays where it lies; instead the layer's tools
are told the position of the voxel that is drawn under the pointer. Nothing else is told so: the
viewer's own callbacks have run by then.

The same goes for rounding: where an index is 11.999999999999998, napari's brush is in slice 12, its
polygon in slice 11. Contours and points are put on the slice itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard

import numpy as np

from napari_dicom.viewer.drawings import are_one, world_in_view
from napari_dicom.viewer.open_layers import DRAWN_ON, world_of
from napari_dicom.viewer.windows import own_viewer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from napari.components import ViewerModel
    from napari.layers import Labels, Layer, Points, Shapes

    Edited: TypeAlias = Labels | Shapes | Points

_LED = "is_on_what_is_drawn"
"""Set on an event whose position is that already: napari may hand one event to several tools."""

_BEYOND = 1e-6
"""Part of a slice: rounding must lead to none before it, where napari cuts the fraction off."""

_NOWHERE = -1e6
"""Rows and columns away: no brush reaches a voxel from there."""


def paint_where_drawn(viewer: ViewerModel) -> None:
    """Lead the mouse on what is edited by it; once, until a viewer's last DICOM layer is gone."""
    own = own_viewer(viewer)
    if not any(isinstance(one, Painting) for one in own.layers.selection.events.active.callbacks):
        Painting(own).start()


class Painting:
    """Leads the mouse on the active layer of a viewer; napari holds it as a callback."""

    def __init__(self, viewer: ViewerModel) -> None:
        self._viewer = viewer
        self._led: Edited | None = None

    def start(self) -> None:
        """Follow which layer is active."""
        self._viewer.layers.selection.events.active.connect(self)
        self._viewer.layers.events.removed.connect(self.on_removed)
        self()

    def stop(self) -> None:
        """Leave no callback behind, neither the viewer's nor a layer's."""
        self._viewer.layers.selection.events.active.disconnect(self)
        self._viewer.layers.events.removed.disconnect(self.on_removed)
        self._leave()

    def on_removed(self, event: Any = None) -> None:  # Any: napari's untyped events  # noqa: ARG002
        """End with the last layer that is the plugin's."""
        if not any(_is_ours(layer) for layer in self._viewer.layers):
            self.stop()

    def __call__(self, event: Any = None) -> None:  # Any: as above  # noqa: ARG002
        """Lead the mouse on the layer that is active now: only its tools hear of the mouse."""
        active = self._viewer.layers.selection.active
        if active is self._led:
            return
        self._leave()
        if _is_edited(active) and _is_ours(active):
            self._led = active
            for callbacks, lead in _callbacks(active):
                callbacks.insert(0, lead)  # before napari's own tools

    def _leave(self) -> None:
        led, self._led = self._led, None
        if led is None:
            return
        for callbacks, lead in _callbacks(led):
            if lead in callbacks:  # others may have cleared them
                callbacks.remove(lead)


def _is_edited(layer: Layer | None) -> TypeGuard[Edited]:
    from napari.layers import Labels, Points, Shapes  # the half second that tuples do without

    return isinstance(layer, Labels | Points | Shapes)


def _is_ours(layer: Layer) -> bool:
    return "dicom" in layer.metadata or DRAWN_ON in layer.metadata


def _callbacks(layer: Edited) -> tuple[tuple[list[Any], Any], ...]:  # Any: napari's callbacks
    """Return a layer's lists of callbacks with what leads the mouse in each."""
    return (
        (layer.mouse_drag_callbacks, lead_drag),
        (layer.mouse_move_callbacks, lead),
        (layer.mouse_double_click_callbacks, lead),
    )


def lead_drag(layer: Edited, event: Any) -> Iterator[None]:  # Any: napari's untyped event
    """Lead a press, the moves after it, and the release."""
    lead(layer, event)
    yield
    while event.type == "mouse_move":
        lead(layer, event)
        yield
    lead(layer, event)
    if _is_labels(layer) and _leans(layer, _shown(layer, event.position, event.dims_displayed)):
        layer.refresh(extent=False)  # of wide integers napari redraws another slice than it shows


def lead(layer: Edited, event: Any) -> None:  # Any: as above
    """Give an event the position at which napari finds the voxel that is drawn under it."""
    while hasattr(event, "__wrapped__"):  # napari's guard against changes, by what comes later
        event = event.__wrapped__
    if event is not None and not hasattr(event, _LED):  # what ends a shape has no event
        setattr(event, _LED, True)
        event.position = position_drawn(layer, event.position, event.dims_displayed)
        _let_pick(layer)


def _let_pick(layer: Edited) -> None:
    """Let napari find the shapes it draws: it shows those within half a slice, but picks none.

    Not public, and without it shapes are drawn and not picked where rounding leaves 13.99999999.
    """
    shown = getattr(layer, "_data_view", None)
    key = getattr(shown, "slice_key", None)
    if shown is not None and key is not None and len(key):
        shown.slice_key = np.round(key)


def position_drawn(
    layer: Edited, position: Sequence[float], displayed: Sequence[int]
) -> tuple[float, ...]:
    """Return the place in a layer's world of the voxel that is drawn at a position of the canvas.

    In the middle of the slice; beside all voxels where no slice of labels is drawn. In three
    dimensions the position as it is.

    Parameters
    ----------
    position
        As napari tells it, an entry for each axis of the viewer.
    displayed
        The axes of the viewer that are displayed.
    """
    shown = _shown(layer, position, displayed)
    if len(shown) != 2:
        return tuple(position)
    offset, world = len(position) - layer.ndim, world_of(layer)
    index = np.linalg.inv(world_in_view(world, shown)) @ [*position[offset:], 1.0]
    for axis in set(range(layer.ndim)) - set(shown):
        index[axis] = np.round(index[axis])  # as napari slices
        if _is_labels(layer):
            index[axis] += _BEYOND
            if not 0 <= index[axis] < layer.data.shape[axis]:
                index[axis], index[shown] = 0.0, _NOWHERE
    return (*position[:offset], *(world @ index)[:-1].tolist())


def _shown(layer: Edited, position: Sequence[float], displayed: Sequence[int]) -> list[int]:
    """Return the axes of a layer that are displayed."""
    offset = len(position) - layer.ndim
    return [axis - offset for axis in displayed if axis >= offset]


def _is_labels(layer: Layer) -> TypeGuard[Labels]:
    from napari.layers import Labels  # the half second that tuples do without

    return isinstance(layer, Labels)


def _leans(layer: Edited, shown: Sequence[int]) -> bool:
    world = world_of(layer)
    return not are_one(world_in_view(world, shown), world)
