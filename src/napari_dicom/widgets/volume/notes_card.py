"""The notes of a volume in words, and at a click what they mean and what to do about them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qtpy.QtCore import Qt
from qtpy.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from napari_dicom.dicom import Severity
from napari_dicom.dicom.describing import NOTE_MEANINGS

_WORDS = {Severity.ERROR: "Error", Severity.WARNING: "Warning", Severity.INFO: "Note"}


class NotesCard(QWidget):
    """A note a line; below, on request, the meaning of each of their codes."""

    def __init__(self) -> None:
        super().__init__()
        self.text = _label()
        self.explain = QPushButton("What does this mean?")
        self.explain.setCheckable(True)
        self.explain.setToolTip("What each note means, and what to do about it")
        self.meanings = _label()
        self.meanings.hide()
        self.explain.toggled.connect(self.meanings.setVisible)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        for part in (self.text, self.explain, self.meanings):
            column.addWidget(part)

    def show_notes(self, notes: Iterable[dict[str, Any]] | None) -> None:  # Any: JSON values
        """Show notes as the layer contract has them; None for no volume at all."""
        found = list(notes or ())
        nothing = "" if notes is None else "No notes: nothing was doubtful."
        self.text.setText("\n".join(_line(note) for note in found) or nothing)
        self.explain.setVisible(bool(found))
        self.meanings.setText(_explained(found))
        self.meanings.setVisible(bool(found) and self.explain.isChecked())


def _line(note: dict[str, Any]) -> str:  # Any: JSON values
    return f"{_WORDS[Severity(note['severity'])]}: {note['message']}."


def _explained(notes: Iterable[dict[str, Any]]) -> str:  # Any: JSON values
    """Return the meaning of each code once, in the order of the notes."""
    known = (NOTE_MEANINGS.get(code) for code in dict.fromkeys(note["code"] for note in notes))
    return "\n\n".join(
        f"{one.code}: {one.meaning}\nWhat to do: {one.advice}" for one in known if one is not None
    )


def _label() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label
