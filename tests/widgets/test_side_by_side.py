"""Side by side in a real window: in step by wheel, slider and drag, and gone when closed."""

import gc
import weakref

import numpy as np
import pytest
from qtpy.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from qtpy.QtGui import QWheelEvent
from qtpy.QtWidgets import QApplication

from kinds import KINDS, colour, write
from napari_dicom.widgets.canvases import canvas_of
from napari_dicom.widgets.docking import dock_of
from napari_dicom.widgets.planes import toggle_linked_planes
from napari_dicom.widgets.side_by_side import side_by_side_of, toggle_side_by_side
from opened import add_folder, emitters
from phantom import make_affine, ramp

pytestmark = [
    pytest.mark.window,
    pytest.mark.usefixtures("plugin"),
    pytest.mark.filterwarnings("ignore:Non-orthogonal slicing"),
]


@pytest.fixture
def window(make_napari_viewer):
    viewer = make_napari_viewer(show=True)
    viewer.window.resize(1300, 800)
    return viewer


def settle(qtbot, condition):
    qtbot.waitUntil(condition, timeout=20_000)


def series(viewer, folder, depth, count, frame="here", distance=5.0):
    affine = make_affine(spacing=(distance, 4, 4), origin=(0, 0, depth))
    write(folder, ramp(count).astype("int16"), frame, affine=affine)
    (layer,) = add_folder(viewer, folder)
    return layer


def open_panes(viewer, qtbot, count=2):
    panel = toggle_side_by_side(viewer)
    settle(qtbot, lambda: len(panel.panes) == count and all(p.isVisible() for p in panel.panes))
    for _ in range(20):
        QApplication.processEvents()
    return panel


def turn_wheel(pane, notches):
    canvas = pane.canvas.canvas.native
    at = QPointF(canvas.width() / 2, canvas.height() / 2)
    turned = QPoint(0, 120 * notches)
    event = QWheelEvent(
        at,
        QPointF(canvas.mapToGlobal(at.toPoint())),
        QPoint(),
        turned,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def words(panel):
    return [pane.words.text() for pane in panel.panes]


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_wheel_over_one_takes_all_to_the_same_position(window, tmp_path, qtbot, theme):
    window.theme = theme
    thick = series(window, tmp_path / "thick", 100, 5)
    thin = series(window, tmp_path / "thin", 90, 13, distance=2.5)
    before = [tuple(window.dims.point), *looks(thick), *looks(thin)]
    panel = open_panes(window, qtbot)
    assert {pane.model.theme for pane in panel.panes} == {theme}
    _, thick_pane = panel.panes

    turn_wheel(thick_pane, -1)

    settle(qtbot, lambda: "S 110.0 mm" in thick_pane.words.text())
    assert words(panel)[0].startswith("slice 9 of 13, S 110.0 mm")
    assert words(panel)[1].startswith("slice 3 of 5, S 110.0 mm")
    zooms = [pane.model.scene.camera.zoom for pane in panel.panes]
    assert zooms[0] == zooms[1]
    assert [tuple(window.dims.point), *looks(thick), *looks(thin)] == before


def looks(layer):
    return [layer.visible, tuple(layer.contrast_limits), np.asarray(layer.affine).tolist()]


def test_the_slider_goes_through_all_slices_and_a_pane_without_one_says_so(window, tmp_path, qtbot):
    series(window, tmp_path / "short", 100, 3)
    series(window, tmp_path / "long", 60, 20)
    panel = open_panes(window, qtbot)

    panel.slider.setValue(0)

    assert words(panel)[0].startswith("slice 1 of 20, S 60.0 mm")
    assert words(panel)[1] == "No slice here: the series has none at this place."
    assert not panel.panes[1].image.visible
    panel.slider.setValue(8)
    assert words(panel)[1].startswith("slice 1 of 3, S 100.0 mm")
    assert panel.panes[1].image.visible
    panel.slider.setValue(panel.slider.maximum())
    assert words(panel)[0].startswith("slice 20 of 20, S 155.0 mm")


def test_a_series_of_another_frame_says_its_offset(window, tmp_path, qtbot):
    series(window, tmp_path / "prior", -400, 5, frame="there")
    series(window, tmp_path / "now", 100, 5)
    panel = open_panes(window, qtbot)

    now, prior = panel.panes
    assert "frame of reference" not in now.words.text()
    assert "slices by an offset of -500.0 mm, not by position" in prior.words.text()

    panel.together.setChecked(False)
    turn_wheel(prior, -1)
    settle(qtbot, lambda: "slice 4 of 5" in prior.words.text())
    assert now.words.text().startswith("slice 3 of 5")
    panel.together.setChecked(True)
    assert "slices by an offset of -495.0 mm" in prior.words.text()


def test_a_window_dragged_in_one_is_shared_where_asked_for(window, tmp_path, qtbot):
    first = series(window, tmp_path / "a", 100, 5)
    second = series(window, tmp_path / "b", 100, 5)
    panel = open_panes(window, qtbot)
    canvas = panel.panes[0].canvas.canvas.native
    kept = tuple(first.contrast_limits)

    def drag():
        middle = QPoint(canvas.width() // 2, canvas.height() // 2)
        shift = Qt.KeyboardModifier.ShiftModifier
        qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, shift, middle)
        qtbot.mouseMove(canvas, middle + QPoint(30, 0))
        qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, shift, middle + QPoint(30, 0))

    drag()
    settle(qtbot, lambda: tuple(second.contrast_limits) != kept)
    assert tuple(first.contrast_limits) == kept
    panel.same.setChecked(True)
    assert tuple(first.contrast_limits) == tuple(second.contrast_limits)


