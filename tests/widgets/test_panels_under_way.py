"""Panels while something is under way: asked anew, hidden and shown, their dock closed, failing."""

import pytest
from napari.components import ViewerModel
from pydicom.uid import JPEG2000Lossless
from qtpy.QtCore import Qt

from napari_dicom.dicom import DecodeError, ExportError, PixelError
from napari_dicom.widgets import browser as browsers
from napari_dicom.widgets.browser import SeriesBrowser
from napari_dicom.widgets.metadata import MetadataWidget, compare_page, header_reader
from napari_dicom.widgets.metadata import variation_page as variations
from napari_dicom.widgets.transfer_syntaxes import TransferSyntaxesWidget
from napari_dicom.widgets.transfer_syntaxes import widget as syntaxes
from napari_dicom.widgets.volume import VolumePanel, resample_section, save_section
from opened import add_folder
from phantom import ramp, with_overlay, write_series
from under_way import Gate, close, dock, settle

pytestmark = pytest.mark.usefixtures("plugin", "told")

HEADER, VARIES, COMPARE = range(3)


@pytest.fixture
def gated(monkeypatch):
    """Return a function that puts a gate in front of a function of a module."""
    gates = []

    def gate(module, name, call=1):
        gates.append(Gate(getattr(module, name), call))
        monkeypatch.setattr(module, name, gates[-1])
        return gates[-1]

    yield gate
    for one in gates:
        one.let_go()
    settle()


@pytest.fixture
def failing(monkeypatch):
    """Return a function that lets a function of a module fail."""

    def fail_with(module, name, error):
        def fail(*_args, **_how):
            raise error

        monkeypatch.setattr(module, name, fail)

    return fail_with


@pytest.fixture
def two(tmp_path):
    """A viewer with a series of five slices, active, and one of three."""
    folder = tmp_path / "in"
    write_series(folder, ramp(5), series="first", edit=with_overlay)
    other = {"SeriesNumber": 2, "SliceThickness": "5"}
    write_series(folder, ramp(3), series="second", header=other, name="B{}".format)
    viewer = ViewerModel()
    add_folder(viewer, folder)
    viewer.layers.selection.active = viewer.layers["CT 1 first"]
    return viewer


@pytest.fixture
def shown(qtbot):
    """Return a function that shows a panel in a dock; the dock is its attribute."""
    windows = []

    def show(panel):
        window, panel.dock = dock(panel.native)
        qtbot.waitExposed(window)
        windows.append(window)
        return panel

    yield show
    for window in windows:
        window.close()
    settle()


def press(qtbot, button):
    qtbot.mouseClick(button.native, Qt.MouseButton.LeftButton)


# Metadata


def metadata(shown, viewer, page):
    panel = shown(MetadataWidget(viewer))
    panel.tabs.setCurrentIndex(page)
    return panel


def header_value(panel, name):
    panel.query.value = name
    model = panel.header.model
    return model.data(model.index(0, 1, model.index(0, 0))) if model.rows else ""


def compared(panel):
    """Return the titles of both sides, and both instance numbers in the table."""
    lines = panel.compare.model.lines()
    number = next((line[2:] for line in lines if line[1].startswith("InstanceNumber")), ())
    return lines[0][2:], number


def test_compare_shows_the_pair_asked_for_last_whichever_is_read_first(two, shown, gated, qtbot):
    gate = gated(compare_page, "read_pair")
    panel = metadata(shown, two, COMPARE)
    panel.compare._same.value = True
    assert gate.entered.wait(10)

    two.dims.set_current_step(0, 3)
    qtbot.waitUntil(lambda: bool(panel.compare.model.items))
    newer = compared(panel)
    gate.open()

    assert compared(panel) == newer
    assert newer[1][0] == "4"
    assert newer[0][0] == "CT 1 first [4]"


def test_compare_keeps_the_old_titles_until_the_new_pair_is_read(two, shown, gated, qtbot):
    panel = metadata(shown, two, COMPARE)
    panel.compare._same.value = True
    qtbot.waitUntil(lambda: bool(panel.compare.model.items))
    before = compared(panel)
    gate = gated(compare_page, "read_pair")

    two.dims.set_current_step(0, 3)
    assert gate.entered.wait(10)
    assert compared(panel) == before
    gate.open()

    assert compared(panel)[1][0] == "4"
    assert compared(panel)[0] != before[0]


