"""From what napari is given to layers: at once, once, and with a word about all of it."""

import gzip
import json
import logging

import numpy as np
import pydicom
import pytest
from napari.components import ViewerModel
from napari.layers import Image, Labels
from napari.utils import progress
from pydicom import uid as uids

from napari_dicom import add_dicom
from napari_dicom.dicom import HowToLoad, Limits, NothingToOpenError, load_content, scan
from napari_dicom.layers import DisplaySpace
from napari_dicom.viewer import add_loaded, opening
from napari_dicom.viewer.adding import main_layer
from napari_dicom.viewer.opening import read_layers
from napari_dicom.viewer.progress import ProgressBar
from napari_dicom.viewer.settings import Settings
from objects import write_object
from phantom import (
    PATIENT_NAME,
    make_affine,
    ramp,
    rotated,
    rotation,
    with_overlay,
    write_series,
)

PLUGIN = "napari-dicom"


@pytest.fixture
def two_series(tmp_path):
    """A folder of two series, mixed, with a text beside them."""
    folder = tmp_path / "study"
    write_series(folder, series="Thorax", name="A{:03d}".format)
    write_series(folder, ramp(3), series="Brain", name="B{:03d}".format, header={"SeriesNumber": 2})
    (folder / "README.txt").write_text("not an image")
    return folder


def files(folder):
    return sorted(str(path) for path in folder.rglob("*") if path.suffix != ".txt")


def names(viewer):
    return [layer.name for layer in viewer.layers]


def from_top(*names):
    return list(reversed(names))


def open_in_window(monkeypatch, viewer):
    """Make the opening believe that a window shows this viewer."""
    monkeypatch.setattr(opening, "window_viewer", lambda: viewer)


def test_in_a_window_the_first_series_lies_on_top_and_is_selected(viewer, two_series, monkeypatch):
    open_in_window(monkeypatch, viewer)

    viewer.open(str(two_series), plugin=PLUGIN)

    assert names(viewer) == from_top("CT 1 Thorax", "CT 2 Brain")
    assert viewer.layers.selection.active.name == "CT 1 Thorax"


def test_files_opened_together_are_one_layer_a_series_once(viewer, two_series):
    added = viewer.open(files(two_series), plugin=PLUGIN)

    assert [layer.name for layer in added] == ["CT 1 Thorax", "CT 2 Brain"]
    assert names(viewer) == ["CT 1 Thorax", "CT 2 Brain"]


def test_of_files_opened_together_exactly_these_are_shown(viewer, two_series):
    viewer.open(files(two_series)[:2], plugin=PLUGIN)

    assert [layer.data.shape for layer in viewer.layers] == [(2, 6, 5)]


def test_the_same_files_open_again_when_they_are_asked_for_again(viewer, two_series):
    viewer.open(files(two_series), plugin=PLUGIN)
    viewer.open(files(two_series), plugin=PLUGIN)

    assert len(viewer.layers) == 4


def test_a_folder_and_files_within_it_open_once(viewer, two_series):
    viewer.open([str(two_series), *files(two_series)], plugin=PLUGIN)

    assert names(viewer) == ["CT 1 Thorax", "CT 2 Brain"]


def test_a_stack_is_opened_as_one(viewer, two_series):
    viewer.open(files(two_series), plugin=PLUGIN, stack=True)

    assert names(viewer) == ["CT 1 Thorax", "CT 2 Brain"]


def test_one_file_opens_its_series_and_says_so(viewer, two_series, told):
    write_series(two_series / "below", series="Thorax", name="C{:03d}".format)

    viewer.open(str(two_series / "A001"), plugin=PLUGIN)

    assert [layer.data.shape for layer in viewer.layers] == [(4, 6, 5)]
    assert told[-1].message == (
        "Opened the series of A001, 4 files of its folder: CT 1 Thorax (4 × 6 × 5)"
    )


def test_one_file_packed_by_gzip_opens_its_series(viewer, two_series, told):
    for path in sorted(two_series.glob("A*")):
        (two_series / f"{path.name}.dcm.gz").write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()

    viewer.open(str(two_series / "A001.dcm.gz"), plugin=PLUGIN)

    assert [layer.data.shape for layer in viewer.layers] == [(4, 6, 5)]
    np.testing.assert_array_equal(viewer.layers[0].data, ramp())
    assert "Opened the series of A001.dcm.gz, 4 files" in told[-1].message


@pytest.mark.parametrize(("series", "said"), [("Thorax", True), ("Brain", False)])
def test_one_file_tells_of_damaged_files_of_its_own_series_alone(
    viewer, two_series, told, series, said
):
    (whole,) = write_series(two_series, ramp(1), series=series, name=lambda _: "cut")
    dataset = pydicom.dcmread(whole)
    del dataset.PixelData
    dataset.save_as(whole)

    viewer.open(str(two_series / "A001"), plugin=PLUGIN)

    assert ("cut" in told[-1].message) is said


