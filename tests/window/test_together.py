"""Gestures used together in a real window: each does its own, and all is given back at the end."""

from weakref import ref

import numpy as np
import pytest
from napari.layers import Image
from qtpy.QtCore import QPoint, Qt
from qtpy.QtWidgets import QApplication

from hand import ALT, CTRL, SHIFT, Hand
from kinds import KINDS, colour
from napari_dicom import add_dicom
from napari_dicom.viewer import remember_looking
from napari_dicom.viewer.gestures import follow_settings
from napari_dicom.widgets.planes import linked_planes_of
from phantom import make_affine, ramp, write_series

pytestmark = [
    pytest.mark.window,
    pytest.mark.usefixtures("plugin"),
    pytest.mark.filterwarnings("ignore:Non-orthogonal slicing"),
]
PLUGIN = "napari-dicom"
CT = {
    "WindowCenter": "40",
    "WindowWidth": "400",
    "RescaleType": "HU",
    "RescaleIntercept": "-1024",
    "RescaleSlope": "1",
}
PET = {"Units": "GML", "SUVType": "BW", "RescaleSlope": "0.01", "RescaleIntercept": "0"}
PRESETS = [getattr(Qt.Key, f"Key_{number}") for number in range(10)]


@pytest.fixture
def size():
    return 1000, 750


@pytest.fixture
def panel(window):
    _, panel = window.window.add_plugin_dock_widget(PLUGIN, "DICOM Volume")
    return panel.view if hasattr(panel, "view") and hasattr(panel.view, "fusion") else panel


@pytest.fixture
def pet_ct(window, tmp_path):
    """CT of nine slices and PET of five in one frame of reference, the CT selected."""
    write_series(tmp_path / "ct", ramp(9), header=CT, series="Thorax")
    affine = make_affine(spacing=(5, 1.4, 1.6))
    write_series(
        tmp_path / "pet",
        ramp(5),
        modality="PT",
        series="emission",
        affine=affine,
        header=PET,
    )
    add_dicom(window, [tmp_path / "ct", tmp_path / "pet"])
    found = {layer.metadata["dicom"]["Modality"]: layer for layer in window.layers}
    window.layers.selection.active = found["CT"]
    return found["CT"], found["PT"]


def set_looking(**changes):
    remember_looking(**changes)
    follow_settings()


def click(qtbot, button):
    qtbot.mouseClick(button.native, Qt.MouseButton.LeftButton)


def look(layer):
    return (
        layer.name,
        layer.visible,
        round(layer.opacity, 6),
        str(layer.blending),
        None if not isinstance(layer, Image) or layer.rgb else tuple(layer.contrast_limits),
        None if not isinstance(layer, Image) or layer.rgb else tuple(layer.contrast_limits_range),
        layer.colormap.name if isinstance(layer, Image) else "",
        layer.mode,
        tuple(np.round(layer.scale, 9)),
        tuple(np.round(layer.translate, 9)),
    )


def camera(viewer):
    own = viewer.scene.camera
    return (round(own.zoom, 6), *np.round(own.center, 6), own.mouse_pan, own.mouse_zoom)


def state(viewer):
    """Return all that looking must not change."""
    names = ("mouse_drag_callbacks", "mouse_double_click_callbacks", "mouse_wheel_callbacks")
    dims = viewer.dims
    return {
        "camera": camera(viewer),
        "dims": (dims.ndim, dims.ndisplay, dims.order, dims.point, dims.axis_labels),
        "layers": [look(layer) for layer in viewer.layers],
        "active": viewer.layers.selection.active,
        "callbacks": [list(getattr(viewer, name)) for name in names],
        "keys": set(map(str, viewer.keymap)),
        "overlays": {name for name, overlay in viewer.canvas.overlays.items() if overlay.visible},
    }


def heard(viewer):
    """Return which callbacks of ours a viewer and its layers have; napari keeps a panel's one."""
    groups = [viewer.events, viewer.dims.events, viewer.scene.camera.events, viewer.cursor.events]
    groups += [viewer.layers.events, viewer.layers.selection.events]
    groups += [layer.events for layer in viewer.layers]
    found = []
    for group in groups:
        for emitter in group.emitters.values():
            for callback in emitter.callbacks:
                owner, name = callback if isinstance(callback, tuple) else (callback, "")
                owner = owner() if isinstance(owner, ref) else owner
                if "napari_dicom" in type(owner).__module__ and name != "reset_choices":
                    found.append((type(owner).__name__, name))
    return sorted(found)


