"""Nothing that files say is markup: all texts of panels, tips, menus and notifications are plain.

All texts of the files, their names and that of their folder look like markup, and hold an
ampersand, which menus and buttons take for a mnemonic.
"""

import re

import pytest
from qtpy.QtCore import QAbstractListModel, QModelIndex, Qt
from qtpy.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGroupBox,
    QLabel,
    QMenu,
    QTabBar,
    QWidget,
)

import phantom
from napari_dicom import add_dicom
from napari_dicom.viewer.notice import Notice
from napari_dicom.widgets.elided_label import ElidedLabel
from segmentations import blobs, segment, write_segmentation

pytestmark = [pytest.mark.window, pytest.mark.usefixtures("plugin")]

MARK = "Zq&7"
MARKUP = f"<b>{MARK}</b>&amp;<img src=file:///etc/passwd>"
NAME = f"<b>{MARK}<img src=x>"
TEXTS = {"LO", "SH", "PN", "LT", "ST", "UT", "UC"}
PANELS = (
    "DICOM Series",
    "DICOM Volume",
    "DICOM Metadata",
    "DICOM Transfer Syntaxes",
    "DICOM Segmentation",
    "DICOM Measurements",
    "DICOM Segments and ROIs",
    "DICOM Linked Planes",
)
TIP = Qt.ItemDataRole.ToolTipRole
"""What item views show as tooltip; their other texts are plain, whatever they look like."""


def marked(dataset, _index=0):
    """Put markup into every text of a dataset, however deep."""
    dataset.SeriesDescription = dataset.StudyDescription = dataset.PatientName = "x"
    dataset.InstitutionName = dataset.Manufacturer = dataset.ImageComments = "x"
    dataset.ConvolutionKernel = dataset.WindowCenterWidthExplanation = dataset.PatientID = "x"
    dataset.WindowCenter, dataset.WindowWidth = 40, 400
    for element in dataset.iterall():
        if element.VR in TEXTS and element.tag.group != 2:
            element.value = MARKUP if element.VR != "SH" else f"<b>{MARK}</b>"


@pytest.fixture
def folder(tmp_path):
    """Images, a segmentation, a damaged file and one that is none."""
    place = tmp_path / NAME
    files = phantom.write_series(place, edit=marked, name=f"{NAME}{{:d}}.dcm".format)
    write_segmentation(
        place / f"{NAME}seg.dcm", blobs(count=1), segments=[segment(1, MARKUP)], edit=marked
    )
    (place / f"{NAME}cut.dcm").write_bytes(files[0].read_bytes()[:400])
    (place / f"{NAME}.txt").write_text("no image")
    return place


def might_be_markup(text):
    """Tell whether Qt may take a text for rich text: a tag of any kind."""
    return re.search(r"<\s*[a-zA-Z!/?]", text) is not None


def not_plain(widgets):
    """Return what is shown as anything but the text it is, and how many texts were looked at."""
    found, looked = [], 0
    for widget in widgets:
        for where, text, is_plain in texts_of(widget):
            looked += MARK in text or "Zq" in text
            if "Zq" in text and not is_plain:
                found.append(
                    f"{type(widget).__name__} {widget.objectName()} {where}: {text[:80]!r}"
                )
    return found, looked


def texts_of(widget):
    """Yield (where, text, whether it is shown as it is) of all that a widget shows."""
    for where, text in (("tip", widget.toolTip()), ("what", widget.whatsThis())):
        yield where, text, not might_be_markup(text)
    if isinstance(widget, QLabel):
        plain = widget.textFormat() == Qt.TextFormat.PlainText
        yield "label", widget.text(), plain or not might_be_markup(widget.text())
    if isinstance(widget, QAbstractButton):
        yield "button", widget.text(), has_no_mnemonic(widget.text())
    if isinstance(widget, QGroupBox):
        yield "title", widget.title(), has_no_mnemonic(widget.title())
    if isinstance(widget, QTabBar):
        for tab in range(widget.count()):
            yield "tab", widget.tabText(tab), has_no_mnemonic(widget.tabText(tab))
            yield "tab's tip", widget.tabToolTip(tab), not might_be_markup(widget.tabToolTip(tab))
    if isinstance(widget, QComboBox):
        for row in range(widget.count()):
            tip = str(widget.itemData(row, TIP) or "")
            yield "choice's tip", tip, not might_be_markup(tip)
            yield "choice", widget.itemText(row), True
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        for tip in tips_of(widget.model(), QModelIndex()):
            yield "cell's tip", tip, not might_be_markup(tip)
    for action in widget.actions():
        yield "action", action.text(), has_no_mnemonic(action.text())


