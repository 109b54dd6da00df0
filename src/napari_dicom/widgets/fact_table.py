"""Rows of (what, value) as a small table: elided in the middle, whole in the tooltip, copyable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qtpy.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from qtpy.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from qtpy.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView, QWidget

from napari_dicom.dicom.attributes import lines_as_text
from napari_dicom.dicom.describing import Fact
from napari_dicom.widgets.tooltip import plain_tooltip

_ROLES = {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}


class FactModel(QAbstractTableModel):
    """One fact a row: label and text."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.facts: tuple[Fact, ...] = ()

    def show(self, facts: Sequence[Fact]) -> None:
        """Show other facts; as many of them as before are changed in place, which costs little."""
        facts = tuple(facts)
        if len(facts) == len(self.facts) > 0:
            before, self.facts = self.facts, facts
            for number, (old, new) in enumerate(zip(before, facts, strict=True)):
                if old != new:
                    self.dataChanged.emit(self.index(number, 0), self.index(number, 1))
            return
        self.beginResetModel()
        self.facts = facts
        self.endResetModel()

    # Qt's names below

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008, D102, N802
        return 0 if parent.isValid() else len(self.facts)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008, D102, N802
        return 0 if parent.isValid() else 2

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102
        if not index.isValid() or role not in _ROLES:
            return None
        fact = self.facts[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return fact.text if index.column() else fact.label
        return plain_tooltip("\n\n".join(part for part in (fact.text, fact.hint) if part))


class FactTable(QTableView):
    """As high as its rows; Ctrl+C copies the selected ones, all where none is."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts = FactModel(self)
        self.setModel(self.facts)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setTabKeyNavigation(False)
        across, down = self.horizontalHeader(), self.verticalHeader()
        assert isinstance(across, QHeaderView)
        assert isinstance(down, QHeaderView)
        across.hide()
        across.setMinimumSectionSize(20)
        across.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        across.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        down.hide()
        down.setMinimumSectionSize(10)
        down.setDefaultSectionSize(self.fontMetrics().height() + 5)
        self.show_facts(())

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show other facts, and take the height they need."""
        self.facts.show(facts)
        down = self.verticalHeader()
        assert down is not None
        height = down.length() + 2 * self.frameWidth() + 2
        if height != self.maximumHeight():
            self.setFixedHeight(height)

    def as_text(self) -> str:
        """Return the selected rows, or all, as lines of label and text."""
        selection = self.selectionModel()
        rows = sorted(index.row() for index in selection.selectedRows()) if selection else []
        facts = [self.facts.facts[row] for row in rows] or self.facts.facts
        return lines_as_text((fact.label, fact.text) for fact in facts)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Copy on Ctrl+C."""
        if event is not None and event.matches(QKeySequence.StandardKey.Copy):
            clipboard = QGuiApplication.clipboard()
            assert clipboard is not None
            clipboard.setText(self.as_text())
            return
        super().keyPressEvent(event)
