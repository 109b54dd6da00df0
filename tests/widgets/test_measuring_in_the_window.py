"""The Measurements panel in a real window: real mouse, real keys, both themes, no trace left."""

import numpy as np
import pytest
from qtpy.QtCore import QEvent, QPointF, Qt
from qtpy.QtGui import QMouseEvent
from qtpy.QtTest import QTest
from qtpy.QtWidgets import QApplication

from napari_dicom import add_dicom
from napari_dicom.dicom.describing import TITLES
from napari_dicom.viewer import face, fit, world_of
from opened import emitters
from phantom import make_affine, ramp, write_series
from structure_sets import contour, lps, roi, square, structure_set

pytestmark = [
    pytest.mark.window,
    pytest.mark.usefixtures("plugin"),
    pytest.mark.filterwarnings("ignore:Non-orthogonal slicing"),
]

SPACING = (2.5, 0.7, 0.8)
PLANES = pytest.mark.parametrize("across", [0, 1, 2], ids=["axial", "coronal", "sagittal"])


@pytest.fixture
def window(make_napari_viewer):
    viewer = make_napari_viewer(show=True)
    viewer.window.resize(1100, 800)
    return viewer


@pytest.fixture
def panel(window):
    return window.window.add_plugin_dock_widget("napari-dicom", "DICOM Measurements")[1]


@pytest.fixture
def settle(panel, qtbot):
    def settled():
        qtbot.waitUntil(lambda: not panel.measurer.is_busy, timeout=20_000)
        return panel.table.rows.rows

    return settled


class Mouse:
    """Moves, presses and releases on the canvas of a window, where points of the world are."""

    def __init__(self, viewer):
        self._viewer = viewer
        self._canvas = viewer.window._qt_viewer.canvas.native

    def pixel(self, world):
        """Return where a point (vertical, horizontal) of the displayed plane is drawn."""
        camera = self._viewer.scene.camera
        size = np.array([self._canvas.height(), self._canvas.width()])
        away = (np.asarray(world) - np.asarray(camera.center)[-2:]) * camera.zoom
        signs = [1 if str(one) in {"down", "right"} else -1 for one in camera.orientation2d]
        row, column = size / 2 + away * signs
        return QPointF(float(column), float(row))

    def send(self, kind, world, button, buttons):
        point = QPointF(self.pixel(world).toPoint())
        at = QPointF(self._canvas.mapToGlobal(point.toPoint()))
        none = Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(self._canvas, QMouseEvent(kind, point, at, button, buttons, none))
        QApplication.processEvents()

    def move(self, world, held=Qt.MouseButton.NoButton):
        self.send(QEvent.Type.MouseMove, world, Qt.MouseButton.NoButton, held)

    def press(self, world):
        left = Qt.MouseButton.LeftButton
        self.send(QEvent.Type.MouseButtonPress, world, left, left)

    def release(self, world):
        none = Qt.MouseButton.NoButton
        self.send(QEvent.Type.MouseButtonRelease, world, Qt.MouseButton.LeftButton, none)

    def drag(self, start, end):
        self.move(start)
        self.press(start)
        for part in (0.3, 0.6, 1.0):
            self.move(np.add(start, np.subtract(end, start) * part), Qt.MouseButton.LeftButton)
        self.release(end)

    def click(self, world):
        self.move(world)
        self.press(world)
        self.release(world)


def opened(viewer, folder, across, **more):
    write_series(folder, ramp(40, 60, 50), affine=make_affine(spacing=SPACING, **more))
    (image,) = add_dicom(viewer, folder)
    face(viewer, across)
    fit(viewer, image)
    QApplication.processEvents()
    return image


def middle(viewer, image):
    """Return the middle of what is displayed, (vertical, horizontal), mm."""
    world = np.mean(image.extent.world, axis=0)
    return world[list(viewer.dims.displayed)]


def beside(layer):
    """Return the number beside the first shape of a layer."""
    return float(str(layer.features["measure"][0]).split(" ")[0] or 0)


def cell(row, title):
    return row.cells[TITLES.index(title)]


@PLANES
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_line_that_the_mouse_draws_has_its_length(window, panel, settle, tmp_path, across, theme):
    window.theme = theme
    image = opened(window, tmp_path, across)
    mouse, centre = Mouse(window), middle(window, image)
    steps = window.dims.nsteps

    QTest.mouseClick(panel.tools.buttons["Line"].native, Qt.MouseButton.LeftButton)
    mouse.drag(centre - (10, 5), np.add(centre, (5, 8)))

    (row,) = settle()
    pixel = 1 / window.scene.camera.zoom
    length = row.found.measured.measurement.length
    assert length == pytest.approx(np.hypot(15, 13), abs=3 * pixel)
    assert window.dims.nsteps == steps
    assert window.layers["Measurements on " + image.name].features["measure"][0] == cell(
        row, "Length"
    )


