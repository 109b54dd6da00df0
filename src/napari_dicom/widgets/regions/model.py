"""The Qt model of all segments and ROIs of a viewer, with a box to show or hide each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psygnal import Signal
from qtpy.QtCore import QAbstractTableModel, QModelIndex, QSortFilterProxyModel, Qt
from qtpy.QtGui import QColor

from napari_dicom.dicom import plain_text
from napari_dicom.dicom.describing import number_text
from napari_dicom.viewer import Region
from napari_dicom.widgets.tooltip import plain_tooltip

TITLES = ("Name", "Volume", "Type", "Layer")
SORT_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_NAME, _VOLUME = 0, 1
_NOWHERE = QModelIndex()


class RegionModel(QAbstractTableModel):
    """One segment or ROI a row.

    Attributes
    ----------
    toggled
        Emitted with a region and whether it shall be shown.
    """

    toggled = Signal(object, bool)

    def __init__(self) -> None:
        super().__init__()
        self.regions: tuple[Region, ...] = ()
        self._cells: tuple[tuple[str, ...], ...] = ()

    def show(self, regions: Sequence[Region]) -> None:
        """Show other regions; the same ones in another state are changed in place."""
        same = list(map(_key, regions)) == list(map(_key, self.regions))
        if not same:
            self.beginResetModel()
        self.regions = tuple(regions)
        self._cells = tuple(map(_cells, regions))
        if not same:
            self.endResetModel()
        elif self.regions:
            last = self.index(len(self.regions) - 1, len(TITLES) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    # Qt's names below

    def rowCount(self, parent: QModelIndex = _NOWHERE) -> int:  # noqa: D102, N802
        return 0 if parent.isValid() else len(self.regions)

    def columnCount(self, parent: QModelIndex = _NOWHERE) -> int:  # noqa: D102, N802
        return 0 if parent.isValid() else len(TITLES)

    def headerData(  # noqa: D102, N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        is_title = orientation == Qt.Orientation.Horizontal
        return TITLES[section] if is_title and role == Qt.ItemDataRole.DisplayRole else None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:  # noqa: D102
        shown = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return shown | Qt.ItemFlag.ItemIsUserCheckable if index.column() == _NAME else shown

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102
        region, cells = self.regions[index.row()], self._cells[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cells[index.column()]
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == _NAME:
            return Qt.CheckState.Checked if region.is_shown else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.DecorationRole and index.column() == _NAME:
            return QColor.fromRgbF(*region.colour)
        if role == SORT_ROLE:
            if index.column() == _VOLUME:
                return -1.0 if region.volume is None else region.volume
            return cells[index.column()].casefold()
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == _VOLUME:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ToolTipRole:
            layers = ", ".join(plain_text(layer.name) for layer in region.layers)
            number = f"Number {region.number} in {layers}"
            return plain_tooltip("\n".join((*filter(None, cells[:3]), number)))
        return None

    def setData(  # noqa: D102, N802
        self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        shown = Qt.CheckState(value) == Qt.CheckState.Checked
        self.toggled.emit(self.regions[index.row()], shown)
        return True


class FoundRegions(QSortFilterProxyModel):
    """Those regions in whose name, type or layer all words of a search are."""

    def __init__(self) -> None:
        super().__init__()
        self._words: tuple[str, ...] = ()
        self.setSortRole(SORT_ROLE)

    def search(self, text: str) -> None:
        """Leave in what holds all words, in any case."""
        self._words = tuple(text.casefold().split())
        self.invalidateFilter()

    def filterAcceptsRow(self, row: int, _parent: QModelIndex) -> bool:  # noqa: D102, N802
        model = self.sourceModel()
        if not self._words or not isinstance(model, RegionModel):
            return True
        text = " ".join(model._cells[row]).casefold()
        return all(word in text for word in self._words)

    def found(self) -> list[Region]:
        """Return the regions that are left in, as they are sorted."""
        model = self.sourceModel()
        assert isinstance(model, RegionModel)
        rows = (self.mapToSource(self.index(row, 0)).row() for row in range(self.rowCount()))
        return [model.regions[row] for row in rows]


def _key(region: Region) -> tuple[object, ...]:
    return (*(id(layer) for layer in region.layers), region.number)


def _cells(region: Region) -> tuple[str, ...]:
    volume = "" if region.volume is None else f"{number_text(region.volume)} ml"
    return plain_text(region.label), volume, plain_text(region.type), plain_text(region.source)
