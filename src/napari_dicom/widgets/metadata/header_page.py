"""The tab that shows the header of the current plane as a tree."""

from __future__ import annotations

from psygnal import Signal
from qtpy.QtCore import QModelIndex
from qtpy.QtWidgets import QVBoxLayout, QWidget

from napari_dicom.dicom.attributes import (
    ExportFormat,
    Row,
    count_matching,
    dataset_as_json,
    lines_as_text,
    matching_rows,
    row_matcher,
    rows_as_csv,
    rows_as_text,
)
from napari_dicom.widgets.active_layer import ShownPlane, plane_number_text
from napari_dicom.widgets.metadata.attribute_view import AttributeView
from napari_dicom.widgets.metadata.header_reader import HeaderReader, ReadHeader, read_rows
from napari_dicom.widgets.metadata.row_model import TAG, VALUE, VR, RowModel, cell

_FILLED = "This plane was not acquired: it was filled, it has no header."


class HeaderPage(QWidget):
    """Sections, elements, sequences and items of one header.

    Attributes
    ----------
    told
        Emitted with what the search came to, and whether it found nothing.
    """

    told = Signal(str, bool)
    formats = (ExportFormat.CSV, ExportFormat.JSON, ExportFormat.TEXT)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._header: ReadHeader | None = None
        self._plane: ShownPlane | None = None
        self._query = ""
        self._reveal = False
        self._folded: dict[str, bool] = {}
        self._restoring = False
        self.model = RowModel(self)
        self.view = AttributeView((0.6, 0.4), (92, 36), self._copies(), self)
        self.view.setModel(self.model)
        self.view.expanded.connect(self._unfolded)
        self.view.collapsed.connect(self._folded_up)
        self.reader = HeaderReader(self)
        self.reader.read.connect(self._on_read)
        self.reader.failed.connect(self._on_failed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)

    def show_plane(self, plane: ShownPlane | None) -> None:
        """Show the header of a plane; it is read beside the window."""
        self._plane = plane
        self._be_late(plane is not None and plane.frame is not None)
        if plane is not None and plane.frame is not None:
            self.reader.ask(plane.frame)  # a known one has come when this returns
            if self.model.is_late:
                self.told.emit(self._awaited(), False)
            return
        self.reader.forget()
        self._header = None
        self._refresh(_FILLED if plane is not None else "")

    def search(self, query: str) -> None:
        """Show what matches a query, with its parents."""
        self._query = query
        self._refresh()

    def reveal(self, reveal: bool) -> None:
        """Show or hide what may identify the patient."""
        self._reveal = reveal
        self._refresh()

    def text(self, form: ExportFormat) -> str:
        """Return the whole header in a format, the patient hidden unless shown."""
        if form is ExportFormat.JSON:
            frame = self._plane.frame if self._plane else None
            return (
                "{}" if frame is None else dataset_as_json(frame.instance.dataset(), self._reveal)
            )
        write = rows_as_csv if form is ExportFormat.CSV else rows_as_text
        late = self._plane.frame if self._plane and self.model.is_late else None
        return write(self._rows if late is None else read_rows(late), self._reveal)

    def stop(self) -> None:
        """Want nothing any more."""
        self.reader.forget()

    @property
    def _rows(self) -> tuple[Row, ...]:
        return self._header.rows if self._header else ()

    def _on_read(self, header: ReadHeader) -> None:
        self._be_late(False)
        self._header = header
        self._refresh()

    def _be_late(self, is_late: bool) -> None:
        """Show whether the rows are not yet those of the plane that is named above them."""
        if self.model.is_late != is_late:
            self.model.is_late = is_late
            port = self.view.viewport()
            if port is not None:
                port.update()

    def _awaited(self) -> str:
        """Return what is being read; empty where nothing is."""
        if self._plane is None or not self.model.is_late:
            return ""
        return f"reading {plane_number_text(self._plane)} …".replace("  ", " ")

    def _on_failed(self, reason: str) -> None:
        self._be_late(False)
        self._header = None
        self._refresh(f"The header cannot be read: {reason}")

    def _refresh(self, message: str = "") -> None:
        try:
            matches = row_matcher(self._query)
        except ValueError as error:
            self.told.emit(str(error), True)
            return
        shown = matching_rows(self._rows, matches, self._reveal)
        shape = self._header.shape if self._header and matches is None else None
        if self.model.show(shown, self._reveal, shape):
            self._restore(everything=matches is not None)
            self.view.fit_columns()
        message = message or self._awaited()
        if message or self._header is None:
            self.told.emit(message, False)
        elif matches is None:
            self.told.emit(f"{self._header.elements} elements", False)
        else:
            hits = count_matching(shown, matches, self._reveal)
            self.told.emit(f"{hits} hits" if hits > 1 else f"{hits or 'no'} hit", not hits)

    def _restore(self, everything: bool) -> None:
        """Unfold what was unfolded; all of it in a search."""
        self._restoring = True
        if everything:
            self.view.expandAll()
        else:
            for number in range(self.model.rowCount()):
                self._restore_below(self.model.index(number, 0))
        for number, row in enumerate(self.model.rows):
            self.view.setFirstColumnSpanned(number, QModelIndex(), row.tag is None)
        self._restoring = False

    def _restore_below(self, index: QModelIndex) -> None:
        row = self.model.row_at(index)
        if row is None or not row.children:
            return
        default = row.tag is not None or len(row.path) > 1 or row.name.startswith("Private")
        if self._folded.get(_key(row), default):
            return
        self.view.expand(index)
        for number in range(self.model.rowCount(index)):
            self._restore_below(self.model.index(number, 0, index))

    def _unfolded(self, index: QModelIndex) -> None:
        self._remember(index, folded=False)

    def _folded_up(self, index: QModelIndex) -> None:
        self._remember(index, folded=True)

    def _remember(self, index: QModelIndex, folded: bool) -> None:
        row = self.model.row_at(index)
        if row is not None and not self._restoring and not self._query:
            self._folded[_key(row)] = folded

    def _copies(self) -> dict:  # type: ignore[type-arg]  # as AttributeView has it
        return {
            "Copy value": self._cell_text,
            "Copy row": self._row_text,
            "Copy tag path": self._path_text,
            "Copy all as text": self._all_text,
        }

    def _cell_text(self, index: QModelIndex) -> str:
        row = self.model.row_at(index)
        return "" if row is None else cell(row, VALUE, self._reveal)

    def _row_text(self, index: QModelIndex) -> str:
        row = self.model.row_at(index)
        if row is None:
            return ""
        return lines_as_text([[cell(row, column, self._reveal) for column in (TAG, 0, VR, VALUE)]])

    def _path_text(self, index: QModelIndex) -> str:
        return self.model.path_to(index)

    def _all_text(self, _index: QModelIndex) -> str:
        return rows_as_text(self._rows, self._reveal)


def _key(row: Row) -> str:
    return "frame" if row.path[0].startswith("frame ") and row.tag is None else "/".join(row.path)
