"""Which series are seen side by side: a list to tick."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from psygnal import Signal
from qtpy.QtCore import Qt
from qtpy.QtWidgets import QListWidget, QListWidgetItem

from napari_dicom.widgets.tooltip import plain_tooltip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from napari.layers import Layer

MOST = 6
"""Panes that have room beside each other."""

_LINES = 4


class SeriesChoice(QListWidget):
    """The images of a viewer, those ticked that are shown; the first two at first."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setMaximumHeight(_LINES * self.fontMetrics().lineSpacing() + 12)
        self._layers: list[Layer] = []
        self._ticked: WeakSet[Layer] = WeakSet()
        self._is_new = True
        self.itemChanged.connect(self._on_changed)

    def list_layers(self, layers: Sequence[Layer], first: Sequence[Layer]) -> None:
        """Show which images there are; those that were ticked stay so.

        Parameters
        ----------
        first
            Ticked where nothing has been ticked yet, or all images went meanwhile.
        """
        if not layers:
            self._is_new = True  # what is opened next is another patient's, or another day's
        if self._is_new and len(layers) > 1:
            self._ticked.update(first)
            self._is_new = False
        self.forget()
        self._layers = list(layers)
        self.blockSignals(True)
        for layer in layers:
            item = QListWidgetItem(layer.name)
            item.setToolTip(plain_tooltip(layer.name))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(_state(layer in self._ticked))
            self.addItem(item)
            layer.events.name.connect(self._on_name)
        self.blockSignals(False)
        self.scrollToTop()

    def tick(self, layers: Sequence[Layer]) -> None:
        """Tick these images and no others, as many as there is room for."""
        self._is_new = False
        self._ticked.clear()
        self._ticked.update(layers[:MOST])
        self.blockSignals(True)
        for number, layer in enumerate(self._layers):
            item = self.item(number)
            if item is not None:
                item.setCheckState(_state(layer in self._ticked))
        self.blockSignals(False)
        self.chosen.emit()

    def ticked(self) -> list[Layer]:
        """Return the images that are ticked, as they are listed."""
        return [layer for layer in self._layers if layer in self._ticked]

    def forget(self) -> None:
        """Keep no layer."""
        for layer in self._layers:
            layer.events.name.disconnect(self._on_name)
        self._layers = []
        self.blockSignals(True)
        self.clear()
        self.blockSignals(False)

    def _on_name(self, event: Any = None) -> None:  # Any: napari's untyped events  # noqa: ARG002
        self.blockSignals(True)
        for number, layer in enumerate(self._layers):
            item = self.item(number)
            if item is not None:
                item.setText(layer.name)
                item.setToolTip(plain_tooltip(layer.name))
        self.blockSignals(False)

    def _on_changed(self, item: QListWidgetItem) -> None:
        layer = self._layers[self.row(item)]
        if item.checkState() != Qt.CheckState.Checked:
            self._ticked.discard(layer)
        elif len(self.ticked()) < MOST:
            self._ticked.add(layer)
        else:
            item.setCheckState(Qt.CheckState.Unchecked)
            return
        self.chosen.emit()


def _state(is_ticked: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked
