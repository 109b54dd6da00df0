"""Contours and points that were opened, edited by a real mouse: under the pointer, tilted or not.

What lies under the pointer is told by what changes on the screen, not by any transform.
"""

import numpy as np
import pytest
from napari.layers import Points, Shapes
from qtpy.QtCore import QPoint
from qtpy.QtWidgets import QApplication

from hand import NONE, Hand
from napari_dicom import add_dicom
from napari_dicom.viewer import face, fit, world_of
from phantom import make_affine, write_series
from structure_sets import contour, lps, roi, square, structure_set

pytestmark = [
    pytest.mark.window,
    pytest.mark.usefixtures("plugin"),
    pytest.mark.filterwarnings("ignore:Non-orthogonal slicing"),
]

SHAPE = (40, 60, 50)
INDEX = (14, 30, 25)
THEMES = pytest.mark.parametrize("theme", ["dark", "light"])
TILTS = pytest.mark.parametrize("tilt", [12, -12])
NEAR = 4
"""Pixels: of the middle of what is drawn, which is some pixels large."""


@pytest.fixture
def window(make_napari_viewer):
    viewer = make_napari_viewer(show=True)
    viewer.window.resize(1100, 800)
    return viewer


def opened(viewer, folder, tilt, kind):
    """Open images with one contour, or one point, on them; show its plane, its layer active."""
    affine = make_affine(spacing=(2.5, 0.7, 0.8), tilt_degrees=tilt, origin=(-30, -20, 100))
    write_series(folder / "images", np.zeros(SHAPE, "int16"), affine=affine)
    corners = square(INDEX[0], 20, 30)
    if kind is Shapes:
        drawn = contour(lps(affine, corners))
    else:
        drawn = contour(lps(affine, [INDEX]), "POINT")
    (folder / "drawn").mkdir()
    structure_set(folder / "drawn" / "rs.dcm", roi(1, "organ", [drawn]))
    add_dicom(viewer, folder / "images")
    layer = next(one for one in add_dicom(viewer, folder / "drawn") if isinstance(one, kind))
    viewer.layers[0].visible = False  # black, or white where the user works in light
    turn_to(viewer, layer, 0)
    return layer


def turn_to(viewer, layer, across):
    """Show the plane in which napari draws INDEX."""
    face(viewer, across)
    fit(viewer, viewer.layers[0])
    inverse = np.linalg.inv(world_of(layer))
    viewer.dims.set_point(across, (INDEX[across] - inverse[across, -1]) / inverse[across, across])
    viewer.layers.selection.active = layer
    QApplication.processEvents()


def pixels_of(viewer, layer):
    """Return the pixels of the canvas, (across, down) each, at which a layer is drawn."""
    shown = picture(viewer)
    layer.visible = False
    found = np.argwhere(np.abs(shown - picture(viewer)).sum(axis=2) > 60)[:, ::-1]
    layer.visible = True
    QApplication.processEvents()
    return found


def picture(viewer):
    QApplication.processEvents()
    return viewer.screenshot(flash=False)[..., :3].astype(float)


def middle_of(pixels):
    return (pixels.min(axis=0) + pixels.max(axis=0)) / 2


def to(hand, right, down):
    return hand.middle + QPoint(right, down)


@THEMES
@TILTS
def test_a_point_is_added_under_the_pointer(window, tmp_path, tilt, theme):
    window.theme = theme
    points = opened(window, tmp_path, tilt, Points)
    points.data = points.data[:0]
    points.mode = "add"
    hand = Hand(window)
    at = to(hand, 60, -40)

    hand.press(at)
    hand.release(at)

    points.mode = "pan_zoom"
    assert len(points.data) == 1
    assert points.data[0, 0] == pytest.approx(INDEX[0], abs=1e-6)
    assert middle_of(pixels_of(window, points)) == pytest.approx((at.x(), at.y()), abs=NEAR)


@pytest.mark.parametrize("across", [1, 2], ids=["coronal", "sagittal"])
def test_a_point_is_added_under_the_pointer_in_other_planes(window, tmp_path, across):
    points = opened(window, tmp_path, 12, Points)
    turn_to(window, points, across)
    points.data = points.data[:0]
    points.mode = "add"
    hand = Hand(window)
    at = to(hand, 60, -40)

    hand.press(at)
    hand.release(at)

    points.mode = "pan_zoom"
    assert points.data[0, across] == pytest.approx(INDEX[across], abs=1e-6)
    assert middle_of(pixels_of(window, points)) == pytest.approx((at.x(), at.y()), abs=NEAR)