def test_compare_back_at_the_pair_it_shows_it_asks_for_that_again(two, shown, gated, qtbot):
    panel = metadata(shown, two, COMPARE)
    panel.compare._same.value = True
    qtbot.waitUntil(lambda: bool(panel.compare.model.items))
    before = compared(panel)
    gate = gated(compare_page, "read_pair")

    here = two.dims.current_step[0]
    two.dims.set_current_step(0, 3)
    two.dims.set_current_step(0, here)
    assert gate.entered.wait(10)
    gate.open()

    qtbot.waitUntil(lambda: not panel.compare._questions.is_busy)
    assert compared(panel) == before


def test_compare_asks_anew_where_a_side_is_removed(two, shown, qtbot):
    panel = metadata(shown, two, COMPARE)
    qtbot.waitUntil(lambda: bool(panel.compare.model.items))
    assert "second" in compared(panel)[0][1]

    two.layers.remove(two.layers["CT 2 second"])

    qtbot.waitUntil(lambda: "second" not in compared(panel)[0][1])


def test_a_compared_layer_that_is_renamed_is_called_so(two, shown, qtbot):
    panel = metadata(shown, two, COMPARE)
    qtbot.waitUntil(lambda: bool(panel.compare.model.items))

    two.layers["CT 1 first"].name = "other name"

    qtbot.waitUntil(lambda: "other name" in compared(panel)[0][0])


def test_compare_says_why_a_header_cannot_be_read_and_forgets_it(two, shown, monkeypatch, qtbot):
    def fail(_frame):
        raise OSError("gone")

    with monkeypatch.context() as broken:
        broken.setattr(header_reader, "read_rows", fail)
        panel = metadata(shown, two, COMPARE)
        qtbot.waitUntil(lambda: panel.status.whole == "A header cannot be read: gone")

    two.dims.set_current_step(0, 3)
    qtbot.waitUntil(lambda: bool(panel.compare.model.items))
    assert "elements" in panel.status.whole


def test_the_header_asked_for_last_wins(two, shown, gated, qtbot):
    gate = gated(header_reader, "read_header")
    panel = metadata(shown, two, HEADER)
    qtbot.waitUntil(gate.entered.is_set)

    for number in (1, 4, 3):
        two.dims.set_current_step(0, number)
    gate.let_go()

    qtbot.waitUntil(lambda: header_value(panel, "InstanceNumber") == "4")
    assert gate.calls == 2  # those in between were never read


def test_a_header_that_was_read_too_late_is_kept(two, shown, gated, qtbot):
    gate = gated(header_reader, "read_header")
    panel = metadata(shown, two, HEADER)
    qtbot.waitUntil(gate.entered.is_set)
    first = panel._plane
    two.dims.set_current_step(0, 4)
    gate.let_go()
    qtbot.waitUntil(lambda: header_value(panel, "InstanceNumber") == "5")

    panel.header.show_plane(first)

    assert header_value(panel, "InstanceNumber") == str(first.index[0] + 1)
    assert gate.calls == 2


def test_long_headers_wait_until_the_slider_rests(two, shown, gated, qtbot):
    panel = metadata(shown, two, HEADER)
    qtbot.waitUntil(lambda: bool(panel.header.model.rows))
    gate = gated(header_reader, "read_header")
    panel.header.reader._seconds = 1.0

    for number in (0, 1, 3, 4):
        two.dims.set_current_step(0, number)
        settle()
    assert gate.calls == 0

    qtbot.waitUntil(gate.entered.is_set)
    gate.open()
    assert header_value(panel, "InstanceNumber") == "5"


def test_a_header_that_cannot_be_read_says_why_and_the_next_one_is(two, shown, monkeypatch, qtbot):
    def fail(_frame):
        raise DecodeError("damaged")

    with monkeypatch.context() as broken:
        broken.setattr(header_reader, "read_rows", fail)
        panel = metadata(shown, two, HEADER)
        qtbot.waitUntil(lambda: panel.status.whole == "The header cannot be read: damaged")

    two.dims.set_current_step(0, 4)
    qtbot.waitUntil(lambda: header_value(panel, "InstanceNumber") == "5")