def test_panes_of_any_kinds_open_and_turn(window, tmp_path, qtbot):
    for kind, write_kind in {**KINDS, "colour": colour}.items():
        write_kind(tmp_path / kind)
        add_folder(window, tmp_path / kind)
    panel = open_panes(window, qtbot)
    boxes = [panel.choice.item(number) for number in range(panel.choice.count())]
    for start in range(0, len(boxes), 4):
        for box in boxes:
            box.setCheckState(Qt.CheckState.Unchecked)
        for box in boxes[start : start + 4]:
            box.setCheckState(Qt.CheckState.Checked)
        for plane in (1, 2, 0):
            panel.plane.setCurrentIndex(plane)
            panel.plane.activated.emit(plane)
            panel.slider.setValue(panel.slider.maximum())
            QApplication.processEvents()
        assert [pane.layer.name for pane in panel.panes] == [
            box.text() for box in boxes[start : start + 4]
        ]
        assert all(words(panel))


def test_layers_that_come_go_and_are_renamed_are_followed(window, tmp_path, qtbot):
    first = series(window, tmp_path / "a", 100, 5)
    second = series(window, tmp_path / "b", 100, 5)
    panel = open_panes(window, qtbot)

    second.name = "<b>other</b>"
    assert panel.panes[0].name.whole == "<b>other</b>"
    assert panel.choice.item(0).text() == "<b>other</b>"
    window.layers.remove(second)
    assert [pane.layer for pane in panel.panes] == [first]
    third = series(window, tmp_path / "c", 100, 5)
    assert panel.choice.count() == 2
    panel.choice.item(0).setCheckState(Qt.CheckState.Checked)
    assert [pane.layer for pane in panel.panes] == [third, first]
    window.layers.clear()
    assert panel.panes == []
    assert not panel.hint.isHidden()


def test_series_opened_after_all_were_removed_are_shown_as_the_first_were(window, tmp_path, qtbot):
    for name in ("a", "b"):
        series(window, tmp_path / name, 100, 5)
    panel = open_panes(window, qtbot)

    window.layers.clear()
    new = [series(window, tmp_path / name, 100, 5) for name in ("c", "d")]

    assert {pane.layer for pane in panel.panes} == set(new)
    assert panel.hint.isHidden()


def test_series_of_which_none_is_ticked_are_said_to_wait_for_a_tick(window, tmp_path, qtbot):
    for name in ("a", "b"):
        series(window, tmp_path / name, 100, 5)
    panel = open_panes(window, qtbot)

    for row in range(2):
        panel.choice.item(row).setCheckState(Qt.CheckState.Unchecked)

    assert panel.panes == []
    assert panel.hint.text() == "Tick the series to see side by side."


def test_panes_that_go_at_once_are_no_windows_of_their_own(window, tmp_path, qtbot):
    series(window, tmp_path / "one", 100, 5)
    series(window, tmp_path / "two", 90, 5)
    panel = open_panes(window, qtbot)
    panes = panel.panes

    window.layers.clear()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.MetaCall)  # what layouts put off

    assert len(panes) == 2
    assert [pane for pane in panes if pane.isVisible()] == []


def test_at_most_six_are_shown(window, tmp_path, qtbot):
    for name in "abcdefg":
        series(window, tmp_path / name, 100, 2)
    panel = open_panes(window, qtbot)

    for number in range(7):
        panel.choice.item(number).setCheckState(Qt.CheckState.Checked)

    assert len(panel.panes) == 6
    assert panel.choice.item(6).checkState() == Qt.CheckState.Unchecked


@pytest.mark.parametrize("toggle", [toggle_side_by_side, toggle_linked_planes])
def test_panes_float_in_a_window_of_their_own_and_come_back(window, tmp_path, qtbot, toggle):
    for name in "ab":
        series(window, tmp_path / name, 100, 5)
    panel = toggle(window)
    settle(qtbot, lambda: len(panel.panes) == 2)

    dock_of(panel).setFloating(True)
    settle(qtbot, lambda: panel.isVisible() and panel.window() is not window.window._qt_window)
    settle(qtbot, lambda: len(panel.panes) == 2)
    dock_of(panel).setFloating(False)
    settle(qtbot, lambda: panel.isVisible() and len(panel.panes) == 2)


def test_closing_leaves_nothing_behind(window, tmp_path, qtbot):
    layers = [series(window, tmp_path / name, 100, 5) for name in "ab"]
    before = emitters(window), len(window.mouse_drag_callbacks), len(window.mouse_wheel_callbacks)
    size, zoom = canvas_of(window).size(), window.scene.camera.zoom
    panel = open_panes(window, qtbot)
    left = [weakref.ref(one) for pane in panel.panes for one in (pane, pane.model, pane.image)]

    assert toggle_side_by_side(window) is None
    del panel

    settle(qtbot, lambda: canvas_of(window).size() == size)

    def is_gone():
        gc.collect()
        return not any(one() for one in left)

    settle(qtbot, is_gone)
    now = emitters(window), len(window.mouse_drag_callbacks), len(window.mouse_wheel_callbacks)
    assert now == before
    assert window.scene.camera.zoom == zoom
    assert list(window.layers) == layers
    assert side_by_side_of(window) is None
