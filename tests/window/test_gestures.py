"""Mouse and keys in a real window: what is on by default, what is asked for, all given back."""

import numpy as np
import pytest
from napari.layers import Image
from qtpy.QtCore import QPoint, Qt

from hand import ALT, CTRL, NONE, RIGHT, SHIFT, Hand
from kinds import KINDS
from napari_dicom import add_dicom
from napari_dicom.viewer import remember_looking
from napari_dicom.viewer.gestures import follow_settings, install_gestures, window_text
from napari_dicom.widgets.planes import linked_planes_of
from napari_dicom.widgets.side_by_side import side_by_side_of
from phantom import ramp, write_series

pytestmark = [
    pytest.mark.window,
    pytest.mark.usefixtures("plugin"),
    pytest.mark.filterwarnings("ignore:Non-orthogonal slicing"),
]
PLUGIN = "napari-dicom"
WINDOWED = {"WindowCenter": "40", "WindowWidth": "400"}
CT = {**WINDOWED, "RescaleType": "HU", "RescaleIntercept": "-1024"}


@pytest.fixture
def volume(window, tmp_path):
    """A CT of nine slices, in the window."""
    write_series(tmp_path / "ct", ramp(9), header=CT)
    (layer,) = add_dicom(window, tmp_path / "ct")
    return layer


def set_looking(**changes):
    remember_looking(**changes)
    follow_settings()


def camera_of(viewer):
    camera = viewer.scene.camera
    return camera.zoom, *np.round(camera.center, 6)


def callbacks_of(viewer):
    names = ("mouse_drag_callbacks", "mouse_double_click_callbacks", "mouse_wheel_callbacks")
    return [list(getattr(viewer, name)) for name in names], dict(viewer.keymap)


def test_shift_drag_to_the_right_widens_and_back_again_undoes_it(hand, volume):
    hand.press(hand.middle, held=SHIFT)
    hand.move(hand.middle + QPoint(100, 0), held=SHIFT)
    wide = volume.contrast_limits
    hand.move(hand.middle, held=SHIFT)
    hand.release(hand.middle, held=SHIFT)

    assert wide[1] - wide[0] > 500
    assert sum(wide) / 2 == pytest.approx(40, abs=0.5)
    assert volume.contrast_limits == [-160, 239]


def test_shift_drag_upwards_is_brighter(hand, volume):
    hand.drag(down=-100, held=SHIFT)

    low, high = volume.contrast_limits
    assert high - low == 399
    assert (high + low) / 2 < 40


def test_the_figures_stand_on_the_canvas_while_dragging_and_no_longer(window, hand, volume):
    before = set(window.canvas.overlays)

    hand.press(hand.middle, held=SHIFT)
    hand.move(hand.middle + QPoint(60, 30), held=SHIFT)
    (name,) = set(window.canvas.overlays) - before
    shown = window.canvas.overlays[name].text
    hand.release(hand.middle + QPoint(60, 30), held=SHIFT)

    assert shown == window_text(volume)
    assert shown.startswith("W ")
    assert set(window.canvas.overlays) == before


@pytest.mark.usefixtures("volume")
def test_the_window_changes_and_the_camera_does_not(window, hand):
    before = camera_of(window)

    hand.drag(80, 40, held=SHIFT)
    window.screenshot(flash=False)

    assert camera_of(window) == before


def test_shift_double_click_shows_the_window_of_the_header_and_does_not_zoom(window, hand, volume):
    volume.contrast_limits = (0, 7)
    before = camera_of(window)

    hand.double_click(SHIFT)

    assert volume.contrast_limits == [-160, 239]
    assert camera_of(window) == before


def test_napari_still_pans_by_drag_and_zooms_by_double_click_and_wheel(window, hand, volume, qtbot):
    limits, zoom = volume.contrast_limits, window.scene.camera.zoom

    hand.double_click()
    zoomed = window.scene.camera.zoom
    centre = camera_of(window)[1:]
    hand.drag(80, 40)
    qtbot.waitUntil(lambda: camera_of(window)[1:] != centre, timeout=20_000)
    hand.wheel(1)
    qtbot.waitUntil(lambda: window.scene.camera.zoom > 1.1 * zoomed, timeout=20_000)

    assert zoomed == pytest.approx(2 * zoom)
    assert volume.contrast_limits == limits


@pytest.mark.parametrize("other", ["image", "labels", "three dimensions", "transform", "off"])
def test_shift_drag_is_left_alone_elsewhere(window, hand, volume, other):
    if other == "image":
        window.add_layer(Image(volume.data, scale=volume.scale, units="mm"))
    elif other == "labels":
        window.add_labels(np.zeros(volume.data.shape, int), scale=volume.scale, units="mm")
    elif other == "three dimensions":
        window.dims.ndisplay = 3
    elif other == "transform":
        volume.mode = "transform"
    else:
        set_looking(drag_window="off")
    before = {
        layer.name: layer.contrast_limits for layer in window.layers if "abels" not in layer.name
    }

    hand.drag(80, 40, held=SHIFT)

    assert before == {name: window.layers[name].contrast_limits for name in before}