def test_what_varies_is_of_the_layer_asked_for_last(two, shown, gated, qtbot):
    gate = gated(variations, "read_variations")
    panel = metadata(shown, two, VARIES)
    assert gate.entered.wait(10)

    two.layers.selection.active = two.layers["CT 2 second"]
    qtbot.waitUntil(lambda: bool(panel.varies.model.items))
    gate.open()

    assert {len(item.values) for item in panel.varies.model.items} == {3}


def test_what_varies_in_a_volume_is_read_once(two, shown, gated, qtbot):
    panel = metadata(shown, two, VARIES)
    qtbot.waitUntil(lambda: bool(panel.varies.model.items))
    gate = gated(variations, "read_variations")
    gate.let_go()

    for name, size in (("CT 2 second", 3), ("CT 1 first", 5)):
        two.layers.selection.active = two.layers[name]
        qtbot.waitUntil(lambda n=size: {len(one.values) for one in panel.varies.model.items} == {n})

    assert gate.calls == 1


def test_what_cannot_be_read_does_not_vary(two, shown, failing, qtbot):
    failing(variations, "read_variations", OSError("gone"))

    panel = metadata(shown, two, VARIES)

    qtbot.waitUntil(lambda: panel.status.whole == "The headers cannot be read: gone")
    assert not panel.varies._busy.native.isVisible()


READERS = pytest.mark.parametrize(
    ("page", "module", "name"),
    [
        pytest.param(HEADER, header_reader, "read_header", id="header"),
        pytest.param(VARIES, variations, "read_variations", id="varies"),
        pytest.param(COMPARE, compare_page, "read_pair", id="compare"),
    ],
)


@READERS
def test_hidden_while_reading_a_page_drops_it_and_reads_when_shown_again(
    two, shown, gated, qtbot, page, module, name
):
    gate = gated(module, name)
    panel = metadata(shown, two, page)
    qtbot.waitUntil(gate.entered.is_set)

    panel.dock.hide()
    gate.open()
    assert not panel.page.model.rowCount()
    panel.dock.show()

    qtbot.waitUntil(lambda: panel.page.model.rowCount() > 0)
    assert gate.calls == 2


@READERS
def test_a_page_whose_dock_is_closed_while_it_reads_hears_nothing(
    two, shown, gated, qtbot, page, module, name
):
    gate = gated(module, name)
    panel = metadata(shown, two, page)
    qtbot.waitUntil(gate.entered.is_set)

    gate.finish()
    close(panel.dock)
    settle()

    assert not panel.page.model.rowCount()


@READERS
def test_what_a_page_has_read_is_not_read_again_when_shown_again(
    two, shown, gated, qtbot, page, module, name
):
    gate = gated(module, name)
    gate.let_go()
    panel = metadata(shown, two, page)
    qtbot.waitUntil(lambda: panel.page.model.rowCount() > 0)

    panel.dock.hide()
    panel.dock.show()
    settle()

    assert gate.calls == 1


# Transfer Syntaxes


def is_idle(panel):
    return bool(panel._report) and not panel._timings.is_busy


def open_all(gates):
    for gate in gates:
        gate.let_go()
    settle()


def speeds(panel):
    rows = panel.layers.statuses.rows
    return {row.name: [one.value for one in row.children if one.name == "Speed"] for row in rows}


def test_a_layer_opened_while_others_are_timed_is_timed_next(two, shown, gated, tmp_path, qtbot):
    gate = gated(syntaxes, "time_frames")
    panel = shown(TransferSyntaxesWidget(two))
    assert gate.entered.wait(10)

    write_series(tmp_path / "more", transfer_syntax=JPEG2000Lossless, series="more")
    add_folder(two, tmp_path / "more")
    gate.open()

    qtbot.waitUntil(lambda: is_idle(panel))
    assert all(speeds(panel).values())
    assert gate.calls == 2


def test_a_test_under_way_is_not_begun_again(two, shown, gated, qtbot):
    gate = gated(syntaxes, "try_decoders")
    panel = shown(TransferSyntaxesWidget(two))
    assert gate.entered.wait(10)

    press(qtbot, panel.test)
    gate.open()

    qtbot.waitUntil(lambda: is_idle(panel))
    assert gate.calls == 1
    assert panel.status.whole.startswith("tested in")