def test_pet_over_ct_is_windowed_by_drag_each_by_itself_and_undone(
    window, hand, panel, pet_ct, qtbot
):
    ct, pet = pet_ct
    before = state(window)
    click(qtbot, panel.fusion.fuse)
    fused = look(ct), look(pet)

    window.layers.selection.active = pet
    hand.drag(60, 30, held=SHIFT)
    pet_dragged = look(ct), look(pet)
    window.layers.selection.active = ct
    hand.drag(-40, 20, held=SHIFT)
    ct_dragged = look(ct), look(pet)
    hand.double_click(SHIFT)
    click(qtbot, panel.fusion.undo)

    assert pet_dragged[0] == fused[0]
    assert pet_dragged[1][4] != fused[1][4]
    assert pet_dragged[1][6] == fused[1][6]
    assert ct_dragged[0][4] != fused[0][4]
    assert ct_dragged[1] == pet_dragged[1]
    assert state(window) == before


def test_a_window_is_dragged_while_slices_are_played(window, hand, panel, pet_ct, qtbot):
    ct, _ = pet_ct
    before = state(window)
    steps = []
    window.dims.events.current_step.connect(steps.append)
    panel.cine.rate.value = 100

    click(qtbot, panel.cine.play)
    hand.press(hand.middle, held=SHIFT)
    for right in range(1, 6):
        hand.move(hand.middle + QPoint(12 * right, 0), held=SHIFT)
    qtbot.waitUntil(lambda: len(steps) > 5, timeout=20_000)
    playing, wide = panel.cine.is_playing, tuple(ct.contrast_limits)
    hand.release(hand.middle + QPoint(60, 0), held=SHIFT)
    click(qtbot, panel.cine.play)

    assert playing
    assert not panel.cine.is_playing
    assert wide[1] - wide[0] > 500
    assert tuple(ct.contrast_limits) == wide
    hand.double_click(SHIFT)
    window.dims.point = before["dims"][3]
    assert state(window) == before


@pytest.mark.parametrize("removed", ["other", "played", "all"])
def test_layers_are_removed_in_the_middle_of_a_drag_while_slices_are_played(
    window, hand, panel, pet_ct, qtbot, removed
):
    ct, pet = pet_ct
    panel.cine.rate.value = 100
    click(qtbot, panel.cine.play)
    hand.press(hand.middle, held=SHIFT)
    hand.move(hand.middle + QPoint(40, 0), held=SHIFT)

    for layer in {"other": [pet], "played": [ct], "all": [ct, pet]}[removed]:
        window.layers.remove(layer)
    hand.move(hand.middle + QPoint(80, 0), held=SHIFT)
    hand.release(hand.middle + QPoint(80, 0), held=SHIFT)
    qtbot.wait(30)

    assert panel.cine.is_playing == (removed == "other")
    panel.cine.stop()
    assert "dicom_window_drag" not in window.canvas.overlays
    assert window.scene.camera.mouse_pan
    if removed == "other":
        assert ct.contrast_limits[1] - ct.contrast_limits[0] > 500
    if removed == "all":
        assert set(window.keymap) == set()


def test_the_wheel_goes_through_what_is_selected_of_one_two_three_and_four_dimensions(
    window, hand, tmp_path, qtbot
):
    set_looking(wheel_steps=True)
    layers = {}
    for kind in ("2D", "3D", "4D"):
        KINDS[kind](tmp_path / kind)
        (layers[kind],) = add_dicom(window, tmp_path / kind)

    def show(layer):
        for other in layers.values():
            other.visible = other is layer
        window.layers.selection.active = layer
        hand.type(Qt.Key.Key_R, ALT)
        return window.dims.current_step, window.scene.camera.zoom

    step, zoom = show(layers["2D"])

    def zooms():
        hand.wheel(1)
        return window.scene.camera.zoom > zoom

    qtbot.waitUntil(zooms, timeout=20_000)
    assert window.dims.current_step == step
    for kind, axis in (("3D", 0), ("4D", 1)):
        layer = layers[kind]
        _, zoom = show(layer)
        for _ in range(9):
            hand.wheel(1)
        first = window.dims.current_step
        hand.wheel(-1)
        place = layer.world_to_data(window.dims.point[-layer.ndim :])

        assert round(float(place[axis])) == 1
        assert np.count_nonzero(np.subtract(window.dims.current_step, first)) == 1
        assert window.scene.camera.zoom == zoom


