"""Work that waits for a test to let it go, and docks that are closed as napari closes them."""

import threading
from collections.abc import Callable
from typing import Any

from qtpy.QtCore import Qt, QThreadPool
from qtpy.QtWidgets import QApplication, QDockWidget, QMainWindow, QWidget

SECONDS = 10.0


class Gate:
    """A function one call of which, the first, waits in front of it until it is opened."""

    def __init__(self, function: Callable[..., Any], call: int = 1) -> None:
        self._function = function
        self._call = call
        self._open = threading.Event()
        self.entered = threading.Event()
        self.calls = 0

    def __call__(self, *args: Any, **how: Any) -> Any:
        self.calls += 1
        if self.calls == self._call:
            self.entered.set()
            assert self._open.wait(SECONDS)
        return self._function(*args, **how)

    def let_go(self) -> None:
        """Let the call go."""
        self._open.set()

    def finish(self) -> None:
        """Let the call go, and wait for its thread; deliver nothing of what it has sent."""
        self._open.set()
        assert QThreadPool.globalInstance().waitForDone(int(1000 * SECONDS))

    def open(self) -> None:
        """Let the call go, and have everything arrive that comes of it."""
        self._open.set()
        settle()


def settle() -> None:
    """Wait for all threads, and deliver what they have sent."""
    QApplication.processEvents()
    assert QThreadPool.globalInstance().waitForDone(int(1000 * SECONDS))
    QApplication.processEvents()


def dock(widget: QWidget) -> tuple[QMainWindow, QDockWidget]:
    """Return a window, shown, and the dock in it that a widget lies in."""
    window, docked = QMainWindow(), QDockWidget()
    docked.setWidget(widget)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, docked)
    window.show()
    return window, docked


def close(docked: QDockWidget) -> None:
    """Take the widget out and delete the dock, as `remove_dock_widget` of napari does."""
    docked.widget().setParent(None)
    docked.deleteLater()
