"""The Metadata and Transfer Syntaxes panels in a real window: menus, real keys, closing."""

import pytest
from qtpy.QtCore import Qt

from opened import add_folder, emitters
from phantom import ramp, write_series

pytestmark = pytest.mark.window


@pytest.fixture
def window(plugin, make_napari_viewer, tmp_path):
    assert plugin
    write_series(tmp_path / "in", ramp(5))
    viewer = make_napari_viewer(show=True)
    add_folder(viewer, tmp_path / "in")
    return viewer


@pytest.mark.parametrize("name", ["DICOM Metadata", "DICOM Transfer Syntaxes"])
def test_a_panel_opens_narrow_and_closes_twenty_times_without_a_trace(window, name, qtbot):
    before = emitters(window)

    for _ in range(20):
        dock, panel = window.window.add_plugin_dock_widget("napari-dicom", name)
        assert panel.native.minimumSizeHint().width() <= 280
        window.window.remove_dock_widget(dock)
        panel.close()

    qtbot.wait(200)
    assert emitters(window) == before


@pytest.mark.usefixtures("window")
def test_both_panels_are_in_the_layers_menu():
    from napari._app_model import get_app_model  # the menus are made by napari alone

    menu = get_app_model().menus.get_menu("napari/layers/metadata")

    commands = {item.command.id for item in menu}
    assert {"napari-dicom.metadata_widget", "napari-dicom.transfer_syntaxes"} <= {
        command.split(":")[0] for command in commands
    }


def test_keys_step_through_the_header_and_the_search(window, qtbot):
    _, panel = window.window.add_plugin_dock_widget("napari-dicom", "DICOM Metadata")
    qtbot.waitUntil(lambda: bool(panel.header.model.rows))
    panel.query.native.setFocus()

    qtbot.keyClicks(panel.query.native, "instancenumber")
    qtbot.keyClick(panel.query.native, Qt.Key.Key_Tab)

    assert panel.status.whole == "1 hit"
    window.dims.set_current_step(0, 3)
    model = panel.header.model
    value = model.index(0, 1, model.index(0, 0))
    qtbot.waitUntil(lambda: model.data(value) == "4")