def test_keys_for_windows_do_nothing_to_colour_and_to_what_lies_beside_it(
    window, hand, tmp_path, told
):
    KINDS["3D"](tmp_path / "grey")
    (grey,) = add_dicom(window, tmp_path / "grey")
    colour(tmp_path / "colour")
    (rgb,) = add_dicom(window, tmp_path / "colour")
    window.layers.selection.active = rgb
    before = state(window)

    for key in PRESETS:
        hand.type(key, ALT)
    hand.drag(50, 30, held=SHIFT)
    hand.double_click(SHIFT)
    after = state(window)
    hand.type(Qt.Key.Key_PageDown, ALT)

    assert rgb.rgb
    keep = ("layers", "dims", "keys", "overlays", "callbacks", "active")
    assert {key: after[key] for key in keep} == {key: before[key] for key in keep}
    assert window.layers.selection.active is grey
    assert not [one.message for one in told if "error" in str(one.severity)]


@pytest.mark.parametrize("mode", ["pan_zoom", "paint", "pick"])
def test_labels_that_are_selected_have_mouse_and_wheel_to_themselves(window, hand, pet_ct, mode):
    set_looking(wheel_steps=True, drag_window="left")
    ct, pet = pet_ct
    labels = window.add_labels(
        np.zeros(ct.data.shape, "uint8"), scale=ct.scale, translate=ct.translate, units=ct.units
    )
    labels.mode = mode
    before, step = (look(ct), look(pet)), window.dims.current_step

    hand.drag(50, 30, held=SHIFT)
    hand.drag(30, 20)
    hand.wheel(-1)
    stays = window.dims.current_step
    hand.wheel(-1, CTRL)

    assert (look(ct), look(pet)) == before
    assert stays == step
    assert window.dims.current_step != step  # napari's own
    assert labels.data.any() == (mode == "paint")
    assert "dicom_window_drag" not in window.canvas.overlays


def test_linked_planes_follow_while_series_are_laid_over_each_other_dragged_and_undone(
    window, hand, panel, pet_ct, qtbot
):
    ct, pet = pet_ct
    window.window.resize(1400, 900)
    QApplication.processEvents()
    before = state(window)
    hand.type(Qt.Key.Key_M, ALT)
    planes = linked_planes_of(window)
    qtbot.waitUntil(lambda: len(planes.panes) >= 2, timeout=20_000)
    hand = Hand(window)

    def panes_agree():
        order = [look(layer)[:7] for layer in window.layers]
        return all(
            [look(twin)[:7] for twin in pane.model.layers] == order
            for pane in planes.panes.values()
        )

    agreed = [panes_agree()]
    click(qtbot, panel.fusion.fuse)
    agreed.append(panes_agree())
    window.layers.selection.active = pet
    hand.drag(40, 20, held=SHIFT)
    agreed.append(panes_agree())
    window.layers.selection.active = ct
    hand.drag(40, 20, held=SHIFT)
    agreed.append(panes_agree())
    dragged = look(ct)[4]
    click(qtbot, panel.fusion.undo)
    agreed.append(panes_agree())
    hand.type(Qt.Key.Key_M, ALT)
    QApplication.processEvents()

    assert agreed == [True] * 5
    assert dragged != before["layers"][0][4]
    assert linked_planes_of(window) is None

    def is_as_before():
        after = state(window)
        assert {key: after[key] for key in after if key != "camera"} == {
            key: before[key] for key in before if key != "camera"
        }

    qtbot.waitUntil(is_as_before, timeout=20_000)


