"""The layers of a viewer that belong to one of them, as twins in a second viewer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from napari.layers import Shapes
from napari.utils.notifications import notification_manager

from napari_dicom.viewer.depth import REDUCED, is_seen, stride_of, words_of
from napari_dicom.viewer.linked.own_planes import OwnPlanes, flattened
from napari_dicom.viewer.linked.twin import Twin
from napari_dicom.viewer.notice import Notice
from napari_dicom.viewer.open_layers import has_depth, lies_with, volume_of
from napari_dicom.viewer.painting import paint_where_drawn

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Layer

_APART = frozenset({"visible"})
"""What a twin has of its own: it is seen where its original is, itself or by a coarser view."""


class TwinList:
    """Keeps a second viewer's layers twins of the first one's: their order, too, and the active.

    In three dimensions no more voxels are shown than the bound on memory allows.

    Parameters
    ----------
    viewer
        The viewer whose layers are shown.
    pane
        An empty viewer for their twins.
    main
        The layer whose frame of reference is shown.
    """

    def __init__(self, viewer: ViewerModel, pane: ViewerModel, main: Layer) -> None:
        self._viewer = viewer
        self._pane = pane
        self._main = main
        self._cut = OwnPlanes(pane, main, flattened)
        self._twins: list[Twin] = []
        self._watched: set[Layer] = set()
        events = viewer.layers.events
        self._events = (events.inserted, events.removed, events.reordered)
        for event in self._events:
            event.connect(self._follow)
        viewer.layers.selection.events.active.connect(self._select)
        for event in self._bends():
            event.connect(self._lay)
        paint_where_drawn(pane)  # labels may lean against the main layer's planes
        self._follow()

    def stop(self) -> None:
        """Take the twins out of the second viewer, and leave the first as it was."""
        for event in self._events:
            event.disconnect(self._follow)
        self._viewer.layers.selection.events.active.disconnect(self._select)
        for event in self._bends():
            event.disconnect(self._lay)
        self._watch(set())
        for twin in self._twins:
            self._end(twin)
        self._twins.clear()
        self._pane.layers.clear()

    def twin_of(self, layer: Layer) -> Layer | None:
        """Return the twin of a layer; None where it has none."""
        return next((twin.layer for twin in self._twins if twin.original is layer), None)

    def stride_of(self, layer: Layer) -> int:
        """Return of how many voxels of a layer along each axis one is shown; 1 for all."""
        return next((twin.stride for twin in self._twins if twin.original is layer), 1)

    def _follow(self, event: Any = None) -> None:  # Any: napari's untyped events  # noqa: ARG002
        """Add, take away and order twins as the originals are."""
        members = members_of(self._viewer, self._main)
        wanted = [layer for layer in members if self._can_show(layer)]
        for twin in [one for one in self._twins if one.original not in wanted]:
            self._end(twin)
            self._twins.remove(twin)
            self._pane.layers.remove(twin.layer)
        for layer in wanted:
            if self.twin_of(layer) is None:
                self._add(layer, wanted)
        self._watch(
            {one for one in self._viewer.layers if one in wanted or REDUCED in one.metadata}
        )
        self._see()
        self._twins.sort(key=lambda twin: wanted.index(twin.original))
        for index, twin in enumerate(self._twins):
            place = self._pane.layers.index(twin.layer)
            if place != index:
                self._pane.layers.move(place, index)
        self._select()

    def _can_show(self, layer: Layer) -> bool:
        """Tell whether edits of a layer can be shown: napari cannot draw flat shapes' in 3D."""
        return layer.ndim > 2 or not isinstance(layer, Shapes) or self._pane.dims.ndisplay == 2

    def _add(self, layer: Layer, beside: list[Layer]) -> None:
        where, where_twin, stride = (
            self._where_original,
            self._where_twin,
            self._step(layer, beside),
        )
        is_flat = self._pane.dims.ndisplay == 2  # whole volumes in 3D would fill napari's memory
        twin = Twin(layer, where, where_twin, self._cut.matrix, _APART, stride, is_kept=is_flat)
        twin.layer.visible = is_seen(self._viewer, layer)
        twin.layer.events.visible.connect(self._on_twin_visible)
        self._twins.append(twin)
        self._pane.layers.append(twin.layer)

    def _step(self, layer: Layer, beside: list[Layer]) -> int:
        """Return of how many voxels one is shown, which is told; all that can be seen share."""
        if self._pane.dims.ndisplay == 2 or not _is_deep(layer):
            return 1
        seen = (one for one in beside if _is_deep(one) and is_seen(self._viewer, one))
        stride = stride_of(layer, sum(1 for _ in seen))
        if stride > 1:
            notification_manager.dispatch(Notice(words_of(layer, stride)))
        return stride

    def _end(self, twin: Twin) -> None:
        twin.layer.events.visible.disconnect(self._on_twin_visible)
        twin.stop()

    def _watch(self, layers: set[Layer]) -> None:
        """Follow whether layers are seen, and no others."""
        for layer in self._watched - layers:
            layer.events.visible.disconnect(self._see)
        for layer in layers - self._watched:
            layer.events.visible.connect(self._see)
        self._watched = layers

    def _see(self, event: Any = None) -> None:  # Any: napari's untyped events  # noqa: ARG002
        """Show the twins of what is seen."""
        for twin in self._twins:
            shown = is_seen(self._viewer, twin.original)
            if twin.layer.visible != shown:
                twin.layer.visible = shown

    def _on_twin_visible(self, event: Any) -> None:  # Any: as above
        """Show or hide what a twin stands for, as a click on its eye does."""
        for twin in self._twins:
            original, shown = twin.original, twin.layer
            if shown is event.source and shown.visible != is_seen(self._viewer, original):
                original.visible = not original.visible

    def _bends(self) -> tuple[Any, ...]:  # Any: napari's untyped emitters
        """Return what changes how the pane sees the world; a move ends with the affine."""
        dims = self._pane.dims.events
        return self._main.events.affine, dims.order, dims.ndisplay, dims.ndim

    def _lay(self, event: Any = None) -> None:  # Any: as above  # noqa: ARG002
        """Lay all twins anew where the pane cuts other planes, or the main layer lies elsewhere."""
        for twin in self._twins:
            twin.lay()

    def _where_original(self) -> object:
        return _where(self._viewer)

    def _where_twin(self) -> object:
        return _where(self._pane)

    def _select(self, event: Any = None) -> None:  # Any: napari's untyped events  # noqa: ARG002
        """Let the tool act on the twin of the active layer."""
        active = self._viewer.layers.selection.active
        self._pane.layers.selection.active = None if active is None else self.twin_of(active)


def members_of(viewer: ViewerModel, main: Layer) -> list[Layer]:
    """Return the layers that belong into one picture with `main`, as they lie over each other.

    Those from DICOM files that lie in its frame of reference, and all that are from none: drawn
    or computed by the user, they lie in the world as it is displayed.
    """
    return [
        layer
        for layer in viewer.layers
        if REDUCED not in layer.metadata
        and ("dicom" not in layer.metadata or layer is main or lies_with(layer, main))
    ]


def _is_deep(layer: Layer) -> bool:
    return volume_of(layer) is not None and has_depth(layer)


def _where(viewer: ViewerModel) -> object:
    return tuple(viewer.dims.point), tuple(viewer.dims.order), viewer.dims.ndisplay
