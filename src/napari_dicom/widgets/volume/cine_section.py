"""Cine: the steps of a layer one after the other, at their own rate, round and round.

Steps that are due while the screen is not ready are left out, and counted: nothing is slowed
without a word.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

from magicgui.widgets import Container, FloatSpinBox, PushButton
from qtpy.QtCore import QTimer

from napari_dicom.viewer import DEFAULT_CINE_RATE, FASTEST_CINE_RATE, cine_rate
from napari_dicom.widgets.elided_label import ElidedLabel
from napari_dicom.widgets.rows import row

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Image

    from napari_dicom.viewer import CineRate

_PLAY, _STOP = "Play", "Stop"
_SECONDS_BETWEEN_WORDS = 1.0


class CineSection(Container[Any]):
    """Plays the steps of the selected layer."""

    def __init__(self, viewer: ViewerModel) -> None:
        self._viewer = viewer
        self._layer: Image | None = None
        self._rate: CineRate | None = None
        self._busy = False
        self._began, self._first, self._shown, self._due = 0.0, 0, 0, 0
        self._told = 0.0
        self.play = PushButton(text=_PLAY, tooltip="Round and round, at this rate")
        self.rate = FloatSpinBox(
            min=0.1,
            max=FASTEST_CINE_RATE,
            step=1.0,
            value=DEFAULT_CINE_RATE,
            tooltip="Steps a second",
        )
        self.said = ElidedLabel()
        super().__init__(widgets=[row(self.play, self.rate)], labels=False)
        self.margins = (0, 0, 0, 0)
        self.native.layout().addWidget(self.said)
        self._timer = QTimer(self.native)
        self._timer.timeout.connect(self._on_due)
        self.play.changed.connect(self._on_play)
        self.rate.changed.connect(self._on_rate)

    @property
    def is_playing(self) -> bool:
        """Whether steps follow each other now."""
        return self._timer.isActive()

    def show_layer(self, layer: Image | None) -> None:
        """Play another layer; the one before stops where it is."""
        if layer is not self._layer:
            self.stop()
        self._layer = layer
        self._rate = None if layer is None else cine_rate(layer)
        self._busy = True
        self.rate.value = round(
            DEFAULT_CINE_RATE if self._rate is None else self._rate.per_second, 3
        )
        self._busy = False
        self.play.enabled = self.rate.enabled = self._rate is not None
        self._say_rate()

    def stop(self) -> None:
        """Stop where it is; called when the panel is hidden, too."""
        self._timer.stop()
        self.play.text = _PLAY
        self._say_rate()

    def _say_rate(self) -> None:
        rate = self._rate
        self.said.show_text("one step: nothing to play" if rate is None else rate.said)

    def _on_play(self) -> None:
        if self.is_playing or self._rate is None:
            self.stop()
            return
        self.play.text = _STOP
        self._begin()

    def _on_rate(self, _rate: float) -> None:
        if self.is_playing and not self._busy:
            self._begin()

    def _begin(self) -> None:
        """Count from the step that is shown now."""
        assert self._layer is not None
        assert self._rate is not None
        point = self._viewer.dims.point[-self._layer.ndim :]
        self._first = round(float(self._layer.world_to_data(point)[self._rate.axis]))
        self._began = self._told = monotonic()
        self._shown = self._due = 0
        self._timer.start(max(1, round(1000 / self.rate.value)))

    def _axis(self) -> int:
        """Return the viewer's axis of the layer's own."""
        assert self._layer is not None
        assert self._rate is not None
        return int(self._viewer.dims.ndim) - int(self._layer.ndim) + self._rate.axis

    def _on_due(self) -> None:
        """Show the step that is due by now."""
        layer, rate = self._layer, self._rate
        if layer is None or rate is None or layer not in self._viewer.layers:
            self.stop()
            return
        due = int((monotonic() - self._began) * self.rate.value)
        if due == self._due:
            return
        axis = self._axis()
        index = [0.0] * int(layer.ndim)
        index[rate.axis] = float((self._first + due) % rate.steps)
        self._viewer.dims.set_point(axis, float(layer.data_to_world(index)[rate.axis]))
        self._shown, self._due = self._shown + 1, due
        self._tell()

    def _tell(self) -> None:
        """Say how many steps are shown of those that are due, once a second."""
        now = monotonic()
        if now - self._told < _SECONDS_BETWEEN_WORDS:
            return
        self._told = now
        shown = self._shown / (now - self._began)
        lost = self._due - self._shown
        self.said.show_text(
            f"{shown:.1f} of {self.rate.value:g} steps a second: {lost} left out"
            if lost
            else f"{shown:.1f} steps a second"
        )
