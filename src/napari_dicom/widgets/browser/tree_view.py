"""How the tree of series looks and is worked with."""

from __future__ import annotations

from qtpy.QtCore import QAbstractItemModel, QSize, Qt
from qtpy.QtWidgets import QAbstractItemView, QTreeView

_PICTURE = 56
"""Pixels: four lines of text."""


class SeriesTree(QTreeView):
    """A tree of one column: narrow, with pictures, elided in the middle."""

    def __init__(self, rows: QAbstractItemModel) -> None:
        super().__init__()
        self.setModel(rows)
        self.setHeaderHidden(True)
        self.setIndentation(12)
        self.setIconSize(QSize(_PICTURE, _PICTURE))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Series")
