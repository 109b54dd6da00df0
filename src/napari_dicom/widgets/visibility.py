"""Whether a panel is seen: it starts when it is shown, and stops when it is hidden."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from qtpy.QtCore import QEvent, QObject
from qtpy.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Iterator


class Panel(Protocol):
    """What follows the viewer only while somebody looks."""

    @property
    def native(self) -> QWidget:
        """Its Qt widget."""

    def start(self) -> None:
        """Begin, or go on."""

    def stop(self) -> None:
        """Leave no callback behind, and read nothing; may be called more than once."""


class Visibility(QObject):
    """Starts a panel when it is shown, stops it when it is hidden or closed.

    Qt hides and shows a window anew when the first canvas is put into it: what is told then is
    none of the user's doing.
    """

    _is_deaf = False  # the class', for Qt calls it still when Python has cleared it

    def __init__(self, panel: Panel) -> None:
        super().__init__(panel.native)
        self._panel = panel
        panel.native.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        """Pass on what Qt says of the panel's widget."""
        if event is not None and watched is self.parent() and not self._is_deaf:
            if event.type() == QEvent.Type.Show:
                with self.deaf():
                    self._panel.start()
            elif event.type() in {QEvent.Type.Hide, QEvent.Type.Close}:
                self._panel.stop()
        return False

    @contextmanager
    def deaf(self) -> Iterator[None]:
        """Hear nothing while a panel starts, or puts a canvas into its window."""
        before, self._is_deaf = self._is_deaf, True
        try:
            yield
        finally:
            self._is_deaf = before
