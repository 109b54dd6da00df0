"""The view's buttons on layers of fewer axes than the viewer, and one series alone."""

import numpy as np
import pytest
from napari.components import ViewerModel
from qtpy.QtCore import Qt

from napari_dicom import add_dicom
from napari_dicom.widgets.volume import VolumePanel
from phantom import ramp, uid, write_series

FLAT = dict.fromkeys(["ImagePositionPatient", "ImageOrientationPatient", "SliceThickness"])


@pytest.fixture
def viewer():
    return ViewerModel()


@pytest.fixture
def panel(viewer, qtbot):
    panel = VolumePanel(viewer)
    qtbot.addWidget(panel.native)
    with qtbot.waitExposed(panel.native):
        panel.native.show()
    return panel


def press(qtbot, button):
    qtbot.mouseClick(button.native, Qt.MouseButton.LeftButton)


def test_every_view_of_a_volume_works_beside_a_layer_of_more_axes(panel, viewer, tmp_path, qtbot):
    write_series(tmp_path, ramp(5))
    (layer,) = add_dicom(viewer, tmp_path)
    viewer.add_image(np.zeros((2, 2, 3, 4, 5)))
    viewer.layers.selection.active = layer
    view = panel.view

    for button in (*view.planes.values(), view.volume, view.acquired):
        press(qtbot, button)

        assert np.isfinite(viewer.scene.camera.zoom)


def test_a_hidden_series_is_shown_alone_by_one_button(panel, viewer, tmp_path, qtbot):
    for number, name in enumerate("ab", 1):
        header = {"SeriesNumber": number, "FrameOfReferenceUID": uid("frame", name)}
        write_series(tmp_path, series=name, name=f"{name}{{}}".format, header=header)
    first, second = add_dicom(viewer, tmp_path)
    viewer.layers.selection.active = second

    press(qtbot, panel.view.alone)

    assert (first.visible, second.visible) == (False, True)


def test_an_image_without_a_place_has_no_planes_and_can_be_shown_alone(panel, viewer, tmp_path):
    write_series(tmp_path, ramp(1), modality="CR", header=FLAT)

    add_dicom(viewer, tmp_path)

    assert panel.view.alone.enabled
    assert not any(button.enabled for button in panel.view.planes.values())
    assert not panel.view.volume.enabled
