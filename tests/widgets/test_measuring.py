"""The Measurements panel: rows follow what is drawn, are copied and exported; looking is free."""

import csv

import numpy as np
import pytest
from qtpy.QtCore import Qt
from qtpy.QtGui import QGuiApplication

from napari_dicom import add_dicom
from napari_dicom.dicom.describing import FILE_TITLES, TITLES
from napari_dicom.viewer import MEASURE, add_labels_on, add_shapes_on
from napari_dicom.widgets.measuring import MeasurementsPanel
from napari_dicom.widgets.placing import scale_layer
from opened import emitters
from phantom import write_series
from segmentations import blobs, segment, write_segmentation

SQUARE = np.array([[1, 0.5, 0.5], [1, 0.5, 3.5], [1, 3.5, 3.5], [1, 3.5, 0.5]])
LINE = np.array([[1.0, 2, 1], [1, 2, 4]])


@pytest.fixture
def panel(viewer, qtbot):
    panel = MeasurementsPanel(viewer)
    qtbot.addWidget(panel.native)
    with qtbot.waitExposed(panel.native):
        panel.native.show()
    return panel


@pytest.fixture
def image(viewer, tmp_path):
    write_series(tmp_path / "image")
    (layer,) = add_dicom(viewer, tmp_path / "image")
    return layer


@pytest.fixture
def settle(panel, qtbot):
    def settled():
        qtbot.waitUntil(lambda: not panel.measurer.is_busy, timeout=20_000)
        return panel.table.rows.rows

    return settled


def cell(row, title):
    return row.cells[TITLES.index(title)]


def test_without_an_image_it_says_so_and_shows_no_tools(panel):
    assert panel.empty.native.isVisible()
    assert not panel.scroll.isVisible()


def test_it_says_which_image_is_measured_and_in_which_unit(panel, image):
    assert panel.target.whole == f"On {image.name} (HU)"


@pytest.mark.parametrize(
    ("tool", "mode"),
    [
        ("Line", "add_line"),
        ("Angle", "add_polyline"),
        ("Rectangle", "add_rectangle"),
        ("Ellipse", "add_ellipse"),
        ("Polygon", "add_polygon"),
        ("Brush", "paint"),
    ],
)
def test_a_button_makes_a_layer_and_takes_the_tool_in_hand(panel, viewer, image, qtbot, tool, mode):
    steps = viewer.dims.nsteps

    qtbot.mouseClick(panel.tools.buttons[tool].native, Qt.MouseButton.LeftButton)

    layer = viewer.layers.selection.active
    assert layer is not image
    assert layer.mode == mode
    assert viewer.dims.nsteps == steps


def test_all_tools_draw_in_one_layer_of_an_image(panel, viewer, image):
    for tool in ("Line", "Angle", "Ellipse", "Brush", "Line", "Brush"):
        panel.tools.begin(tool)

    assert image in viewer.layers
    assert len(viewer.layers) == 3


def test_in_3d_it_says_that_drawing_needs_2d(panel, viewer, image):
    viewer.dims.ndisplay = 3

    panel.tools.begin("Line")

    assert list(viewer.layers) == [image]
    assert "2D" in panel.status.whole


def test_what_is_drawn_gets_a_row_and_its_numbers_beside_it(viewer, image, settle):
    layer = add_shapes_on(viewer, image)

    layer.add(LINE, shape_type="line")
    layer.add(SQUARE, shape_type="rectangle")

    line, square = settle()
    assert (cell(line, "Name"), cell(line, "Length")) == ("Line 1", "2.4 mm")
    assert cell(square, "Area") == "5.04 mm²"
    assert cell(square, "Mean") == "122 HU"
    assert cell(square, "Where") == "slice 2"
    assert layer.features[MEASURE][0] == "2.4 mm"
    assert layer.features[MEASURE][1].startswith("5.04 mm²\n122 ± ")


def test_rows_follow_edits_and_removal(viewer, image, settle):
    layer = add_shapes_on(viewer, image)
    layer.add([LINE, np.add(LINE, (0, 1, 0))], shape_type="line")
    settle()

    layer.data = [LINE * [1, 1, 0.5], LINE]
    edited = [cell(row, "Length") for row in settle()]
    layer.selected_data = {0}
    layer.remove_selected()
    left = [cell(row, "Length") for row in settle()]

    assert edited == ["1.2 mm", "2.4 mm"]
    assert left == ["2.4 mm"]


