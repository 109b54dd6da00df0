"""The layers of a viewer that belong to one of them, as twins in a second viewer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from napari.layers import Shapes

from napari_dicom.viewer.linked.own_planes import OwnPlanes, flattened
from napari_dicom.viewer.linked.twin import Twin
from napari_dicom.viewer.open_layers import lies_with
from napari_dicom.viewer.painting import paint_where_drawn

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Layer


class TwinList:
    """Keeps a second viewer's layers twins of the first one's: their order, too, and the active.

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
        for twin in self._twins:
            twin.stop()
        self._twins.clear()
        self._pane.layers.clear()

    def twin_of(self, layer: Layer) -> Layer | None:
        """Return the twin of a layer; None where it has none."""
        return next((twin.layer for twin in self._twins if twin.original is layer), None)

    def _follow(self, event: Any = None) -> None:  # Any: napari's untyped events  # noqa: ARG002
        """Add, take away and order twins as the originals are."""
        members = members_of(self._viewer, self._main)
        wanted = [layer for layer in members if self._can_show(layer)]
        for twin in [one for one in self._twins if one.original not in wanted]:
            twin.stop()
            self._twins.remove(twin)
            self._pane.layers.remove(twin.layer)
        for layer in wanted:
            if self.twin_of(layer) is None:
                self._add(layer)
        self._twins.sort(key=lambda twin: wanted.index(twin.original))
        for index, twin in enumerate(self._twins):
            place = self._pane.layers.index(twin.layer)
            if place != index:
                self._pane.layers.move(place, index)
        self._select()

    def _can_show(self, layer: Layer) -> bool:
        """Tell whether edits of a layer can be shown: napari cannot draw flat shapes' in 3D."""
        return layer.ndim > 2 or not isinstance(layer, Shapes) or self._pane.dims.ndisplay == 2

    def _add(self, layer: Layer) -> None:
        twin = Twin(layer, self._where_original, self._where_twin, self._cut.matrix)
        self._twins.append(twin)
        self._pane.layers.append(twin.layer)

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
        if "dicom" not in layer.metadata or layer is main or lies_with(layer, main)
    ]


def _where(viewer: ViewerModel) -> object:
    return tuple(viewer.dims.point), tuple(viewer.dims.order), viewer.dims.ndisplay
