"""The Metadata panel: follows the slice, searches, hides the patient, varies, compares, exports."""

import csv
import io
import json
import re
import threading
import time

import numpy as np
import pydicom
import pytest
from napari.components import ViewerModel
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import JPEG2000Lossless
from qtpy.QtCore import QModelIndex, QPoint, Qt
from qtpy.QtWidgets import QApplication

from napari_dicom.dicom.attributes import (
    flat_rows,
)
from napari_dicom.widgets.metadata import MetadataWidget, header_reader
from napari_dicom.widgets.metadata.header_reader import read_header
from napari_dicom.widgets.metadata.row_model import VALUE
from opened import add_folder, emitters
from phantom import PATIENT_NAME, ramp, write_enhanced, write_series


@pytest.fixture
def mixed(tmp_path):
    """Two series in one folder: uncompressed with padding, JPEG 2000 with other slices."""
    write_series(
        tmp_path / "in",
        ramp(5),
        series="first",
        header={"PixelPaddingValue": -2000},
        edit=lambda dataset, k: setattr(dataset, "XRayTubeCurrent", 100 + 10 * (k == 3)),
    )
    write_series(
        tmp_path / "in",
        ramp(3, dtype="uint8"),
        series="second",
        transfer_syntax=JPEG2000Lossless,
        header={"SeriesNumber": 2, "SliceThickness": "5", "Manufacturer": "<b>Acme</b>"},
        name="second{}.dcm".format,
    )
    return tmp_path / "in"


@pytest.fixture
def panel(mixed, qtbot):
    viewer = ViewerModel()
    layers = add_folder(viewer, mixed)
    viewer.layers.selection.active = layers[0]
    widget = MetadataWidget(viewer)
    qtbot.addWidget(widget.native)
    with qtbot.waitExposed(widget.native):
        widget.native.show()
    qtbot.waitUntil(lambda: bool(widget.header.model.rows))
    return widget


def shown_value(panel, name):
    rows = [row for row in flat_rows(panel.header.model.rows) if row.name == name]
    return rows[0].shown(panel.header.model.reveal) if rows else ""


def step(panel, number):
    panel._viewer.dims.set_current_step(0, number)


def texts(model, parent=None):
    """Return every text that a tree model shows."""
    parent = QModelIndex() if parent is None else parent
    found = []
    for number in range(model.rowCount(parent)):
        index = model.index(number, 0, parent)
        found += [str(model.data(index.siblingAtColumn(column))) for column in range(4)]
        found += texts(model, index)
    return found


def test_it_shows_the_header_of_the_slice_and_follows_the_slider(panel, qtbot):
    for number in (3, 0, 4):
        step(panel, number)

        qtbot.waitUntil(lambda n=number: shown_value(panel, "InstanceNumber") == str(n + 1))
        assert f"slice {number + 1} of 5" in panel.place.whole
        assert panel.path.whole == f"IM{number:04d}.dcm"


def test_it_follows_the_active_layer_and_stays_when_pinned(panel, qtbot):
    first, second = panel._viewer.layers
    panel._viewer.layers.selection.active = second
    qtbot.waitUntil(lambda: "JPEG 2000" in shown_value(panel, "TransferSyntaxUID"))
    assert "JPEG 2000" in panel.description.text()

    panel.pin.value = True
    panel._viewer.layers.selection.active = first
    step(panel, 1)
    QApplication.processEvents()
    assert panel.title.whole == second.name

    panel.pin.value = False
    assert panel.title.whole == first.name


def test_every_element_of_the_file_is_there(panel):
    path = panel._plane.frame.instance.path
    dataset = pydicom.dcmread(path, stop_before_pixels=True)

    tags = {row.tag for row in flat_rows(panel.header.model.rows) if row.tag is not None}

    assert tags == {*dataset.keys(), *dataset.file_meta.keys()}


