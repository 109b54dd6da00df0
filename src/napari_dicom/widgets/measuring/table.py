"""The table of measurements: what is empty all the way down is left out; Ctrl+C copies."""

from __future__ import annotations

from qtpy.QtCore import Qt
from qtpy.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from qtpy.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from napari_dicom.dicom.attributes import lines_as_text
from napari_dicom.widgets.measuring.model import MeasurementModel, Row

_WIDEST = 160
"""Pixels of a column: the rest is elided, and in the tooltip."""

_ROWS_LOOKED_AT = 50
"""Rows that the width of a column is taken from: thousands would take a second."""


class MeasurementTable(QTableView):
    """The measurements of a viewer."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = MeasurementModel()
        self.setModel(self.rows)
        self.setAccessibleName("Measurements")
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setTabKeyNavigation(False)
        self.setMinimumHeight(120)
        across, down = self.horizontalHeader(), self.verticalHeader()
        assert isinstance(across, QHeaderView)
        assert isinstance(down, QHeaderView)
        across.setMinimumSectionSize(30)
        across.setMaximumSectionSize(_WIDEST)
        across.setResizeContentsPrecision(_ROWS_LOOKED_AT)
        down.hide()
        down.setMinimumSectionSize(10)
        down.setDefaultSectionSize(self.fontMetrics().height() + 6)

    def show_rows(self, rows: list[Row]) -> None:
        """Show other rows, and the columns that hold something."""
        self.rows.show(rows)
        for column in range(self.rows.columnCount()):
            is_empty = column > 0 and not any(row.cells[column] for row in self.rows.rows)
            if is_empty != self.isColumnHidden(column):
                self.setColumnHidden(column, is_empty)
        self.resizeColumnsToContents()

    def chosen(self) -> list[int]:
        """Return the selected rows."""
        selection = self.selectionModel()
        return sorted(index.row() for index in selection.selectedRows()) if selection else []

    def as_text(self) -> str:
        """Return the selected rows, or all, as lines with tabs."""
        return lines_as_text(self.rows.lines(self.chosen() or range(len(self.rows.rows))))

    def copy(self) -> None:
        """Copy the selected rows, or all."""
        clipboard = QGuiApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(self.as_text())

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Copy on Ctrl+C."""
        if event is not None and event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        super().keyPressEvent(event)