@pytest.mark.parametrize(
    ("name", "told"), [("try_decoders", "the test could not run"), ("time_frames", "a frame could")]
)
@pytest.mark.parametrize(
    ("error", "why"), [(DecodeError("boom"), "boom"), (RuntimeError("boom"), "RuntimeError")]
)
def test_a_test_or_timing_that_fails_says_why(two, shown, failing, qtbot, name, told, error, why):
    failing(syntaxes, name, error)

    panel = shown(TransferSyntaxesWidget(two))

    qtbot.waitUntil(lambda: panel.status.whole.startswith(told) and why in panel.status.whole)


def test_a_timing_that_failed_is_still_told_when_the_test_ends_later(
    two, shown, failing, gated, qtbot
):
    failing(syntaxes, "time_frames", RuntimeError("boom"))
    gate = gated(syntaxes, "try_decoders")
    panel = shown(TransferSyntaxesWidget(two))
    qtbot.waitUntil(lambda: "RuntimeError" in panel.status.whole)

    gate.open()
    qtbot.waitUntil(lambda: "tested in" in panel.status.whole)

    assert panel.status.whole.startswith("a frame could not be timed: unexpected RuntimeError")


def test_what_was_timed_while_hidden_is_there_when_shown_again(two, shown, gated, qtbot):
    gates = [gated(syntaxes, name) for name in ("try_decoders", "time_frames")]
    panel = shown(TransferSyntaxesWidget(two))
    assert all(gate.entered.wait(10) for gate in gates)

    panel.dock.hide()
    open_all(gates)
    qtbot.waitUntil(lambda: is_idle(panel))
    panel.dock.show()

    assert all(speeds(panel).values())
    assert panel.syntaxes.statuses.rows


def test_its_dock_closed_nothing_is_tested_or_timed_any_more(two, shown, gated):
    gates = [gated(syntaxes, name) for name in ("try_decoders", "milliseconds_a_frame")]
    panel = shown(TransferSyntaxesWidget(two))
    assert all(gate.entered.wait(10) for gate in gates)

    close(panel.dock)
    open_all(gates)

    assert panel._report == ()
    assert panel._milliseconds == {}
    assert gates[1].calls == 1  # of two series: the next is not begun


# Volume


@pytest.fixture
def volume(two, shown):
    return shown(VolumePanel(two))


BUTTONS = pytest.mark.parametrize(
    ("name", "button"),
    [
        pytest.param("regularise", "regularise", id="regularise"),
        pytest.param("load_content", "overlays", id="overlays"),
    ],
)


def start(volume, button, qtbot):
    if button == "regularise":
        volume.resample._on_regularise()  # not offered: these slices lie evenly
    else:
        press(qtbot, getattr(volume.resample, button))


def begin(volume, button, gate, qtbot):
    start(volume, button, qtbot)
    assert gate.entered.wait(10)


@BUTTONS
def test_a_new_layer_whose_dock_was_closed_is_not_added(two, volume, gated, qtbot, name, button):
    gate = gated(resample_section, name)
    begin(volume, button, gate, qtbot)

    gate.finish()
    close(volume.dock)
    settle()

    assert len(two.layers) == 2


@BUTTONS
def test_a_new_layer_comes_while_the_panel_is_hidden(two, volume, gated, qtbot, name, button):
    gate = gated(resample_section, name)
    begin(volume, button, gate, qtbot)

    volume.dock.hide()
    gate.open()
    volume.dock.show()

    assert len(two.layers) == 3
    assert volume.resample.status.whole == ""


@BUTTONS
def test_while_a_layer_is_made_no_other_is_begun(two, volume, gated, qtbot, name, button):
    gate = gated(resample_section, name)
    begin(volume, button, gate, qtbot)

    two.layers.selection.active = two.layers["CT 2 second"]
    assert not volume.resample.regularise.enabled
    volume.resample._on_regularise()
    gate.open()

    assert len(two.layers) == 3
    assert gate.calls == 1
    assert not volume.resample._questions.is_busy


@BUTTONS
def test_a_layer_that_cannot_be_made_says_why(two, volume, failing, qtbot, name, button):
    failing(resample_section, name, PixelError("broken"))

    start(volume, button, qtbot)
    settle()

    assert volume.resample.status.whole == "broken"
    assert not volume.resample._questions.is_busy
    assert len(two.layers) == 2


@pytest.fixture
def saving(volume, gated, tmp_path):
    """The gate a save has entered."""
    pytest.importorskip("zarr")
    gate = gated(save_section, "write_ome_zarr")
    volume.save.write_to(str(tmp_path / "saved"))
    assert gate.entered.wait(10)
    return gate


