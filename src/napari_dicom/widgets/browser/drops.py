"""Folders and files that are dropped on the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qtpy.QtCore import QEvent, QObject
from qtpy.QtGui import QDropEvent

if TYPE_CHECKING:
    from qtpy.QtWidgets import QWidget

    from napari_dicom.widgets.browser.folder_bar import FolderBar


class Drops(QObject):
    """Hands what is dropped on a widget to the folder bar, as if it had been chosen there."""

    def __init__(self, owner: QWidget, folder: FolderBar) -> None:
        super().__init__(owner)
        self._folder = folder
        owner.setAcceptDrops(True)
        owner.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        """Accept local paths that enter; take them where they are dropped."""
        if watched is not self.parent() or not isinstance(event, QDropEvent):
            return False  # to Qt entering and moving are drops as well
        data = event.mimeData()
        urls = [] if data is None else data.urls()
        paths = [url.toLocalFile() for url in urls if url.isLocalFile()]
        if not paths:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self._folder.choose(paths)
        return True
