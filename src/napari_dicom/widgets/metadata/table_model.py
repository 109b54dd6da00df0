"""The Qt models of the two tables: what varies between slices, what differs between headers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from qtpy.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from napari_dicom.dicom.attributes import (
    Difference,
    Row,
    Variation,
)
from napari_dicom.widgets.metadata.row_model import row_tooltip
from napari_dicom.widgets.tooltip import plain_tooltip

ITEM_ROLE = int(Qt.ItemDataRole.UserRole) + 1
ABSENT = "–"

Item = TypeVar("Item", bound=Variation | Difference)


class TableModel(QAbstractTableModel, Generic[Item]):
    """One item a row; what the cells say is decided by a function.

    Parameters
    ----------
    titles
        Of the columns.
    cells
        (item, column, reveal) -> text.
    """

    def __init__(
        self,
        titles: Sequence[str],
        cells: Callable[[Item, int, bool], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._titles = tuple(titles)
        self._cells: Callable[[Item, int, bool], str] = cells
        self.items: tuple[Item, ...] = ()
        self.reveal = False
        self._names: tuple[str, ...] | None = None

    def show(self, items: Sequence[Item], reveal: bool) -> None:
        """Show other items."""
        self.beginResetModel()
        self.items, self.reveal = tuple(items), reveal
        self._names = None
        self.endResetModel()

    def retitle(self, titles: Sequence[str]) -> None:
        """Give the columns other names."""
        self._titles = tuple(titles)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(titles) - 1)

    def cell_text(self, item: Item, column: int, reveal: bool) -> str:
        """Return what an item shows in a column."""
        return self._cells(item, column, reveal)

    def names_beside(self, _index: QModelIndex) -> tuple[str, ...]:
        """Return what all rows are called."""
        if self._names is None:
            self._names = tuple(self._cells(item, 0, self.reveal) for item in self.items)
        return self._names

    def line(self, number: int) -> tuple[str, ...]:
        """Return the texts of one row."""
        item = self.items[number]
        columns = range(len(self._titles))
        return (item.row.tag_text, *(self.cell_text(item, n, self.reveal) for n in columns))

    def lines(self) -> list[tuple[str, ...]]:
        """Return the titles and the texts of all rows, for copies and exports."""
        return [("Tag", *self._titles), *(self.line(n) for n in range(len(self.items)))]

    # Qt's names below

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008, D102, N802
        return 0 if parent.isValid() else len(self.items)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008, D102, N802
        return 0 if parent.isValid() else len(self._titles)

    def headerData(  # noqa: D102, N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(self._titles[section])
        return self._titles[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102
        if not index.isValid():
            return None
        item = self.items[index.row()]
        if role == ITEM_ROLE:
            return item
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cells(item, index.column(), self.reveal)
        if role == Qt.ItemDataRole.ToolTipRole:
            text = _whole(item, index.column(), self.reveal) or self._cells(
                item, index.column(), self.reveal
            )
            head = row_tooltip(_nameless(item.row), True)
            return plain_tooltip(f"{head}\n{text}".strip())
        return None


def variation_cell(item: Variation, column: int, reveal: bool) -> str:
    """Return what a variation shows: element, plot (drawn), values."""
    return (item.row.name, "", item.summary(reveal))[column]


def difference_cell(item: Difference, column: int, reveal: bool) -> str:
    """Return what a difference shows: element, left value, right value."""
    if column == 0:
        return item.row.name if item.differs else f"{item.row.name} (same)"
    side = item.left if column == 1 else item.right
    return ABSENT if side is None else side.brief(reveal)


def _whole(item: Variation | Difference, column: int, reveal: bool) -> str:
    """Return a side's value as it stands in the file, for the tooltip; ``""`` for other cells."""
    side = (None, item.left, item.right)[column] if isinstance(item, Difference) else None
    return "" if side is None else side.shown(reveal)


def _nameless(row: Row) -> Row:
    """Return a row's identity without its value."""
    return Row(row.path, row.tag, row.name, row.vr)
