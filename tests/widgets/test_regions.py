"""The Segments and ROIs panel: searched, sorted, shown and hidden, gone to, also by hundreds."""

import numpy as np
import pytest
from napari.layers import Labels
from qtpy.QtCore import Qt

from napari_dicom import add_dicom
from napari_dicom.widgets.regions import RegionsPanel
from opened import emitters
from phantom import write_series
from segmentations import blobs, segment, write_segmentation

MANY = 500


@pytest.fixture
def panel(viewer, qtbot):
    panel = RegionsPanel(viewer)
    qtbot.addWidget(panel.native)
    with qtbot.waitExposed(panel.native):
        panel.native.show()
    return panel


@pytest.fixture
def opened(viewer, tmp_path):
    write_series(tmp_path / "image")
    described = [segment(1, "Left kidney"), segment(2, "Right kidney")]
    write_segmentation(tmp_path / "seg" / "s.dcm", blobs(), segments=described)
    add_dicom(viewer, tmp_path / "image")
    return add_dicom(viewer, tmp_path / "seg")[0]


@pytest.fixture
def rows(panel, qtbot):
    """Return (name, whether it is shown) of each row, when as many are listed."""

    def listed(count):
        qtbot.waitUntil(lambda: panel.found.rowCount() == count, timeout=20_000)
        qtbot.waitUntil(lambda: not panel._soon.isActive(), timeout=20_000)
        indices = [panel.found.index(row, 0) for row in range(count)]
        checked = Qt.ItemDataRole.CheckStateRole
        return [
            (index.data(), Qt.CheckState(index.data(checked)) == Qt.CheckState.Checked)
            for index in indices
        ]

    return listed


def many(viewer):
    numbers = np.arange(1, MANY + 1)
    data = np.zeros((1, 25, 25), np.uint16)
    data.ravel()[:MANY] = numbers
    names = ["", *(f"vertebra {n}" if n % 100 == 0 else f"rib {n}" for n in numbers)]
    colours = {
        None: (0, 0, 0, 0),
        0: (0, 0, 0, 0),
        **{int(n): (1, 0, n / MANY, 1) for n in numbers},
    }
    features = {"index": [0, *numbers], "label": names, "volume_ml": [0.0, *(numbers / 7)]}
    return viewer.add_layer(Labels(data, features=features, colormap=colours))


def click(qtbot, button):
    qtbot.mouseClick(button.native, Qt.MouseButton.LeftButton)


def test_without_segments_it_says_what_would_be_here(panel):
    assert panel.status.whole.startswith("Open a segmentation")
    assert not panel.show_all.enabled


@pytest.mark.usefixtures("opened")
def test_segments_are_listed_as_they_are_opened(rows):
    assert rows(2) == [("Left kidney", True), ("Right kidney", True)]


def test_a_box_hides_a_segment_and_shows_it_again(panel, opened, rows):
    rows(2)
    box = panel.found.index(0, 0)

    panel.found.setData(box, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    hidden = rows(2), opened.colormap.color_dict[1][3]
    panel.found.setData(box, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)

    assert hidden == ([("Left kidney", False), ("Right kidney", True)], 0)
    assert rows(2)[0] == ("Left kidney", True)
    assert opened.colormap.color_dict[1][3] == 1


@pytest.mark.usefixtures("opened")
def test_colours_that_are_changed_elsewhere_are_followed(panel, opened, rows):
    rows(2)
    colours = dict(opened.colormap.color_dict)

    opened.colormap = {**colours, 2: np.zeros(4)}

    assert rows(2) == [("Left kidney", True), ("Right kidney", False)]
    assert "1 of 2 shown" in panel.status.whole


@pytest.mark.usefixtures("opened")
def test_a_search_finds_by_all_its_words_and_tells_of_no_hit(panel, rows):
    rows(2)
    panel.query.value = "KID left"
    found = rows(1)
    panel.query.value = "spleen"

    assert found == [("Left kidney", True)]
    assert rows(0) == []
    assert panel.status.whole.startswith("no hits")
    assert "ffe08a" in panel.query.native.styleSheet()


def test_hundreds_are_searched_sorted_and_hidden(panel, viewer, rows, qtbot):
    layer = many(viewer)
    rows(MANY)

    panel.query.value = "vertebra"
    click(qtbot, panel.hide_all)
    hidden = rows(5)
    panel.query.value = ""
    panel.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)

    assert {shown for _, shown in hidden} == {False}
    assert sum(colour[3] for colour in layer.colormap.color_dict.values()) == MANY - 5
    assert rows(MANY)[0] == ("vertebra 500", False)


def test_only_these_hides_all_others(panel, viewer, rows, qtbot):
    layer = many(viewer)
    rows(MANY)
    panel.query.value = "vertebra"

    click(qtbot, panel.show_only)

    panel.query.value = ""
    assert sum(shown for _, shown in rows(MANY)) == 5
    assert sum(colour[3] for colour in layer.colormap.color_dict.values()) == 5


def test_a_double_click_goes_to_a_segment(panel, viewer, opened, rows, qtbot):
    rows(2)
    viewer.dims.set_point(0, float(opened.data_to_world([0, 0, 0])[0]))
    middle = np.argwhere(opened.data == 2)[:, 0]

    panel.table.doubleClicked.emit(panel.found.index(1, 0))

    qtbot.waitUntil(
        lambda: round(opened.world_to_data(viewer.dims.point)[0]) in middle[len(middle) // 2 :],
        timeout=20_000,
    )


def test_a_layer_that_is_removed_takes_its_rows_with_it(panel, viewer, opened, rows):
    rows(2)

    viewer.layers.remove(opened)

    assert rows(0) == []
    assert panel.status.whole.startswith("Open a segmentation")


def test_looking_changes_no_layer(panel, viewer, opened, rows, qtbot):
    rows(2)
    changed = []

    def note(event):
        changed.append(event.type)

    opened.events.connect(note)
    panel.native.hide()
    bare = emitters(viewer)
    with qtbot.waitExposed(panel.native):
        panel.native.show()
    panel.query.value = "left"
    rows(1)
    panel.native.hide()

    assert changed == []
    assert emitters(viewer) == bare


def test_names_from_files_are_plain_text(panel, opened, rows):
    opened.features = opened.features.assign(label=["", "<b>one</b>", "two"])
    rows(2)

    tip = panel.found.data(panel.found.index(0, 0), Qt.ItemDataRole.ToolTipRole)

    assert not Qt.mightBeRichText(tip)


@pytest.mark.window
@pytest.mark.usefixtures("plugin")
def test_it_opens_narrow_and_closes_without_a_trace(make_napari_viewer, qtbot):
    viewer = make_napari_viewer(show=True)
    many(viewer)
    before = emitters(viewer)

    for _ in range(3):
        dock, panel = viewer.window.add_plugin_dock_widget(
            "napari-dicom", "DICOM Segments and ROIs"
        )
        assert panel.native.minimumSizeHint().width() <= 280
        viewer.window.remove_dock_widget(dock)
        panel.close()

    qtbot.wait(200)
    assert emitters(viewer) == before