def test_linked_windows_go_together(window, hand, volume, tmp_path):
    from napari.experimental import link_layers, unlink_layers

    write_series(tmp_path / "more", ramp(9), header=CT, series="more")
    (other,) = add_dicom(window, tmp_path / "more")
    window.layers.selection.active = volume
    link_layers([volume, other], ("contrast_limits",))

    hand.drag(60, 60, held=SHIFT)
    unlink_layers([volume, other], ("contrast_limits",))

    assert volume.contrast_limits == other.contrast_limits != [-160, 239]


@pytest.mark.parametrize("kind", KINDS)
def test_a_drag_windows_any_kind_of_grey_image_and_no_other_layer(window, hand, tmp_path, kind):
    KINDS[kind](tmp_path / kind)
    (layer,) = add_dicom(window, tmp_path / kind)
    before = layer.contrast_limits

    hand.drag(80, 40, held=SHIFT)

    low, high = layer.contrast_limits
    assert (low, high) != tuple(before)
    assert high - low > before[1] - before[0]


def test_colour_has_no_window(window, hand, tmp_path):
    KINDS["3D"](tmp_path / "3D")
    (layer,) = add_dicom(window, tmp_path / "3D")
    colour = Image(
        np.zeros((*layer.data.shape, 3), "uint8"),
        rgb=True,
        metadata=layer.metadata,
        scale=layer.scale,
        units="mm",
    )
    window.add_layer(colour)
    install_gestures(window)
    before = set(window.canvas.overlays)

    hand.drag(80, 40, held=SHIFT)
    hand.double_click(SHIFT)
    hand.type(Qt.Key.Key_1, ALT)
    hand.type(Qt.Key.Key_0, ALT)

    assert window_text(colour) == ""
    assert set(window.canvas.overlays) == before


def test_a_plain_drag_windows_where_it_was_asked_for_and_shift_then_pans(window, hand, volume):
    set_looking(drag_window="left")
    camera = camera_of(window)

    hand.drag(80, 40)
    window.screenshot(flash=False)
    limits, still = volume.contrast_limits, camera_of(window)
    hand.drag(80, 0, held=SHIFT)
    window.screenshot(flash=False)
    moved = camera_of(window)
    hand.double_click()

    assert limits != [-160, 239]
    assert still == camera
    assert moved[0] == camera[0]
    assert (moved[-1] - camera[-1]) * camera[0] == pytest.approx(-80, abs=2)
    assert volume.contrast_limits == [-160, 239]


def test_a_right_drag_windows_where_it_was_asked_for_and_left_pans(window, hand, volume, qtbot):
    set_looking(drag_window="right")
    camera = camera_of(window)

    hand.drag(80, 40, button=RIGHT)
    window.screenshot(flash=False)
    limits, still = volume.contrast_limits, camera_of(window)
    hand.drag(80, 40)

    assert limits != [-160, 239]
    assert still == camera
    qtbot.waitUntil(lambda: camera_of(window) != camera, timeout=20_000)


@pytest.mark.usefixtures("volume")
def test_the_wheel_steps_slices_where_it_was_asked_for_and_ctrl_zooms(window, hand):
    set_looking(wheel_steps=True)
    camera, start = camera_of(window), window.dims.current_step[0]

    hand.wheel(-1)
    hand.wheel(-1)
    on = window.dims.current_step[0]
    hand.wheel(1)
    window.screenshot(flash=False)
    back, still = window.dims.current_step[0], camera_of(window)
    hand.wheel(1, CTRL)
    window.screenshot(flash=False)

    assert (on - start, back - start) == (2, 1)
    assert still == camera
    assert window.scene.camera.zoom > camera[0]
    assert window.dims.current_step[0] == back


@pytest.mark.usefixtures("volume")
def test_what_is_under_the_mouse_stays_there_when_ctrl_and_wheel_zoom(window, hand):
    set_looking(wheel_steps=True)
    place = hand.middle + QPoint(90, -60)
    hand.move(place, NONE)
    before = np.array(window.cursor.position)

    hand.wheel(2, CTRL, at=place)
    window.screenshot(flash=False)
    hand.move(place + QPoint(1, 0), NONE)
    hand.move(place, NONE)

    assert np.allclose(window.cursor.position, before, atol=1e-3)