def test_a_layer_that_is_removed_takes_its_rows_with_it(viewer, image, settle):
    layer = add_shapes_on(viewer, image)
    layer.add(LINE, shape_type="line")
    settle()

    viewer.layers.remove(layer)

    assert settle() == ()


def test_renamed_layers_rename_the_rows(viewer, image, settle):
    layer = add_shapes_on(viewer, image)
    layer.add(LINE, shape_type="line")
    settle()

    image.name = "other"

    (row,) = settle()
    assert cell(row, "Image") == "other"


def test_a_shape_can_be_named_in_the_table_and_keeps_its_name(panel, viewer, image, settle):
    layer = add_shapes_on(viewer, image)
    layer.add(LINE, shape_type="line")
    settle()

    panel.table.rows.setData(panel.table.rows.index(0, 0), "aorta")
    layer.data = [LINE * [1, 1, 0.5]]

    (row,) = settle()
    assert (cell(row, "Name"), cell(row, "Length")) == ("aorta", "1.2 mm")


def test_painting_is_measured(viewer, image, settle):
    layer = add_labels_on(viewer, image)
    settle()

    layer.data_setitem((np.array([1, 2]), np.array([2, 2]), np.array([3, 3])), 5)
    layer.events.paint(value=[])  # as napari says at the end of a stroke

    (row,) = settle()
    assert cell(row, "Name") == "Label 5"
    assert cell(row, "Volume") == "0.0028 ml"
    assert cell(row, "Mean") == "173 HU"
    assert cell(row, "Where") == "slices 2–3"


def test_going_through_slices_measures_nothing_anew(panel, viewer, image, settle):
    layer = add_labels_on(viewer, image)
    layer.data = np.ones_like(layer.data)
    settle()

    for index in range(4):
        viewer.dims.set_point(0, float(image.data_to_world([index, 0, 0])[0]))

    assert not panel.measurer.is_busy


def test_opened_labels_are_measured_while_they_are_seen(viewer, image, settle, tmp_path):
    described = [segment(1, "Left"), segment(2, "Right")]
    write_segmentation(tmp_path / "seg" / "s.dcm", blobs(), segments=described)
    (layer,) = add_dicom(viewer, tmp_path / "seg")
    seen = [cell(row, "Name") for row in settle()]

    layer.visible = False

    assert image in viewer.layers
    assert seen == ["Left", "Right"]
    assert settle() == ()


def test_the_switch_of_slice_spacing_is_followed(viewer, tmp_path, settle):
    write_series(tmp_path, header={"SliceThickness": 5})
    (image,) = add_dicom(viewer, tmp_path)
    layer = add_shapes_on(viewer, image)
    layer.add(np.array([[0.0, 2, 2], [2, 2, 2]]), shape_type="line")
    (before,) = settle()

    scale_layer(viewer, image, "SliceThickness")

    (after,) = settle()
    assert (cell(before, "Length"), cell(after, "Length")) == ("5 mm", "10 mm")


def test_a_click_goes_to_the_slice(panel, viewer, image, settle):
    layer = add_shapes_on(viewer, image)
    layer.add(np.add(LINE, (2, 0, 0)), shape_type="line")
    settle()

    panel.table.clicked.emit(panel.table.rows.index(0, 1))

    assert image.world_to_data(viewer.dims.point)[0] == pytest.approx(3)


def test_empty_columns_are_left_out(panel, viewer, image, settle):
    add_shapes_on(viewer, image).add(LINE, shape_type="line")
    settle()

    shown = [t for n, t in enumerate(TITLES) if not panel.table.isColumnHidden(n)]
    assert shown == ["Name", "Length", "Where", "Kind", "Image"]


def test_rows_are_copied_as_text(panel, viewer, image, settle):
    add_shapes_on(viewer, image).add(LINE, shape_type="line")
    settle()

    panel.copy_all.native.click()

    titles, line = QGuiApplication.clipboard().text().split("\n")
    assert titles.split("\t") == list(TITLES)
    assert line.split("\t")[:2] == ["Line 1", "2.4 mm"]


def test_a_file_holds_plain_numbers_and_no_formula(panel, viewer, image, settle, tmp_path):
    layer = add_shapes_on(viewer, image)
    layer.add(SQUARE, shape_type="rectangle")
    settle()
    panel.table.rows.setData(panel.table.rows.index(0, 0), "=HYPERLINK(1)")
    settle()

    panel.export_to(tmp_path / "out")

    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        (line,) = csv.DictReader(file)
    assert tuple(line) == FILE_TITLES
    assert line["name"] == "'=HYPERLINK(1)"
    assert float(line["area_mm2"]) == pytest.approx(5.04)
    assert (line["mean"], line["pixels"], line["value_unit"]) == ("122", "9", "HU")


