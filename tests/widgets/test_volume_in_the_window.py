"""The Volume panel in a real window: letters against pixels, docks opened and closed."""

import numpy as np
import pytest
from qtpy.QtCore import Qt

from napari_dicom.widgets.letters import EDGES
from opened import add_folder
from phantom import make_affine, ramp, rotated, rotation, write_series

pytestmark = [
    pytest.mark.window,
    pytest.mark.usefixtures("plugin"),
    pytest.mark.filterwarnings("ignore:Non-orthogonal slicing"),
]

SIZE = 24
AXES = {"L": (0, 1), "R": (0, -1), "P": (1, 1), "A": (1, -1), "S": (2, 1), "I": (2, -1)}
"""Letter -> (axis of LPS, direction)."""


@pytest.fixture
def window(make_napari_viewer):
    viewer = make_napari_viewer(show=True)
    viewer.window.resize(1100, 800)
    return viewer


@pytest.fixture
def panel(window):
    return window.window.add_plugin_dock_widget("napari-dicom", "DICOM Volume")[1]


def bright_towards(affine, letter):
    """Return values that are bright in the third of the volume that lies towards a letter."""
    axis, sign = AXES[letter]
    places = np.stack(np.meshgrid(*[np.arange(SIZE)] * 3, indexing="ij"), axis=-1)
    depth = (places @ affine[:3, :3].T)[..., axis] * sign
    return np.where(depth > np.quantile(depth, 0.8), 1000, 0).astype("int16")


def bright_edges(viewer):
    """Return the edges of the canvas that what is bright lies towards."""
    picture = viewer.screenshot(canvas_only=True, flash=False)[..., :3].astype(float).sum(axis=2)
    rows, columns = np.nonzero(picture > 500)
    down = rows.mean() / picture.shape[0] - 0.5
    right = columns.mean() / picture.shape[1] - 0.5
    found = {"dicom_right": right, "dicom_left": -right, "dicom_bottom": down, "dicom_top": -down}
    return {edge for edge, amount in found.items() if amount > 0.05}


@pytest.mark.parametrize("button", ["Axial", "Coronal", "Sagittal", "3D"])
@pytest.mark.parametrize("turn", [0, 25], ids=["straight", "turned"])
def test_letters_stand_where_that_side_of_the_patient_is_drawn(
    window, panel, tmp_path, qtbot, button, turn
):
    affine = rotated(make_affine(spacing=(1, 1, 1)), rotation(0, 0, turn))
    pressed = panel.view.volume if button == "3D" else panel.view.planes[button]
    shown = {"Axial": "RLAP", "Coronal": "RLSI", "Sagittal": "APSI", "3D": "RLSI"}[button]
    for letter in shown:
        folder = tmp_path / letter
        window.layers.clear()
        write_series(folder, bright_towards(affine, letter), affine=affine, series=letter)
        (layer,) = add_folder(window, folder)
        qtbot.mouseClick(pressed.native, Qt.MouseButton.LeftButton)
        layer.contrast_limits = (0, 1000)
        edges = {edge for edge in EDGES if window.canvas.overlays[edge].text[0] == letter}
        for edge in EDGES:
            window.canvas.overlays[edge].visible = False

        assert edges & bright_edges(window) == edges != set()


def test_letters_follow_the_camera_in_three_dimensions(window, panel, tmp_path, qtbot):
    write_series(tmp_path, ramp(6))
    add_folder(window, tmp_path)
    qtbot.mouseClick(panel.view.volume.native, Qt.MouseButton.LeftButton)
    view, up = (0.0, -1.0, 0.0), (1.0, 0.0, 0.0)  # from the back, standing; axes as displayed
    order = list(window.dims.displayed)

    window.scene.camera.set_view_direction([view[i] for i in order], [up[i] for i in order])

    overlays = window.canvas.overlays
    assert (overlays["dicom_left"].text, overlays["dicom_right"].text) == ("L", "R")


def listeners(viewer):
    """Return what of this package listens to a viewer; napari itself connects reset_choices."""
    groups = [viewer.dims, viewer.layers, viewer.layers.selection, viewer, viewer.canvas]
    groups += [viewer.cursor, viewer.scene.camera, *viewer.layers]
    callbacks = [
        callback
        for group in groups
        for emitter in group.events.emitters.values()
        for callback in emitter.callbacks
        if isinstance(callback, tuple)
    ]
    bound = [(reference(), name) for reference, name in callbacks]
    return [
        (type(owner).__name__, name)
        for owner, name in bound
        if type(owner).__module__.startswith("napari_dicom") and name != "reset_choices"
    ]


def test_docked_and_closed_twenty_times_it_leaves_nothing_behind(window, tmp_path, qtbot):
    write_series(tmp_path)
    add_folder(window, tmp_path)
    overlays = sorted(window.canvas.overlays)

    for _ in range(20):
        dock, panel = window.window.add_plugin_dock_widget("napari-dicom", "DICOM Volume")
        qtbot.waitUntil(panel.native.isVisible)
        assert listeners(window)
        dock.destroyOnClose()

    assert listeners(window) == []
    assert sorted(window.canvas.overlays) == overlays


def test_a_docked_panel_knows_a_layer_for_itself(window, panel, tmp_path):
    write_series(tmp_path, ramp(3))
    (layer,) = add_folder(window, tmp_path)

    assert panel.follower.current.layer is layer
    assert panel.fusion.over.value is None
    assert panel.fusion.said.whole == "Needs a second series of this frame of reference"
