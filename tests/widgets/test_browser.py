"""The Series browser: what it finds, hides, filters and opens."""

import numpy as np
import pytest
from qtpy.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from qtpy.QtGui import QDragEnterEvent, QDropEvent
from qtpy.QtWidgets import QApplication

from browsing import every_index, look_into
from napari_dicom.widgets.browser import SeriesBrowser
from napari_dicom.widgets.browser.last_folder import last_folder
from phantom import PATIENT_NAME, make_affine, ramp, rotated, rotation, uid, write_series

pytestmark = pytest.mark.usefixtures("plugin", "told")


@pytest.fixture
def study(tmp_path):
    """Two series of one patient, and a text."""
    folder = tmp_path / "study"
    named = {"PatientName": PATIENT_NAME, "PatientID": "0815"}
    write_series(folder, series="Thorax", name="A{:03d}".format, header=named)
    brain = named | {"SeriesNumber": 2}
    write_series(folder, ramp(3), series="Brain", name="B{:03d}".format, header=brain)
    (folder / "README.txt").write_text("not an image")
    return folder


def texts(browser, role=Qt.ItemDataRole.DisplayRole):
    return [str(index.data(role)) for index in every_index(browser)]


def row_with(browser, text):
    return next(index for index in every_index(browser) if text in index.data())


def press(qtbot, button):
    qtbot.mouseClick(button.native, Qt.MouseButton.LeftButton)


def wait(browser, qtbot):
    qtbot.waitUntil(lambda: not browser._questions.is_busy)


def test_before_anything_is_chosen_it_says_what_to_do(browser):
    assert "Choose or drop a folder" in browser.status.text()
    assert not browser.open_all.enabled
    assert not browser.open_selected.enabled


def test_a_typed_folder_is_looked_into_on_enter(browser, study, qtbot):
    browser.folder.path.native.clear()
    qtbot.keyClicks(browser.folder.path.native, str(study))
    qtbot.keyClick(browser.folder.path.native, Qt.Key.Key_Return)
    wait(browser, qtbot)

    assert browser.status.text() == "7 images, 2 series, 2 volumes; 1 not opened: see below."


def test_the_tree_has_patient_study_series_and_what_is_not_opened(scanned):
    first_lines = [text.splitlines()[0] for text in texts(scanned)]

    assert first_lines[0] == "Patient 1"
    assert first_lines[1].startswith("Study ")
    assert first_lines[2:4] == ["CT 1 Thorax", "CT 2 Brain"]
    assert first_lines[4:] == ["Not opened: 1", "1: not DICOM", "README.txt"]


def test_nobody_is_named_until_the_eye_is_opened(scanned):
    tooltips = texts(scanned, Qt.ItemDataRole.ToolTipRole)
    assert PATIENT_NAME not in "".join(texts(scanned) + tooltips)

    scanned.eye.value = True
    assert f"{PATIENT_NAME}, 0815" in texts(scanned)[0]

    scanned.eye.value = False
    assert PATIENT_NAME not in "".join(texts(scanned))


def test_a_volume_shows_size_spacing_coding_and_a_picture(scanned):
    index = row_with(scanned, "CT 1 Thorax")

    assert index.data().splitlines()[1:] == [
        "5 × 6 × 4",
        "0.8 × 0.7 × 2.5 mm",
        "Explicit VR Little Endian, ready",
    ]
    assert not index.data(Qt.ItemDataRole.DecorationRole).isNull()


def test_the_selected_volume_is_described_below(scanned):
    scanned.tree.setCurrentIndex(row_with(scanned, "CT 2 Brain"))

    facts = {fact.label: fact.text for fact in scanned.facts.facts.facts}
    assert facts["Size"] == "5 × 6 × 3"
    assert facts["Decoder"].startswith("ready")


@pytest.mark.parametrize("query", ["brain", "BRAIN", " Brain "])
def test_the_filter_keeps_hits_and_what_is_above_them(scanned, query):
    scanned.query.value = query

    assert [text.splitlines()[0] for text in texts(scanned)][::2] == ["Patient 1", "CT 2 Brain"]


def test_a_filter_without_a_hit_turns_yellow(scanned):
    scanned.query.value = "no such series"
    assert texts(scanned) == []
    assert "#ffe08a" in scanned.query.native.styleSheet()

    scanned.query.value = ""
    assert len(texts(scanned)) > 0
    assert scanned.query.native.styleSheet() == ""


