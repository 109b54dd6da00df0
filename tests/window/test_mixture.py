"""A real window in use: layers of all kinds after each other, panels hidden, floated, reopened."""

from itertools import pairwise

import pytest
from qtpy.QtCore import Qt
from qtpy.QtWidgets import QAbstractButton, QDockWidget

from kinds import KINDS
from phantom import ramp, write_series

pytestmark = [
    pytest.mark.window,
    pytest.mark.usefixtures("plugin"),
    pytest.mark.filterwarnings("ignore:Non-orthogonal slicing"),
]
PLUGIN = "napari-dicom"
IN_TURN = ("oblique", "4D", "film", "2D")
"""Kinds opened in pairs; tests/widgets has all pairs of all kinds, without a window."""

PANELS = ("DICOM Volume", "DICOM Metadata")


@pytest.fixture
def window(make_napari_viewer, monkeypatch):
    viewer = make_napari_viewer(show=True)
    monkeypatch.setattr("napari._qt.dialogs.qt_notification.NapariQtNotification.show", ignore)
    viewer.window.resize(600, 400)
    return viewer


def ignore(_notification):
    """Show no notification: its animation would outlive the test."""


def test_layers_of_each_kind_beside_the_next_are_drawn_whatever_button_is_pressed(
    window, tmp_path, qtbot, told
):
    _, panel = window.window.add_plugin_dock_widget(PLUGIN, "DICOM Volume")
    for kind in set(IN_TURN):
        KINDS[kind](tmp_path / kind)

    for pair in pairwise(IN_TURN):
        window.layers.clear()
        for kind in pair:
            window.open(str(tmp_path / kind), plugin=PLUGIN)
        for layer in list(window.layers):
            window.layers.selection.active = layer
            for button in panel.view.native.findChildren(QAbstractButton):
                if button.isVisible() and button.isEnabled():
                    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
                    assert layer in window.layers
        window.dims.ndisplay = 2
        qtbot.wait(1)

    assert not [one.message for one in told if "error" in str(one.severity)]
    assert not [one.message for one in told if "nconsistent units" in one.message]


@pytest.fixture
def docked(window, tmp_path, qtbot):
    """A window with a series and two panels, and a function that checks that these follow it."""
    write_series(tmp_path, ramp(9))
    window.open(str(tmp_path), plugin=PLUGIN)
    panels = {name: window.window.add_plugin_dock_widget(PLUGIN, name)[1] for name in PANELS}

    def assert_alive(step):
        (layer,) = window.layers
        window.dims.set_current_step(0, step)
        volume, metadata = (panels[name] for name in PANELS)
        where = f"slice {step + 1} of 9"
        qtbot.waitUntil(lambda: metadata.place.whole == volume.where.whole == where)
        layer.contrast_limits = (step, step + 49)
        assert volume.window.window_width.value == 50
        volume.window.window_level.value = 200 + step
        assert tuple(layer.contrast_limits) == (175 + step, 224 + step)

    return window, panels, assert_alive


def docks(window):
    found = window.window._qt_window.findChildren(QDockWidget)
    return [next(dock for dock in found if name in dock.name) for name in PANELS]


def test_panels_work_on_after_they_were_hidden_tabbed_and_floated(docked, qtbot):
    window, _, assert_alive = docked
    main = window.window._qt_window
    volume, metadata = docks(window)
    acts = (
        lambda dock: dock.setVisible(False),
        lambda dock: dock.setVisible(True),
        lambda dock: main.tabifyDockWidget(volume if dock is metadata else metadata, dock),
        lambda dock: dock.raise_(),
        lambda dock: dock.setFloating(True),
        lambda dock: dock.setFloating(False),
    )

    for dock in (volume, metadata):
        for step, act in enumerate(acts):
            act(dock)
            qtbot.wait(20)
            if volume.isVisible() and metadata.isVisible():
                assert_alive(step + 1)


def test_panels_work_on_in_another_theme(docked):
    window, _, assert_alive = docked

    for step, theme in enumerate(("light", "dark")):
        window.theme = theme
        assert_alive(step + 2)


def test_panels_closed_and_opened_again_work_as_before(docked, qtbot):
    window, panels, assert_alive = docked

    for dock, name in zip(docks(window), PANELS, strict=True):
        dock.close()
        qtbot.wait(20)
        again, panels[name] = window.window.add_plugin_dock_widget(PLUGIN, name)
        again.setVisible(True)

    assert_alive(4)


def test_panels_show_the_next_layer_when_theirs_is_removed(docked, qtbot):
    window, panels, _ = docked
    volume, metadata = (panels[name] for name in PANELS)

    window.layers.clear()

    qtbot.waitUntil(volume.empty.native.isVisible)
    assert metadata.empty.native.isVisibleTo(metadata.native)