@pytest.mark.usefixtures("volume")
def test_the_wheel_stops_at_the_ends(window, hand):
    set_looking(wheel_steps=True)

    for _ in range(12):
        hand.wheel(-1)
    last = window.dims.current_step[0]
    for _ in range(12):
        hand.wheel(1)

    assert (last, window.dims.current_step[0]) == (8, 0)


def test_the_wheel_zooms_again_when_another_layer_is_selected(window, hand, volume, qtbot):
    set_looking(wheel_steps=True)
    window.add_labels(np.zeros(volume.data.shape, int), scale=volume.scale, units="mm")
    start, zoom = window.dims.current_step[0], window.scene.camera.zoom

    hand.wheel(1)
    qtbot.waitUntil(lambda: window.scene.camera.zoom > zoom, timeout=20_000)
    still = window.dims.current_step[0]
    hand.wheel(-1, CTRL)

    assert still == start
    assert window.dims.current_step[0] == start + 1


@pytest.mark.parametrize("kind", ["3D", "4D", "coronal", "oblique", "tilted", "film"])
def test_a_notch_is_one_slice_whatever_the_volume(window, hand, tmp_path, kind):
    set_looking(wheel_steps=True)
    KINDS[kind](tmp_path / kind)
    (layer,) = add_dicom(window, tmp_path / kind)
    for _ in range(9):
        hand.wheel(1)
    axis = window.dims.order[window.dims.ndim - 3]

    seen = [drawn(layer)]
    for _ in range(layer.data.shape[axis] - 1):
        hand.wheel(-1)
        seen.append(drawn(layer))

    assert len(set(seen)) == layer.data.shape[axis]


def drawn(layer):
    """Return the mean of what napari draws of a layer."""
    return float(np.mean(layer._slice.image.view))


@pytest.mark.parametrize(
    ("key", "limits"),
    [
        (Qt.Key.Key_1, [-160, 239]),
        (Qt.Key.Key_2, [-1350, 149]),
        (Qt.Key.Key_6, [-500, 1299]),
    ],
    ids=["header", "lung", "bone"],
)
def test_alt_and_a_number_show_a_window_of_ct(hand, volume, key, limits):
    volume.contrast_limits = (0, 7)

    hand.type(key, ALT)

    assert volume.contrast_limits == limits


def test_alt_r_shows_the_whole_picture_in_the_window_it_opened_with(window, hand, volume):
    before = camera_of(window)
    volume.contrast_limits = (0, 7)
    hand.drag(120, 70)
    hand.double_click()
    window.dims.order = (0, 2, 1)

    hand.type(Qt.Key.Key_R, ALT)

    assert np.allclose(camera_of(window), before)
    assert window.dims.order == (0, 1, 2)
    assert volume.contrast_limits == [-160, 239]


def test_alt_i_exchanges_black_and_white_and_back(hand, volume):
    limits = list(volume.contrast_limits)

    hand.type(Qt.Key.Key_I, ALT)
    inverted = volume.colormap.name
    hand.type(Qt.Key.Key_I, ALT)

    assert (inverted, volume.colormap.name) == ("gray_r", "gray")
    assert list(volume.contrast_limits) == limits


def test_alt_i_leaves_colours_and_says_so(window, hand, volume):
    volume.colormap = "magma"

    hand.type(Qt.Key.Key_I, ALT)

    assert volume.colormap.name == "magma"
    assert "Only grey" in window.status


def test_alt_b_opens_side_by_side_and_closes_it(window, hand, volume, tmp_path):
    write_series(tmp_path / "more", ramp(9), header=CT, series="more")
    add_dicom(window, tmp_path / "more")
    looks = volume.visible, volume.opacity, list(volume.contrast_limits)

    hand.type(Qt.Key.Key_B, ALT)
    opened = side_by_side_of(window)
    hand.type(Qt.Key.Key_B, ALT)

    assert opened is not None
    assert side_by_side_of(window) is None
    assert looks == (volume.visible, volume.opacity, list(volume.contrast_limits))


@pytest.mark.usefixtures("volume")
def test_alt_m_opens_linked_planes_and_closes_them(window, hand):
    hand.type(Qt.Key.Key_M, ALT)
    opened = linked_planes_of(window)
    hand.type(Qt.Key.Key_M, ALT)

    assert opened is not None
    assert linked_planes_of(window) is None


def test_alt_page_down_shows_each_series_in_turn(window, hand, tmp_path):
    for kind in ("3D", "4D", "coronal"):
        KINDS[kind](tmp_path / kind)
        add_dicom(window, tmp_path / kind)
    seen = []

    for _ in range(3):
        hand.type(Qt.Key.Key_PageDown, ALT)
        (shown,) = [layer.name for layer in window.layers if layer.visible]
        seen.append(shown)
    hand.type(Qt.Key.Key_PageUp, ALT)

    assert sorted(seen) == sorted(layer.name for layer in window.layers)
    assert [layer.name for layer in window.layers if layer.visible] == seen[1:2]


