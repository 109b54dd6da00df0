"""The Qt model of a header's tree: values change without the tree folding up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qtpy.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt
from qtpy.QtGui import QBrush, QColor

from napari_dicom.dicom.attributes import Row
from napari_dicom.widgets.tooltip import plain_tooltip

NAME, VALUE, TAG, VR = range(4)
_TITLES = ("Element", "Value", "Tag", "VR")
_OF_ANOTHER = "#808080"
"""Grey on light and on dark: rows of another slice than the one that is named above them."""


class _Node:
    """A place in the tree; its row is looked up, so that all rows change at once."""

    __slots__ = ("_children", "_model", "number", "parent")

    def __init__(self, model: RowModel, parent: _Node | None, number: int) -> None:
        self._model = model
        self.parent = parent
        self.number = number
        self._children: list[_Node] | None = None

    @property
    def row(self) -> Row:
        rows = self._model.rows if self.parent is None else self.parent.row.children
        return rows[self.number]

    @property
    def children(self) -> list[_Node]:
        if self._children is None:
            count = len(self.row.children)
            self._children = [_Node(self._model, self, n) for n in range(count)]
        return self._children

    def unfolded(self) -> list[_Node]:
        """Return this node and those below whose children somebody has looked at."""
        if not self._children:
            return []
        below = (node for child in self._children if child._children for node in child.unfolded())
        return [self, *below]


class RowModel(QAbstractItemModel):
    """Sections, elements and items: element, value, tag, VR.

    Attributes
    ----------
    is_late
        Whether the rows are those of a header before the one that is asked for: they are grey.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()
        self.reveal = self.is_late = False
        self._shape: object = None
        self._nodes: list[_Node] = []

    def show(self, rows: Sequence[Row], reveal: bool, shape: object = None) -> bool:
        """Show other rows; return False where the tree kept its shape and only values changed.

        Parameters
        ----------
        shape
            As `shape_of` has it, where somebody has found it already.
        """
        rows = tuple(rows)
        shape = shape_of(rows) if shape is None else shape
        if shape != self._shape:
            self.beginResetModel()
            self._nodes = [_Node(self, None, n) for n in range(len(rows))]
            self.rows, self.reveal, self._shape = rows, reveal, shape
            self.endResetModel()
            return True
        looked_at = [one for top in self._nodes for one in top.unfolded()]
        before = [
            (self._nodes, self.rows),
            *((one.children, one.row.children) for one in looked_at),
        ]
        everything = reveal != self.reveal
        self.rows, self.reveal = rows, reveal
        after = [rows, *(one.row.children for one in looked_at)]
        for (nodes, old), new in zip(before, after, strict=True):
            self._tell_changes(nodes, old, new, everything)
        return False

    def _tell_changes(
        self, nodes: list[_Node], old: Sequence[Row], new: Sequence[Row], everything: bool
    ) -> None:
        """Have those of some siblings painted anew that show something else."""
        for node, a, b in zip(nodes, old, new, strict=True):
            if everything or a.value != b.value or a.name != b.name:
                number = node.number
                self.dataChanged.emit(
                    self.createIndex(number, 0, node), self.createIndex(number, VR, node)
                )

    def row_at(self, index: QModelIndex) -> Row | None:
        """Return the row behind an index."""
        return index.internalPointer().row if index.isValid() else None

    def names_beside(self, index: QModelIndex) -> tuple[str, ...]:
        """Return the names in the list that an index is in, its own among them."""
        node = index.internalPointer()
        rows = self.rows if node.parent is None else node.parent.row.children
        return tuple(row.name for row in rows)

    def path_to(self, index: QModelIndex) -> str:
        """Return the tags and items that lead to an index: ``(0008,1140)[1].(0008,1150)``."""
        row = self.row_at(index)
        return "" if row is None else ".".join(row.path)

    # Qt's names below

    def index(  # noqa: D102
        self,
        row: int,
        column: int,
        parent: QModelIndex = QModelIndex(),  # noqa: B008
    ) -> QModelIndex:
        nodes = parent.internalPointer().children if parent.isValid() else self._nodes
        if not (0 <= row < len(nodes) and 0 <= column <= VR):
            return QModelIndex()
        return self.createIndex(row, column, nodes[row])

    def parent(self, index: QModelIndex = QModelIndex()) -> Any:  # noqa: B008, D102
        node = index.internalPointer().parent if index.isValid() else None
        return QModelIndex() if node is None else self.createIndex(node.number, 0, node)

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008, D102, N802
        if not parent.isValid():
            return len(self._nodes)
        return 0 if parent.column() else len(parent.internalPointer().row.children)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: ARG002, B008, D102, N802
        return len(_TITLES)

    def headerData(  # noqa: D102, N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _TITLES[section]
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102
        if not index.isValid():
            return None
        row: Row = index.internalPointer().row
        if role == Qt.ItemDataRole.DisplayRole:
            return cell(row, index.column(), self.reveal)
        if role == Qt.ItemDataRole.ToolTipRole:
            return row_tooltip(row, self.reveal)
        if role == Qt.ItemDataRole.ForegroundRole and self.is_late:
            return QBrush(QColor(_OF_ANOTHER))
        return None


def cell(row: Row, column: int, reveal: bool) -> str:
    """Return what a row shows in a column."""
    if column == NAME:
        return row.name
    if column == VALUE:
        return row.shown(reveal)
    return row.tag_text if column == TAG else row.vr


def row_tooltip(row: Row, reveal: bool) -> str:
    """Return a row in full, in a form that Qt does not take for markup."""
    head = "  ".join(part for part in (row.tag_text, row.name, row.vr) if part)
    return plain_tooltip(f"{head}\n{row.shown(reveal)}".strip())


def shape_of(rows: Sequence[Row]) -> tuple[object, ...]:
    """Return what two trees with the same elements in the same places have in common."""
    return tuple(
        (row.tag, row.vr, shape_of(row.children)) if row.children else (row.tag, row.vr)
        for row in rows
    )
