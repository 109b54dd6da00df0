"""A tree of statuses: a word says it, a colour repeats it."""

from __future__ import annotations

from typing import Any

from qtpy.QtCore import QModelIndex, Qt
from qtpy.QtGui import QColor, QFont
from qtpy.QtWidgets import QWidget

from napari_dicom.dicom.attributes import (
    Row,
    rows_as_text,
)
from napari_dicom.widgets.metadata import AttributeView, RowModel

_COLOURS = {
    "OK": "#2e9e5b",
    "PARTLY": "#b87010",
    "MISSING": "#e0483e",
    "WRONG": "#e0483e",
    "FAILS": "#e0483e",
    "NOT": "#b87010",
    "NO": "#b87010",
}
"""First word of a status -> a colour that reads on dark and on light."""


class StatusModel(RowModel):
    """Rows of (what, status)."""

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: ARG002, B008, D102, N802
        return 2

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102
        colour = _colour(self.row_at(index)) if index.column() == 1 else None
        if role == Qt.ItemDataRole.ForegroundRole:
            return None if colour is None else QColor(colour)
        if role == Qt.ItemDataRole.FontRole and colour is not None:
            font = QFont()
            font.setBold(True)
            return font
        return super().data(index, role)


class StatusTree(AttributeView):
    """Two columns without a header; keeps what is unfolded.

    Parameters
    ----------
    unfolded
        Whether new rows come unfolded.
    """

    def __init__(self, name: str, unfolded: bool = False, parent: QWidget | None = None) -> None:
        copies = {"Copy value": self._value, "Copy row": self._row, "Copy all": self._all}
        super().__init__((0.4, 0.6) if unfolded else (0.66, 0.34), (), copies, parent)
        self.setAccessibleName(name)
        self._all_open = unfolded
        self._seen: set[tuple[str, ...]] = set()
        self.setHeaderHidden(True)
        self.statuses = StatusModel(self)
        self.setModel(self.statuses)

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show other rows, unfolded where they were."""
        unfolded = self._unfolded(QModelIndex())
        if self._all_open:
            unfolded |= self._fresh(rows)
        if self.statuses.show(rows, reveal=True):
            self._unfold(QModelIndex(), unfolded)
        self.fit_columns()

    def chosen(self) -> Row | None:
        """Return the current row."""
        return self.statuses.row_at(self.currentIndex())

    def _fresh(self, rows: tuple[Row, ...]) -> set[tuple[str, ...]]:
        """Return the rows that were never there before: they come unfolded."""
        fresh = {row.path for row in rows} - self._seen
        self._seen |= fresh
        return fresh

    def _unfolded(self, parent: QModelIndex) -> set[tuple[str, ...]]:
        found: set[tuple[str, ...]] = set()
        for number in range(self.statuses.rowCount(parent)):
            index = self.statuses.index(number, 0, parent)
            row = self.statuses.row_at(index)
            if row is not None and self.isExpanded(index):
                found |= {row.path, *self._unfolded(index)}
        return found

    def _unfold(self, parent: QModelIndex, paths: set[tuple[str, ...]]) -> None:
        for number in range(self.statuses.rowCount(parent)):
            index = self.statuses.index(number, 0, parent)
            row = self.statuses.row_at(index)
            if row is not None and row.path in paths:
                self.expand(index)
                self._unfold(index, paths)

    def _value(self, index: QModelIndex) -> str:
        row = self.statuses.row_at(index)
        return "" if row is None else row.value

    def _row(self, index: QModelIndex) -> str:
        row = self.statuses.row_at(index)
        return "" if row is None else f"{row.name}\t{row.value}"

    def _all(self, _index: QModelIndex) -> str:
        return rows_as_text(self.statuses.rows, reveal=True)


def _colour(row: Row | None) -> str | None:
    words = row.value.replace(",", " ").replace(":", " ").split() if row is not None else []
    return _COLOURS.get(words[0]) if words else None