def test_after_all_of_it_and_reset_nothing_is_changed(window, hand, tmp_path, qtbot):
    write_series(tmp_path / "ct", ramp(9), header=CT, series="Thorax")
    (ct,) = add_dicom(window, tmp_path / "ct")
    write_series(
        tmp_path / "pet",
        ramp(5),
        modality="PT",
        series="emission",
        affine=make_affine(spacing=(5, 1.4, 1.6)),
        header=PET,
    )
    (pet,) = add_dicom(window, tmp_path / "pet")
    window.layers.selection.active = ct
    hand.type(Qt.Key.Key_R, ALT)
    window.screenshot(flash=False)
    before, listening = state(window), heard(window)
    dock, panel = window.window.add_plugin_dock_widget(PLUGIN, "DICOM Volume")
    qtbot.waitUntil(lambda: panel.fusion.fuse.enabled, timeout=20_000)

    set_looking(wheel_steps=True, drag_window="left")
    hand.wheel(-1)
    hand.drag(40, 30)
    hand.wheel(1, CTRL)
    hand.drag(20, 20, held=SHIFT)
    click(qtbot, panel.fusion.fuse)
    was_fused = pet.colormap.name
    panel.cine.rate.value = 100
    click(qtbot, panel.cine.play)
    hand.type(Qt.Key.Key_3, ALT)
    hand.drag(10, 10)
    was_playing = panel.cine.is_playing
    click(qtbot, panel.cine.play)
    window.layers.selection.active = pet
    hand.type(Qt.Key.Key_0, ALT)
    hand.wheel(-1)
    window.layers.selection.active = ct
    click(qtbot, panel.fusion.undo)
    set_looking(wheel_steps=False, drag_window="Shift+left")
    dock.close()
    qtbot.wait(50)
    hand.type(Qt.Key.Key_R, ALT)
    window.dims.point = before["dims"][3]
    hand.type(Qt.Key.Key_R, ALT)
    window.screenshot(flash=False)

    assert was_fused == "hot over an image"
    assert was_playing
    assert state(window) == before
    assert heard(window) == listening


def padded(folder):
    """Write an MR without a window, its corners padding far below."""
    values = ramp(5) + 100
    values[:, :3, :2] = -2000
    write_series(folder, values, modality="MR", header={"PixelPaddingValue": -2000})


def dim(folder):
    """Write a CT without a window and without soft tissue."""
    write_series(folder, ramp(9), header={**CT, "WindowCenter": None, "WindowWidth": None})


def dose(folder):
    header = {"DoseGridScaling": "0.01", "DoseUnits": "GY"}
    write_series(folder, ramp(5, dtype="uint16"), modality="RTDOSE", header=header)


@pytest.mark.parametrize("write", [padded, dim, dose])
def test_what_has_no_window_comes_back_to_what_it_opened_with_however_it_was_dragged(
    window, hand, tmp_path, write
):
    write(tmp_path / "images")
    (layer,) = add_dicom(window, tmp_path / "images")
    before = look(layer)
    hand.drag(200, 0, held=SHIFT)
    hand.drag(60, -150, held=SHIFT)
    dragged = look(layer)

    hand.double_click(SHIFT)

    assert dragged != before
    assert look(layer) == before


@pytest.mark.parametrize("write", [padded, dim])
def test_the_full_range_is_that_of_the_values_however_the_window_was_dragged(
    window, hand, tmp_path, write
):
    write(tmp_path / "images")
    (layer,) = add_dicom(window, tmp_path / "images")
    hand.type(Qt.Key.Key_0, ALT)
    before = tuple(layer.contrast_limits)
    hand.drag(200, 0, held=SHIFT)

    hand.type(Qt.Key.Key_0, ALT)

    assert tuple(layer.contrast_limits) == before
    assert before == (layer.data[layer.data > -2000].min(), layer.data.max())


def but_camera(found):
    return {key: value for key, value in found.items() if key != "camera"}


@pytest.mark.usefixtures("pet_ct")
def test_three_dimensions_and_back_between_laying_over_and_undoing(window, hand, panel, qtbot):
    before = state(window)
    click(qtbot, panel.fusion.fuse)
    fused = state(window)

    click(qtbot, panel.depth.show_look)
    deep = window.dims.ndisplay
    hand.drag(40, 20, held=SHIFT)
    window.dims.ndisplay = 2
    back = state(window)
    click(qtbot, panel.fusion.undo)

    assert deep == 3
    assert but_camera(back) == but_camera(fused) != but_camera(before)
    assert but_camera(state(window)) == but_camera(before)


