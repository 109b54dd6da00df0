"""The Series browser with objects that are no volumes: rows, facts, and what opens of them."""

import pytest
from napari.layers import Image, Labels
from pydicom import uid as uids
from qtpy.QtCore import QModelIndex, Qt

from napari_dicom.widgets.browser import SeriesBrowser
from napari_dicom.widgets.browser.tree_model import CONTENT_ROLE
from objects import item, write_object
from phantom import ramp, with_overlay, write_series

pytestmark = pytest.mark.usefixtures("plugin", "told")


@pytest.fixture
def browser(viewer, qtbot, tmp_path):
    """The browser once it has looked at a series with overlays, a segmentation and a report."""
    folder = tmp_path / "study"
    write_series(folder, ramp(3), edit=with_overlay, series="Thorax")
    values = {"SegmentSequence": [item()] * 2, "SeriesDescription": "Liver"}
    write_object(folder / "seg.dcm", uids.SegmentationStorage, values, modality="SEG", number=3)
    write_object(folder / "sr.dcm", uids.BasicTextSRStorage, modality="SR", number=4)
    browser = SeriesBrowser(viewer)
    qtbot.addWidget(browser.native)
    with qtbot.waitExposed(browser.native):
        browser.native.show()
    browser.folder.choose([str(folder)])
    qtbot.waitUntil(lambda: not (browser._questions.is_busy or browser._pictures.is_busy))
    yield browser
    browser.abandon()


def rows(browser, parent=None):
    parent = QModelIndex() if parent is None else parent
    for number in range(browser.rows.rowCount(parent)):
        index = browser.rows.index(number, 0, parent)
        yield index
        yield from rows(browser, index)


def row(browser, text):
    """Return the one row of a content that holds a text."""
    (found,) = [
        index
        for index in rows(browser)
        if text in index.data() and index.data(CONTENT_ROLE) is not None
    ]
    return found


def select(browser, text):
    browser.tree.setCurrentIndex(row(browser, text))


def test_every_object_has_a_row_that_says_what_it_is(browser):
    contents = [index.data() for index in rows(browser) if index.data(CONTENT_ROLE) is not None]

    assert [text.splitlines()[:3] for text in contents[1:]] == [
        ["CT 1 Thorax overlays", "opens on request"],
        ["SEG 3 Liver", "segmentation, not shown", "2 segments"],
        ["SR 4", "structured report, not shown", "0 measurements"],
    ]
    assert browser.status.text() == "3 images, 3 series, 1 volume, 2 objects that are no image."


def test_overlays_lie_below_their_volume(browser):
    assert row(browser, "overlays").parent() == row(browser, " × 3")


def test_a_listing_that_is_selected_is_described_and_cannot_be_opened(browser):
    select(browser, "SEG 3")

    assert browser.facts.facts.facts[0].text == "segmentation, not shown"
    assert browser.facts.isVisible()
    assert not browser.open_selected.enabled


def test_a_listing_is_not_opened_by_a_double_click(browser, viewer):
    browser.tree.activated.emit(row(browser, "SR 4"))

    assert not browser._questions.is_busy
    assert not viewer.layers


def test_overlays_open_as_labels_by_a_double_click(browser, viewer, qtbot):
    browser.tree.activated.emit(row(browser, "overlays"))
    qtbot.waitUntil(lambda: len(viewer.layers) == 1)

    (layer,) = viewer.layers
    assert isinstance(layer, Labels)
    assert layer.metadata["dicom"]["segments"] == [{"number": 1, "label": "(6000)"}]
    assert browser.status.text() == "Opened 1 layer."


def test_overlays_that_are_selected_can_be_opened(browser):
    select(browser, "overlays")

    assert browser.open_selected.enabled
    assert browser.facts.facts.facts[0].text == "overlay planes (60xx)"


def test_open_all_opens_images_only(browser, viewer, qtbot):
    qtbot.mouseClick(browser.open_all.native, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not browser._questions.is_busy)

    assert [type(layer) for layer in viewer.layers] == [Image]


def test_a_volume_with_overlays_opens_alone_by_a_double_click(browser, viewer, qtbot):
    browser.tree.activated.emit(row(browser, " × 3"))
    qtbot.waitUntil(lambda: len(viewer.layers) == 1)

    assert isinstance(viewer.layers[0], Image)


@pytest.mark.parametrize("query", ["liver", "2 segments", "seg.dcm"])
def test_the_filter_finds_an_object_by_what_is_said_of_it(browser, query):
    browser.query.value = query

    contents = [index.data() for index in rows(browser) if index.data(CONTENT_ROLE) is not None]
    assert [text.splitlines()[0] for text in contents] == ["SEG 3 Liver"]
