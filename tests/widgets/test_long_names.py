"""Layers with long names: the panels stay as narrow as they were, whatever the theme."""

import pytest
from qtpy.QtWidgets import QApplication, QComboBox, QTabWidget

from napari_dicom import add_dicom
from napari_dicom.widgets.docking import Scrolling
from phantom import ramp, write_series

pytestmark = [pytest.mark.window, pytest.mark.usefixtures("plugin")]

NARROW = 280
LONG = "THORAX AND ABDOMEN WITH CONTRAST, ARTERIAL PHASE, SOFT KERNEL 0"
PANELS = (
    "DICOM Volume",
    "DICOM Metadata",
    "DICOM Measurements",
    "DICOM Segmentation",
)


@pytest.fixture
def window(make_napari_viewer, tmp_path):
    viewer = make_napari_viewer(show=True)
    viewer.window.resize(1300, 900)
    viewer.theme = "dark"
    for number in range(3):
        header = {"SeriesNumber": number + 1, "SeriesDescription": f"{LONG}{number}"}
        write_series(tmp_path / str(number), ramp(5), series=str(number), header=header)
    add_dicom(viewer, tmp_path)
    viewer.add_labels(viewer.layers[0].data, name=f"{LONG} drawn")
    viewer.layers.selection.active = viewer.layers[0]
    return viewer


@pytest.mark.parametrize("name", PANELS)
def test_a_panel_is_as_narrow_after_the_theme_was_changed(window, name, qtbot):
    dock, _ = window.window.add_plugin_dock_widget("napari-dicom", name)
    open_all_tabs(dock)
    qtbot.waitUntil(lambda: bool(long_boxes(dock)), timeout=20_000)

    for theme in ("light", "dark"):
        window.theme = theme
        QApplication.processEvents()

        wide = {box.toolTip(): box.minimumSizeHint().width() for box in long_boxes(dock)}
        assert all(width <= NARROW / 2 for width in wide.values()), wide
        assert dock.minimumSizeHint().width() <= NARROW
        assert all(one.minimumSizeHint().width() <= NARROW for one in contents(dock))


def long_boxes(dock):
    """Return the lists of a dock in which a long name can be chosen."""
    return [box for box in dock.findChildren(QComboBox) if LONG in lines_of(box)]


def lines_of(box):
    return "\n".join(box.itemText(number) for number in range(box.count()))


def open_all_tabs(dock):
    for tabs in dock.findChildren(QTabWidget):
        for number in range(tabs.count()):
            tabs.setCurrentIndex(number)
            QApplication.processEvents()


def contents(dock):
    """Return what is cut off where it is wider than the dock."""
    return [area.widget() for area in dock.findChildren(Scrolling)]