def test_what_was_renamed_while_it_lay_over_is_undone_and_laid_over_again(panel, pet_ct, qtbot):
    _, pet = pet_ct
    before = look(pet)[1:]
    click(qtbot, panel.fusion.fuse)
    pet.name = "renamed"

    click(qtbot, panel.fusion.undo)
    undone = look(pet)[1:]
    click(qtbot, panel.fusion.fuse)

    assert undone == before
    assert panel.fusion.said.whole.startswith("renamed: ")


def test_what_lay_over_is_undone_after_what_it_lay_on_was_removed(window, panel, pet_ct, qtbot):
    ct, pet = pet_ct
    before = look(pet)
    click(qtbot, panel.fusion.fuse)
    fused = look(pet)
    window.layers.remove(ct)

    click(qtbot, panel.fusion.undo)

    assert look(pet) == before != fused


def test_what_lies_over_is_undone_after_the_panel_was_closed_and_opened_again(
    window, pet_ct, qtbot
):
    _, pet = pet_ct
    dock, panel = window.window.add_plugin_dock_widget(PLUGIN, "DICOM Volume")
    qtbot.waitUntil(lambda: panel.fusion.fuse.enabled, timeout=20_000)
    before = look(pet)
    click(qtbot, panel.fusion.fuse)
    fused = look(pet)
    dock.close()
    QApplication.processEvents()

    again, panel = window.window.add_plugin_dock_widget(PLUGIN, "DICOM Volume")
    again.setVisible(True)
    qtbot.waitUntil(lambda: panel.fusion.undo.enabled, timeout=20_000)
    click(qtbot, panel.fusion.undo)

    assert look(pet) == before != fused


@pytest.mark.parametrize("act", ["3D", "another tool", "clear", "off", "other layer"])
def test_a_drag_that_something_comes_into_leaves_nothing_behind(window, hand, pet_ct, act):
    ct, _ = pet_ct
    hand.press(hand.middle, held=SHIFT)
    hand.move(hand.middle + QPoint(40, 0), held=SHIFT)
    if act == "3D":
        window.dims.ndisplay = 3
    elif act == "another tool":
        ct.mode = "transform"
    elif act == "clear":
        window.layers.clear()
    elif act == "off":
        set_looking(drag_window="off")
    else:
        window.add_labels(np.zeros(ct.data.shape, "uint8"), scale=ct.scale, units=ct.units)
    hand.move(hand.middle + QPoint(60, 0), held=SHIFT)
    hand.release(hand.middle + QPoint(60, 0), held=SHIFT)

    assert window.scene.camera.mouse_pan == (act != "another tool")  # which pans nothing
    ct.mode = "pan_zoom"
    assert window.scene.camera.mouse_pan
    assert "dicom_window_drag" not in window.canvas.overlays


def test_steps_of_time_are_played_while_series_are_laid_over_dragged_and_undone(
    window, hand, panel, tmp_path, qtbot
):
    KINDS["4D"](tmp_path / "4D")
    (film,) = add_dicom(window, tmp_path / "4D")
    frame = {"FrameOfReferenceUID": film.metadata["dicom"]["FrameOfReferenceUID"]}
    write_series(tmp_path / "still", ramp(3), modality="MR", series="still", header=frame)
    (still,) = add_dicom(window, tmp_path / "still")
    window.layers.selection.active = film
    before, times = (look(film), look(still)), set()
    window.dims.events.current_step.connect(lambda _: times.add(window.dims.current_step[0]))
    panel.cine.rate.value = 100

    click(qtbot, panel.cine.play)
    click(qtbot, panel.fusion.fuse)
    fused = look(still)
    hand.drag(40, 20, held=SHIFT)
    dragged = look(film)
    qtbot.waitUntil(lambda: len(times) == 3, timeout=20_000)
    is_playing = panel.cine.is_playing
    click(qtbot, panel.fusion.undo)
    panel.cine.stop()

    assert is_playing
    assert (dragged[4], fused) != (before[0][4], before[1])
    assert (look(film), look(still)) == before
