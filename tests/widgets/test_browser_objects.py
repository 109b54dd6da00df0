"""The Series browser and what is no volume: it is filed, described, and opens only on request."""

import numpy as np
import pytest
from pydicom import uid as uids
from qtpy.QtCore import QModelIndex, Qt

from browsing import every_index, look_into
from objects import (
    PRIVATE,
    content_item,
    item,
    references,
    report_content,
    segmentation,
    write_named,
    write_object,
)
from phantom import PATIENT_NAME, make_affine, ramp, uid, with_overlay, write_series

pytestmark = pytest.mark.usefixtures("plugin", "told")

CT, OVERLAYS, SEG, SR = "CT 1 Thorax", "CT 1 Thorax overlays", "SEG 2 organs", "SR 3 findings"
THORAX = uid("study", "Thorax")


@pytest.fixture
def study(tmp_path):
    """A CT with overlays, a segmentation of it and a report of something else."""
    folder = tmp_path / "study"
    write_series(folder / "ct", series="Thorax", edit=with_overlay)
    write_named(
        folder / "seg.dcm",
        uids.SegmentationStorage,
        "SEG",
        segmentation(2) | references(THORAX),
        series="organs",
        header={"SeriesNumber": 2},
    )
    content = report_content(content_item("NUM"), evidence=["1.2.3"])
    header = {"SeriesNumber": 3}
    write_named(folder / "sr.dcm", content=content, series="findings", header=header)
    return folder


def outline(browser, parent=None):
    """Return the first line of each row, with those below it."""
    parent = QModelIndex() if parent is None else parent
    indexes = [browser.rows.index(n, 0, parent) for n in range(browser.rows.rowCount(parent))]
    return [(index.data().splitlines()[0], outline(browser, index)) for index in indexes]


def row_of(browser, name):
    """Return the row whose first line is a name."""
    (found,) = (one for one in every_index(browser) if one.data().splitlines()[0] == name)
    return found


def select(browser, *names):
    """Select the rows of these names and no others."""
    selection = browser.tree.selectionModel()
    selection.clearSelection()
    for name in names:
        selection.select(row_of(browser, name), selection.SelectionFlag.Select)


def facts(browser):
    return {fact.label: fact.text for fact in browser.facts.facts.facts}


def press(qtbot, button):
    qtbot.mouseClick(button.native, Qt.MouseButton.LeftButton)


def double_click(browser, qtbot, name):
    """Double-click a row, as a hand does: press, release, and again."""
    index = row_of(browser, name)
    browser.tree.scrollTo(index)
    place = browser.tree.visualRect(index).center()
    qtbot.mouseClick(browser.tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(browser.tree.viewport(), Qt.MouseButton.LeftButton, pos=place)


def wait(browser, qtbot):
    qtbot.waitUntil(lambda: not browser._questions.is_busy)


def test_objects_are_filed_in_their_study_overlays_below_their_volume(scanned):
    ((patient, ((study, series),)),) = outline(scanned)

    assert patient == "Patient 1"
    assert study.startswith("Study ")
    assert series == [(CT, [(OVERLAYS, [])]), (SEG, []), (SR, [])]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        pytest.param(SEG, ["segmentation, not shown", "2 segments"], id="segmentation"),
        pytest.param(SR, ["structured report, not shown", "1 measurement"], id="report"),
        pytest.param(OVERLAYS, ["opens on request"], id="overlays"),
    ],
)
def test_a_row_says_what_it_is_whether_it_opens_and_what_is_in_it(scanned, name, lines):
    assert row_of(scanned, name).data().splitlines() == [name, *lines]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        pytest.param(
            SEG,
            [
                "What: segmentation, not shown",
                "Holds: 2 segments",
                f"Refers to: {CT}",
                "Files: seg.dcm",
            ],
            id="segmentation",
        ),
        pytest.param(
            SR,
            [
                "What: structured report, not shown",
                "Holds: 1 measurement",
                "Refers to: 1 series that is not here",
                "Files: sr.dcm",
            ],
            id="report",
        ),
        pytest.param(
            OVERLAYS,
            [
                "What: overlay planes (60xx)",
                f"Lie on: {CT}",
                "Files: IM0000.dcm, IM0001.dcm, IM0002.dcm and 1 more",
            ],
            id="overlays",
        ),
    ],
)
def test_its_tooltip_has_the_facts_and_they_stand_below_when_it_is_selected(scanned, name, lines):
    tooltip = row_of(scanned, name).data(Qt.ItemDataRole.ToolTipRole)
    scanned.tree.setCurrentIndex(row_of(scanned, name))

    assert tooltip.splitlines() == [name, *lines]
    assert scanned.facts.isVisible()
    assert [f"{label}: {text}" for label, text in facts(scanned).items()] == lines


