"""How a panel lies in its dock: it scrolls where there is no room, and shares a place by tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qtpy.QtCore import QEvent, QObject, Qt, QTimer
from qtpy.QtWidgets import QDockWidget, QFrame, QMainWindow, QScrollArea, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterator

LOWEST = 120
"""Pixels a panel is high at least; with the title of its dock about 150."""

_OURS = "dicom_panel"
"""Property of a dock that has been put in its place."""


class Scrolling(QScrollArea):
    """Scrolls a panel's content up and down; it is as wide as the panel."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(LOWEST)


class TabbedDock(QObject):
    """Lays the dock of a panel on those of this plugin's other panels, once, as a tab in front.

    One above the other they would need more than a screen is high. Where the user then puts the
    dock it stays.

    Parameters
    ----------
    panel
        The panel's widget.
    word
        What tells its tab from the others: it is what is left where a tab is narrow.
    """

    def __init__(self, panel: QWidget, word: str) -> None:
        super().__init__(panel)
        self._word = word
        self._soon = QTimer(self)  # napari still moves docks about when it has shown one
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._join)
        panel.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        """Put the dock in its place when the panel is shown in it."""
        is_shown = event is not None and event.type() == QEvent.Type.Show
        if is_shown and watched is self.parent():
            self._soon.start(0)
        return False

    def _join(self) -> None:
        panel = self.parent()
        dock = dock_of(panel) if isinstance(panel, QWidget) else None
        if dock is None or dock.property(_OURS):
            return
        dock.setProperty(_OURS, True)
        dock.setWindowTitle(f"{self._word} (DICOM)")
        window = dock.parentWidget()
        if not isinstance(window, QMainWindow) or window.tabifiedDockWidgets(dock):
            return
        for other in _others(window, dock):
            window.tabifyDockWidget(other, dock)
            dock.show()
            dock.raise_()
            return


def dock_of(panel: QWidget) -> QDockWidget | None:
    """Return the dock a panel lies in."""
    widget = panel.parentWidget()
    while widget is not None and not isinstance(widget, QDockWidget):
        widget = widget.parentWidget()
    return widget


def _others(window: QMainWindow, dock: QDockWidget) -> Iterator[QDockWidget]:
    """Yield this plugin's other docks that lie on the same side, the last one first."""
    side = window.dockWidgetArea(dock)
    for other in reversed(window.findChildren(QDockWidget)):
        is_there = other.isVisible() and not other.isFloating()
        is_ours = other is not dock and bool(other.property(_OURS))
        if is_ours and is_there and window.dockWidgetArea(other) == side:
            yield other
