"""Labels that were opened, edited by a real mouse: on the voxel under the pointer, tilted or not.

What lies under the pointer is told by what changes on the screen, not by any transform.
"""

import numpy as np
import pytest
from napari.layers import Labels, Layer
from qtpy.QtCore import QPoint, Qt
from qtpy.QtWidgets import QApplication

from hand import Hand
from napari_dicom import add_dicom
from napari_dicom.viewer import face, fit, world_of
from napari_dicom.widgets.planes import toggle_linked_planes
from phantom import make_affine, rotated, rotation, write_series
from segmentations import write_segmentation

pytestmark = [
    pytest.mark.window,
    pytest.mark.usefixtures("plugin"),
    pytest.mark.filterwarnings("ignore:Non-orthogonal slicing"),
]

SHAPE = (40, 60, 50)
BLOCK = np.s_[10:20, 20:30, 15:25]
INDEX = (14, 24, 20)
SPACING = (2.5, 0.7, 0.8)
PLANES = pytest.mark.parametrize("across", [0, 1, 2], ids=["axial", "coronal", "sagittal"])
TILTS = pytest.mark.parametrize("tilt", [12, -12])
MARK = 7


@pytest.fixture
def window(make_napari_viewer):
    viewer = make_napari_viewer(show=True)
    viewer.window.resize(1100, 800)
    return viewer


def tilted(degrees=12, height=0.0):
    return make_affine(spacing=SPACING, tilt_degrees=degrees, origin=(-30, -20, height))


def opened(viewer, folder, affine, images=True):
    mask = np.zeros(SHAPE, bool)
    mask[BLOCK] = mask[0, 0, 0] = mask[-1, -1, -1] = True
    (folder / "segments").mkdir()
    write_segmentation(folder / "segments" / "seg.dcm", {1: mask}, affine=affine, sparse=False)
    if images:
        write_series(folder / "images", np.zeros(SHAPE, "int16"), affine=affine)
        add_dicom(viewer, folder / "images")
    (labels,) = add_dicom(viewer, folder / "segments")
    assert isinstance(labels, Labels)
    return labels


def turn_to(viewer, labels, across):
    """Show the plane of the block in which napari draws INDEX, the labels' tools at hand."""
    face(viewer, across)
    fit(viewer, labels)
    inverse = np.linalg.inv(world_of(labels))
    viewer.dims.set_point(across, (INDEX[across] - inverse[across, -1]) / inverse[across, across])
    viewer.layers.selection.active = labels
    labels.brush_size, labels.selected_label, labels.opacity = 1, MARK, 1.0
    QApplication.processEvents()


def picture(viewer):
    QApplication.processEvents()
    return viewer.screenshot(flash=False)[..., :3].astype(float)


def pixels_that_differ(one, other):
    """Return the pixels of the canvas, (across, down) each, at which two pictures differ."""
    return np.argwhere(np.abs(one - other).sum(axis=2) > 60)[:, ::-1]


def pixels_of(viewer, labels):
    """Return the pixels of the canvas at which labels are drawn."""
    shown = picture(viewer)
    labels.visible = False
    found = pixels_that_differ(shown, picture(viewer))
    labels.visible = True
    QApplication.processEvents()
    return found


def voxel(viewer, labels):
    """Return how many pixels of the canvas a voxel takes, (across, down), leaning as it may."""
    shown = list(viewer.dims.displayed)
    down, across = np.abs(world_of(labels)[np.ix_(shown, shown)]).sum(axis=1)
    return np.array([across, down]) * viewer.scene.camera.zoom