@TILTS
def test_the_point_under_the_pointer_is_taken_along_and_removed(window, tmp_path, tilt):
    points = opened(window, tmp_path, tilt, Points)
    start = QPoint(*(int(one) for one in middle_of(pixels_of(window, points))))
    points.mode = "select"
    hand = Hand(window)

    drag(hand, start, QPoint(50, -30))
    chosen = set(points.selected_data)
    points.mode = "pan_zoom"
    points.selected_data = set()
    found = middle_of(pixels_of(window, points))

    assert chosen == {0}
    assert found == pytest.approx((start.x() + 50, start.y() - 30), abs=NEAR)
    points.selected_data = chosen
    points.remove_selected()
    assert len(points.data) == 0


@THEMES
@TILTS
def test_a_contour_is_drawn_under_the_pointer(window, tmp_path, tilt, theme):
    window.theme = theme
    shapes = opened(window, tmp_path, tilt, Shapes)
    shapes.selected_data = {0}
    shapes.remove_selected()
    shapes.mode = "add_rectangle"
    hand = Hand(window)
    start = to(hand, -40, -60)

    drag(hand, start, QPoint(90, 70))

    shapes.mode = "pan_zoom"
    shapes.selected_data = set()
    found = pixels_of(window, shapes)
    assert shapes.nshapes == 1
    assert np.unique(shapes.data[0][:, 0]) == pytest.approx([INDEX[0]], abs=1e-6)
    assert found.min(axis=0) == pytest.approx((start.x(), start.y()), abs=NEAR)
    assert found.max(axis=0) == pytest.approx((start.x() + 90, start.y() + 70), abs=NEAR)


@TILTS
def test_the_contour_under_the_pointer_is_chosen_and_taken_along(window, tmp_path, tilt):
    shapes = opened(window, tmp_path, tilt, Shapes)
    line = pixels_of(window, shapes)
    low, high = line.min(axis=0), line.max(axis=0)
    on_edge = QPoint(int((3 * low[0] + high[0]) / 4), int(low[1]) + 1)  # beside napari's handles
    beside = QPoint(int(high[0]) + 30, int(high[1]) + 30)
    shapes.mode = "select"
    hand = Hand(window)

    hand.press(beside)
    hand.release(beside)
    missed = set(shapes.selected_data)
    hand.press(on_edge)
    hand.release(on_edge)
    drag(hand, on_edge, QPoint(40, 30))
    chosen = set(shapes.selected_data)
    shapes.mode = "pan_zoom"
    shapes.selected_data = set()

    assert (missed, chosen) == (set(), {0})
    assert middle_of(pixels_of(window, shapes)) == pytest.approx(
        (low + high) / 2 + (40, 30), abs=NEAR
    )


@TILTS
def test_the_corner_under_the_pointer_is_moved(window, tmp_path, tilt):
    shapes = opened(window, tmp_path, tilt, Shapes)
    line = pixels_of(window, shapes)
    corner = QPoint(*(int(one) - 1 for one in line.max(axis=0)))
    before = shapes.data[0].copy()
    shapes.selected_data = {0}
    shapes.mode = "direct"
    hand = Hand(window)

    drag(hand, corner, QPoint(35, 25))

    moved = np.abs(shapes.data[0] - before)
    shapes.mode = "pan_zoom"
    shapes.selected_data = set()
    assert moved[:, 1:].max() > 1
    assert moved[:, 0].max() == pytest.approx(0, abs=1e-6)
    assert pixels_of(window, shapes).max(axis=0) == pytest.approx(
        (corner.x() + 35, corner.y() + 25), abs=NEAR
    )


def drag(hand, start, way, steps=4):
    hand.move(start, button=NONE)
    hand.press(start)
    for step in range(1, steps + 1):
        hand.move(QPoint(start.x() + way.x() * step // steps, start.y() + way.y() * step // steps))
    hand.release(start + way)
