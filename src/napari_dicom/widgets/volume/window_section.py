"""The window: presets, width and level, full range, invert, one window for several layers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import floor, log10
from typing import TYPE_CHECKING, Any

from magicgui.widgets import ComboBox, Container, FloatSpinBox, Label, PushButton
from napari.experimental import link_layers, unlink_layers
from napari.layers.utils._link_layers import get_linked_layers  # not public: who is linked
from qtpy.QtWidgets import QAbstractSpinBox

from napari_dicom.dicom import VoiFunction, Volume, Window
from napari_dicom.dicom.describing import WindowPreset, presets_in, presets_of
from napari_dicom.viewer import (
    dicom_layers,
    invert,
    show_full_range,
    show_like,
    show_window,
    window_of,
)
from napari_dicom.viewer.gestures import key_words
from napari_dicom.widgets.choice_box import keep_narrow
from napari_dicom.widgets.rows import row
from napari_dicom.widgets.tooltip import plain_tooltip

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Image

CUSTOM = "As set"
LINKED = ("contrast_limits", "gamma")
_FAR = 1e12
_FUNCTIONS = {
    VoiFunction.LINEAR: "",
    VoiFunction.LINEAR_EXACT: " exact",
    VoiFunction.SIGMOID: " sigmoid",
    VoiFunction.TABLE: " table",
}
"""Words for the functions of windows; nothing is said of the usual one."""

_CURVES = {key: _FUNCTIONS[key] for key in (VoiFunction.SIGMOID, VoiFunction.TABLE)}
_PRESETS = "Windows of the header, and usual ones"


class WindowSection(Container[Container[Any]]):
    """Shows a layer's window, and changes it."""

    def __init__(self, viewer: ViewerModel) -> None:
        self._viewer = viewer
        self._layer: Image | None = None
        self._volume: Volume | None = None
        self._presets: dict[str, WindowPreset] = {}
        self._busy = False
        self.preset = ComboBox(choices=(CUSTOM,), tooltip=_PRESETS)
        keep_narrow(self.preset.native)
        self.window_width = FloatSpinBox(
            min=1e-9, max=_FAR, tooltip="Window width: values from black to white"
        )
        self.window_level = FloatSpinBox(
            min=-_FAR, max=_FAR, tooltip="Window centre: the value in mid grey"
        )
        self.full = PushButton(text="Full range", tooltip="Show every value of the data")
        self.invert = PushButton(text="Invert", tooltip="Exchange black and white")
        self.invert.native.setCheckable(True)
        self.link = PushButton(text="Link", tooltip="One window for all DICOM layers of this unit")
        self.unlink = PushButton(text="Unlink", tooltip="A window of its own for each layer again")
        super().__init__(
            widgets=[
                row(self.preset),
                row(Label(value="W"), self.window_width, Label(value="L"), self.window_level),
                row(self.full, self.invert),
                row(self.link, self.unlink),
            ],
            labels=False,
        )
        self.margins = (0, 0, 0, 0)
        self._connect()

    def _connect(self) -> None:
        for box in (self.window_width, self.window_level):
            box.native.setKeyboardTracking(False)
            box.native.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
            box.native.setMinimumWidth(60)
        self.preset.changed.connect(self._on_preset)
        self.window_width.changed.connect(self._on_window)
        self.window_level.changed.connect(self._on_window)
        self.full.changed.connect(self._on_full)
        self.invert.changed.connect(self._on_invert)
        self.link.changed.connect(self._on_link)
        self.unlink.changed.connect(self._on_unlink)

    def show_layer(self, layer: Image | None, volume: Volume | None) -> None:
        """Show and change the window of another layer, of none."""
        if layer is not self._layer:
            self._listen(layer)
        self._volume = volume
        self.enabled = layer is not None and volume is not None and not layer.rgb
        if layer is None or volume is None or layer.rgb:
            self._show_none()
            return
        stated = presets_in(layer.metadata["dicom"].get("presentation", ())) if layer else ()
        self._presets = {_title(one): one for one in (*stated, *presets_of(volume))}
        with self._filling():
            self.preset.choices = (CUSTOM, *self._presets)
            self.preset.tooltip = plain_tooltip(f"{_PRESETS}\n{key_words(layer)}")
            self._set_step()
        self._refresh()
        self.show_links()

    def show_links(self) -> None:
        """Say whether this layer shares its window, and offer what would change that."""
        if self._layer is None or self._layer.rgb:
            return
        peers, linked = self.peers()[1:], get_linked_layers(self._layer)
        self.link.enabled = bool(set(peers) - linked)
        self.unlink.enabled = bool(linked)
        self.unlink.text = f"Unlink ({len(linked) + 1})" if linked else "Unlink"

    def peers(self) -> list[Image]:
        """Return the DICOM layers with values of the same unit, this one first."""
        if self._layer is None:
            return []
        key = _kind(self._layer)
        others = [one for one in dicom_layers(self._viewer) if one is not self._layer]
        return [self._layer, *(one for one in others if not one.rgb and _kind(one) == key)]

    def _listen(self, layer: Image | None) -> None:
        if self._layer is not None:
            self._layer.events.contrast_limits.disconnect(self._refresh)
            self._layer.events.colormap.disconnect(self._refresh)
        if layer is not None:
            layer.events.contrast_limits.connect(self._refresh)
            layer.events.colormap.connect(self._refresh)
        self._layer = layer

    @contextmanager
    def _filling(self) -> Iterator[None]:
        """Fill the controls without changing the layer: what they emit meanwhile is not heard.

        Qt rounds what a box holds, another layer's window, when it is given other decimals.
        """
        before, self._busy = self._busy, True
        try:
            yield
        finally:
            self._busy = before

    def _show_none(self) -> None:
        """Leave nothing of another layer in the controls."""
        self._presets = {}
        with self._filling():
            self.preset.choices = (CUSTOM,)
            for box in (self.window_width, self.window_level):
                box.native.clear()
            self.invert.native.setChecked(False)
            self.unlink.text = "Unlink"

    def _set_step(self) -> None:
        assert self._layer is not None
        low, high = self._layer.contrast_limits_range
        is_whole = self._layer.data.dtype.kind in "iu"
        step = 1.0 if is_whole else 10.0 ** (floor(log10(high - low)) - 3)
        for box in (self.window_width, self.window_level):
            box.native.setDecimals(1 if is_whole else max(0, -floor(log10(step))))
            box.native.setSingleStep(step)

    def _refresh(self, event: Any = None) -> None:  # Any: napari's untyped events  # noqa: ARG002
        if self._layer is None or self._layer.rgb:
            return
        shown = window_of(self._layer)
        with self._filling():
            self.window_width.value, self.window_level.value = shown.width, shown.center
            self.preset.value = self._preset_of(shown)
            is_turned = self._layer.colormap.name.endswith("_r")
            was_turned = self._volume is not None and self._volume.is_inverted
            self.invert.native.setChecked(is_turned != was_turned)

    def _preset_of(self, shown: Window) -> str:
        (low, high), curve = shown.limits, _CURVES.get(shown.function)
        near = (high - low) * 1e-3
        for title, one in self._presets.items():
            if curve != _CURVES.get(one.window.function):
                continue
            if abs(one.limits[0] - low) <= near and abs(one.limits[1] - high) <= near:
                return title
        return CUSTOM

    def _show(self, window: Window) -> None:
        if self._layer is None or not window.limits[0] < window.limits[1]:
            return
        for layer in (self._layer, *get_linked_layers(self._layer)):
            show_window(layer, window)

    def _on_preset(self, title: str) -> None:
        if not self._busy and title in self._presets:
            self._show(self._presets[title].window)

    def _on_window(self, _value: float) -> None:
        if not self._busy and self._layer is not None:
            width, level = self.window_width.value, self.window_level.value
            self._show(Window(level, width, function=window_of(self._layer).function))

    def _on_full(self) -> None:
        if self._layer is not None:
            show_full_range(self._layer)

    def _on_invert(self) -> None:
        if self._layer is not None:
            invert(self._layer)

    def _on_link(self) -> None:
        layers = self.peers()
        for other in layers[1:]:
            show_like(other, layers[0])
        if len(layers) > 1:
            link_layers(layers, LINKED)
        self.show_links()

    def _on_unlink(self) -> None:
        if self._layer is not None:
            unlink_layers([self._layer, *get_linked_layers(self._layer)], LINKED)
        self.show_links()


def _title(preset: WindowPreset) -> str:
    window = preset.window
    return f"{preset.name}  W {window.width:g} L {window.center:g}{_FUNCTIONS[window.function]}"


def _kind(layer: Image) -> tuple[str, str]:
    dicom = layer.metadata["dicom"]
    return dicom["Modality"], dicom["value_unit"] or ""