def test_nothing_an_object_says_of_somebody_is_shown(scanned):
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
    shown = "".join(str(one.data(role)) for one in every_index(scanned) for role in roles)

    assert SEG in shown
    assert PRIVATE not in shown
    assert PATIENT_NAME not in shown


def test_markup_in_a_description_stays_text(browser, tmp_path, qtbot):
    write_named(tmp_path / "sr.dcm", series="<b>bold</b>")
    look_into(browser, tmp_path, qtbot)

    (row,) = (one for one in every_index(browser) if "bold" in one.data())

    assert "<b>" not in row.data(Qt.ItemDataRole.ToolTipRole)
    assert "‹b›bold‹/b›" in row.data(Qt.ItemDataRole.ToolTipRole)


@pytest.mark.parametrize(
    ("names", "enabled"),
    [
        pytest.param([], False, id="nothing"),
        pytest.param([SEG], False, id="a listing"),
        pytest.param([SEG, SR], False, id="listings"),
        pytest.param([OVERLAYS], True, id="overlays"),
        pytest.param([CT], True, id="a volume"),
        pytest.param([CT, SR], True, id="a volume and a listing"),
        pytest.param(["Patient 1"], True, id="a patient"),
    ],
)
def test_what_is_selected_can_be_opened_where_something_of_it_can(scanned, names, enabled):
    select(scanned, *names)

    assert scanned.open_selected.enabled is enabled


@pytest.mark.parametrize(
    ("names", "layers"),
    [
        pytest.param([OVERLAYS], [OVERLAYS], id="overlays alone"),
        pytest.param([CT], [CT], id="a volume without its overlays"),
        pytest.param([CT, OVERLAYS], [CT, OVERLAYS], id="a volume with its overlays"),
        pytest.param([CT, SR], [CT], id="a volume, and what cannot be opened"),
        pytest.param(["Patient 1"], [CT], id="all of a patient that opens by itself"),
    ],
)
def test_what_is_selected_opens_and_nothing_besides(scanned, viewer, qtbot, names, layers):
    select(scanned, *names)

    press(qtbot, scanned.open_selected)
    wait(scanned, qtbot)

    assert [layer.name for layer in viewer.layers] == layers
    count = len(layers)
    assert scanned.status.text() == f"Opened {count} layer{'s' * (count > 1)}."


def test_overlays_of_a_series_of_two_volumes_open_only_when_they_are_selected(
    browser, viewer, tmp_path, qtbot
):
    write_series(tmp_path / "a", series="Thorax", edit=with_overlay)
    coronal = make_affine("coronal")
    write_series(
        tmp_path / "b", series="Thorax", affine=coronal, edit=with_overlay, name="B{}".format
    )
    write_named(tmp_path / "c" / "sr.dcm", series="Thorax", header={"SOPInstanceUID": "1.2.3"})
    look_into(browser, tmp_path, qtbot)
    (series,) = (one for one in every_index(browser) if "2 volumes" in one.data())
    browser.tree.setCurrentIndex(series)

    press(qtbot, browser.open_selected)
    wait(browser, qtbot)

    assert [type(layer).__name__ for layer in viewer.layers] == ["Image", "Image"]
    assert series.data(Qt.ItemDataRole.ToolTipRole) == "This series opens as 2 layers"
    below = [browser.rows.index(n, 0, series).data() for n in range(5)]
    assert ["opens on request" in text for text in below] == [False, False, True, True, False]


def test_a_double_click_on_overlays_opens_them_as_labels(scanned, viewer, qtbot):
    double_click(scanned, qtbot, OVERLAYS)
    wait(scanned, qtbot)

    (labels,) = viewer.layers
    assert (type(labels).__name__, labels.name) == ("Labels", OVERLAYS)
    assert np.argwhere(labels.data).tolist() == [[1, 1, 2]]


