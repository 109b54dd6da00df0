"""A real window: things dropped on it, its menus, and what it shows."""

import numpy as np
import pytest
from napari.settings import get_settings
from qtpy.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from qtpy.QtGui import QDragEnterEvent, QDropEvent
from qtpy.QtWidgets import QApplication, QFileDialog

from napari_dicom.api import read_volumes
from napari_dicom.layers import build_layers
from napari_dicom.viewer.commands import open_by_default
from napari_dicom.writing import write_ome_zarr
from phantom import make_affine, ramp, write_series

pytestmark = [pytest.mark.window, pytest.mark.usefixtures("plugin")]


@pytest.fixture
def window(make_napari_viewer, monkeypatch):
    """A viewer with a window on the screen; napari asks for no reader."""
    viewer = make_napari_viewer(show=True)
    monkeypatch.setattr("napari._qt.dialogs.qt_notification.NapariQtNotification.show", ignore)
    open_by_default()
    return viewer


def ignore(_notification):
    """Show no notification: its animation would outlive the test."""


@pytest.fixture
def study(tmp_path):
    """Two mixed series, 37 files named as scanners name them."""
    folder = tmp_path / "study"
    write_series(folder, ramp(21), series="Thorax", name="IM{:04d}".format, shuffle=1)
    brain = {"SeriesNumber": 2}
    write_series(folder, ramp(16), series="Brain", name="IN{:04d}".format, header=brain, shuffle=2)
    return folder


def drop(viewer, paths):
    """Drag paths onto the canvas and let them go, as a hand would."""
    target = viewer.window._qt_viewer
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    how = (
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(target, QDragEnterEvent(QPoint(50, 50), *how))
    QApplication.sendEvent(target, QDropEvent(QPointF(50, 50), *how))


def shown(viewer):
    """Return names and values of the layers from the top down."""
    return [(layer.name, np.asarray(layer.data)) for layer in reversed(viewer.layers)]


def expected(folder):
    return [(one.keywords["name"], one.data) for one in build_layers(read_volumes(folder))]


def assert_shows(viewer, folder):
    for (name, values), (name_read, values_read) in zip(
        shown(viewer), expected(folder), strict=True
    ):
        assert name == name_read
        np.testing.assert_array_equal(values, values_read)


def test_a_dropped_folder_is_one_layer_a_series(window, study):
    drop(window, [study])

    assert_shows(window, study)
    assert len(window.layers) == 2


def test_dropped_files_are_one_layer_a_series_in_an_arranged_view(window, study):
    drop(window, sorted(study.iterdir()))

    assert_shows(window, study)
    assert window.canvas.overlays.scale_bar.visible
    assert str(window.scene.camera.orientation[0]) == "away"


def test_the_real_mixed_folder_is_the_same_dropped_whole_and_file_by_file(window, real_cases):
    folder = real_cases / "ct-mixed-two-series"
    drop(window, [folder])
    assert_shows(window, folder)
    window.layers.clear()

    drop(window, sorted(folder.iterdir()))

    assert_shows(window, folder)
    assert len(window.layers) == 2


def test_open_folder_opens_it_and_the_menu_takes_the_preference_back(window, study, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(study))

    window.window._qt_viewer._open_folder_dialog()

    assert_shows(window, study)
    menu = window.window.file_menu.findChild(object, "napari/file/io_utilities")
    undo = next(one for one in menu.actions() if one.text().startswith("No longer open"))
    assert get_settings().plugins.extension2reader["*/"] == "napari-dicom"
    undo.trigger()
    assert get_settings().plugins.extension2reader == {}


CORNERS = [
    # where a bright corner at the patient's left, front, top is on the canvas: (down, right)
    pytest.param("axial", (0, 1), id="axial: patient's left on the right, front on top"),
    pytest.param("coronal", (0, 1), id="coronal: patient's left on the right, head on top"),
    pytest.param("sagittal", (0, 0), id="sagittal: front on the left, head on top"),
]


def test_anatomy_is_upright_and_not_mirrored_on_the_screen(window, tmp_path):
    for case in CORNERS:
        acquired, corner = case.values
        folder = tmp_path / acquired
        write_series(folder, bright_corner(make_affine(acquired)), affine=make_affine(acquired))

        drop(window, [folder])

        assert bright_quarter(window) == corner
        window.dims.ndisplay = 3
        window.layers[0].rendering = "mip"
        assert bright_quarter(window) == (0, 1), "in 3D the patient faces the user"
        window.layers.clear()


def bright_corner(affine, size=12):
    """Return values with a bright block at the patient's left, front and top."""
    values = np.zeros((size, size, size), dtype="int16")
    direction = affine[:3, :3].T @ (1, -1, 1)  # toward left, anterior, superior
    bright = tuple(slice(size - 4, None) if along > 0 else slice(4) for along in direction)
    values[bright] = 1000
    values[:, :: size - 1, :: size - 1] += 1  # the corners: an image is no single block
    return values


def bright_quarter(viewer):
    """Return (down, right) of the middle of what is bright on the canvas, each 0 or 1."""
    QApplication.processEvents()
    viewer.canvas.overlays.scale_bar.visible = False
    axis = viewer.layers[0].metadata["dicom"]["slice_axis"]
    bright = np.argmax(np.asarray(viewer.layers[0].data).max(axis=tuple({0, 1, 2} - {axis})))
    if viewer.dims.ndisplay == 2:
        viewer.dims.set_current_step(axis, int(bright))
    picture = viewer.screenshot(canvas_only=True, flash=False)[..., :3].sum(axis=2) > 600
    assert picture.any()
    down, right = (np.mean(found) for found in np.nonzero(picture))
    return int(down > picture.shape[0] / 2), int(right > picture.shape[1] / 2)


def test_a_saved_image_dropped_on_the_window_lies_where_it_was(window, study, tmp_path):
    pytest.importorskip("zarr")
    loaded = read_volumes(study)[0]
    write_ome_zarr(loaded, tmp_path / "out.ome.zarr")

    drop(window, [tmp_path / "out.ome.zarr"])

    (layer,) = window.layers
    (made,) = build_layers([loaded])
    assert layer.name == loaded.volume.name
    np.testing.assert_array_equal(layer.data, made.data)
    np.testing.assert_array_equal(layer.translate, made.keywords["translate"])
    assert window.dims.order == (0, 1, 2)
    assert window.canvas.overlays.scale_bar.visible