def test_a_setting_opens_the_file_alone(viewer, two_series):
    from napari.settings import get_plugin_settings

    get_plugin_settings(PLUGIN).opening.open_whole_series = False

    viewer.open(str(two_series / "A001"), plugin=PLUGIN)

    (layer,) = viewer.layers
    assert layer.data.shape == (1, 6, 5)
    assert "one-file" in [note["code"] for note in layer.metadata["dicom"]["notes"]]


def test_a_list_of_one_file_is_that_file(viewer, two_series):
    layers = add_dicom(viewer, [two_series / "A001"])

    assert [layer.data.shape for layer in layers] == [(1, 6, 5)]


def test_a_file_without_a_series_opens_alone(viewer, tmp_path):
    paths = write_series(tmp_path, header={"SeriesInstanceUID": None})

    viewer.open(str(paths[1]), plugin=PLUGIN)

    assert [layer.data.shape for layer in viewer.layers] == [(1, 6, 5)]


@pytest.mark.parametrize("kind", ["folder", "file", "files"])
def test_a_script_gets_the_layers_that_napari_gets(viewer, two_series, kind):
    given = {
        "folder": str(two_series),
        "file": str(two_series / "A001"),
        "files": files(two_series),
    }

    by_napari = viewer.open(given[kind], plugin=PLUGIN)
    by_script = add_dicom(viewer, given[kind])

    assert len(by_script) == len(by_napari)
    for one, other in zip(by_script, by_napari, strict=True):
        assert one.metadata["dicom"] == other.metadata["dicom"]
        assert one.contrast_limits_range == other.contrast_limits_range
        np.testing.assert_array_equal(one.data, other.data)
        np.testing.assert_allclose(one.extent.world, other.extent.world)


def test_the_slider_spans_the_values_not_only_the_window(viewer, tmp_path):
    write_series(tmp_path, header={"WindowCenter": "100", "WindowWidth": "50"})

    (layer,) = add_dicom(viewer, tmp_path)

    assert layer.contrast_limits == [75.0, 124.0]
    assert layer.contrast_limits_range == [ramp().min(), ramp().max()]


def test_a_localizer_neither_lies_on_top_nor_decides_the_view(viewer, tmp_path):
    sagittal = make_affine("sagittal")
    write_series(tmp_path, ramp(1), series="Scout", name="A{}".format, affine=sagittal)
    write_series(tmp_path, series="Thorax", header={"SeriesNumber": 2})

    layers = add_dicom(viewer, tmp_path)

    assert [layer.name for layer in layers] == ["CT 1 Scout", "CT 2 Thorax"]
    assert names(viewer) == from_top("CT 2 Thorax", "CT 1 Scout")
    assert viewer.dims.order == (0, 1, 2)


@pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")
@pytest.mark.parametrize("route", ["reader", "script"])
def test_oblique_series_opened_one_after_the_other_lie_as_if_opened_together(
    viewer, tmp_path, monkeypatch, route
):
    turned = rotated(make_affine(), rotation(10, 20, 30))
    moved = turned.copy()
    moved[:3, 3] += (5, 6, 7)
    write_series(tmp_path / "a", affine=turned, series="a")
    write_series(tmp_path / "b", affine=moved, series="b")
    together = add_dicom(ViewerModel(), tmp_path)[1]
    open_in_window(monkeypatch, viewer)

    add_dicom(viewer, tmp_path / "a")
    if route == "reader":
        (later,) = viewer.open(str(tmp_path / "b"), plugin=PLUGIN)
    else:
        (later,) = add_dicom(viewer, tmp_path / "b")

    np.testing.assert_allclose(later.data_to_world([1, 2, 3]), together.data_to_world([1, 2, 3]))


def test_napari_stopping_at_an_ambiguous_name_does_not_open_twice(viewer, tmp_path, monkeypatch):
    from napari.errors import MultipleReaderError

    write_series(tmp_path, name="IM{}".format)
    write_series(tmp_path, series="other", name="IM{}.dcm".format)
    paths = sorted(str(path) for path in tmp_path.iterdir())
    paths.sort(key=lambda path: path.endswith(".dcm"))
    open_in_window(monkeypatch, viewer)

    with pytest.raises(MultipleReaderError):
        viewer.open(paths, plugin=None)
    viewer.open(paths, plugin=PLUGIN)  # what napari does when the user has chosen

    assert len(viewer.layers) == 2


def test_without_the_list_napari_walks_along_a_series_still_opens_once(
    viewer, two_series, monkeypatch
):
    monkeypatch.setattr("napari_dicom.viewer.batch.running_bar", lambda _: None)
    open_in_window(monkeypatch, viewer)

    viewer.open(files(two_series), plugin=PLUGIN)

    assert sorted(names(viewer)) == ["CT 1 Thorax", "CT 2 Brain"]


