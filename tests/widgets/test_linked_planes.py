"""Linked planes in a real window: upright, at one place, alike, and gone when closed."""

import gc
import weakref

import numpy as np
import pytest
from qtpy.QtCore import QPoint, Qt
from qtpy.QtWidgets import QApplication

from napari_dicom import add_dicom
from napari_dicom.layers import DisplaySpace
from napari_dicom.viewer import arrange_view, face, fit, show_alone
from napari_dicom.viewer.depth import reduced
from napari_dicom.widgets.canvases import canvas_of
from napari_dicom.widgets.placing import show_in
from napari_dicom.widgets.planes import linked_planes_of, toggle_linked_planes
from napari_dicom.widgets.planes.pane import is_turned
from napari_dicom.widgets.planes.screen import pixel_of
from opened import add_folder, emitters
from phantom import make_affine, ramp, rotated, rotation, uid, write_series

pytestmark = [
    pytest.mark.window,
    pytest.mark.usefixtures("plugin"),
    pytest.mark.filterwarnings("ignore:Non-orthogonal slicing"),
]

SIZE = 24
AXES = {"L": (0, 1), "R": (0, -1), "P": (1, 1), "A": (1, -1), "S": (2, 1), "I": (2, -1)}
SIDES = {0: "LRPA", 1: "LRSI", 2: "PASI"}
"""The axis across a pane's plane -> letters of its edges: right, left, bottom or top."""


@pytest.fixture
def window(make_napari_viewer):
    viewer = make_napari_viewer(show=True)
    viewer.window.resize(1300, 900)
    return viewer


def settle(qtbot, condition):
    qtbot.waitUntil(condition, timeout=20_000)


def open_planes(viewer, qtbot):
    planes = toggle_linked_planes(viewer)
    settle(qtbot, lambda: len(planes.panes) >= 2 and bool(seen(planes)))
    for _ in range(20):
        QApplication.processEvents()
    return planes


def seen(planes):
    return [pane for pane in planes.panes.values() if pane.isVisible()]


def add(viewer, folder, values, affine, **more):
    write_series(folder, values, affine=affine, **more)
    (layer,) = add_folder(viewer, folder)
    arrange_view(viewer, layer)
    return layer


def cornered(affine):
    """Return values that are brightest towards one corner, L P S, of the patient."""
    places = np.stack(np.meshgrid(*[np.arange(SIZE)] * 3, indexing="ij"), axis=-1)
    inward = places @ affine[:3, :3].T
    middle = (np.array([SIZE - 1] * 3) / 2) @ affine[:3, :3].T
    beyond = [(inward - middle)[..., axis] > 3 for axis in range(3)]
    left, back, head = beyond
    two = (left & back) | (left & head) | (back & head)
    return np.where(two, 1000, 0).astype("int16")


