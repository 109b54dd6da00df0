"""Texts in the corners of the canvas, as on films: overlays of napari, so part of screenshots.

White on black whatever the theme. Lines are cut to their half of the canvas, so that they stay
clear of each other and of the letters at the edges.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from napari.components.overlays import TextOverlay

from napari_dicom.viewer.gestures import WINDOW_TEXT, window_text
from napari_dicom.widgets.corner_words import doubt_words, leaning_words, slice_words, step_words

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Image

CORNERS = {
    "dicom_series": "top_left",
    "dicom_step": "top_right",
    "dicom_slice": "bottom_left",
    WINDOW_TEXT: "bottom_right",
}
"""Name of the overlay -> its place on the canvas."""

_SIZE = 10.0
_CHARACTER = 10.5
"""Width of a letter in pixels of the canvas at that size; more than fonts have on average."""

_LETTERS = 40.0
"""What the letters at the edges and the margin take of half the canvas."""

_COLOURS = {"color": "white", "box": True, "box_color": "black"}


class CornerTexts:
    """Keeps the texts right while it is on; leaves nothing behind when it is off."""

    def __init__(self, viewer: ViewerModel) -> None:
        self._viewer = viewer
        self._layer: Image | None = None
        self._doubts: tuple[str, ...] = ()
        self._is_on = False

    def start(self) -> None:
        """Write, and follow the viewer."""
        if self._is_on:
            return
        self._is_on = True
        for event in (*self._viewer_events(), *self._layer_events()):
            event.connect(self._update)
        self._update()

    def stop(self) -> None:
        """Take the texts off the canvas and disconnect."""
        if not self._is_on:
            return
        self._is_on = False
        for event in (*self._viewer_events(), *self._layer_events()):
            event.disconnect(self._update)
        overlays = self._viewer.canvas.overlays
        for name in CORNERS:
            if name in overlays:
                del overlays[name]

    def show_layer(self, layer: Image | None) -> None:
        """Tell of another layer, of none."""
        if self._is_on:
            for event in self._layer_events():
                event.disconnect(self._update)
        self._layer = layer
        self._doubts = () if layer is None else doubt_words(layer)
        if self._is_on:
            for event in self._layer_events():
                event.connect(self._update)
            self._update()

    def texts(self) -> dict[str, str]:
        """Return the text of each overlay; none over a picture that is not this layer's."""
        layer = self._layer
        if layer is None or not layer.visible or layer.ndim > self._viewer.dims.ndim:
            return dict.fromkeys(CORNERS, "")
        leaning = leaning_words(self._viewer, layer)
        steps = [one for one in (step_words(self._viewer, layer), *leaning, *self._doubts) if one]
        found = {
            "dicom_series": layer.name,
            "dicom_step": "\n".join(steps),
            "dicom_slice": slice_words(self._viewer, layer),
            WINDOW_TEXT: window_text(layer),
        }
        return {name: self._fitted(name, text) for name, text in found.items()}

    def _fitted(self, name: str, text: str) -> str:
        """Return what has room in half of the canvas: a name may be cut, a figure never."""
        width = float(self._viewer.canvas.size[1])
        longest = max(int((width / 2 - _LETTERS) / _CHARACTER), 4)
        if name == "dicom_series":
            return text if len(text) <= longest else f"{text[: longest - 1]}…"
        return "\n".join(line for line in text.split("\n") if len(line) <= longest)

    def _viewer_events(self) -> tuple[Any, ...]:  # Any: napari's untyped emitters
        dims, canvas = self._viewer.dims.events, self._viewer.canvas.events
        layers = self._viewer.layers.events
        beside = layers.inserted, layers.removed
        return dims.point, dims.order, dims.ndisplay, canvas.size, *beside

    def _layer_events(self) -> tuple[Any, ...]:  # Any: as above
        if self._layer is None:
            return ()
        events = self._layer.events
        window = () if self._layer.rgb else (events.contrast_limits,)
        return (events.visible, events.name, events.affine, *window)

    def _update(self, event: Any = None) -> None:  # Any: as above  # noqa: ARG002
        overlays = self._viewer.canvas.overlays
        for name, text in self.texts().items():
            if name not in overlays:
                overlays[name] = TextOverlay(position=CORNERS[name], font_size=_SIZE, **_COLOURS)
            if overlays[name].text != text:
                overlays[name].text = text
            if overlays[name].visible != bool(text):
                overlays[name].visible = bool(text)
