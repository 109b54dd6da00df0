"""The view that all three tabs share: columns that fit a narrow dock, copies by menu and keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from qtpy.QtCore import QModelIndex, Qt
from qtpy.QtGui import QAction, QGuiApplication, QKeySequence  # type: ignore[attr-defined]  # qtpy moves it
from qtpy.QtWidgets import QAbstractItemView, QTreeView

from napari_dicom.widgets.metadata.stub_delegate import StubDelegate

if TYPE_CHECKING:
    from qtpy.QtGui import QKeyEvent, QResizeEvent
    from qtpy.QtWidgets import QWidget

WIDE = 440
"""From this width, in pixels, the columns that a narrow dock leaves out are shown."""

CopyTexts = Mapping[str, Callable[[QModelIndex], str]]


class AttributeView(QTreeView):
    """A tree or table of attributes.

    Parameters
    ----------
    shares
        Share of the width for each column that is always there; the last takes what is left.
    extras
        Width in pixels of each further column, shown where there is room.
    copies
        Title of an action -> what it copies of an index. The second one is also Ctrl+C.
    """

    def __init__(
        self,
        shares: Sequence[float],
        extras: Sequence[int],
        copies: CopyTexts,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._shares, self._extras = tuple(shares), tuple(extras)
        self._copies = dict(copies)
        self.setUniformRowHeights(True)
        self.setIndentation(9)
        self.setItemDelegateForColumn(0, StubDelegate(self))
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setMinimumHeight(120)
        header = self.header()
        assert header is not None
        header.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        for title in self._copies:
            self._add_copy(title)

    def copy(self, title: str) -> None:
        """Copy what an action copies to the clipboard."""
        clipboard = QGuiApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(self._copies[title](self.currentIndex()))

    def fit_columns(self) -> None:
        """Share the width among the columns."""
        header, port = self.header(), self.viewport()
        if header is None or port is None or self.model() is None:
            return
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(30)
        width = port.width()
        wide = width >= WIDE
        for column, extra in enumerate(self._extras, len(self._shares)):
            self.setColumnHidden(column, not wide)
            header.resizeSection(column, extra)
        width -= sum(self._extras) if wide else 0
        for column, share in enumerate(self._shares[:-1]):
            header.resizeSection(column, int(width * share))
        used = sum(int(width * share) for share in self._shares[:-1])
        header.resizeSection(len(self._shares) - 1, width - used)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Copy the row where Qt would copy the cell."""
        if event is not None and event.matches(QKeySequence.StandardKey.Copy):
            self.copy(list(self._copies)[1])
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Share the new width."""
        super().resizeEvent(event)
        self.fit_columns()

    def _add_copy(self, title: str) -> None:
        action = QAction(title, self)
        action.setData(title)
        action.triggered.connect(self._copy_triggered)
        self.addAction(action)

    def _copy_triggered(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.copy(action.data())
