"""The Qt model of all measurements of a viewer: one a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psygnal import Signal
from qtpy.QtCore import QAbstractTableModel, QModelIndex, Qt

from napari_dicom.dicom import plain_text
from napari_dicom.dicom.describing import FILE_TITLES, TITLES, cells_of, file_cells_of
from napari_dicom.viewer import DRAWN_ON, Found
from napari_dicom.widgets.tooltip import plain_tooltip

if TYPE_CHECKING:
    from napari.layers import Layer

_NOWHERE = QModelIndex()
_FIRST_NUMBER, _LAST_NUMBER = 1, 8
_LONGEST, _LONGEST_CELL = 64, 500
"""Characters of a name that is typed, of any cell."""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One measurement in the table."""

    layer: Layer
    image: Layer
    found: Found
    cells: tuple[str, ...]

    @property
    def key(self) -> tuple[int, int]:
        """What tells it from others while it changes."""
        return id(self.layer), self.found.number

    @property
    def can_be_named(self) -> bool:
        """Whether it is a shape that the panel had drawn."""
        return DRAWN_ON in self.layer.metadata and self.layer.__class__.__name__ == "Shapes"


def row_of(layer: Layer, image: Layer, found: Found) -> Row:
    """Return the row of something that was measured."""
    cells = tuple(plain_text(cell, _LONGEST_CELL) for cell in cells_of(found.measured))
    return Row(layer, image, found, cells)


class MeasurementModel(QAbstractTableModel):
    """All measurements, by layer.

    Attributes
    ----------
    renamed
        Emitted with a row and its new name.
    """

    renamed = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Row, ...] = ()

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows; the same things with other numbers are changed in place."""
        rows = tuple(rows)
        if [row.key for row in rows] == [row.key for row in self.rows]:
            before, self.rows = self.rows, rows
            for number, (old, new) in enumerate(zip(before, rows, strict=True)):
                if old.cells != new.cells:
                    self.dataChanged.emit(
                        self.index(number, 0), self.index(number, len(TITLES) - 1)
                    )
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def lines(self, numbers: Sequence[int]) -> list[tuple[str, ...]]:
        """Return titles and rows as they are read on screen."""
        return [TITLES, *(self.rows[number].cells for number in numbers)]

    def file_lines(self) -> list[tuple[str, ...]]:
        """Return titles and all rows as they go to a file."""
        lines = [file_cells_of(row.found.measured) for row in self.rows]
        return [FILE_TITLES, *lines]

    # Qt's names below

    def rowCount(self, parent: QModelIndex = _NOWHERE) -> int:  # noqa: D102, N802
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = _NOWHERE) -> int:  # noqa: D102, N802
        return 0 if parent.isValid() else len(TITLES)

    def headerData(  # noqa: D102, N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        is_title = orientation == Qt.Orientation.Horizontal
        return TITLES[section] if is_title and role == Qt.ItemDataRole.DisplayRole else None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:  # noqa: D102
        shown = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        can_edit = index.column() == 0 and self.rows[index.row()].can_be_named
        return shown | Qt.ItemFlag.ItemIsEditable if can_edit else shown

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102
        cells = self.rows[index.row()].cells
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            return cells[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            is_number = _FIRST_NUMBER <= index.column() <= _LAST_NUMBER
            side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ToolTipRole:
            pairs = zip(TITLES, cells, strict=True)
            return plain_tooltip("\n".join(f"{title}: {cell}" for title, cell in pairs if cell))
        return None

    def setData(  # noqa: D102, N802
        self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        self.renamed.emit(self.rows[index.row()], plain_text(str(value), _LONGEST))
        return True