def picture_of(pane):
    found = pane.canvas.screenshot(flash=False)[..., :3].astype(float).sum(axis=2)
    height, width = found.shape
    found[: height // 7], found[-height // 7 :] = 0, 0  # letters and names
    found[:, : width // 8], found[:, -width // 8 :] = 0, 0
    return found


def bright_letters(pane):
    """Return the letters at the edges of a pane which what is bright lies towards."""
    picture = picture_of(pane)
    rows, columns = np.nonzero(picture > 500)
    down = rows.mean() / picture.shape[0] - 0.5
    right = columns.mean() / picture.shape[1] - 0.5
    across = "dicom_right" if right > 0 else "dicom_left"
    along = "dicom_bottom" if down > 0 else "dicom_top"
    overlays = pane.model.canvas.overlays
    return {overlays[across].text[0], overlays[along].text[0]}


def acquired(kind):
    straight = {
        "axial": make_affine(spacing=(1, 1, 1)),
        "coronal": make_affine("coronal", spacing=(1, 1, 1)),
        "sagittal": make_affine("sagittal", spacing=(1, 1, 1)),
        "tilted": make_affine(spacing=(1, 1, 1), tilt_degrees=15),
    }
    if kind == "oblique":
        return rotated(straight["axial"], rotation(12, -9, 15))
    return straight[kind]


@pytest.mark.parametrize("kind", ["axial", "coronal", "sagittal", "oblique", "tilted"])
def test_each_pane_is_upright_and_not_mirrored(window, tmp_path, qtbot, kind):
    affine = acquired(kind)
    layer = add(window, tmp_path, cornered(affine), affine)
    layer.contrast_limits = (0, 1000)
    planes = open_planes(window, qtbot)
    middle = planes.place.point

    planes.place.move_to(middle + 5)
    across = {axis: pane for axis, pane in planes.panes.items() if pane.isVisible()}

    main = window.dims.order[-3]
    assert set(across) == {0, 1, 2} - {main}
    for axis, pane in across.items():
        assert bright_letters(pane) == set("LPS") & set(SIDES[axis])
        top = pane.model.canvas.overlays["dicom_top"].text
        assert top[0] == ("A" if axis == 0 else "S")


HEIGHT = 25.0
"""Millimetres of an origin at which a tilt of 15 degrees shifts what napari cuts by 6.7 rows."""


def leaning(window, folder, kind):
    """Add a volume each row or column of which is as bright as its number; return it, its axis."""
    across = 2 if kind == "tilted sideways" else 1
    affine = make_affine(spacing=(1, 1, 1), origin=(-12, -12, HEIGHT), tilt_degrees=15)
    if kind == "tilted sideways":
        affine = affine[[1, 0, 2, 3]][:, [0, 2, 1, 3]]
    if kind == "oblique":
        affine = rotated(make_affine(spacing=(1, 1, 1), origin=(-12, -12, 40)), rotation(9, -6, 5))
    values = 10 * np.indices((SIZE,) * 3)[across].astype("int16")
    layer = add(window, folder, values, affine)
    if kind == "oblique":
        show_in(window, layer, DisplaySpace.PATIENT)
    layer.contrast_limits, layer.interpolation2d = (0, 10 * SIZE), "nearest"
    face(window, across)
    fit(window, layer)
    return layer, across


def drawn(window):
    """Return which row or column the canvas shows, by how bright it is; 0 where it is black."""
    QApplication.processEvents()
    shown = window.screenshot(flash=False)[..., 0].astype(float)[40:-40, 40:-40]
    is_drawn = shown > 5
    return round(np.median(shown[is_drawn]) / 255 * SIZE) if is_drawn.mean() > 0.1 else 0


LEANING = pytest.mark.parametrize("kind", ["tilted", "tilted sideways", "oblique"])


@LEANING
@pytest.mark.parametrize("number", [9, 12, 15])
def test_the_canvas_turned_sideways_shows_what_is_under_the_cross(
    window, tmp_path, qtbot, kind, number
):
    layer, across = leaning(window, tmp_path, kind)
    planes = open_planes(window, qtbot)
    voxel = [SIZE // 2] * 3
    voxel[across] = number

    planes.place.move_to(np.asarray(layer.data_to_world(voxel)))

    assert drawn(window) == number


@LEANING
def test_the_slider_of_a_canvas_turned_sideways_leads_the_cross_to_what_is_shown(
    window, tmp_path, qtbot, kind
):
    layer, across = leaning(window, tmp_path, kind)
    planes = open_planes(window, qtbot)
    seen = {}

    for at in np.linspace(*window.dims.range[across][:2], 9):
        window.dims.set_point(across, at)
        assert abs(window.dims.point[across] - at) <= window.dims.range[across].step
        seen[drawn(window)] = layer.world_to_data(planes.place.point)[across]

    seen.pop(0, None)
    assert len(seen) >= 3
    assert all(abs(index - number) <= 0.5 for number, index in seen.items())


def press(qtbot, viewer, canvas, world, button=Qt.MouseButton.LeftButton):
    x, y = pixel_of(viewer, world, (canvas.width(), canvas.height()))
    qtbot.mousePress(canvas, button, pos=QPoint(x, y))
    return QPoint(x, y)


def test_a_click_in_a_pane_takes_all_to_that_place(window, tmp_path, qtbot):
    affine = acquired("axial")
    add(window, tmp_path, cornered(affine), affine)
    planes = open_planes(window, qtbot)
    pane = planes.panes[1]
    canvas = pane.canvas.canvas.native
    wanted = planes.place.point + np.array([4, 0, -6])

    at = press(qtbot, pane.model, canvas, wanted)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=at)

    settle(qtbot, lambda: np.allclose(planes.place.point, wanted, atol=0.5))
    assert window.dims.point[0] == pytest.approx(wanted[0], abs=0.5)  # whole slices
    assert planes.panes[2].model.dims.point[2] == pytest.approx(wanted[2], abs=0.5)


def test_a_drag_on_the_main_canvas_takes_the_panes_along_and_pans_nothing(window, tmp_path, qtbot):
    affine = acquired("axial")
    add(window, tmp_path, cornered(affine), affine)
    planes = open_planes(window, qtbot)
    canvas, centre = canvas_of(window), tuple(window.scene.camera.center)
    start = planes.place.point
    wanted = start + np.array([0, 5, -6])
    x, y = pixel_of(window, wanted, (canvas.width(), canvas.height()))

    at = press(qtbot, window, canvas, start)
    for part in (0.3, 0.6, 1.0):
        step = QPoint(round(at.x() + part * (x - at.x())), round(at.y() + part * (y - at.y())))
        qtbot.mouseMove(canvas, step)
        qtbot.wait(20)  # napari looks at the mouse every 5 ms
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(x, y))

    settle(qtbot, lambda: np.allclose(planes.place.point, wanted, atol=0.5))
    assert planes.panes[1].model.dims.point[1] == pytest.approx(wanted[1], abs=0.5)
    assert tuple(window.scene.camera.center) == centre
    assert window.scene.camera.mouse_pan


def test_a_place_beyond_the_volume_is_the_nearest_in_it(window, tmp_path, qtbot):
    affine = acquired("axial")
    layer = add(window, tmp_path, cornered(affine), affine)
    planes = open_planes(window, qtbot)

    planes.place.move_to(planes.place.point + 1000)

    assert np.allclose(planes.place.point, layer.data_to_world([SIZE - 1] * 3))


def test_a_slice_of_the_main_canvas_moves_the_cross(window, tmp_path, qtbot):
    affine = acquired("axial")
    add(window, tmp_path, cornered(affine), affine)
    planes = open_planes(window, qtbot)
    lines = planes.panes[1].crosshair.lines
    before = lines[0].y()

    window.dims.set_point(0, window.dims.point[0] + 5)

    assert lines[0].y() < before  # towards the head, which is up
    assert {line.width() for line in lines[2:]} == {1}


def test_what_is_set_in_one_is_set_in_all(window, tmp_path, qtbot):
    affine = acquired("axial")
    layer = add(window, tmp_path, cornered(affine), affine)
    planes = open_planes(window, qtbot)
    first, second = (planes.panes[axis].twins.twin_of(layer) for axis in (1, 2))

    layer.contrast_limits = (10, 20)
    first.colormap = "magma"
    second.gamma = 0.5
    layer.opacity = 0.4
    first.blending = "additive"
    second.visible = False
    layer.name = "other"

    for one in (layer, first, second):
        assert list(one.contrast_limits) == [10, 20]
        assert (one.colormap.name, one.gamma, one.opacity) == ("magma", 0.5, 0.4)
        assert (one.blending, one.visible, one.name) == ("additive", False, "other")
    assert np.shares_memory(first.data, layer.data)


def test_closing_leaves_nothing_behind(window, tmp_path, qtbot):
    affine = acquired("axial")
    layer = add(window, tmp_path, cornered(affine), affine)
    before = emitters(window), len(layer.events.callbacks), len(window.mouse_drag_callbacks)
    size, zoom = canvas_of(window).size(), window.scene.camera.zoom
    planes = open_planes(window, qtbot)
    planes.volume.setChecked(True)
    left = [weakref.ref(one) for one in planes.panes.values()]
    left += [weakref.ref(pane.model) for pane in planes.panes.values()]
    left += [weakref.ref(pane.twins.twin_of(layer)) for pane in planes.panes.values()]

    assert toggle_linked_planes(window) is None
    del planes

    settle(qtbot, lambda: canvas_of(window).size() == size)

    def is_gone():
        gc.collect()
        return not any(one() for one in left)

    settle(qtbot, is_gone)
    now = emitters(window), len(layer.events.callbacks), len(window.mouse_drag_callbacks)
    assert now == before
    assert window.scene.camera.zoom == zoom
    assert list(window.layers) == [layer]
    assert linked_planes_of(window) is None


def test_what_is_drawn_in_one_is_seen_in_all(window, tmp_path, qtbot):
    affine = acquired("axial")
    layer = add(window, tmp_path, cornered(affine), affine)
    labels = window.add_labels(np.zeros(layer.data.shape, "uint8"), affine=layer.affine)
    labels.scale, labels.translate, labels.units = layer.scale, layer.translate, layer.units
    points = window.add_points(ndim=3, units=layer.units)
    shapes = window.add_shapes(ndim=3, units=layer.units)
    planes = open_planes(window, qtbot)
    window.dims.set_point(0, layer.data_to_world((12, 0, 0))[0])
    twins = {one: planes.panes[1].twins.twin_of(one) for one in (labels, points, shapes)}
    other = planes.panes[2].twins
    drawn = []
    other.twin_of(labels).events.set_data.connect(drawn.append)

    twins[labels].paint((12, 3, 4), 5)
    twins[points].add((12, 3, 4))
    twins[shapes].add_polygons(np.array([[12, 1, 1], [12, 1, 5], [12, 6, 1]]))
    shapes.add_lines(np.array([[12, 1, 1], [12, 8, 8]]))

    assert labels.data[12, 3, 4] == 5
    assert drawn
    assert len(points.data) == len(other.twin_of(points).data) == 1
    for one in (shapes, twins[shapes], other.twin_of(shapes)):
        assert list(one.shape_type) == ["polygon", "line"]


def test_an_undone_stroke_is_undone_in_all(window, tmp_path, qtbot):
    affine = acquired("axial")
    layer = add(window, tmp_path, cornered(affine), affine)
    labels = window.add_labels(np.zeros(layer.data.shape, "uint8"), scale=layer.scale)
    planes = open_planes(window, qtbot)
    labels.paint((12, 3, 4), 5)
    drawn = []
    planes.panes[1].twins.twin_of(labels).events.set_data.connect(drawn.append)

    labels.undo()

    assert labels.data[12, 3, 4] == 0
    assert drawn


def test_layers_that_come_go_and_change_places_are_followed(window, tmp_path, qtbot):
    affine = acquired("axial")
    layer = add(window, tmp_path / "a", cornered(affine), affine)
    planes = open_planes(window, qtbot)
    points = window.add_points(ndim=3, name="marks")
    window.layers.move(1, 0)
    write_series(
        tmp_path / "b", cornered(affine), affine=affine, header={"FrameOfReferenceUID": "1.2"}
    )
    (stranger,) = add_folder(window, tmp_path / "b")
    window.layers.selection.active = layer

    shown = planes.panes[1].model.layers
    assert [one.name for one in shown] == ["marks", layer.name]
    window.layers.remove(points)
    assert [one.name for one in shown] == [layer.name]
    assert stranger in window.layers


def test_time_is_shared(window, tmp_path, qtbot):
    affine = acquired("axial")
    for step in range(3):
        header = {"TemporalPositionIdentifier": step + 1, "NumberOfTemporalPositions": 3}
        write_series(
            tmp_path,
            cornered(affine) + np.int16(step * 100),
            affine=affine,
            header=header,
            name=f"{step}-{{:04d}}.dcm".format,
            edit=lambda dataset, index, step=step: set_number(dataset, step, index),
        )
    (layer,) = add_folder(window, tmp_path)
    arrange_view(window, layer)
    planes = open_planes(window, qtbot)
    twin = planes.panes[1]

    window.dims.set_point(0, window.dims.range[0].stop)

    assert layer.ndim == 4
    assert twin.model.dims.point[0] == window.dims.point[0]
    assert np.shares_memory(twin.twins.twin_of(layer).data, layer.data)
    twin.model.dims.set_point(0, 0)
    assert window.dims.point[0] == 0


def set_number(dataset, step, index):
    dataset.InstanceNumber = step * SIZE + index + 1
    dataset.SOPInstanceUID = uid("step", step, index)


def test_a_double_click_makes_one_plane_large_and_back(window, tmp_path, qtbot):
    affine = acquired("axial")
    add(window, tmp_path, cornered(affine), affine)
    planes = open_planes(window, qtbot)
    canvas = planes.panes[1].canvas.canvas.native
    middle = canvas.rect().center()

    qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=middle)
    settle(qtbot, lambda: seen(planes) == [planes.panes[1]])
    qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=middle)

    settle(qtbot, lambda: len(seen(planes)) == 2)