def test_the_filter_does_not_find_a_hidden_name(scanned):
    scanned.query.value = PATIENT_NAME

    assert texts(scanned) == []


def test_what_is_selected_is_opened(scanned, viewer, qtbot):
    scanned.tree.setCurrentIndex(row_with(scanned, "CT 2 Brain"))

    press(qtbot, scanned.open_selected)
    wait(scanned, qtbot)

    (layer,) = viewer.layers
    assert layer.name == "CT 2 Brain"
    np.testing.assert_array_equal(np.asarray(layer.data), ramp(3))


def test_enter_on_a_volume_opens_it(scanned, viewer, qtbot):
    scanned.tree.setCurrentIndex(row_with(scanned, "CT 1 Thorax"))

    qtbot.keyClick(scanned.tree, Qt.Key.Key_Return)
    wait(scanned, qtbot)

    assert [layer.name for layer in viewer.layers] == ["CT 1 Thorax"]


def test_a_selected_patient_stands_for_all_below_once(scanned, viewer, qtbot):
    scanned.tree.selectAll()

    press(qtbot, scanned.open_selected)
    wait(scanned, qtbot)

    assert sorted(layer.name for layer in viewer.layers) == ["CT 1 Thorax", "CT 2 Brain"]


def test_open_all_opens_all_and_arranges_the_empty_viewer(scanned, viewer, qtbot):
    press(qtbot, scanned.open_all)
    wait(scanned, qtbot)

    assert len(viewer.layers) == 2
    assert viewer.canvas.overlays.scale_bar.visible


@pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")
def test_in_patient_space_oblique_series_lie_where_the_header_says(
    browser, viewer, tmp_path, qtbot
):
    affine = rotated(make_affine(), rotation(10, 20, 30))
    write_series(tmp_path, affine=affine)
    look_into(browser, tmp_path, qtbot)
    browser.patient_space.value = True

    press(qtbot, browser.open_all)
    wait(browser, qtbot)

    np.testing.assert_allclose(viewer.layers[0].data_to_world([0, 0, 0]), affine[2::-1, 3])


