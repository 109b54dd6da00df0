"""The bound on memory at work in one viewer: large images give way to coarser ones in 3D."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from napari.utils.notifications import notification_manager

from napari_dicom.viewer.depth.reduced import (
    LOOKS,
    reduced_layer,
    stride_of,
    take_looks,
    words_of,
)
from napari_dicom.viewer.notice import Notice
from napari_dicom.viewer.open_layers import dicom_layers, has_depth
from napari_dicom.viewer.windows import own_viewer

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Image, Layer

_BLOCKED = "_refresh_blocked"
"""napari's own switch, not public: while it is on, a click on the eye copies nothing either."""

_AMONG_NAPARIS_OWN = "napari.plugins"
"""napari calls those of its own modules before all others, whatever place they ask for; by then the
volume would be copied. Where that changes `test_napari_never_slices_a_large_volume_whole` fails."""


@dataclass(slots=True, eq=False)
class Coarse:
    """What is shown for a layer that is too large.

    Parameters
    ----------
    layer
        Shows every `stride`-th voxel of it.
    stride
        Along each axis of space.
    visible
        Whether it is shown, as its original would be.
    """

    layer: Image
    stride: int
    visible: bool


def bound_depth(viewer: ViewerModel) -> Bound:
    """Bound what three dimensions take in a viewer; once, until its last DICOM image is removed."""
    own = own_viewer(viewer)
    found = _bound_of(own)
    if found is None:
        found = Bound(own)
        found.start()
    return found


def coarse_of(viewer: ViewerModel, layer: Layer) -> Coarse | None:
    """Return what is shown for a layer in three dimensions, None where it is shown itself."""
    found = _bound_of(viewer)
    return None if found is None else found.coarse.get(layer)


def is_seen(viewer: ViewerModel, layer: Layer) -> bool:
    """Tell whether a layer is shown, itself or by a coarser view of it."""
    coarse = coarse_of(viewer, layer)
    return bool(layer.visible if coarse is None else coarse.layer.visible)


def _bound_of(viewer: ViewerModel) -> Bound | None:
    callbacks = viewer.dims.events.ndisplay.callbacks
    return next((one for one in callbacks if isinstance(one, Bound)), None)


class Bound:
    """Comes before napari, which copies whole volumes when three dimensions are asked for."""

    def __init__(self, viewer: ViewerModel) -> None:
        self.__module__ = _AMONG_NAPARIS_OWN
        self._viewer = viewer
        self._busy = False
        self.coarse: dict[Image, Coarse] = {}

    def start(self) -> None:
        """Listen to the viewer; napari holds this as a callback until `stop`."""
        dims, layers = self._viewer.dims.events, self._viewer.layers.events
        dims.ndisplay.connect(self, position="first")
        dims.ndisplay.connect(self.after_change, position="last")
        layers.inserted.connect(self.before_inserted, position="first")
        layers.inserted.connect(self.after_inserted, position="last")
        layers.removed.connect(self.on_removed, position="last")

    def stop(self) -> None:
        """Leave nothing connected."""
        dims, layers = self._viewer.dims.events, self._viewer.layers.events
        dims.ndisplay.disconnect(self)
        dims.ndisplay.disconnect(self.after_change)
        layers.inserted.disconnect(self.before_inserted)
        layers.inserted.disconnect(self.after_inserted)
        layers.removed.disconnect(self.on_removed)

    def __call__(self, event: Any = None) -> None:  # Any: napari's untyped events  # noqa: ARG002
        """Hide what is too large before napari copies it, coarser views before they go."""
        if self._viewer.dims.ndisplay == 3:
            self._hold([one for one in dicom_layers(self._viewer) if has_depth(one)])
            return
        for one in self.coarse.values():
            one.visible = one.layer.visible
            self._show(one.layer, False)

    def after_change(self, event: Any = None) -> None:  # Any: as above  # noqa: ARG002
        """Show coarser views in three dimensions, what they stood for in two."""
        if self._viewer.dims.ndisplay == 3:
            self._add_coarse()
        else:
            for layer in [*self.coarse]:
                self._release(layer)

    def before_inserted(self, event: Any) -> None:  # Any: as above
        """Hide a large image that is added while three dimensions are shown."""
        if self._viewer.dims.ndisplay == 3 and event.value in dicom_layers(self._viewer):
            self._hold([event.value] if has_depth(event.value) else [])

    def after_inserted(self, event: Any = None) -> None:  # Any: as above  # noqa: ARG002
        """Show the coarser view of what was added."""
        if self._viewer.dims.ndisplay == 3:
            self._add_coarse()

    def on_removed(self, event: Any) -> None:  # Any: as above
        """Let the coarser view go with its image; end with the last image."""
        gone = self.coarse.get(event.value)
        if gone is not None:
            self._release(event.value)
        for layer in [layer for layer, one in self.coarse.items() if one.layer is event.value]:
            self._release(layer, visible=False)
        if not dicom_layers(self._viewer):
            self.stop()

    def on_visible(self, event: Any) -> None:  # Any: as above
        """Take a click on the eye of a large image for one on that of its coarser view."""
        layer = event.source
        if not self._busy and layer in self.coarse:
            self._show(layer, False)
            self._show(self.coarse[layer].layer, not self.coarse[layer].layer.visible)

    def on_look(self, event: Any) -> None:  # Any: as above
        """Let the coarser view look as its image does."""
        if event.source in self.coarse:
            take_looks(self.coarse[event.source].layer, event.source)

    def _hold(self, layers: list[Image]) -> None:
        """Hide those of some layers that are too large, and make coarser ones of them."""
        sharing = sum(one.visible and has_depth(one) for one in dicom_layers(self._viewer))
        found = {one: stride_of(one, sharing) for one in layers if one not in self.coarse}
        large = {layer: stride for layer, stride in found.items() if stride > 1}
        for layer, stride in large.items():
            shown = bool(layer.visible)
            self._show(layer, False)
            setattr(layer, _BLOCKED, True)
            self.coarse[layer] = Coarse(reduced_layer(layer, stride), stride, shown)
            layer.events.visible.connect(self.on_visible)
            for name in LOOKS:
                layer.events[name].connect(self.on_look)
        if large:
            notification_manager.dispatch(
                Notice("\n".join(words_of(layer, stride) for layer, stride in large.items()))
            )

    def _add_coarse(self) -> None:
        """Add the coarser views that are not there yet, the selection as it was."""
        layers = self._viewer.layers
        for layer, one in self.coarse.items():
            if one.layer not in layers:
                selected = set(layers.selection)
                layers.insert(layers.index(layer) + 1, one.layer)
                layers.selection = selected
                self._show(one.layer, one.visible)

    def _release(self, layer: Image, *, visible: bool | None = None) -> None:
        """Show an image itself again, where its coarser view was shown."""
        one = self.coarse.pop(layer)
        layer.events.visible.disconnect(self.on_visible)
        for name in LOOKS:
            layer.events[name].disconnect(self.on_look)
        setattr(layer, _BLOCKED, False)
        if one.layer in self._viewer.layers:
            self._viewer.layers.remove(one.layer)
        self._show(layer, one.visible if visible is None else visible)

    def _show(self, layer: Image, visible: bool) -> None:
        self._busy = True
        layer.visible = visible
        self._busy = False