def test_what_is_copied_holds_no_formula(panel, viewer, image, settle):
    add_shapes_on(viewer, image).add(SQUARE, shape_type="rectangle")
    settle()
    panel.table.rows.setData(panel.table.rows.index(0, 0), "=HYPERLINK(1)")
    settle()

    panel.copy_all.native.click()

    _, line = QGuiApplication.clipboard().text().split("\n")
    assert line.split("\t")[0] == "'=HYPERLINK(1)"


def test_nothing_is_overwritten_unasked(panel, viewer, image, settle, tmp_path):
    add_shapes_on(viewer, image).add(LINE, shape_type="line")
    settle()
    (tmp_path / "out.csv").write_text("mine")

    panel.export_to(tmp_path / "out")
    kept = (tmp_path / "out.csv").read_text()
    panel.export_to(tmp_path / "out.csv", replace=True)

    assert kept == "mine"
    assert (tmp_path / "out.csv").read_text() != "mine"


def test_selected_rows_are_removed_from_their_layers(panel, viewer, image, settle):
    shapes, labels = add_shapes_on(viewer, image), add_labels_on(viewer, image)
    shapes.add([LINE, np.add(LINE, (0, 1, 0))], shape_type="line")
    labels.data[1, 2, 2] = 3
    labels.data[1, 3, 3] = 4
    labels.refresh()
    names = [cell(row, "Name") for row in settle()]
    wanted = {"Line 2", "Label 3"}

    for number, name in enumerate(names):
        if name in wanted:
            index = panel.table.rows.index(number, 0)
            flags = panel.table.selectionModel().SelectionFlag
            panel.table.selectionModel().select(index, flags.Select | flags.Rows)
    panel.discard.native.click()

    assert [cell(row, "Name") for row in settle()] == ["Label 4", "Line 1"]


def test_hidden_it_leaves_no_callback_and_shown_again_it_measures(
    panel, viewer, image, settle, qtbot
):
    layer = add_shapes_on(viewer, image)
    panel.native.hide()
    bare = emitters(viewer)
    layer.add(LINE, shape_type="line")
    with qtbot.waitExposed(panel.native):
        panel.native.show()
    (row,) = settle()
    panel.native.hide()

    assert cell(row, "Length") == "2.4 mm"
    assert emitters(viewer) == bare


def test_looking_changes_no_layer_that_it_has_not_made(panel, viewer, image, settle):
    own = viewer.add_shapes(ndim=3, name="mine")
    own.add(LINE, shape_type="line")
    changed = []

    def note(event):
        changed.append(event.type)

    image.events.connect(note)
    own.events.features.connect(note)
    panel.native.hide()
    panel.native.show()
    (row,) = settle()

    assert cell(row, "Name") == "mine 1"
    assert changed == []


def test_names_from_anywhere_are_plain_text(panel, viewer, image, settle):
    image.name = "<b>bold</b>"
    add_shapes_on(viewer, image).add(LINE, shape_type="line")
    settle()
    model = panel.table.rows

    tip = model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole)

    assert not Qt.mightBeRichText(tip)


def test_lazy_images_are_measured(viewer, image, settle):
    image.data = pytest.importorskip("dask.array").from_array(image.data)
    add_shapes_on(viewer, image).add(SQUARE, shape_type="rectangle")

    (row,) = settle()

    assert not isinstance(image.data, np.ndarray)
    assert cell(row, "Mean") == "122 HU"


def test_values_of_another_image_are_measured_on_request(panel, viewer, image, settle, tmp_path):
    write_series(tmp_path / "two", 2 * image.data, series="two")
    (other,) = add_dicom(viewer, tmp_path / "two")
    add_shapes_on(viewer, image).add(SQUARE, shape_type="rectangle")
    (before,) = settle()
    offered = panel.choice.native.isVisible()

    panel.choice.box.value = other.name
    (chosen,) = settle()
    viewer.layers.remove(other)
    (after,) = settle()

    assert offered
    assert [cell(row, "Mean") for row in (before, chosen, after)] == ["122 HU", "244 HU", "122 HU"]
    assert cell(chosen, "Image") == other.name
    assert not panel.choice.native.isVisible()