def test_a_dropped_folder_is_looked_into(browser, study, qtbot):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(study))])
    how = (
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    entered = QDragEnterEvent(QPoint(50, 50), *how)
    QApplication.sendEvent(browser.native, entered)
    QApplication.sendEvent(browser.native, QDropEvent(QPointF(50, 50), *how))
    wait(browser, qtbot)

    assert entered.isAccepted()
    assert len(browser.catalogue.contents.volumes) == 2


@pytest.mark.usefixtures("scanned")
def test_the_folder_is_remembered_for_the_next_browser(study, viewer, qtbot):
    other = SeriesBrowser(viewer)
    qtbot.addWidget(other.native)

    assert last_folder() == str(study)
    assert other.folder.path.value == str(study)


def test_a_cancelled_scan_shows_nothing_and_says_so(browser, study, qtbot, monkeypatch):
    def endless(*_args, progress, **_how):
        while True:
            progress("Reading headers", 1, None)

    monkeypatch.setattr("napari_dicom.widgets.browser.widget.scan", endless)
    browser.folder.choose([str(study)])
    qtbot.waitUntil(browser.under_way.cancel.native.isVisible)

    press(qtbot, browser.under_way.cancel)
    wait(browser, qtbot)

    assert browser.status.text() == "Cancelled."
    assert browser.catalogue is None
    assert not browser.under_way.progress.native.isVisible()


def test_a_series_that_cannot_be_decoded_says_why_and_the_rest_opens(
    browser, viewer, tmp_path, qtbot
):
    (path,) = write_series(tmp_path, ramp(1), series="Broken", name="B{}".format)
    path.write_bytes(path.read_bytes()[:-20])
    write_series(tmp_path, series="Whole", header={"SeriesNumber": 2})
    look_into(browser, tmp_path, qtbot)

    press(qtbot, browser.open_all)
    wait(browser, qtbot)

    assert [layer.name for layer in viewer.layers] == ["CT 2 Whole"]
    assert "CT 1 Broken: B0" in browser.status.text()


def test_a_folder_without_images_says_so(browser, tmp_path, qtbot):
    (tmp_path / "notes.txt").write_text("nothing")

    look_into(browser, tmp_path, qtbot)

    assert browser.status.text().startswith("No image was found")
    assert not browser.open_all.enabled


def test_the_card_is_copied_by_keyboard(scanned, qtbot):
    scanned.tree.setCurrentIndex(row_with(scanned, "CT 2 Brain"))

    qtbot.keyClick(scanned.facts, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert "Size\t5 × 6 × 3" in QApplication.clipboard().text()


def test_opened_and_closed_twenty_times_it_stops_what_it_began(viewer, study, qtbot):
    for _ in range(20):
        browser = SeriesBrowser(viewer)
        with qtbot.waitExposed(browser.native):
            browser.native.show()
        browser.folder.choose([str(study)])
        task = browser._questions._question.task
        browser.native.close()
        browser.abandon()
        browser.native.deleteLater()
        qtbot.waitUntil(lambda task=task: not task._worker.is_running)

    assert not viewer.layers


def double_click(browser, name):
    found = (index for index in every_index(browser) if name in str(index.data()))
    browser.tree.activated.emit(next(found))


def test_a_double_click_shows_a_series_alone_and_opens_it_once(scanned, viewer, qtbot):
    for name, count in (("Thorax", 1), ("Brain", 2), ("Thorax", 2)):
        double_click(scanned, name)
        qtbot.waitUntil(lambda count=count: len(viewer.layers) == count)
        qtbot.waitUntil(lambda: not scanned._questions.is_busy)

        shown = [layer.name for layer in viewer.layers if layer.visible]
        assert len(shown) == 1
        assert shown[0].endswith(name)

    assert "open already" in scanned.status.text()


def test_what_is_opened_once_more_is_said_to_be(scanned, qtbot, told):
    for _ in range(2):
        scanned.open_contents(scanned._opening())
        qtbot.waitUntil(lambda: not scanned._questions.is_busy)

    assert "already" not in told[0].message
    assert "Open already, now once more: CT 1 Thorax, CT 2 Brain" in told[-1].message


@pytest.fixture
def parted(tmp_path):
    """One acquisition of two time points, filed as two series."""
    for step in range(2):
        write_series(
            tmp_path,
            series=f"s{step}",
            name=f"{step}-{{}}".format,
            header={"SeriesDescription": "4D", "AcquisitionTime": f"10000{step}"},
        )
    return tmp_path


@pytest.mark.parametrize(
    ("joins", "shapes"), [(False, [(4, 6, 5), (4, 6, 5)]), (True, [(2, 4, 6, 5)])]
)
def test_series_that_belong_together_open_joined_where_that_is_ticked(
    browser, parted, viewer, qtbot, joins, shapes
):
    look_into(browser, parted, qtbot)
    browser.join.value = joins

    browser.open_all.native.click()
    qtbot.waitUntil(lambda: not browser._questions.is_busy)

    assert browser.join.native.isVisible()
    assert [layer.data.shape for layer in viewer.layers] == shapes


def test_slices_that_name_a_series_each_open_as_one_volume_where_that_is_ticked(
    browser, viewer, tmp_path, qtbot
):
    def alone(dataset, index):
        dataset.SeriesInstanceUID = uid("alone", index)

    write_series(tmp_path, ramp(), edit=alone)
    look_into(browser, tmp_path, qtbot)
    browser.join.value = True

    browser.open_all.native.click()
    qtbot.waitUntil(lambda: not browser._questions.is_busy)

    assert browser.join.native.isVisible()
    assert [layer.data.shape for layer in viewer.layers] == [ramp().shape]


def test_joining_is_offered_only_where_there_is_something_to_join(scanned):
    assert not scanned.join.native.isVisible()


def test_paths_that_look_like_markup_stay_plain_in_the_tip(browser, tmp_path, qtbot):
    paths = [str(tmp_path / f"<b>{number}") for number in range(2)]

    browser.folder.choose(paths)

    assert "<" not in browser.folder.path.native.toolTip()
    qtbot.waitUntil(lambda: not browser._questions.is_busy, timeout=20_000)


def test_side_by_side_needs_two_selected_series(scanned):
    first, second = (row_with(scanned, name) for name in ("Thorax", "Brain"))
    rows = scanned.tree.selectionModel().SelectionFlag
    offered = []
    for index, how in ((first, rows.ClearAndSelect), (second, rows.Select)):
        scanned.tree.selectionModel().select(index, how | rows.Rows)
        offered.append(scanned.beside.enabled)

    assert offered == [False, True]
