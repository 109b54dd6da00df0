"""The Qt model of the segments about to be written: number, name and what each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from qtpy.QtCore import QAbstractTableModel, QModelIndex, Qt
from qtpy.QtGui import QColor

from napari_dicom.dicom import plain_text
from napari_dicom.dicom.objects import Code, Segment

TITLES = ("Number", "Name", "What it is")
_NUMBER, _NAME, _TYPE = range(3)
_NOWHERE = QModelIndex()


class SegmentModel(QAbstractTableModel):
    """One segment a row; names and types can be edited."""

    def __init__(self) -> None:
        super().__init__()
        self.segments: tuple[Segment, ...] = ()
        self.codes: dict[str, Code] = {}

    def show(self, segments: Sequence[Segment]) -> None:
        """Show other segments."""
        self.beginResetModel()
        self.segments = tuple(segments)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Return how many segments there are."""
        return 0 if parent.isValid() else len(self.segments)

    def columnCount(self, parent: QModelIndex = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(TITLES)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # Any: as Qt has it
        """Return the title of a column."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return TITLES[section]
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        """Return what can be done with a cell."""
        shown = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return shown if index.column() == _NUMBER else shown | Qt.ItemFlag.ItemIsEditable

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # Any: Qt's
        """Return the text or the colour of a cell."""
        segment = self.segments[index.row()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == _NUMBER:
            return QColor.fromRgbF(*segment.shown_colour)
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            return None
        what = segment.type.meaning if segment.type else ""
        return (str(segment.number), segment.label, what)[index.column()]

    def setData(  # noqa: N802 - Qt's name
        self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Take what was typed; of types only what the dictionary has."""
        segment, text = self.segments[index.row()], plain_text(str(value), 64)
        if role != Qt.ItemDataRole.EditRole:
            return False
        if index.column() == _NAME:
            changed = replace(segment, label=text)
        elif text in self.codes:
            changed = replace(segment, type=self.codes[text])
        else:
            return False
        rows = list(self.segments)
        rows[index.row()] = changed
        self.segments = tuple(rows)
        self.dataChanged.emit(index, index)
        return True