@PLANES
def test_on_a_tilt_a_line_is_drawn_under_the_mouse_in_every_plane(
    window, panel, settle, tmp_path, across
):
    image = opened(window, tmp_path, across, tilt_degrees=12)
    panel.tools.begin("Line")
    layer, mouse = window.layers.selection.active, Mouse(window)
    shown = list(window.dims.displayed)
    world = world_of(image)
    linear, offset = world[np.ix_(shown, shown)], world[shown, -1]
    start, end = (linear @ np.array(at) + offset for at in ((12.0, 14.0), (20.0, 25.0)))

    mouse.drag(start, end)

    settle()
    pixel = 2 / window.scene.camera.zoom / np.abs(np.diag(linear))
    drawn = layer.data[0][:, shown]
    assert np.all(np.abs(drawn - [[12, 14], [20, 25]]) <= pixel + 1e-3)
    assert np.ptp(layer.data[0][:, across]) == pytest.approx(0, abs=1e-6)


def test_an_angle_takes_three_clicks(window, panel, settle, tmp_path, qtbot):
    image = opened(window, tmp_path, 0)
    mouse, centre = Mouse(window), middle(window, image)
    panel.tools.begin("Angle")
    layer = window.layers.selection.active

    for at, points in (((-8, 0), 2), ((0, 0), 3), ((0, 8), 3)):  # one more is under the mouse
        mouse.click(np.add(centre, at))
        qtbot.waitUntil(lambda n=points: [len(one) for one in layer.data] == [n], timeout=20_000)

    qtbot.waitUntil(lambda: len(layer.data[-1]) == 3, timeout=20_000)
    (row,) = settle()
    assert cell(row, "Kind") == "angle"
    assert row.found.measured.measurement.angle == pytest.approx(90, abs=3)
    assert layer.mode == "add_polyline"


def test_an_ellipse_and_a_stroke_of_the_brush_have_values(window, panel, settle, tmp_path):
    image = opened(window, tmp_path, 0)
    mouse, centre = Mouse(window), middle(window, image)

    panel.tools.begin("Ellipse")
    mouse.drag(centre - (10, 10), np.add(centre, (0, 0)))
    panel.tools.begin("Brush")
    mouse.drag(np.add(centre, (3, 3)), np.add(centre, (10, 10)))

    label, ellipse = settle()
    area = ellipse.found.measured.measurement.area
    assert area == pytest.approx(np.pi * 25, rel=0.1)
    values = ellipse.found.measured.measurement.values
    assert values.count * 0.56 == pytest.approx(area, rel=0.1)
    labels = window.layers.selection.active.data
    assert label.found.measured.measurement.values.count == np.count_nonzero(labels) > 0
    assert label.found.measured.measurement.values.mean == pytest.approx(
        image.data[labels > 0].mean()
    )


def test_numbers_beside_a_line_follow_it_while_it_is_drawn(window, panel, settle, tmp_path, qtbot):
    image = opened(window, tmp_path, 0)
    mouse, centre = Mouse(window), middle(window, image)
    panel.tools.begin("Line")
    layer = window.layers.selection.active

    mouse.move(centre)
    mouse.press(centre)
    mouse.move(np.add(centre, (0, 8)), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: beside(layer) == pytest.approx(8, abs=0.5), timeout=20_000)
    mouse.move(np.add(centre, (0, 14)), Qt.MouseButton.LeftButton)
    mouse.release(np.add(centre, (0, 14)))

    (row,) = settle()
    assert row.found.measured.measurement.length == pytest.approx(14, abs=0.5)


def test_tools_find_the_layer_they_made_also_where_the_image_is_active(window, panel, tmp_path):
    image = opened(window, tmp_path, 0)

    for tool in ("Line", "Brush", "Ellipse", "Brush"):
        window.layers.selection.active = image
        panel.tools.begin(tool)

    assert len(window.layers) == 3


def test_areas_are_drawn_where_another_image_sets_the_steps_of_the_slider(
    window, panel, settle, tmp_path
):
    write_series(tmp_path / "fine", ramp(4, 90, 90), affine=make_affine(spacing=(2.5, 0.45, 0.45)))
    add_dicom(window, tmp_path / "fine")
    image = opened(window, tmp_path / "coarse", 1)
    window.layers.selection.active = image
    mouse, centre = Mouse(window), middle(window, image)

    for number, tool in enumerate(("Line", "Rectangle", "Ellipse")):
        panel.tools.begin(tool)
        corner = centre + np.array([8.0 * number - 20, 0])
        mouse.drag(corner, corner + np.array([6.0, 6.0]))

    assert [cell(row, "Kind") for row in settle()] == ["line", "rectangle", "ellipse"]


def test_contours_that_were_opened_are_measured_while_they_are_active(window, settle, tmp_path):
    affine = make_affine(spacing=SPACING)
    image = opened(window, tmp_path / "image", 0)
    path = tmp_path / "set" / "rs.dcm"
    structure_set(path, roi(1, "Liver", [contour(lps(affine, square(3, 10, 20)))]))
    layers = add_dicom(window, path.parent)
    window.layers.selection.active = image
    without = settle()
    window.layers.selection.active = next(
        one for one in layers if one.__class__.__name__ == "Shapes"
    )

    names = [cell(row, "Name") for row in settle()]

    assert without == ()
    assert names == ["Liver"]


def test_it_opens_narrow_and_closes_without_a_trace(window, tmp_path, qtbot):
    opened(window, tmp_path, 0)
    before = emitters(window)

    for _ in range(5):
        dock, panel = window.window.add_plugin_dock_widget("napari-dicom", "DICOM Measurements")
        assert panel.native.minimumSizeHint().width() <= 280
        window.window.remove_dock_widget(dock)
        panel.close()

    qtbot.wait(200)
    assert emitters(window) == before