def test_saving_is_told_of_while_hidden(volume, saving):
    volume.dock.hide()
    saving.open()
    volume.dock.show()

    assert volume.save.status.whole.startswith("Saved as")
    assert volume.save.zarr.enabled


def test_while_saving_nothing_else_is_saved(volume, saving, tmp_path):
    assert not volume.save.zarr.enabled
    volume.save.write_to(str(tmp_path / "other"))
    saving.open()

    assert saving.calls == 1
    assert volume.save.status.whole.endswith("saved.ome.zarr")


def test_a_save_whose_dock_was_closed_is_written_and_not_told_of(volume, saving, tmp_path):
    close(volume.dock)
    saving.open()

    assert volume.save.status.whole.startswith("Saving")
    assert (tmp_path / "saved.ome.zarr").is_dir()


def test_a_save_that_fails_says_why(volume, failing, tmp_path):
    failing(save_section, "write_ome_zarr", ExportError("the disk is full"))

    volume.save.write_to(str(tmp_path / "saved"))
    settle()

    assert volume.save.status.whole == "the disk is full"
    assert volume.save.zarr.enabled


# Series


@pytest.fixture
def series(shown, viewer, tmp_path):
    write_series(tmp_path / "one", ramp(5), series="one")
    write_series(tmp_path / "two", ramp(3), series="two")
    browser = shown(SeriesBrowser(viewer))
    yield browser
    browser.abandon()


def idle(browser):
    return not (browser._questions.is_busy or browser._pictures.is_busy)


def test_the_folder_looked_into_last_is_shown(series, gated, tmp_path, qtbot):
    gate = gated(browsers.widget, "scan")
    series.folder.choose([str(tmp_path / "one")])
    assert gate.entered.wait(10)

    series.folder.choose([str(tmp_path / "two")])
    qtbot.waitUntil(lambda: idle(series))
    gate.open()

    assert [one.slices for one in series.catalogue.contents.volumes] == [3]
    assert series.status.text().startswith("3 images")


def test_a_scan_goes_on_while_hidden(series, gated, tmp_path, qtbot):
    gate = gated(browsers.widget, "scan")
    series.folder.choose([str(tmp_path / "one")])
    assert gate.entered.wait(10)

    series.dock.hide()
    gate.open()
    qtbot.waitUntil(lambda: idle(series))
    series.dock.show()

    assert series.status.text().startswith("5 images")
    assert series.open_all.enabled


def test_a_scan_whose_dock_was_closed_shows_nothing(series, gated, tmp_path):
    gate = gated(browsers.widget, "scan")
    series.folder.choose([str(tmp_path / "one")])
    assert gate.entered.wait(10)

    gate.finish()
    close(series.dock)
    settle()

    assert series.catalogue is None


def test_a_scan_that_fails_says_why(series, failing, tmp_path, qtbot):
    failing(browsers.widget, "scan", RuntimeError("boom"))

    series.folder.choose([str(tmp_path / "one")])

    qtbot.waitUntil(lambda: idle(series))
    assert series.status.text() == "unexpected RuntimeError: please report this"
    assert not series.under_way.cancel.native.isVisible()


def test_loading_whose_dock_was_closed_adds_nothing_and_takes_its_preview_along(
    series, viewer, gated, monkeypatch, tmp_path, qtbot
):
    monkeypatch.setattr(browsers.loading, "SLOW_SECONDS", -1.0)
    series.folder.choose([str(tmp_path / "one")])
    qtbot.waitUntil(lambda: idle(series))
    gate = gated(browsers.loading, "load_each", call=2)  # the first is the middle slice
    press(qtbot, series.open_all)
    qtbot.waitUntil(lambda: len(viewer.layers) == 1)

    close(series.dock)
    assert not viewer.layers
    gate.open()

    assert not viewer.layers


def test_pictures_are_of_the_folder_looked_into_last(series, gated, tmp_path, qtbot):
    gate = gated(browsers.thumbnails, "thumbnail")
    series.folder.choose([str(tmp_path / "one")])
    qtbot.waitUntil(gate.entered.is_set)

    series.folder.choose([str(tmp_path / "two")])
    gate.let_go()
    qtbot.waitUntil(lambda: idle(series))

    assert gate.calls == 2
