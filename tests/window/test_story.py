"""The story of the README, walked by a user: look, find, open, read values, turn, scale."""

import shutil

import numpy as np
import pytest
from qtpy.QtCore import QMimeData, QModelIndex, QPoint, QPointF, Qt, QUrl
from qtpy.QtGui import QDragEnterEvent, QDropEvent
from qtpy.QtWidgets import QApplication, QFileDialog

from napari_dicom.api import read_volumes
from napari_dicom.samples import study as sample_study

pytestmark = [pytest.mark.window, pytest.mark.usefixtures("plugin")]


@pytest.fixture
def hospital_folder(tmp_path):
    """Two CT series mixed, one in 12-bit JPEG, with a text beside them."""
    folder = tmp_path / "as it came"
    shutil.copytree(sample_study.sample_study(), folder)
    (folder / "READ ME.txt").write_text("call the ward")
    return folder


@pytest.fixture
def viewer(make_napari_viewer, monkeypatch):
    viewer = make_napari_viewer(show=True)
    monkeypatch.setattr("napari._qt.dialogs.qt_notification.NapariQtNotification.show", ignore)
    return viewer


def ignore(_notification):
    """Show no notification: its animation would outlive the test."""


def click(qtbot, button):
    qtbot.mouseClick(button.native, Qt.MouseButton.LeftButton)


def drop(widget, path):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    how = (
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, QDragEnterEvent(QPoint(20, 20), *how))
    QApplication.sendEvent(widget, QDropEvent(QPointF(20, 20), *how))


def idle(browser):
    return not (browser._questions.is_busy or browser._pictures.is_busy)


def letters(viewer):
    edges = ("left", "right", "top", "bottom")
    return "".join(viewer.canvas.overlays[f"dicom_{edge}"].text for edge in edges)


def facts(table):
    return {fact.label: fact.text for fact in table.facts.facts}


def test_the_story(viewer, hospital_folder, qtbot):
    # Look, before anything is opened: two series, and what is no image.
    _, browser = viewer.window.add_plugin_dock_widget("napari-dicom", "DICOM Series")
    drop(browser.native, hospital_folder)
    qtbot.waitUntil(lambda: idle(browser))
    assert "2 series, 2 volumes; 1 not opened" in browser.status.text()
    assert not viewer.layers

    # Find the compressed one by typing, and read how it is coded.
    qtbot.keyClicks(browser.query.native, "extended")
    series = browser.rows.index(0, 0, browser.rows.index(0, 0, browser.rows.index(0, 0)))
    browser.tree.setCurrentIndex(series)
    assert browser.rows.rowCount(QModelIndex()) == 1
    assert facts(browser.facts)["Coding"].startswith("JPEG Extended")
    assert facts(browser.facts)["Decoder"].startswith("ready")
    browser.query.native.clear()

    # Open both: two layers, in HU and mm, upright.
    click(qtbot, browser.open_all)
    qtbot.waitUntil(lambda: idle(browser))
    read = {one.volume.name: one.values for one in read_volumes(hospital_folder)}
    assert {layer.name for layer in viewer.layers} == set(read)
    for layer in viewer.layers:
        np.testing.assert_array_equal(np.asarray(layer.data), read[layer.name])
        assert layer.metadata["dicom"]["value_unit"] == "HU"
        assert {str(unit) for unit in layer.units} == {"millimeter"}
    assert viewer.canvas.overlays.scale_bar.visible

    # See where it lies, and what is under the mouse.
    _, panel = viewer.window.add_plugin_dock_widget("napari-dicom", "DICOM Volume")
    layer = viewer.layers.selection.active
    qtbot.waitUntil(panel.native.isVisible)
    assert letters(viewer) == "RLAP"
    index = tuple(size // 2 for size in layer.data.shape)
    viewer.cursor.position = tuple(layer.data_to_world(index))
    assert facts(panel.readout)["Value"] == f"{layer.data[index]} HU"

    # The lung window, typed by its first letters.
    qtbot.keyClicks(panel.window.preset.native, "Lung")
    assert tuple(layer.contrast_limits) == (-1350, 149)

    # Round the patient, never mirrored.
    for button, expected in (
        (panel.view.planes["Coronal"], "RLSI"),
        (panel.view.planes["Sagittal"], "APSI"),
        (panel.view.volume, "RLSI"),
        (panel.view.acquired, "RLAP"),
    ):
        click(qtbot, button)
        assert letters(viewer) == expected

    # By SliceThickness instead, and back.
    slice_axis = layer.metadata["dicom"]["slice_axis"]
    spacing = layer.scale[slice_axis]
    thickness = layer.metadata["dicom"]["spacing"]["SliceThickness"]
    panel.geometry.choices["SliceThickness"].click()
    assert layer.scale[slice_axis] == pytest.approx(thickness)
    panel.geometry.choices["ImagePositionPatient"].click()
    assert layer.scale[slice_axis] == pytest.approx(spacing)


def test_the_file_menu_leads_to_the_browser(viewer, hospital_folder, qtbot, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(hospital_folder))
    menu = viewer.window.file_menu.findChild(object, "napari/file/io_utilities")
    action = next(one for one in menu.actions() if one.text().startswith("Open DICOM"))

    action.trigger()

    dock = viewer.window._qt_window.findChild(object, "DICOM Series (napari-dicom)")
    assert dock is not None
    browser = dock.widget()._magic_widget
    qtbot.waitUntil(lambda: idle(browser))
    assert len(browser.catalogue.contents.volumes) == 2
