"""The table of segments and ROIs: names first; type and layer where there is room for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qtpy.QtCore import QAbstractItemModel, Qt
from qtpy.QtWidgets import QAbstractItemView, QHeaderView, QTableView

if TYPE_CHECKING:
    from qtpy.QtGui import QResizeEvent

_WIDE = 380
"""Pixels from which on there is room for all columns; the tooltip has them anyway."""

_WIDTHS = {1: 70, 2: 80, 3: 90}
"""Pixels of volume, type and layer; the name takes the rest."""


class RegionTable(QTableView):
    """Rows that are sorted by a click on a title."""

    def __init__(self, model: QAbstractItemModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName("Segments and ROIs")
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setMinimumHeight(120)
        across, down = self.horizontalHeader(), self.verticalHeader()
        assert isinstance(across, QHeaderView)
        assert isinstance(down, QHeaderView)
        across.setMinimumSectionSize(40)
        across.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            across.resizeSection(column, width)
        across.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        down.hide()
        down.setMinimumSectionSize(10)
        down.setDefaultSectionSize(self.fontMetrics().height() + 6)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Show the columns there is room for."""
        super().resizeEvent(event)
        for column in (2, 3):
            self.setColumnHidden(column, self.width() < _WIDE)