def test_cancelling_leaves_the_viewer_as_it_was(viewer, two_series, monkeypatch, told):
    class CancelledAtOnce(ProgressBar):
        def _begin(self, what, total):
            super()._begin(what, total)
            self._bar.cancel()

    monkeypatch.setattr(opening, "ProgressBar", CancelledAtOnce)
    open_in_window(monkeypatch, viewer)

    added = viewer.open(files(two_series), plugin=PLUGIN)

    assert added == []
    assert not viewer.layers
    assert told == []
    assert not progress._all_instances


def test_progress_is_shown_and_gone_when_done(viewer, two_series, monkeypatch):
    shown = []
    open_in_window(monkeypatch, viewer)
    monkeypatch.setattr("napari_dicom.viewer.progress.SECONDS_BETWEEN_UPDATES", 0.0)

    def note(event):
        shown.extend(type(bar).__name__ for bar in event.added)

    progress._all_instances.events.changed.connect(note)
    viewer.open(str(two_series), plugin=PLUGIN)
    progress._all_instances.events.changed.disconnect(note)

    assert "cancelable_progress" in shown
    assert not progress._all_instances


def test_one_notification_tells_what_opened_and_what_is_no_image(viewer, two_series, told):
    viewer.open(str(two_series), plugin=PLUGIN)

    assert [str(one.severity) for one in told] == ["info"]
    assert told[0].message.splitlines() == [
        "Opened 2 volumes: CT 1 Thorax (4 × 6 × 5), CT 2 Brain (3 × 6 × 5)",
        "1 file not DICOM: README.txt",
    ]


def test_damaged_files_are_named_by_cause_and_logged_in_full(viewer, two_series, told, caplog):
    bad = write_series(
        two_series, ramp(5), series="bad", name="bad{}".format, header={"Rows": None}
    )

    with caplog.at_level(logging.INFO, "napari_dicom"):
        viewer.open(str(two_series), plugin=PLUGIN)

    assert str(told[0].severity) == "warning"
    line = next(line for line in told[0].message.splitlines() if "bad0" in line)
    assert line.startswith("5 files not opened (Rows is missing")
    assert line.endswith("bad0, bad1, bad2 and 2 more")
    assert all(path.name in caplog.text for path in bad)


def test_an_undecodable_series_is_named_with_the_reason_and_the_rest_opens(
    viewer, two_series, told
):
    def cut(dataset, _):
        dataset.PixelData = b"\0\0"

    write_series(
        two_series, series="cut", name="cut{}".format, edit=cut, header={"SeriesNumber": 9}
    )

    viewer.open(str(two_series), plugin=PLUGIN)

    assert len(viewer.layers) == 2
    line = next(line for line in told[0].message.splitlines() if "CT 9 cut" in line)
    assert line.startswith("Not opened, CT 9 cut, 4 images: ")
    assert "cut0" in line


def test_warnings_about_a_layer_are_told(viewer, tmp_path, told):
    paths = write_series(tmp_path, ramp(6))
    paths[3].unlink()

    viewer.open(str(tmp_path), plugin=PLUGIN)

    assert str(told[0].severity) == "warning"
    assert any(
        line.startswith("CT 1 series: 1 of 6 slices") for line in told[0].message.splitlines()
    )


def test_a_notification_is_bounded_plain_and_without_the_patient(viewer, tmp_path, told, caplog):
    for number in range(30):
        header = {"SeriesNumber": number, "SeriesDescription": f"<b>{number}</b>" + "x" * 50}
        paths = write_series(tmp_path / str(number), series=str(number), header=header)
        paths[1].unlink()

    viewer.open(str(tmp_path), plugin=PLUGIN)

    assert len(told[0].message.splitlines()) <= 13
    assert max(map(len, told[0].message.splitlines())) <= 300
    assert "<" not in told[0].message
    assert "Secret" in PATIENT_NAME
    assert "Secret" not in told[0].message + caplog.text
    assert not any("Secret" in json.dumps(one.metadata["dicom"]) for one in viewer.layers)


def test_nothing_to_open_is_an_error_with_the_reason(viewer, tmp_path):
    write_series(tmp_path / "study", header={"Rows": None})

    with pytest.raises(NothingToOpenError, match=r"^study: .*Rows is missing"):
        viewer.open(str(tmp_path / "study"), plugin=PLUGIN)
    with pytest.raises(NothingToOpenError, match="Rows is missing"):
        add_dicom(viewer, tmp_path / "study")

    assert not viewer.layers


