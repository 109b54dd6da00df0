"""One slider through the slices of several series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psygnal import Signal
from qtpy.QtCore import Qt
from qtpy.QtWidgets import QSlider

if TYPE_CHECKING:
    from collections.abc import Sequence

    from napari_dicom.viewer.in_step import Member

_FINEST = 0.1
"""mm a step of the slider is at least."""


class PlaceSlider(QSlider):
    """Goes from the first slice of any series to the last of any, by the finest slice distance.

    Attributes
    ----------
    went
        Emitted with a depth in mm, of the first member's view, when the user moves it.
    """

    went = Signal(float)

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._low = 0.0
        self._step = 1.0
        self.valueChanged.connect(self._on_value)

    def reach(self, members: Sequence[Member]) -> None:
        """Reach as far as the members do; the first one's depths are what it counts in."""
        deep = [one for one in members if one.has_depth]
        self.setEnabled(bool(deep) and members[0].has_depth)
        if not self.isEnabled():
            return
        shifts = [float((one.shift - members[0].shift)[members[0].across]) for one in deep]
        ends = [one.depths() for one in deep]
        self._low = min(end[0] - shift for end, shift in zip(ends, shifts, strict=True))
        high = max(end[1] - shift for end, shift in zip(ends, shifts, strict=True))
        self._step = max(min(end[2] for end in ends), _FINEST)
        self.blockSignals(True)
        self.setRange(0, max(round((high - self._low) / self._step), 0))
        self.blockSignals(False)

    def show_depth(self, depth: float) -> None:
        """Stand where the members do; nobody is moved by that."""
        self.blockSignals(True)
        self.setValue(round((depth - self._low) / self._step))
        self.blockSignals(False)

    def _on_value(self, value: int) -> None:
        self.went.emit(self._low + value * self._step)