def lowest(pixels):
    """Return the lowest of some pixels, in the middle between left and right."""
    row = pixels[pixels[:, 1] == pixels[:, 1].max()]
    return row[len(row) // 2]


def click(hand, at):
    point = QPoint(*(int(one) for one in at))
    hand.press(point)
    hand.release(point)


def xy(point):
    return np.array([point.x(), point.y()])


@PLANES
@TILTS
def test_a_dot_lands_under_the_pointer(window, tmp_path, across, tilt):
    labels = opened(window, tmp_path, tilted(tilt, height=100))
    turn_to(window, labels, across)

    assert away(window, labels) <= 0.5


@pytest.mark.parametrize("kind", ["straight", "oblique"])
def test_on_other_volumes_too(window, tmp_path, kind):
    turn = rotation(12, -9, 15) if kind == "oblique" else np.eye(3)
    labels = opened(window, tmp_path, rotated(tilted(0), turn))
    turn_to(window, labels, 1)

    assert away(window, labels) <= 0.5


def test_labels_alone_are_painted_on_as_well(window, tmp_path):
    labels = opened(window, tmp_path, tilted(), images=False)
    turn_to(window, labels, 1)

    assert away(window, labels) <= 0.5


def test_so_is_a_copy_of_them(window, tmp_path):
    labels = opened(window, tmp_path, tilted())
    copy = window.add_layer(Layer.create(*labels.as_layer_data_tuple()))
    labels.visible = False
    turn_to(window, copy, 1)

    assert away(window, copy) <= 0.5


def test_a_dot_in_wide_integers_is_seen(window, tmp_path):
    labels = opened(window, tmp_path, tilted())
    labels.data = np.asarray(labels.data).astype("int32")
    turn_to(window, labels, 1)

    assert away(window, labels) <= 0.5
    assert np.argwhere(np.asarray(labels.data) == MARK)[0, 1] == INDEX[1]


def away(viewer, labels):
    """Paint a dot beside the middle, return how far from the pointer it is seen, in voxels."""
    before, hand = picture(viewer), Hand(viewer)
    labels.mode = "paint"
    click(hand, at := np.add(xy(hand.middle), (13, -9)))
    assert (np.asarray(labels.data) == MARK).sum() == 1
    seen = pixels_that_differ(picture(viewer), before).mean(axis=0)
    return (np.abs(seen - at) - 1).max() / voxel(viewer, labels).max()


@TILTS
def test_where_no_slice_is_shown_nothing_is_painted(window, tmp_path, tilt):
    labels = opened(window, tmp_path, tilted(tilt, height=-700))
    turn_to(window, labels, 1)
    before = np.array(labels.data)
    assert len(pixels_of(window, labels)) == 0

    for mode in ("paint", "fill", "erase"):
        labels.mode = mode
        click(Hand(window), xy(Hand(window).middle))

    assert np.array_equal(labels.data, before)


@pytest.mark.parametrize("across", [0, 1], ids=["axial", "coronal"])
def test_a_stroke_lies_along_the_way_of_the_pointer(window, tmp_path, across):
    labels = opened(window, tmp_path, tilted())
    turn_to(window, labels, across)
    hand, before = Hand(window), picture(window)

    labels.mode = "paint"
    hand.drag(60, 0)

    found = pixels_that_differ(picture(window), before)
    start, size = xy(hand.middle), voxel(window, labels)
    assert (found.min(axis=0) >= start - size - 1).all()
    assert (found.max(axis=0) <= np.add(start, (60, 0)) + size + 1).all()
    assert np.ptp(found[:, 0]) >= 60 - size[0]


def test_an_undone_stroke_is_gone(window, tmp_path):
    labels = opened(window, tmp_path, tilted())
    turn_to(window, labels, 1)
    data, before = np.array(labels.data), picture(window)
    labels.mode = "paint"
    Hand(window).drag(60, 0)

    labels.undo()

    assert np.array_equal(labels.data, data)
    assert len(pixels_that_differ(picture(window), before)) == 0


def test_only_what_is_shown_is_filled(window, tmp_path):
    labels = opened(window, tmp_path, tilted())
    turn_to(window, labels, 1)
    block = pixels_of(window, labels)

    labels.mode = "fill"
    click(Hand(window), np.subtract(lowest(block), (0, 3)))

    filled = np.argwhere(np.asarray(labels.data) == MARK)
    assert len(filled) == 100
    assert set(filled[:, 1]) == {INDEX[1]}


def test_the_label_under_the_pointer_is_picked(window, tmp_path):
    labels = opened(window, tmp_path, tilted())
    turn_to(window, labels, 0)
    hand, edge = Hand(window), lowest(pixels_of(window, labels))

    labels.mode = "pick"
    click(hand, np.add(edge, (0, 4)))
    outside = labels.selected_label
    labels.mode = "pick"
    click(hand, np.subtract(edge, (0, 4)))

    assert (outside, labels.selected_label) == (0, 1)


def test_what_is_erased_was_under_the_pointer(window, tmp_path):
    labels = opened(window, tmp_path, tilted())
    turn_to(window, labels, 1)
    block, before = pixels_of(window, labels), picture(window)
    at = block.mean(axis=0).round()

    labels.mode = "erase"
    click(Hand(window), at)

    found = pixels_that_differ(picture(window), before)
    assert (np.abs(found.mean(axis=0) - at) <= voxel(window, labels) / 2 + 1).all()


@PLANES
def test_a_polygon_lies_between_its_corners(window, tmp_path, across):
    labels = opened(window, tmp_path, tilted())
    turn_to(window, labels, across)
    hand, before = Hand(window), picture(window)
    size, middle = voxel(window, labels), xy(hand.middle)

    labels.mode = "polygon"
    for corner in ((-60, -60), (60, -60)):
        click(hand, np.add(middle, corner))
    hand.double_click()
    labels.mode = "pan_zoom"

    found = pixels_that_differ(picture(window), before)
    assert (np.abs(found.min(axis=0) - (middle - 60)) <= size + 2).all()
    assert (np.abs(found.max(axis=0) - np.add(middle, (60, 0))) <= size + 2).all()


def test_in_linked_planes_labels_that_lean_against_them_are_painted_under_the_pointer(
    window, tmp_path, qtbot
):
    labels = opened(window, tmp_path, tilted(), images=False)
    write_series(tmp_path / "images", np.zeros(SHAPE, "int16"), affine=tilted(0))
    (image,) = add_dicom(window, tmp_path / "images")
    window.layers.selection.active = image
    planes = toggle_linked_planes(window)
    qtbot.waitUntil(lambda: 1 in planes.panes and planes.panes[1].isVisible(), timeout=20_000)
    face(window, 0)
    planes.place.move_to(labels.data_to_world(INDEX))
    pane = planes.panes[1]
    image.visible = False  # opened last, it lies on top
    window.layers.selection.active = labels
    labels.brush_size, labels.selected_label, labels.opacity, labels.mode = 1, MARK, 1.0, "paint"
    before = pane_picture(pane)

    canvas = pane.canvas.canvas.native
    at = canvas.rect().center() + QPoint(13, -9)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=at)

    found = pixels_that_differ(pane_picture(pane), before)
    size = voxel(pane.model, pane.twins.twin_of(labels))
    assert (np.asarray(labels.data) == MARK).sum() == 1
    assert (np.abs(found.mean(axis=0) - xy(at)) <= size / 2 + 1).all()


def pane_picture(pane):
    QApplication.processEvents()
    return pane.canvas.screenshot(flash=False)[..., :3].astype(float)


def test_all_others_are_told_where_the_pointer_is(window, tmp_path):
    labels = opened(window, tmp_path, tilted())
    turn_to(window, labels, 1)
    told, lies = [], world_of(labels)
    window.mouse_drag_callbacks.append(lambda _, event: told.append(tuple(event.position)))
    labels.mode = "paint"

    click(Hand(window), xy(Hand(window).middle))

    assert told == [tuple(window.cursor.position)]
    assert told[0][1] == window.dims.point[1]
    assert np.array_equal(world_of(labels), lies)