def test_overlays_opened_after_their_volume_lie_on_it(scanned, viewer, qtbot):
    for name in (CT, OVERLAYS):
        double_click(scanned, qtbot, name)
        wait(scanned, qtbot)

    image, labels = viewer.layers
    assert (image.name, labels.name) == (CT, OVERLAYS)
    assert image.data[1, 1, 2] == ramp()[1, 1, 2]
    assert labels.data_to_world((1, 1, 2)) == pytest.approx(image.data_to_world((1, 1, 2)))


@pytest.mark.parametrize("name", [SEG, SR])
@pytest.mark.parametrize("way", ["double click", "enter"])
def test_a_listing_does_not_open(scanned, viewer, qtbot, name, way):
    before = scanned.status.text()

    if way == "enter":
        scanned.tree.setCurrentIndex(row_of(scanned, name))
        qtbot.keyClick(scanned.tree, Qt.Key.Key_Return)
    else:
        double_click(scanned, qtbot, name)

    assert scanned.tree.currentIndex().data().startswith(name)
    assert not scanned._questions.is_busy
    assert scanned.status.text() == before
    assert not viewer.layers


def test_open_all_opens_volumes_only(scanned, viewer, qtbot):
    press(qtbot, scanned.open_all)
    wait(scanned, qtbot)

    assert [layer.name for layer in viewer.layers] == [CT]


def test_of_objects_alone_open_all_opens_nothing(browser, tmp_path, qtbot):
    write_named(tmp_path / "study" / "sr.dcm")

    look_into(browser, tmp_path / "study", qtbot)

    assert not browser.open_all.enabled
    assert [name for name, _ in outline(browser)] == ["Patient 1"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("findings", [SR], id="description"),
        pytest.param("structured REPORT", [SR], id="what it is"),
        pytest.param("2 segments", [SEG], id="what is in it"),
        pytest.param("seg.dcm", [SEG], id="file"),
        pytest.param("not shown", [SEG, SR], id="whether it opens"),
        pytest.param("60xx", [CT, OVERLAYS], id="overlays, below their volume"),
        pytest.param("Refers to: CT 1", [SEG], id="what it refers to"),
        pytest.param("1.2.3", [], id="a UID it does not show"),
        pytest.param(PRIVATE, [], id="a text within"),
    ],
)
def test_the_filter_finds_objects(scanned, query, found):
    scanned.query.value = query

    names = [index.data().splitlines()[0] for index in every_index(scanned)]
    assert names[2:] == found
    assert ("#ffe08a" in scanned.query.native.styleSheet()) is (not found)


def test_the_sentence_above_counts_what_is_no_image(scanned):
    assert scanned.status.text() == "4 images, 3 series, 1 volume, 2 objects that are no image."


@pytest.mark.parametrize(
    ("objects", "text", "words"),
    [
        pytest.param(0, True, "4 images, 1 series, 1 volume; 1 not opened: see below.", id="0"),
        pytest.param(1, False, "4 images, 2 series, 1 volume, 1 object that is no image.", id="1"),
        pytest.param(
            2,
            True,
            "4 images, 3 series, 1 volume, 2 objects that are no image; 1 not opened: see below.",
            id="2",
        ),
    ],
)
def test_the_sentence_tells_objects_from_what_is_not_opened(
    browser, tmp_path, qtbot, objects, text, words
):
    write_series(tmp_path / "study" / "ct", series="Thorax")
    for number in range(objects):
        write_named(tmp_path / "study" / f"{number}.dcm", series=str(number))
    if text:
        (tmp_path / "study" / "notes.txt").write_text("nothing")

    look_into(browser, tmp_path / "study", qtbot)

    assert browser.status.text() == words


@pytest.mark.parametrize(
    ("objects", "words"),
    [
        pytest.param(0, "No image was found; 1 other file looked at.", id="0"),
        pytest.param(
            1,
            "No image was found; 1 object that is no image, 1 other file looked at.",
            id="1",
        ),
        pytest.param(
            2,
            "No image was found; 2 objects that are no image, 1 other file looked at.",
            id="2",
        ),
    ],
)
def test_of_objects_alone_the_sentence_says_that_there_is_no_image(
    browser, tmp_path, qtbot, objects, words
):
    for number in range(objects):
        write_named(tmp_path / "study" / f"{number}.dcm", series=str(number))
    (tmp_path / "study").mkdir(exist_ok=True)
    (tmp_path / "study" / "notes.txt").write_text("nothing")

    look_into(browser, tmp_path / "study", qtbot)

    assert browser.status.text() == words


