"""How images are looked at: mouse, wheel, corners, smoothing; kept for all and for next time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from magicgui.widgets import CheckBox, ComboBox, Container, Label
from psygnal import Signal

from napari_dicom.viewer import (
    DragWindow,
    Interpolation,
    current_settings,
    dicom_layers,
    remember_looking,
)
from napari_dicom.viewer.gestures import follow_settings
from napari_dicom.widgets.rows import row

if TYPE_CHECKING:
    from napari.components import ViewerModel

_DRAGS = {
    DragWindow.SHIFT: "Shift+drag",
    DragWindow.LEFT: "Left drag",
    DragWindow.RIGHT: "Right drag",
    DragWindow.OFF: "Numbers only",
}
_SMOOTHING = {
    Interpolation.NEAREST: "As they are",
    Interpolation.LINEAR: "Smooth",
    Interpolation.CUBIC: "Smoother",
}


class LookingSection(Container[Any]):
    """Shows the user's settings of looking, and changes them."""

    corners_changed = Signal(bool)

    def __init__(self, viewer: ViewerModel) -> None:
        self._viewer = viewer
        self._busy = False
        self.drag = ComboBox(
            choices=tuple(_DRAGS.values()),
            tooltip="Right is wider, up is brighter; a double click shows the header's window. "
            "With the left button Shift+drag pans, with the right one the wheel zooms.",
        )
        self.wheel = CheckBox(
            text="Wheel goes through slices",
            tooltip="While this layer is selected, in 2D. Ctrl+wheel then zooms.",
        )
        self.corners = CheckBox(
            text="Texts in the corners",
            tooltip="Series, slice, window and step on the canvas, while this panel is open",
        )
        self.pixels = ComboBox(
            choices=tuple(_SMOOTHING.values()),
            tooltip="How pixels are drawn in 2D; values are not changed by it",
        )
        super().__init__(
            widgets=[
                row(Label(value="Window by"), self.drag),
                row(Label(value="Pixels"), self.pixels),
                self.wheel,
                self.corners,
            ],
            labels=False,
        )
        self.margins = (0, 0, 0, 0)
        for part, act in self._acts():
            part.changed.connect(act)

    def show_settings(self) -> None:
        """Show the settings as they are now."""
        looking = current_settings().looking
        self._busy = True
        self.drag.value = _DRAGS[looking.drag_window]
        self.pixels.value = _SMOOTHING[looking.interpolation]
        self.wheel.value = looking.wheel_steps
        self.corners.value = looking.corner_texts
        self._busy = False

    def _acts(self) -> tuple[tuple[Any, Any], ...]:  # Any: magicgui's widgets, and what they call
        return (
            (self.drag, self._on_drag),
            (self.wheel, self._on_wheel),
            (self.corners, self._on_corners),
            (self.pixels, self._on_pixels),
        )

    def _on_drag(self, words: str) -> None:
        (chosen,) = [drag for drag, name in _DRAGS.items() if name == words]
        self._remember(drag_window=chosen.value)

    def _on_wheel(self, on: bool) -> None:
        self._remember(wheel_steps=on)

    def _on_corners(self, on: bool) -> None:
        self._remember(corner_texts=on)
        if not self._busy:
            self.corners_changed.emit(on)

    def _on_pixels(self, words: str) -> None:
        if self._busy:
            return
        (chosen,) = [way for way, name in _SMOOTHING.items() if name == words]
        self._remember(interpolation=chosen.value)
        for layer in dicom_layers(self._viewer):
            layer.interpolation2d = chosen.value

    def _remember(self, **changes: str | bool) -> None:
        if not self._busy:
            remember_looking(**changes)
            follow_settings()
