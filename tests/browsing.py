"""What tests of the Series browser do with it: look into a folder, walk its rows."""

from collections.abc import Iterator
from pathlib import Path

from pytestqt.qtbot import QtBot
from qtpy.QtCore import QModelIndex

from napari_dicom.widgets.browser import SeriesBrowser


def look_into(browser: SeriesBrowser, folder: Path, qtbot: QtBot) -> None:
    """Let it scan a folder, and wait until its pictures are made."""
    browser.folder.choose([str(folder)])
    qtbot.waitUntil(lambda: not (browser._questions.is_busy or browser._pictures.is_busy))


def every_index(browser: SeriesBrowser, parent: QModelIndex | None = None) -> Iterator[QModelIndex]:
    """Yield each row below one, with those below it."""
    parent = QModelIndex() if parent is None else parent
    for number in range(browser.rows.rowCount(parent)):
        index = browser.rows.index(number, 0, parent)
        yield index
        yield from every_index(browser, index)
