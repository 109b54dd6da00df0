"""A hand on the mouse and the keys of a window: real Qt events, sent to its canvas.

It moves no faster than vispy and napari listen: they drop moves that follow within 10 ms, and
bundle what comes within 5.
"""

from typing import Any

from qtpy.QtCore import QEvent, QPoint, QPointF, Qt
from qtpy.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from qtpy.QtTest import QTest
from qtpy.QtWidgets import QApplication

LEFT, RIGHT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.NoButton
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
PLAIN = Qt.KeyboardModifier.NoModifier
_HEARD = 15
"""Milliseconds between two moves that are both heard."""


class Hand:
    """Presses, moves, turns and types, as a user would."""

    def __init__(self, viewer: Any, canvas: Any = None) -> None:
        self._canvas = viewer.window._qt_viewer.canvas.native if canvas is None else canvas
        self.middle = self._canvas.rect().center()

    def press(self, at: QPoint, button: Any = LEFT, held: Any = PLAIN) -> None:
        """Press a button and hold it."""
        self._send(QEvent.Type.MouseButtonPress, at, button, button, held)

    def move(self, at: QPoint, button: Any = LEFT, held: Any = PLAIN) -> None:
        """Move the mouse, a button held or NONE."""
        QTest.qWait(_HEARD)
        self._send(QEvent.Type.MouseMove, at, NONE, button, held)
        QTest.qWait(_HEARD)

    def release(self, at: QPoint, button: Any = LEFT, held: Any = PLAIN) -> None:
        """Let the button go."""
        self._send(QEvent.Type.MouseButtonRelease, at, button, NONE, held)

    def drag(
        self, right: int = 0, down: int = 0, button: Any = LEFT, held: Any = PLAIN, steps: int = 4
    ) -> None:
        """Drag from the middle of the canvas and let go."""
        self.press(self.middle, button, held)
        for step in range(1, steps + 1):
            way = QPoint(right * step // steps, down * step // steps)
            self.move(self.middle + way, button, held)
        self.release(self.middle + QPoint(right, down), button, held)

    def double_click(self, held: Any = PLAIN, button: Any = LEFT) -> None:
        """Click twice in the middle, as Qt tells it."""
        self.press(self.middle, button, held)
        self.release(self.middle, button, held)
        self._send(QEvent.Type.MouseButtonDblClick, self.middle, button, button, held)
        self.release(self.middle, button, held)

    def wheel(self, notches: float, held: Any = PLAIN, at: QPoint | None = None) -> None:
        """Turn the wheel: positive is away from the user."""
        place = QPointF(self.middle if at is None else at)
        everywhere = QPointF(self._canvas.mapToGlobal(place.toPoint()))
        turned = QPoint(0, round(120 * notches))
        phase = Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(place, everywhere, QPoint(), turned, NONE, held, phase, False)
        QApplication.sendEvent(self._canvas, event)

    def type(self, key: Any, held: Any = PLAIN) -> None:
        """Press a key and let it go."""
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(self._canvas, QKeyEvent(kind, key, held))

    def _send(self, kind: Any, at: QPoint, button: Any, buttons: Any, held: Any) -> None:
        place = QPointF(at)
        everywhere = QPointF(self._canvas.mapToGlobal(at))
        QApplication.sendEvent(
            self._canvas, QMouseEvent(kind, place, everywhere, button, buttons, held)
        )
