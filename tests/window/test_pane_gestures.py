"""Mouse and keys inside a pane of the linked planes: they act on that pane, as in the canvas."""

import numpy as np
import pytest
from qtpy.QtCore import Qt
from qtpy.QtWidgets import QApplication

from hand import ALT, CTRL, Hand
from napari_dicom import add_dicom
from napari_dicom.viewer import remember_looking, world_of
from napari_dicom.widgets.placing import scale_layer
from napari_dicom.widgets.planes import toggle_linked_planes
from phantom import make_affine, ramp, write_series

pytestmark = [
    pytest.mark.window,
    pytest.mark.usefixtures("plugin"),
    pytest.mark.filterwarnings("ignore:Non-orthogonal slicing"),
]

CT = {"WindowCenter": "40", "WindowWidth": "400", "RescaleType": "HU", "RescaleIntercept": "-1024"}
MIDDLE = Qt.MouseButton.MiddleButton


@pytest.fixture
def window(make_napari_viewer):
    viewer = make_napari_viewer(show=True)
    viewer.window.resize(1300, 900)
    return viewer


@pytest.fixture
def tilt():
    return 0


@pytest.fixture
def volume(window, tmp_path, tilt):
    affine = make_affine(spacing=(1, 1, 1), tilt_degrees=tilt)
    write_series(tmp_path / "ct", ramp(24, 24, 24), affine=affine, header=CT)
    (layer,) = add_dicom(window, tmp_path / "ct")
    return layer


@pytest.fixture
def panes(window, volume, qtbot):  # noqa: ARG001 - it is what they show
    planes = toggle_linked_planes(window)
    qtbot.waitUntil(lambda: {1, 2} <= set(planes.panes), timeout=20_000)
    qtbot.waitUntil(planes.panes[1].isVisible, timeout=20_000)
    QApplication.processEvents()
    return planes.panes


def hand_in(window, pane):
    return Hand(window, pane.canvas.canvas.native)


def view_of(model):
    QApplication.processEvents()
    camera = model.scene.camera
    return camera.zoom, tuple(np.round(camera.center, 6))


def test_the_middle_button_moves_the_picture_of_that_pane_alone(window, panes):
    views = [view_of(one) for one in (window, panes[2].model)]
    place, (zoom, centre) = panes[1].model.dims.point, view_of(panes[1].model)

    hand_in(window, panes[1]).drag(40, 30, button=MIDDLE)

    now = view_of(panes[1].model)
    moved = np.subtract(now[1], centre)[-2:]
    signs = (1 if panes[1].model.scene.camera.orientation2d[0] == "up" else -1, -1)
    assert moved == pytest.approx(np.multiply(signs, (30, 40)) / zoom, abs=2 / zoom)
    assert now[0] == zoom
    assert panes[1].model.dims.point == place
    assert [view_of(one) for one in (window, panes[2].model)] == views


def test_the_wheel_zooms_that_pane_alone(window, panes, qtbot):
    views = [view_of(one) for one in (window, panes[2].model)]
    before, _ = view_of(panes[1].model)

    hand_in(window, panes[1]).wheel(1)

    qtbot.waitUntil(lambda: view_of(panes[1].model)[0] > before, timeout=20_000)
    assert [view_of(one) for one in (window, panes[2].model)] == views


@pytest.mark.parametrize("across", [1, 2])
@pytest.mark.parametrize("by", ["arrow keys", "Ctrl and wheel"])
def test_slices_of_that_pane_are_stepped(window, panes, across, by):
    hand, model = hand_in(window, panes[across]), panes[across].model
    before, shown = np.array(model.dims.point), window.dims.point[0]

    if by == "arrow keys":
        hand.type(Qt.Key.Key_Right)
        hand.type(Qt.Key.Key_Right)
    else:
        hand.wheel(-1, CTRL)
        hand.wheel(-1, CTRL)

    assert model.dims.point[across] - before[across] == pytest.approx(2)
    assert window.dims.point[0] == shown


@pytest.mark.parametrize(("key", "low"), [(Qt.Key.Key_2, None), (Qt.Key.Key_1, -160)])
def test_alt_and_a_number_show_a_window_from_a_pane_as_from_the_canvas(
    window, panes, volume, key, low
):
    Hand(window).type(key, ALT)
    wanted = tuple(volume.contrast_limits)
    volume.contrast_limits = (0, 7)

    hand_in(window, panes[1]).type(key, ALT)

    assert tuple(volume.contrast_limits) == wanted
    assert low is None or wanted[0] == low
    twin = panes[2].twins.twin_of(volume)
    assert tuple(twin.contrast_limits) == wanted


def test_who_wants_no_keys_has_none_in_a_pane(window, panes, volume):
    remember_looking(keys=False)
    volume.contrast_limits = (0, 7)

    hand_in(window, panes[1]).type(Qt.Key.Key_1, ALT)

    assert tuple(volume.contrast_limits) == (0, 7)


@pytest.mark.parametrize(
    ("tilt", "said"),
    [
        pytest.param(1.7, "the tilt or turn", id="just below a digit"),
        pytest.param(1.9, "0.1% too short", id="just above it"),
        pytest.param(12, "2.2% too short", id="usual"),
        pytest.param(-12, "2.2% too short", id="the other way"),
        pytest.param(0, "Coronal", id="straight"),
    ],
)
def test_a_pane_along_a_tilt_says_how_much_shorter_lengths_are(panes, said):
    text = panes[1].model.canvas.overlays["dicom_plane"].text

    assert text.split("\n")[-1] == said
    assert panes[2].model.canvas.overlays["dicom_plane"].text == "Sagittal"


@pytest.mark.parametrize("tilt", [12])
def test_what_a_pane_says_of_a_tilt_is_said_anew_when_slices_are_spaced_otherwise(
    window, volume, panes
):
    shown = panes[1].model.canvas.overlays["dicom_plane"]
    before, shown.text = shown.text, ""

    scale_layer(window, volume, "SliceThickness")

    slices = world_of(volume)[:3, 0]
    lost = 1 - abs(slices[0]) / np.linalg.norm(slices)
    assert "2.2% too short" in before
    assert shown.text.split("\n")[-1] == f"{lost:.1%} too short"


def test_black_and_white_are_exchanged_by_a_key_in_a_pane_for_all(window, volume, panes):
    hand_in(window, panes[1]).type(Qt.Key.Key_I, ALT)

    shown = [pane.twins.twin_of(volume).colormap.name for pane in panes.values()]
    assert [volume.colormap.name, *shown] == ["gray_r"] * (1 + len(panes))
