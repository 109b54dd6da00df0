"""The tab that shows what varies between the planes of the active layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from magicgui.widgets import Container, Label, PushButton, Widget
from psygnal import Signal
from qtpy.QtCore import QEvent, QModelIndex, QObject, Qt
from qtpy.QtGui import QMouseEvent
from qtpy.QtWidgets import QProgressBar, QWidget

from napari_dicom.dicom import Frame, Progress, Volume
from napari_dicom.dicom.attributes import (
    Variation,
)
from napari_dicom.viewer import volume_of
from napari_dicom.widgets.active_layer import ShownPlane, acquired_planes
from napari_dicom.widgets.background import Questions
from napari_dicom.widgets.metadata.header_reader import read_variations
from napari_dicom.widgets.metadata.sparkline import SparklineDelegate, plane_under
from napari_dicom.widgets.metadata.table_model import variation_cell
from napari_dicom.widgets.metadata.table_page import TablePage

if TYPE_CHECKING:
    from qtpy.QtGui import QKeyEvent

_PLOT = 1


class VariationPage(TablePage):
    """One row an element that varies, with a plot; a click in the plot goes to that plane.

    Attributes
    ----------
    jumped
        Emitted with the index of the plane to go to.
    """

    jumped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(("Element", "Plot", "Values"), (0.46, 0.22, 0.32), variation_cell, parent)
        self._plane: ShownPlane | None = None
        self._indices: list[tuple[int, ...]] = []
        self._shown: Volume | None = None
        self._has_slices = False
        self._cancelled = False
        self._known: WeakKeyDictionary[Volume, list[Variation]] = WeakKeyDictionary()
        self.plots = SparklineDelegate(self)
        self.view.setItemDelegateForColumn(_PLOT, self.plots)
        self.view.setToolTip("Click in a plot, or press Enter for where the value changes next")
        port = self.view.viewport()
        assert port is not None
        port.installEventFilter(self)
        self.view.installEventFilter(self)
        self.questions = Questions(self)
        self._bar = QProgressBar()
        self._cancel = PushButton(text="Cancel")
        self._cancel.changed.connect(self._on_cancel)
        words: Sequence[Widget] = [Label(value="Headers"), self._cancel]
        self._busy = Container(widgets=words, layout="horizontal", labels=False)
        self._busy.margins = (0, 0, 0, 0)
        self._busy.native.layout().insertWidget(1, self._bar, 1)
        self._layout.insertWidget(0, self._busy.native)
        self._busy.native.hide()

    def show_plane(self, plane: ShownPlane | None) -> None:
        """Show what varies in the plane's volume; read its headers if that is not known yet."""
        self._plane = plane
        self._has_slices = plane is not None and volume_of(plane.layer) is not None
        if plane is None or not self._has_slices:
            self.stop()
            self._shown = None
            self._show(())
            return
        if plane.volume is not self._shown:
            self._start(plane)
        self._mark()

    def stop(self) -> None:
        """Stop reading; start over when shown again."""
        if self.questions.is_busy:
            self.questions.abandon()
            self._shown = None
        self._busy.native.hide()

    def empty_message(self) -> str:
        """Return why nothing is listed."""
        if self._plane is None or self.questions.is_busy:
            return ""
        if not self._has_slices:
            return "The layer no longer has the slices of the images it was made from."
        if self._cancelled:
            return "Cancelled. Change the tab and come back to start again."
        return "Nothing varies between the slices."

    def go_to(self, number: int) -> None:
        """Go to one of the planes the plots show."""
        if 0 <= number < len(self._indices):
            self.jumped.emit(self._indices[number])

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        """Turn clicks in plots and the Enter key into jumps."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease:
            self._click(event)
        elif watched is self.view and event is not None and event.type() == QEvent.Type.KeyPress:
            return self._key(event)  # type: ignore[arg-type]  # a key event
        return False

    def _start(self, plane: ShownPlane) -> None:
        self.stop()
        self._shown = plane.volume
        self._cancelled = False
        planes = acquired_planes(plane.layer)
        self._indices = [index for index, _ in planes]
        known = self._known.get(plane.volume)
        if known is not None:
            self._show(known)
            return
        self._show(())
        self._bar.setRange(0, len(planes))
        self._bar.setValue(0)
        self._busy.native.show()
        self._read([frame for _, frame in planes])

    def _read(self, frames: Sequence[Frame]) -> None:
        def work(progress: Progress) -> list[Variation]:
            return read_variations(frames, progress)

        self.questions.ask(
            work, self._on_found, on_failed=self._on_failed, on_progress=self._on_progress
        )

    def _show(self, found: list[Variation] | tuple[Variation, ...]) -> None:
        self._items = tuple(found)
        self._refresh()

    def _on_progress(self, _what: str, done: int, _total: int | None) -> None:
        self._bar.setValue(done)

    def _on_found(self, found: list[Variation]) -> None:
        self._busy.native.hide()
        if self._shown is not None:
            self._known[self._shown] = found
        self._show(found)
        self._mark()

    def _on_failed(self, reason: str) -> None:
        self._busy.native.hide()
        self.told.emit(f"The headers cannot be read: {reason}", False)

    def _on_cancel(self) -> None:
        self.stop()
        self._cancelled = True
        self._refresh()

    def _mark(self) -> None:
        """Move the line in the plots to the plane that is shown."""
        here = self._plane.index if self._plane else None
        self.plots.current = self._indices.index(here) if here in self._indices else -1
        port, header = self.view.viewport(), self.view.header()
        if port is not None and header is not None:
            left, width = header.sectionViewportPosition(_PLOT), header.sectionSize(_PLOT)
            port.update(left, 0, width, port.height())

    def _click(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        index = self.view.indexAt(point)
        if index.isValid() and index.column() == _PLOT:
            cell = self.view.visualRect(index)
            self.go_to(plane_under(point.x(), cell, len(self._indices)))

    def _key(self, event: QKeyEvent) -> bool:
        index = self.view.currentIndex()
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter} or not index.isValid():
            return False
        self._next_change(index)
        return True

    def _next_change(self, index: QModelIndex) -> None:
        """Go to the next plane where the value is another, from the start after the last."""
        values = self.model.items[index.row()].values
        here = max(self.plots.current, 0)
        order = [*range(here + 1, len(values)), *range(here)]
        self.go_to(next((n for n in order if values[n] != values[here]), here))