def has_no_mnemonic(text):
    return re.search(r"&[^&]", text.replace("&&", "")) is None


def tips_of(model, parent):
    # the columns of a list are private to it
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
    for column in range(columns):
        tip = model.headerData(column, Qt.Orientation.Horizontal, TIP)
        if isinstance(tip, str):
            yield tip
    for row in range(min(model.rowCount(parent), 300)):
        for column in range(columns):
            tip = model.index(row, column, parent).data(TIP)
            if isinstance(tip, str):
                yield tip
        yield from tips_of(model, model.index(row, 0, parent))


def ours(docks):
    """Return all widgets of our docks, their titles, and windows that stand by themselves."""
    found = [part for dock in docks for part in (dock, *dock.findChildren(QWidget))]
    return found + [top for top in QApplication.topLevelWidgets() if isinstance(top, QMenu)]


@pytest.fixture
def window(make_napari_viewer, monkeypatch):
    viewer = make_napari_viewer(show=True)
    monkeypatch.setattr("napari._qt.dialogs.qt_notification.NapariQtNotification.show", quiet)
    return viewer


def quiet(_notification):
    """Show no notification: its animation would outlive the test."""


def test_every_text_of_every_panel_is_plain(window, folder, qtbot, told):
    panels = [window.window.add_plugin_dock_widget("napari-dicom", name) for name in PANELS]
    docks = [dock for dock, _ in panels]
    browser = panels[0][1]
    add_dicom(window, folder)
    browser.look_into([str(folder)])
    qtbot.waitUntil(lambda: browser.catalogue is not None, timeout=20_000)

    metadata = panels[PANELS.index("DICOM Metadata")][1]
    found, most = [], 0
    for tab in range(metadata.tabs.count()):
        metadata.tabs.setCurrentIndex(tab)
        qtbot.wait(300)
        found += not_plain(ours(docks))[0]
    for layer in list(window.layers):
        window.layers.selection.active = layer
        qtbot.wait(300)
        bad, looked = not_plain(ours(docks))
        found += bad
        most = max(most, looked)

    assert len(window.layers) >= 2
    assert most > 20
    assert sorted(set(found)) == []
    assert [one.message for one in told if might_be_markup(one.message)] == []


def test_what_is_said_while_and_after_nothing_opens_is_plain(window, folder, qtbot, told):
    panels = [window.window.add_plugin_dock_widget("napari-dicom", name) for name in PANELS]
    browser = panels[0][1]
    for path in folder.iterdir():
        if path.name != f"{NAME}cut.dcm":
            path.unlink()

    window.window._qt_viewer._qt_open([str(folder)], stack=False, plugin="napari-dicom")
    browser.look_into([str(folder)])
    qtbot.waitUntil(lambda: browser.catalogue is not None, timeout=20_000)

    found, looked = not_plain(ours(dock for dock, _ in panels))
    assert looked
    assert found == []
    assert told
    assert [one.message for one in told if might_be_markup(one.message)] == []


def test_a_notice_says_nothing_that_looks_like_markup():
    assert not might_be_markup(Notice(f"{MARKUP}: too large").message)


@pytest.mark.parametrize("width", range(20, 400, 7))
def test_a_label_too_narrow_for_its_text_shows_no_part_of_a_tag(qtbot, width):
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.resize(width, 20)

    label.show_text(f"Reading headers of /data/studies/{MARKUP}/series")

    shown = label.text()
    assert (shown == label.whole) or not set(shown) & set("<>")
