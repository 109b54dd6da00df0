"""From the Series browser side by side, in a real window: opened first where they are not."""

import pytest
from qtpy.QtCore import Qt

from napari_dicom import add_dicom
from napari_dicom.widgets.side_by_side import side_by_side_of
from phantom import ramp, write_series

pytestmark = [pytest.mark.window, pytest.mark.usefixtures("plugin", "told")]


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("before", ["none open", "one open"])
def test_the_selected_series_are_shown_side_by_side(
    make_napari_viewer, tmp_path, qtbot, before, theme
):
    for number, name in enumerate(("first", "second", "third"), 1):
        header = {"SeriesNumber": number}
        write_series(tmp_path / name, ramp(3 + number), series=name, header=header)
    window = make_napari_viewer(show=True)
    window.theme = theme
    if before == "one open":
        add_dicom(window, tmp_path / "third")
    _, browser = window.window.add_plugin_dock_widget("napari-dicom", "DICOM Series")
    browser.look_into([str(tmp_path)])
    qtbot.waitUntil(lambda: browser.model.rowCount() > 0, timeout=20_000)
    select(browser, ("second", "third"))

    qtbot.mouseClick(browser.beside.native, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: side_by_side_of(window) is not None, timeout=20_000)
    panel = side_by_side_of(window)
    qtbot.waitUntil(lambda: len(panel.panes) == 2, timeout=20_000)

    shown = sorted(pane.layer.name for pane in panel.panes)
    assert ["second" in shown[0], "third" in shown[1]] == [True, True]
    assert len(window.layers) == 2
    browser.abandon()


def select(browser, names):
    """Select the rows of series, as clicks with Ctrl would."""
    flags = browser.tree.selectionModel().SelectionFlag
    for index in every_index(browser.rows):
        if any(name in str(index.data()) for name in names):
            browser.tree.selectionModel().select(index, flags.Select | flags.Rows)


def every_index(rows, parent=None):
    for number in range(rows.rowCount() if parent is None else rows.rowCount(parent)):
        index = rows.index(number, 0) if parent is None else rows.index(number, 0, parent)
        yield index
        yield from every_index(rows, index)