def test_a_step_of_the_slider_keeps_what_is_unfolded_selected_and_scrolled(panel, qtbot):
    view, model = panel.header.view, panel.header.model
    section = next(n for n, row in enumerate(model.rows) if row.name.startswith("Patient"))
    view.collapse(model.index(section, 0))
    view.setCurrentIndex(model.index(1, 0, model.index(0, 0)))
    resets = []
    model.modelReset.connect(lambda: resets.append(1))

    step(panel, 3)

    qtbot.waitUntil(lambda: shown_value(panel, "InstanceNumber") == "4")
    assert resets == []
    assert not view.isExpanded(model.index(section, 0))
    assert view.currentIndex().row() == 1


def test_search_shows_hits_with_their_parents_and_says_where_there_is_none(panel):
    panel.query.value = "thickness"

    assert [row.name for row in panel.header.model.rows] == ["Acquisition (0018)"]
    assert panel.status.whole == "1 hit"
    assert panel.header.view.isExpanded(panel.header.model.index(0, 0))

    panel.query.value = "nothing like this"
    assert panel.header.model.rows == ()
    assert panel.status.whole == "no hit"
    assert "background" in panel.query.native.styleSheet()

    panel.query.value = "regexp:("
    assert "not a regular expression" in panel.status.whole

    panel.query.value = ""
    assert panel.query.native.styleSheet() == ""
    assert "elements" in panel.status.whole


def test_the_patient_is_hidden_until_asked_for(panel):
    assert PATIENT_NAME not in texts(panel.header.model)

    panel.eye.native.click()
    assert PATIENT_NAME in texts(panel.header.model)

    panel.eye.native.click()
    assert PATIENT_NAME not in texts(panel.header.model)


def test_tooltips_are_no_markup(panel, qtbot):
    panel._viewer.layers.selection.active = panel._viewer.layers[1]
    panel.query.value = "Manufacturer"
    qtbot.waitUntil(lambda: "<b>Acme</b>" in texts(panel.header.model))
    model = panel.header.model
    index = model.index(0, VALUE, model.index(0, 0))

    tooltip = model.data(index, Qt.ItemDataRole.ToolTipRole)

    assert "Acme" in tooltip
    assert not Qt.mightBeRichText(tooltip)


@pytest.mark.parametrize(
    ("title", "copied"),
    [
        ("Copy value", "2.5 mm"),
        ("Copy row", "(0018,0050)\tSliceThickness\tDS\t2.5 mm"),
        ("Copy tag path", "(0018,0050)"),
    ],
)
def test_a_cell_a_row_and_a_tag_path_can_be_copied(panel, title, copied):
    panel.query.value = "SliceThickness"
    model = panel.header.model
    panel.header.view.setCurrentIndex(model.index(0, 0, model.index(0, 0)))

    panel.header.view.copy(title)

    assert QApplication.clipboard().text() == copied


def test_control_c_copies_the_row(panel, qtbot):
    panel.query.value = "SliceThickness"
    view, model = panel.header.view, panel.header.model
    view.setCurrentIndex(model.index(0, 0, model.index(0, 0)))
    view.setFocus()

    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QApplication.clipboard().text().startswith("(0018,0050)")


@pytest.mark.parametrize("suffix", ["csv", "json", "txt"])
def test_exports_hide_the_patient_unless_shown(panel, tmp_path, suffix):
    path = tmp_path / f"header.{suffix}"

    panel.export_to(path)
    hidden = path.read_text(encoding="utf-8")
    panel.eye.native.click()
    panel.export_to(path)
    shown = path.read_text(encoding="utf-8")

    assert PATIENT_NAME not in hidden
    assert PATIENT_NAME in shown


def test_json_export_is_read_back_by_pydicom(panel, tmp_path):
    path = tmp_path / "header.json"

    panel.export_to(path)

    dataset = Dataset.from_json(json.loads(path.read_text(encoding="utf-8")))
    assert dataset.SliceThickness == 2.5
    assert not dataset.PatientName


def test_what_varies_is_listed_and_a_click_in_a_plot_goes_to_the_slice(panel, qtbot):
    panel.tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: bool(panel.varies.model.items))
    names = [item.row.name for item in panel.varies.model.items]
    row = names.index("XRayTubeCurrent")
    assert "Rows" not in names
    assert panel.varies.model.line(row)[-1] == "100, 110 mA"

    cell = panel.varies.view.visualRect(panel.varies.model.index(row, 1))
    port = panel.varies.view.viewport()
    qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=cell.topRight() - QPoint(2, 0))
    assert panel._plane.index == (4,)

    panel.varies.view.setCurrentIndex(panel.varies.model.index(row, 0))
    qtbot.keyClick(panel.varies.view, Qt.Key.Key_Return)
    assert panel._plane.index == (3,)
    assert panel.varies.plots.current == 3


