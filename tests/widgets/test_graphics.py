"""What panes draw with is deleted in their own context, and is gone when they are."""

import pytest
from qtpy.QtGui import QOpenGLContext
from qtpy.QtWidgets import QApplication
from vispy.gloo import gl, glir

from kinds import write
from napari_dicom.widgets.canvases import canvas_of
from napari_dicom.widgets.docking import dock_of
from napari_dicom.widgets.graphics import context_of
from napari_dicom.widgets.planes import LinkedPlanes, toggle_linked_planes
from napari_dicom.widgets.side_by_side import toggle_side_by_side
from opened import add_folder
from phantom import make_affine, ramp

pytestmark = [pytest.mark.window, pytest.mark.usefixtures("plugin")]

BOTH = pytest.mark.parametrize("toggle", [toggle_linked_planes, toggle_side_by_side])
ASKED = (
    (glir.GlirTexture, gl.glIsTexture),
    (glir.GlirProgram, gl.glIsProgram),
    (glir.GlirBuffer, gl.glIsBuffer),
)
"""Kinds of what vispy draws with, and OpenGL's own word for whether one is there."""


@pytest.fixture
def window(make_napari_viewer):
    viewer = make_napari_viewer(show=True)
    viewer.window.resize(1300, 800)
    return viewer


def settle(qtbot, condition):
    qtbot.waitUntil(condition, timeout=20_000)
    for _ in range(20):
        QApplication.processEvents()


def series(viewer, folder, depth=0.0):
    affine = make_affine(spacing=(5, 4, 4), origin=(0, 0, depth))
    write(folder, ramp(5).astype("int16"), "here", affine=affine)
    (layer,) = add_folder(viewer, folder)
    return layer


def panes_of(panel):
    return list(panel.panes.values()) if isinstance(panel, LinkedPlanes) else panel.panes


def opened(viewer, toggle, qtbot):
    """Open a panel, with its volume if it can show one, and draw."""
    panel = toggle(viewer)
    if isinstance(panel, LinkedPlanes):
        panel.volume.setChecked(True)
    settle(qtbot, lambda: all(drawn_with(pane.canvas) for pane in panes_of(panel)))
    return panel


def floated(panel, viewer, qtbot):
    dock_of(panel).setFloating(True)
    main = viewer.window._qt_window
    settle(qtbot, lambda: panel.isVisible() and panel.window() is not main)


def drawn_with(canvas):
    """Return (question, handle) of each texture, program and buffer of a canvas."""
    found = canvas.canvas.view.canvas.context.shared.parser._objects.values()
    return [
        (is_there, one.handle)
        for one in found
        for kind, is_there in ASKED
        if isinstance(one, kind) and one.handle > 0
    ]


def left_of(held, native):
    with context_of(native):
        return [handle for is_there, handle in held if is_there(handle)]


@BOTH
def test_what_panes_drew_with_is_gone_when_they_are(window, tmp_path, qtbot, toggle):
    for name in "ab":
        series(window, tmp_path / name)
    panel = opened(window, toggle, qtbot)
    held = [one for pane in panes_of(panel) for one in drawn_with(pane.canvas)]
    main = canvas_of(window)
    assert len(held) > 10
    assert len(left_of(held, main)) == len(held), "Qt shares them within a window"

    dock_of(panel).hide()

    assert panes_of(panel) == []
    assert left_of(held, main) == []


@BOTH
@pytest.mark.parametrize("many", [False, True], ids=["one", "all"])
def test_a_layer_that_goes_takes_nothing_of_another_window(
    window, tmp_path, qtbot, monkeypatch, toggle, many
):
    for name in "abc":
        series(window, tmp_path / name)
    panel = opened(window, toggle, qtbot)
    floated(panel, window, qtbot)
    settle(qtbot, lambda: all(drawn_with(pane.canvas) for pane in panes_of(panel)))
    natives = {pane.canvas: pane.canvas.canvas.native for pane in panes_of(panel)}
    natives[window.window._qt_viewer] = canvas_of(window)
    parsers = {
        canvas.canvas.view.canvas.context.shared.parser: native
        for canvas, native in natives.items()
    }
    places = []

    def watch(parser, command, parse=glir.GlirParser._parse):
        if command[0] == "DELETE" and parser in parsers:
            places.append(is_in(parsers[parser]))
        parse(parser, command)

    with monkeypatch.context() as patch:
        patch.setattr(glir.GlirParser, "_parse", watch)
        if many:
            window.layers.clear()
        else:
            window.layers.pop(0)

    assert places
    assert all(places)


def is_in(native):
    """Tell whether what is deleted now is what a canvas draws with."""
    now = QOpenGLContext.currentContext()
    return now is not None and QOpenGLContext.areSharing(now, native.context())


@BOTH
def test_after_a_layer_of_a_pane_went_the_context_before_is_current_again(
    window, tmp_path, qtbot, toggle
):
    for name in "ab":
        series(window, tmp_path / name)
    panel = opened(window, toggle, qtbot)
    main = canvas_of(window)
    main.makeCurrent()

    panes_of(panel)[0].model.layers.pop()

    assert QOpenGLContext.currentContext() == main.context()
    main.doneCurrent()


@BOTH
def test_series_opened_while_an_empty_panel_floats_have_a_pane_each(
    window, tmp_path, qtbot, toggle
):
    panel = toggle(window)
    floated(panel, window, qtbot)

    for name in "ab":
        series(window, tmp_path / name)
    settle(qtbot, lambda: len(panel.panes) == 2)

    room = panel.splitter if isinstance(panel, LinkedPlanes) else panel.grid
    assert room.count() == 2
    assert all(pane.isVisible() for pane in panes_of(panel))