def test_an_oblique_volume_in_patient_space_is_cut_along_its_own_planes(window, tmp_path, qtbot):
    affine = acquired("oblique")
    layer = add(window, tmp_path, cornered(affine), affine)
    planes = open_planes(window, qtbot)
    shown = {axis: picture_of(pane) for axis, pane in planes.panes.items()}

    show_in(window, layer, DisplaySpace.PATIENT)
    planes.place.move_to(layer.data_to_world([SIZE // 2] * 3))
    for _ in range(20):
        QApplication.processEvents()

    assert len(shown) == 2
    for axis, pane in planes.panes.items():
        assert np.mean(np.abs(picture_of(pane) - shown[axis]) > 100) < 0.05


def test_starting_or_stopping_twice_changes_nothing(window, tmp_path, qtbot):
    add(window, tmp_path, ramp(6), make_affine())
    before = emitters(window)
    planes = open_planes(window, qtbot)
    during = emitters(window)

    planes.start()
    assert emitters(window) == during

    planes.stop()
    stopped = emitters(window)
    planes.stop()
    assert emitters(window) == stopped <= before


def test_panes_are_built_once_for_layers_that_come_or_go_together(
    window, tmp_path, qtbot, monkeypatch
):
    for number in range(4):
        folder = tmp_path / str(number)
        write_series(folder, ramp(4, 8, 8), series=str(number), affine=make_affine())
    window.open(str(tmp_path), plugin="napari-dicom")
    planes = open_planes(window, qtbot)
    built = []
    monkeypatch.setattr(planes, "_show", count_calls(planes._show, built))

    window.layers.clear()
    after_clear = [one for one in built if one is not None]
    window.open(str(tmp_path), plugin="napari-dicom")
    settle(qtbot, lambda: planes.main is not None and bool(seen(planes)))
    after_adding = [one for one in built if one is not None]
    window.layers.select_all()
    window.layers.remove_selected()

    assert (len(after_clear), len(after_adding)) == (0, 1)
    assert [one for one in built if one is not None] == after_adding
    assert (planes.main, planes.panes) == (None, {})


def count_calls(show, built):
    def counted(main):
        built.append(main)
        show(main)

    return counted


def test_a_3d_pane_says_that_it_shows_part_of_the_voxels(window, tmp_path, qtbot, monkeypatch):
    affine = acquired("axial")
    values = cornered(affine)
    layer = add(window, tmp_path, values, affine)
    monkeypatch.setattr(reduced, "MOST_VOXELS", values.size - 1)
    planes = open_planes(window, qtbot)

    planes.volume.setChecked(True)

    pane = next(one for one in planes.panes.values() if one.model.dims.ndisplay == 3)
    words = [one.text for one in pane.model.canvas.overlays.values() if hasattr(one, "text")]
    assert "3D, every 2nd voxel" in words
    assert pane.twins.twin_of(layer).data.size < values.size
    assert layer.visible


def test_a_layer_that_opens_hidden_leaves_the_planes_of_what_is_seen_until_it_is_shown(
    window, tmp_path, qtbot
):
    first = add(window, tmp_path / "a", ramp(SIZE, SIZE, SIZE), make_affine(spacing=(1, 1, 1)))
    planes = open_planes(window, qtbot)
    frame = {"FrameOfReferenceUID": uid("elsewhere")}
    write_series(tmp_path / "b", ramp(8, 9, 10), series="b", header=frame)

    (hidden,) = add_dicom(window, tmp_path / "b")
    settle(qtbot, lambda: not planes.is_waiting)

    assert window.layers.selection.active is hidden
    assert not hidden.visible
    assert planes.main is first
    show_alone(window, hidden)
    settle(qtbot, lambda: planes.main is hidden)
    assert len(seen(planes)) == 2


@pytest.mark.parametrize("sine", [0.99e-3, 1.01e-3, -1.01e-3])
def test_a_turn_of_less_than_a_thousandth_is_what_rounded_positions_lean_by(sine):
    matrix = np.eye(4)
    matrix[1, 0], matrix[2, 3] = sine, 55.0

    assert is_turned(matrix) == (abs(sine) > 1e-3)
