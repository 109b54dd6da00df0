"""What is under way in the browser: a line of words, a bar, a button that cancels."""

from __future__ import annotations

from magicgui.widgets import ProgressBar, PushButton
from qtpy.QtCore import Qt
from qtpy.QtWidgets import QLabel

from napari_dicom.dicom import plain_text
from napari_dicom.widgets.background import Questions
from napari_dicom.widgets.rows import row

_LONGEST = 500
"""Characters of a reason that are shown."""


class UnderWay:
    """Shows how far the browser's question has got, and lets it be cancelled.

    Parameters
    ----------
    questions
        The browser's.
    text
        What is said while nothing has been asked.
    """

    def __init__(self, questions: Questions, text: str) -> None:
        self._questions = questions
        self.status = QLabel(text)
        self.status.setWordWrap(True)
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        self.progress = ProgressBar(visible=False)
        self.cancel = PushButton(text="Cancel", visible=False)
        self.row = row(self.progress, self.cancel)
        self.cancel.changed.connect(self._on_cancel)

    def begin(self, what: str) -> None:
        """Show that something is under way, nobody knows for how long."""
        self.progress.min, self.progress.max = 0, 0
        self._show(True)
        self.status.setText(what)

    def show_progress(self, what: str, done: int, total: int | None) -> None:
        """Show how far it has got; the arguments are those of a `Progress`."""
        self.progress.max = total or 0
        self.progress.value = done if total else 0
        of = f"{done} of {total}" if total else f"{done}"
        self.status.setText(f"{plain_text(what)}: {of}")

    def fail(self, reason: str) -> None:
        """Say why it came to nothing."""
        self.status.setText(plain_text(reason, _LONGEST))

    def end(self) -> None:
        """Take the bar away, and say so where it was cancelled."""
        was_cancelled = not self.cancel.enabled
        self._show(False)
        if was_cancelled:
            self.status.setText("Cancelled.")

    def abandon(self) -> None:
        """Take the bar away without a word."""
        self._show(False)

    def _show(self, busy: bool) -> None:
        self.progress.visible = self.cancel.visible = busy
        self.cancel.enabled = busy

    def _on_cancel(self) -> None:
        if self._questions.is_busy:
            self.cancel.enabled = False
            self._questions.cancel()
