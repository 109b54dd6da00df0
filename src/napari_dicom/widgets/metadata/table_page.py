"""What the two tabs with a table share: model, view, search, copies, exports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from psygnal import Signal
from qtpy.QtCore import QModelIndex
from qtpy.QtWidgets import QVBoxLayout, QWidget

from napari_dicom.dicom.attributes import (
    ExportFormat,
    QueryError,
    lines_as_csv,
    lines_as_text,
    row_matcher,
    search_text,
)
from napari_dicom.widgets.metadata.attribute_view import AttributeView
from napari_dicom.widgets.metadata.table_model import TableModel


class TablePage(QWidget):
    """A table of attributes with search.

    Attributes
    ----------
    told
        Emitted with what there is to say, and whether a search found nothing.
    """

    told = Signal(str, bool)
    formats = (ExportFormat.CSV, ExportFormat.TEXT)

    def __init__(
        self,
        titles: Sequence[str],
        shares: Sequence[float],
        cells: Callable[[Any, int, bool], str],  # Any: the page's own items
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._items: tuple[Any, ...] = ()
        self._query = ""
        self._reveal = False
        self.model: TableModel[Any] = TableModel(titles, cells, self)
        self.view = AttributeView(shares, (), self._copies(), self)
        self.view.setRootIsDecorated(False)
        self.view.setModel(self.model)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self.view)

    def search(self, query: str) -> None:
        """Show what matches a query."""
        self._query = query
        self._refresh()

    def reveal(self, reveal: bool) -> None:
        """Show or hide what may identify the patient."""
        self._reveal = reveal
        self._refresh()

    def text(self, form: ExportFormat) -> str:
        """Return the table that is shown in a format."""
        if form is ExportFormat.CSV:
            return lines_as_csv(self.model.lines())
        return lines_as_text(self.model.lines())

    def items_to_show(self) -> Sequence[Any]:  # Any: the page's own items
        """Return the items before the search."""
        return self._items

    def empty_message(self) -> str:
        """Return what to say where there are no items."""
        return ""

    def _refresh(self) -> None:
        try:
            matches = row_matcher(self._query)
        except QueryError as error:
            self.told.emit(str(error), True)
            return
        items = self.items_to_show()
        if matches is not None:
            items = [item for item in items if matches(self._search_text(item))]
        self.model.show(items, self._reveal)
        self.view.fit_columns()
        count = f"{len(items)} element{'' if len(items) == 1 else 's'}"
        if matches is not None:
            self.told.emit(count if items else "no hit", not items)
        else:
            self.told.emit(count if items else self.empty_message(), False)

    def _search_text(self, item: Any) -> str:  # Any: the page's own items
        columns = range(1, self.model.columnCount())
        cells = (self.model.cell_text(item, column, self._reveal) for column in columns)
        return search_text(item.row, *cells)

    def _copies(self) -> dict[str, Callable[[QModelIndex], str]]:
        return {
            "Copy values": self._value_text,
            "Copy row": self._row_text,
            "Copy tag path": self._path_text,
            "Copy table": self._all_text,
        }

    def _value_text(self, index: QModelIndex) -> str:
        return lines_as_text([self.model.line(index.row())[2:]]) if index.isValid() else ""

    def _row_text(self, index: QModelIndex) -> str:
        return lines_as_text([self.model.line(index.row())]) if index.isValid() else ""

    def _path_text(self, index: QModelIndex) -> str:
        return ".".join(self.model.items[index.row()].row.path) if index.isValid() else ""

    def _all_text(self, _index: QModelIndex) -> str:
        return self.text(ExportFormat.TEXT)
