"""The Volume panel's controls of three dimensions, without a window."""

import pytest
from napari.components import ViewerModel

from napari_dicom import add_dicom
from napari_dicom.viewer.depth import depth_of
from napari_dicom.widgets.volume import VolumePanel
from phantom import ramp, write_series


@pytest.fixture
def viewer():
    return ViewerModel()


@pytest.fixture
def section(viewer, qtbot, tmp_path):
    write_series(tmp_path, ramp(5))
    add_dicom(viewer, tmp_path)
    panel = VolumePanel(viewer)
    qtbot.addWidget(panel.native)
    with qtbot.waitExposed(panel.native):
        panel.native.show()
    yield panel.depth
    panel.native.hide()


def test_a_look_is_one_click(viewer, section):
    section.show_look.native.click()

    assert viewer.dims.ndisplay == 3
    assert viewer.layers[0].rendering == "iso"


def test_a_cut_is_one_choice_and_follows_the_slider(viewer, section):
    section.show_look.native.click()

    section.plane.value = "Axial"
    section.slice.value = 2

    assert depth_of(viewer).cut_of(viewer.layers[0]) == ("Axial", 1.0)
    assert len(viewer.layers[0].experimental_clipping_planes) == 1


def test_there_is_no_cut_in_two_dimensions(viewer, section):
    section.look.value = "CT soft, cut"
    section.show_look.native.click()
    shown = section.plane.value

    viewer.dims.ndisplay = 2

    assert (shown, section.plane.value, section.plane.enabled) == ("Coronal", "No cut", False)


def test_showing_the_panel_changes_no_look(viewer, section):
    layer = viewer.layers[0]

    assert section.look.value == "CT bone"
    assert (layer.rendering, viewer.dims.ndisplay) == ("mip", 2)