def test_frames_of_an_enhanced_file_vary(tmp_path, qtbot):
    write_enhanced(tmp_path / "in" / "enhanced.dcm")
    viewer = ViewerModel()
    add_folder(viewer, tmp_path / "in")
    widget = MetadataWidget(viewer)
    qtbot.addWidget(widget.native)
    widget.native.show()
    widget.tabs.setCurrentIndex(1)

    qtbot.waitUntil(lambda: bool(widget.varies.model.items))

    assert "ImagePositionPatient" in [item.row.name for item in widget.varies.model.items]


def test_reading_what_varies_can_be_cancelled(panel):
    panel.tabs.setCurrentIndex(1)
    assert panel.varies.questions.is_busy

    panel.varies._cancel.native.click()

    assert not panel.varies.questions.is_busy
    assert "Cancelled" in panel.status.whole
    assert not panel.varies.model.items


def test_two_series_are_compared_with_what_sets_them_apart_on_top(panel, qtbot):
    panel.tabs.setCurrentIndex(2)
    qtbot.waitUntil(lambda: bool(panel.compare.model.items))

    lines = panel.compare.model.lines()

    assert [line[1] for line in lines[1:5]] == [
        "TransferSyntaxUID",
        "BitsAllocated",
        "SliceThickness",
        "PixelPaddingValue",
    ]
    assert lines[3][2:] == ("2.5 mm", "5 mm")
    assert lines[4][2:] == ("-2000", "–")


def test_two_slices_of_one_layer_are_compared(panel, qtbot):
    panel._viewer.layers.pop(1)
    panel._viewer.layers.selection.active = panel._viewer.layers[0]
    panel.tabs.setCurrentIndex(2)
    qtbot.waitUntil(lambda: bool(panel.compare.model.items))

    names = [item.row.name for item in panel.compare.model.items]
    assert "InstanceNumber" in names
    assert "Rows" not in names

    panel.compare._same.value = True
    assert "Rows (same)" in [line[1] for line in panel.compare.model.lines()]


def test_tables_export_as_csv(panel, tmp_path, qtbot):
    panel.tabs.setCurrentIndex(2)
    qtbot.waitUntil(lambda: bool(panel.compare.model.items))

    panel.export_to(tmp_path / "differences.csv")

    lines = list(csv.reader(io.StringIO((tmp_path / "differences.csv").read_text("utf-8"))))
    assert lines[1][:2] == ["(0002,0010)", "TransferSyntaxUID"]


def test_a_filled_plane_says_so(tmp_path, qtbot):
    for path in write_series(tmp_path, ramp(6))[3:4]:
        path.unlink()
    viewer = ViewerModel()
    add_folder(viewer, tmp_path)
    widget = MetadataWidget(viewer)
    qtbot.addWidget(widget.native)
    widget.native.show()

    viewer.dims.set_current_step(0, 3)

    qtbot.waitUntil(lambda: "not acquired" in widget.status.whole)
    assert widget.header.model.rows == ()


def test_a_file_that_is_gone_costs_a_sentence(panel, qtbot):
    for path in panel._plane.frame.instance.path.parent.iterdir():
        path.unlink()

    step(panel, 3)

    qtbot.waitUntil(lambda: "cannot be read" in panel.status.whole)


def test_without_a_dicom_layer_there_is_a_sentence_and_a_button(qtbot, mixed):
    viewer = ViewerModel()
    widget = MetadataWidget(viewer)
    qtbot.addWidget(widget.native)
    widget.native.show()
    assert widget.empty.native.isVisible()
    assert not widget.content.isVisible()

    layers = add_folder(viewer, mixed)
    viewer.add_image(np.zeros((4, 4)))
    assert widget.empty.native.isVisible()
    widget.empty._button.native.click()

    assert viewer.layers.selection.active == layers[-1]
    assert widget.content.isVisible()


