"""A label of one line that leaves out the middle of what is too long; the tooltip has all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qtpy.QtCore import Qt
from qtpy.QtWidgets import QLabel, QSizePolicy

from napari_dicom.dicom import without_markup
from napari_dicom.widgets.tooltip import plain_tooltip

if TYPE_CHECKING:
    from qtpy.QtGui import QResizeEvent
    from qtpy.QtWidgets import QWidget


class ElidedLabel(QLabel):
    """Plain text, elided in the middle to the width there is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def whole(self) -> str:
        """The text with nothing left out."""
        return self._whole

    def show_text(self, text: str, tooltip: str = "") -> None:
        """Show a text; the tooltip is the text where none is given."""
        self._whole = text
        self.setToolTip(plain_tooltip(tooltip or text))
        self._elide()

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Elide anew."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        metrics = self.fontMetrics()
        middle = Qt.TextElideMode.ElideMiddle
        text = metrics.elidedText(self._whole, middle, max(self.width() - 2, 0))
        # what is left of something like a tag cannot be told from one: it is not shown as such
        self.setText(text if text == self._whole else without_markup(text))