def test_several_objects_of_one_series_stand_below_a_row_of_their_own(browser, tmp_path, qtbot):
    for number in ("1.2.3", "1.2.4"):
        path = tmp_path / f"{number}.dcm"
        write_named(path, series="findings", header={"SOPInstanceUID": number})
    look_into(browser, tmp_path, qtbot)

    (series,) = (one for one in every_index(browser) if "2 objects" in one.data())

    assert series.data() == "SR 1 findings\n2 objects"
    assert series.data(Qt.ItemDataRole.ToolTipRole) == "Nothing of it is shown"
    assert browser.rows.rowCount(series) == 2
    browser.tree.setCurrentIndex(series)
    assert not browser.open_selected.enabled


def test_overlays_that_cannot_be_read_any_more_say_why(scanned, study, viewer, qtbot):
    (study / "ct" / "IM0001.dcm").unlink()

    double_click(scanned, qtbot, OVERLAYS)
    wait(scanned, qtbot)

    assert not viewer.layers
    assert scanned.status.text().splitlines() == [
        "Opened 0 layers.",
        f"{OVERLAYS}: the overlays cannot be read: No such file or directory",
    ]


def test_a_damaged_object_is_listed_with_its_trouble_and_the_rest_is_there(browser, study, qtbot):
    path = study / "seg.dcm"
    path.write_bytes(path.read_bytes().replace(b"\x62\0\x02\0SQ", b"\x62\0\x02\0UT"))

    look_into(browser, study, qtbot)
    browser.tree.setCurrentIndex(row_of(browser, SEG))

    assert "damaged" in facts(browser)["Trouble"]
    assert len(browser.catalogue.contents.volumes) == 1


def test_a_double_click_on_a_volume_opens_it_without_its_overlays(scanned, viewer, qtbot):
    double_click(scanned, qtbot, CT)
    wait(scanned, qtbot)

    assert [layer.name for layer in viewer.layers] == [CT]


@pytest.mark.parametrize(
    ("with_images", "words"),
    [
        pytest.param(
            True, "4 images, 2 series, 1 volume, 1 object that can be opened.", id="with images"
        ),
        pytest.param(
            False,
            "No image was found; 1 object that can be opened, 0 other files looked at.",
            id="alone",
        ),
    ],
)
def test_objects_that_can_be_opened_are_counted(browser, tmp_path, qtbot, with_images, words):
    if with_images:
        write_series(tmp_path / "study" / "ct", series="Thorax")
    write_plan(tmp_path / "study")

    look_into(browser, tmp_path / "study", qtbot)

    assert browser.status.text() == words


def test_what_has_nothing_to_draw_is_not_said_to_be_a_layer(browser, tmp_path, qtbot):
    write_series(tmp_path / "study" / "ct", series="Thorax")
    step = item(
        FrameOfReferenceTransformationMatrix=[1, 0, 0, 9, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
    )
    moved = item(
        FrameOfReferenceUID="1.2.3", MatrixRegistrationSequence=[item(MatrixSequence=[step])]
    )
    values = {
        "FrameOfReferenceUID": uid("study", "frame of reference"),
        "RegistrationSequence": [moved],
    }
    sop_class = uids.SpatialRegistrationStorage
    write_object(tmp_path / "study" / "r.dcm", sop_class, values, modality="REG", number=5)
    look_into(browser, tmp_path / "study", qtbot)

    browser.open_contents(browser.catalogue.contents.objects)
    qtbot.waitUntil(lambda: not browser._questions.is_busy, timeout=20_000)

    assert browser.status.text().endswith(": nothing to draw, no image it speaks of is open")


def write_plan(folder):
    beam = item(BeamName="a", ControlPointSequence=[item(IsocenterPosition=[1, 2, 100])])
    values = {"BeamSequence": [beam]}
    write_object(folder / "plan.dcm", uids.RTPlanStorage, values, modality="RTPLAN", number=9)