def test_opening_and_closing_twenty_times_leaves_nothing_connected(mixed, qtbot):
    viewer = ViewerModel()
    add_folder(viewer, mixed)
    before = emitters(viewer)

    for _ in range(20):
        widget = MetadataWidget(viewer)
        qtbot.addWidget(widget.native)
        widget.native.show()
        for tab in range(3):
            widget.tabs.setCurrentIndex(tab)
        widget.native.close()

    assert emitters(viewer) == before


@pytest.fixture
def held(panel, monkeypatch):
    """Reading of headers is held up until this is set."""
    released = threading.Event()

    def read_late(frame):
        assert released.wait(60)
        return read_header(frame)

    monkeypatch.setattr(header_reader, "read_header", read_late)
    yield released
    released.set()
    panel.header.stop()


def instance_number(panel):
    """Return what is shown of InstanceNumber, and whether it is grey."""
    model = panel.header.model
    for section in range(model.rowCount()):
        parent = model.index(section, 0)
        for number in range(model.rowCount(parent)):
            if model.data(model.index(number, 0, parent)) == "InstanceNumber":
                index = model.index(number, VALUE, parent)
                is_grey = model.data(index, Qt.ItemDataRole.ForegroundRole) is not None
                return model.data(index), is_grey
    return None


def test_rows_of_another_slice_than_the_title_names_are_grey_until_its_own_are_read(
    panel, held, qtbot
):
    before, is_grey = instance_number(panel)
    assert not is_grey

    step(panel, 4)

    assert panel.place.whole == "slice 5 of 5"
    assert instance_number(panel) == (before, True)
    assert panel.status.whole == "reading slice 5 of 5 …"
    panel.query.value = (
        "instancenumber"  # what is asked of the rows meanwhile makes them no later ones
    )
    assert panel.status.whole == "reading slice 5 of 5 …"
    held.set()
    qtbot.waitUntil(lambda: instance_number(panel) == ("5", False), timeout=20_000)
    assert "hit" in panel.status.whole


@pytest.mark.usefixtures("held")
def test_rows_that_are_known_are_never_grey(panel):
    first = panel._plane.index[0]
    step(panel, 4)

    step(panel, first)

    assert instance_number(panel) == (str(first + 1), False)
    assert "reading" not in panel.status.whole


def test_what_is_exported_meanwhile_is_of_the_slice_that_the_title_names(panel, held):
    step(panel, 4)

    text = panel.header.text("txt")

    assert not held.is_set()
    assert re.search(r"InstanceNumber +IS +5\b", text)


def test_nothing_is_read_while_hidden(panel):
    panel.native.hide()
    asked = []
    panel.header.reader.ask = asked.append

    step(panel, 4)

    assert asked == []
    panel.native.show()
    assert panel._plane.index == (4,)


def test_a_step_with_two_thousand_elements_takes_under_five_milliseconds(tmp_path, qtbot):
    def edit(dataset, k):
        for group in range(0x0019, 0x0029, 2):
            block = dataset.private_block(group, "MANY", create=True)
            for number in range(230):
                block.add_new(number, "DS", str(number + k * (number % 50 == 0)))
        dataset.ReferencedImageSequence = Sequence([Dataset()])

    write_series(tmp_path, ramp(8), edit=edit)
    viewer = ViewerModel()
    add_folder(viewer, tmp_path)
    widget = MetadataWidget(viewer)
    qtbot.addWidget(widget.native)
    with qtbot.waitExposed(widget.native):
        widget.native.show()
    qtbot.waitUntil(lambda: bool(widget.header.model.rows))
    step_seconds(viewer, 8)  # every header has been read once
    qtbot.wait(300)

    shown = step_seconds(viewer, 8)
    widget.native.hide()
    hidden = step_seconds(viewer, 8)

    assert shown - hidden < 0.005


def step_seconds(viewer, steps):
    """Return the median of what a step of the slider takes of the main thread's time, painted."""
    spent = []
    for number in [*range(steps), *range(steps)]:
        started = time.thread_time()
        viewer.dims.set_current_step(0, number)
        QApplication.processEvents()
        spent.append(time.thread_time() - started)
    return float(np.median(spent))
