"""Panels in a window: all at once on a small screen, each with its tab, none cut."""

import pytest
from qtpy.QtCore import Qt
from qtpy.QtWidgets import QDockWidget, QPushButton

from napari_dicom import add_dicom
from phantom import write_series

PANELS = ("DICOM Series", "DICOM Volume", "DICOM Metadata", "DICOM Transfer Syntaxes")
SCREEN = (1280, 800)
NARROW = 280
LOW = 200

pytestmark = [pytest.mark.window, pytest.mark.usefixtures("plugin")]


@pytest.fixture
def window(make_napari_viewer, monkeypatch, tmp_path, qtbot):
    """A window with one series and all panels, as wide and high as a small screen."""
    viewer = make_napari_viewer(show=True)
    monkeypatch.setattr("napari._qt.dialogs.qt_notification.NapariQtNotification.show", ignore)
    write_series(tmp_path)
    add_dicom(viewer, tmp_path)
    viewer.window.resize(*SCREEN)
    for name in PANELS:
        viewer.window.add_plugin_dock_widget("napari-dicom", name)
    qtbot.waitUntil(lambda: len(main_of(viewer).tabifiedDockWidgets(dock_of(viewer, 0))) == 3)
    return viewer


def main_of(viewer):
    return viewer.window._qt_window


def dock_of(viewer, number):
    """Return the dock of a panel, by its number in PANELS."""
    docks = main_of(viewer).findChildren(QDockWidget)
    return next(dock for dock in docks if PANELS[number] in dock.name)


def ignore(_notification):
    """Show no notification: its animation would outlive the test."""


def test_all_panels_lie_in_one_place_and_the_window_fits_a_small_screen(window):
    main = main_of(window)

    assert main.width() <= SCREEN[0]
    assert main.height() <= SCREEN[1]
    assert main.minimumSizeHint().height() <= SCREEN[1]


def test_the_last_one_is_in_front_and_tabs_are_told_apart_by_their_first_word(window):
    titles = [dock_of(window, number).windowTitle() for number in range(4)]

    assert not dock_of(window, 3).visibleRegion().isEmpty()
    assert [title.split()[0] for title in titles] == ["Series", "Volume", "Metadata", "Syntaxes"]


def test_a_narrow_and_low_panel_cuts_no_button(window, qtbot):
    for number in range(4):
        dock = dock_of(window, number)
        for other in range(4):
            dock_of(window, other).setVisible(other == number)
        main_of(window).resizeDocks([dock], [NARROW], Qt.Orientation.Horizontal)
        qtbot.waitUntil(lambda dock=dock: dock.width() <= NARROW + 50)

        assert dock.widget().minimumSizeHint().height() <= LOW
        for button in dock.findChildren(QPushButton):
            if button.isVisible() and button.text():
                assert button.width() >= button.fontMetrics().horizontalAdvance(button.text())
                assert button.mapTo(dock, button.rect().topRight()).x() <= dock.width()


def test_a_dock_the_user_has_put_elsewhere_stays_there(window, qtbot):
    dock, left = dock_of(window, 1), Qt.DockWidgetArea.LeftDockWidgetArea
    main_of(window).addDockWidget(left, dock)

    dock.hide()
    qtbot.wait(50)
    dock.show()
    qtbot.wait(50)

    assert main_of(window).dockWidgetArea(dock) == left
    assert not main_of(window).tabifiedDockWidgets(dock)