def test_in_a_window_the_reason_is_shown_for_napari_may_not_pass_it_on(
    viewer, tmp_path, monkeypatch, told
):
    (tmp_path / "study").mkdir()
    open_in_window(monkeypatch, viewer)

    with pytest.raises(NothingToOpenError) as caught:
        viewer.open(str(tmp_path / "study"), plugin=PLUGIN)

    assert [one.message for one in told] == [str(caught.value)]


def test_in_a_window_dicom_that_cannot_be_shown_is_explained_a_reason_a_line(
    viewer, tmp_path, monkeypatch, told
):
    folder = tmp_path / "study"
    write_series(folder, ramp(2), header={"Rows": None})
    write_object(folder / "sr.dcm", uids.BasicTextSRStorage)
    open_in_window(monkeypatch, viewer)

    assert viewer.open(str(folder), plugin=PLUGIN) == []

    lines = told[-1].message.splitlines()
    assert lines[0] == "study: nothing to show"
    assert any("Rows is missing" in line for line in lines)
    assert any("structured report" in line for line in lines)
    assert max(map(len, lines)) <= 100


def test_in_a_window_others_may_open_what_is_no_dicom(viewer, tmp_path, monkeypatch):
    path = tmp_path / "a.dcm"
    path.write_text("no DICOM")
    open_in_window(monkeypatch, viewer)

    with pytest.raises(NothingToOpenError) as caught:
        viewer.open(str(path), plugin=PLUGIN)

    assert max(map(len, str(caught.value).splitlines())) <= 100


def test_a_viewer_that_is_not_in_front_is_lined_up_and_arranged(viewer, tmp_path, monkeypatch):
    write_series(tmp_path, affine=make_affine("coronal"))
    in_front = ViewerModel()
    in_front.add_image(np.zeros((2, 2)))
    open_in_window(monkeypatch, in_front)

    viewer.open(str(tmp_path), plugin=PLUGIN)

    assert viewer.dims.order == (1, 0, 2)
    assert viewer.canvas.overlays.scale_bar.visible
    assert not in_front.canvas.overlays.scale_bar.visible


def test_read_by_itself_needs_no_viewer(two_series):
    assert len(read_layers(str(two_series))) == 2


def test_a_slice_that_is_lost_when_looked_at_is_told_of_once(viewer, tmp_path, told, monkeypatch):
    paths = write_series(tmp_path, ramp(5), name="IM{:03d}".format)
    monkeypatch.setattr(
        "napari_dicom.viewer.opening.current_settings",
        lambda: Settings(limits=Limits(memory_bytes=1)),
    )
    (layer,) = add_dicom(viewer, tmp_path)
    paths[1].unlink()
    told.clear()

    for _ in range(2):
        np.asarray(layer.data[1])

    (notification,) = told
    assert "IM001" in notification.message
    assert "shown empty" in notification.message


def test_bars_that_count_something_else_are_no_trouble(two_series):
    with progress([np.zeros(3), np.ones(3)]), progress([[np.zeros(2)]]):
        layers = read_layers(str(two_series))

    assert [type(layer) for layer in layers] == [tuple, tuple]


def test_objects_that_are_no_images_are_named_by_kind_with_their_files(viewer, tmp_path, told):
    write_series(tmp_path, series="images")
    for number in (3, 4):
        write_object(tmp_path / f"sr{number}.dcm", uids.BasicTextSRStorage, number=number)
    write_object(tmp_path / "seg.dcm", uids.SegmentationStorage, number=5)

    layers = add_dicom(viewer, tmp_path)

    (message,) = [one.message for one in told]
    assert len(layers) == 1
    assert message.splitlines() == [
        "Opened 1 volume: CT 1 images (4 × 6 × 5)",
        "1 file not opened (a segmentation without pixel data: the file may have been cut short): "
        "seg.dcm",
        "2 files not opened (a structured report: nothing drawn, no image of its own): "
        "sr3.dcm, sr4.dcm",
    ]
    assert told[0].severity == "info"


def test_a_folder_of_reports_alone_is_an_error_that_names_them(viewer, tmp_path):
    write_object(tmp_path / "sr.dcm", uids.BasicTextSRStorage)

    with pytest.raises(NothingToOpenError, match=r"sr\.dcm: a structured report: nothing drawn"):
        viewer.open(tmp_path, plugin="napari-dicom")


def test_labels_lie_above_the_main_image_in_the_list(viewer, tmp_path):
    write_series(tmp_path, edit=with_overlay)
    contents = scan(tmp_path)
    how = HowToLoad()
    loaded = [load_content(one, how) for one in (*contents.objects, *contents.volumes)]

    layers = add_loaded(viewer, loaded, DisplaySpace.OWN_PLANES, arrange=True)

    assert main_layer(layers) is layers[1]
    assert [type(layer) for layer in viewer.layers] == [Image, Labels]
