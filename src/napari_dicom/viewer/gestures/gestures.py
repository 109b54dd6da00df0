"""The gestures of one viewer: there while it holds DICOM images, at work while one is selected.

All by napari's public lists of mouse callbacks. In two dimensions only, and only with the pan/zoom
tool: in three Shift+drag is napari's own, and other tools have the mouse to themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import numpy as np

from napari_dicom.viewer.gestures.dragging import (
    held,
    pan_by_drag,
    pans,
    window_by_drag,
    windows,
)
from napari_dicom.viewer.gestures.keys import bind_keys, unbind_keys
from napari_dicom.viewer.gestures.stepping import step, step_axis
from napari_dicom.viewer.layer_window import show_opening_window
from napari_dicom.viewer.open_layers import dicom_layers, image_of, volume_of
from napari_dicom.viewer.settings import current_settings
from napari_dicom.viewer.windows import own_viewer

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Image

    WheelCallback = Callable[[ViewerModel, Any], Any]  # Any: napari's untyped events

_ZOOM_A_NOTCH = 1.007**30
"""What a notch of the wheel zooms by in napari's camera."""

_NAPARI_STEPS = "dims_scroll"
"""napari's own callback, not public by this name: where it is missing nothing is replaced."""

_at_work: WeakSet[Gestures] = WeakSet()


def install_gestures(viewer: ViewerModel) -> None:
    """Follow a viewer, once, until its last DICOM image is removed."""
    own = own_viewer(viewer)
    owners = [getattr(one, "__self__", None) for one in own.mouse_drag_callbacks]
    if not any(isinstance(owner, Gestures) for owner in owners):
        Gestures(own).start()


def follow_settings() -> None:
    """Let all viewers go by the settings as they are now; called when one was changed."""
    for one in list(_at_work):
        one.refresh()