def test_keys_are_there_only_while_a_dicom_image_is_selected(window, volume):
    theirs = window.add_image(np.zeros((2, 2, 2)), units="mm")
    none = dict(window.keymap)
    window.layers.selection.active = volume
    some = dict(window.keymap)
    window.layers.selection.active = theirs

    assert none == {}
    assert some
    assert window.keymap == {}


def test_a_key_the_user_bound_is_left_to_them(window, hand, tmp_path):
    heard = []
    window.bind_key("Alt-2", heard.append)
    write_series(tmp_path / "3D", ramp(3), header=CT)
    add_dicom(window, tmp_path / "3D")

    hand.type(Qt.Key.Key_2, ALT)
    window.layers.clear()
    hand.type(Qt.Key.Key_2, ALT)

    assert len(heard) == 2


def test_nothing_is_left_when_the_last_image_is_removed(window, tmp_path):
    set_looking(wheel_steps=True, drag_window="left")
    before = callbacks_of(window)
    KINDS["3D"](tmp_path / "3D")
    add_dicom(window, tmp_path / "3D")
    during = callbacks_of(window)
    add_dicom(window, tmp_path / "3D")
    twice = callbacks_of(window)

    window.layers.clear()

    assert before != during
    assert during == twice
    assert callbacks_of(window) == before


@pytest.mark.usefixtures("volume")
def test_nothing_is_left_of_a_switch_that_is_off_again(window):
    before = callbacks_of(window)

    set_looking(wheel_steps=True)
    during = callbacks_of(window)
    set_looking(wheel_steps=False)

    assert during != before
    assert callbacks_of(window) == before


def test_files_opened_by_napari_have_gestures_without_any_panel(window, hand, tmp_path):
    write_series(tmp_path / "3D", ramp(9), header=CT)
    (layer,) = window.open(str(tmp_path / "3D"), plugin=PLUGIN)

    hand.drag(80, 40, held=SHIFT)

    assert layer.contrast_limits != [-160, 239]


def test_the_sample_has_gestures_too(window, hand):
    window.open_sample(PLUGIN, "two-ct")
    layer = window.layers.selection.active
    before = layer.contrast_limits

    hand.drag(80, 40, held=SHIFT)

    assert layer.contrast_limits != before


def test_two_windows_have_gestures_of_their_own(window, volume, make_napari_viewer, tmp_path):
    other = make_napari_viewer(show=False)  # two that draw at a time may upset software OpenGL
    write_series(tmp_path / "second", ramp(5), header=CT)
    (there,) = add_dicom(other, tmp_path / "second")

    Hand(other).drag(60, 30, held=SHIFT)
    other.layers.clear()
    Hand(window).drag(0, 60, held=SHIFT)

    assert there.contrast_limits != [-160, 239]
    assert volume.contrast_limits != there.contrast_limits
    assert volume.contrast_limits != [-160, 239]


def test_texts_are_readable_in_screenshots_and_clear_of_the_letters(window, tmp_path, qtbot):
    header = {"SeriesDescription": "A long description of a series, as scanners give them for all"}
    write_series(tmp_path / "ct", np.full((9, 40, 40), 3000, "int16"), header={**CT, **header})
    add_dicom(window, tmp_path / "ct")
    window.window.add_plugin_dock_widget(PLUGIN, "DICOM Volume")
    window.window.resize(1300, 700)  # figures are left out where they have no room
    overlays = window.canvas.overlays
    qtbot.waitUntil(
        lambda: "dicom_left" in overlays and bool(overlays["dicom_window"].text), timeout=20_000
    )
    names = [name for name in overlays if name.startswith("dicom_") and overlays[name].text]
    plain = screenshot_with(window, names, ())

    places = {name: changed(plain, screenshot_with(window, names, (name,))) for name in names}

    assert len(names) == 4 + 3  # letters, and corners but for the step
    for name, place in places.items():
        assert place.any(), name
        others = [one for other, one in places.items() if other != name]
        assert not (place & np.any(others, axis=0)).any(), name


def screenshot_with(viewer, names, shown):
    """Return the canvas with some of the overlays; each must have white on black in it."""
    for name in names:
        viewer.canvas.overlays[name].visible = name in shown
    picture = viewer.screenshot(canvas_only=True, flash=False)[..., :3].astype(int)
    for name in names:
        viewer.canvas.overlays[name].visible = True
    return picture


def changed(before, after):
    """Return the box around what changed, as a mask."""
    rows, columns = np.nonzero(np.abs(after - before).sum(axis=2) > 30)
    box = np.zeros(before.shape[:2], bool)
    if len(rows):
        box[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1] = True
    return box