class Gestures:
    """Mouse and keys of one viewer."""

    def __init__(self, viewer: ViewerModel) -> None:
        self._viewer = viewer
        self._camera: tuple[float, Any] | None = None  # Any: napari's tuple of 2 or 3
        self._napari_steps: WheelCallback | None = None
        self._turned = 0.0
        self._could_pan: bool | None = None
        self._has_keys = False

    def start(self) -> None:
        """Take what napari leaves free."""
        viewer = self._viewer
        viewer.mouse_drag_callbacks.append(self.on_drag)
        viewer.mouse_double_click_callbacks.insert(0, self.before_double_click)
        viewer.mouse_double_click_callbacks.append(self.on_double_click)
        viewer.mouse_wheel_callbacks.insert(0, self.on_wheel)
        viewer.layers.events.removed.connect(self.on_removed)
        viewer.layers.selection.events.active.connect(self.on_active)
        _at_work.add(self)
        self.refresh()

    def stop(self) -> None:
        """Give everything back."""
        viewer = self._viewer
        self._give_steps_back()
        viewer.mouse_drag_callbacks.remove(self.on_drag)
        viewer.mouse_double_click_callbacks.remove(self.before_double_click)
        viewer.mouse_double_click_callbacks.remove(self.on_double_click)
        viewer.mouse_wheel_callbacks.remove(self.on_wheel)
        viewer.layers.events.removed.disconnect(self.on_removed)
        viewer.layers.selection.events.active.disconnect(self.on_active)
        _at_work.discard(self)
        self._keep_keys(False)

    def refresh(self) -> None:
        """Go by the settings as they are now."""
        if current_settings().looking.wheel_steps:
            self._take_steps()
        else:
            self._give_steps_back()
        self.on_active()

    def on_removed(self, event: Any = None) -> None:  # Any: as above  # noqa: ARG002
        """End with the last image."""
        if not dicom_layers(self._viewer):
            self.stop()

    def on_active(self, event: Any = None) -> None:  # Any: as above  # noqa: ARG002
        """Have keys while a DICOM image, or what lies on one, is selected."""
        layer = image_of(self._viewer, self._viewer.layers.selection.active)
        is_ours = layer is not None and volume_of(layer) is not None
        self._keep_keys(is_ours and current_settings().looking.keys)

    def on_drag(self, viewer: ViewerModel, event: Any) -> Iterator[None]:  # Any: as above
        """Window a layer by a drag, or pan where that is taken: press, moves, release."""
        layer, looking = self._windowed(), current_settings().looking
        if layer is None:
            return
        if windows(event, looking):
            yield from self._hold_camera(window_by_drag(viewer, layer, event))
        elif pans(event, looking):
            yield from self._hold_camera(pan_by_drag(viewer, event))

    def _hold_camera(self, drag: Iterator[None]) -> Iterator[None]:
        """Keep napari's camera still meanwhile: moves it bundles reach it before they reach us."""
        camera = self._viewer.scene.camera
        if self._could_pan is None:
            self._could_pan = camera.mouse_pan
        camera.mouse_pan = False
        try:
            yield from drag
        finally:  # a release that never came: napari drops this at the next press
            active = self._viewer.layers.selection.active
            may_pan = active is None or active.mouse_pan  # another tool may have come meanwhile
            if self._could_pan is not None:
                camera.mouse_pan, self._could_pan = self._could_pan and may_pan, None

    def before_double_click(self, viewer: ViewerModel, event: Any) -> None:  # Any: as above
        """Remember the camera: napari zooms at every double click, whatever else it is for."""
        self._camera = None
        if self._windowed() is not None and windows(event, current_settings().looking):
            self._camera = viewer.scene.camera.zoom, viewer.scene.camera.center

    def on_double_click(self, viewer: ViewerModel, event: Any) -> None:  # Any: as above
        """Show the window a layer opened with, where a drag would have changed it."""
        layer = self._windowed()
        if self._camera is None or layer is None:
            return
        viewer.scene.camera.zoom, viewer.scene.camera.center = self._camera
        self._camera = None
        event.handled = True
        show_opening_window(layer)

    def on_wheel(self, viewer: ViewerModel, event: Any) -> None:  # Any: as above
        """Step slices, where the user has asked for it and there are some."""
        layer = self._looked_at()
        if event.modifiers or layer is None or not current_settings().looking.wheel_steps:
            return
        if step_axis(viewer, layer) is None:
            return
        event.handled = True
        self._turned += _notches(event)
        steps = int(self._turned)
        self._turned -= steps
        if steps:
            step(viewer, layer, steps)

    def on_ctrl_wheel(self, viewer: ViewerModel, event: Any) -> None:  # Any: as above
        """Zoom by Ctrl+wheel, which steps slices in napari, as long as the wheel alone does."""
        layer = self._looked_at()
        if layer is None or step_axis(viewer, layer) is None or held(event) != {"Control"}:
            if self._napari_steps is not None:
                self._napari_steps(viewer, event)
            return
        event.handled = True
        _zoom_at(viewer, event, _ZOOM_A_NOTCH ** float(event.delta[1]))

    def _looked_at(self) -> Image | None:
        """Return the selected layer if it is a DICOM image and the mouse is free."""
        layer = self._viewer.layers.selection.active
        if layer is None or volume_of(layer) is None or self._viewer.dims.ndisplay != 2:
            return None
        return layer if layer.mode == "pan_zoom" else None

    def _windowed(self) -> Image | None:
        layer = self._looked_at()
        return None if layer is None or layer.rgb else layer

    def _keep_keys(self, wanted: bool) -> None:
        if wanted and not self._has_keys:
            bind_keys(self._viewer)
        if self._has_keys and not wanted:
            unbind_keys(self._viewer)
        self._has_keys = wanted

    def _take_steps(self) -> None:
        callbacks = self._viewer.mouse_wheel_callbacks
        for place, one in enumerate(callbacks):
            if getattr(one, "__name__", "") == _NAPARI_STEPS and self._napari_steps is None:
                self._napari_steps = one
                callbacks[place] = self.on_ctrl_wheel

    def _give_steps_back(self) -> None:
        callbacks = self._viewer.mouse_wheel_callbacks
        if self._napari_steps is not None and self.on_ctrl_wheel in callbacks:
            callbacks[callbacks.index(self.on_ctrl_wheel)] = self._napari_steps
        self._napari_steps = None


def _zoom_at(viewer: ViewerModel, event: Any, factor: float) -> None:  # Any: as above
    """Zoom; what is under the mouse stays there."""
    camera = viewer.scene.camera
    center = np.asarray(camera.center)[-2:]
    pointer = np.asarray(event.position)[list(viewer.dims.displayed)]
    camera.zoom *= factor
    camera.center = tuple(center + (pointer - center) * (1 - 1 / factor))


def _notches(event: Any) -> float:  # Any: as above
    """Return how far the wheel went: down is onwards, one at a time, as with Ctrl in napari."""
    turned = float(np.clip(event.delta[1], -1, 1))
    return turned if event.native.inverted() else -turned
