"""The Save section of the Volume panel: formats, progress, cancel, names, nothing overwritten."""

import json
from pathlib import Path

import numpy as np
import pytest
from napari.components import ViewerModel
from qtpy.QtWidgets import QFileDialog

from napari_dicom.widgets.volume import VolumePanel, save_section
from opened import add_folder
from phantom import PATIENT_NAME, ramp, write_series
from under_way import Gate

nibabel = pytest.importorskip("nibabel")
pytest.importorskip("zarr")


@pytest.fixture
def viewer(tmp_path):
    viewer = ViewerModel()
    write_series(tmp_path / "dicom", ramp(20), header={"PatientName": PATIENT_NAME})
    add_folder(viewer, tmp_path / "dicom")
    return viewer


@pytest.fixture
def panel(viewer, qtbot):
    panel = VolumePanel(viewer)
    qtbot.addWidget(panel.native)
    with qtbot.waitExposed(panel.native):
        panel.native.show()
    return panel


@pytest.fixture
def section(panel):
    return panel.save


@pytest.fixture
def asked(monkeypatch):
    """What the dialog for files was asked with, and the name it gives."""
    seen = {"name": "", "calls": []}

    def ask(_parent, title, offered, kinds, **how):
        seen["calls"].append((title, Path(offered), kinds, how))
        return seen["name"], kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    return seen


def wait(section, qtbot):
    qtbot.waitUntil(lambda: not section._questions.is_busy, timeout=20_000)


def test_nifti_is_saved_where_the_user_says_with_what_it_does_not_hold(
    section, viewer, tmp_path, qtbot, asked
):
    asked["name"] = str(tmp_path / "chest")

    section.nifti.native.click()
    wait(section, qtbot)

    image = nibabel.load(tmp_path / "chest.nii.gz")
    np.testing.assert_array_equal(np.asarray(image.dataobj), np.asarray(viewer.layers[0].data).T)
    assert section.status.whole == f"Saved as {tmp_path / 'chest.nii.gz'}"


@pytest.mark.parametrize("suffix", ["nii.gz", "ome.zarr"])
def test_what_is_saved_is_what_a_name_was_asked_for(
    section, viewer, tmp_path, qtbot, monkeypatch, suffix
):
    first = viewer.layers[0]

    def ask(*_, **__):
        write_series(tmp_path / "later", ramp(7), series="later")
        add_folder(viewer, tmp_path / "later")
        viewer.layers.selection.active = viewer.layers[-1]
        return str(tmp_path / f"chest.{suffix}"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)

    (section.nifti if suffix == "nii.gz" else section.zarr).native.click()
    said = section.status.whole
    wait(section, qtbot)

    assert viewer.layers.selection.active is not first
    assert said == f"Saving {first.name} …"
    assert section.status.whole == f"Saved as {tmp_path / f'chest.{suffix}'}"


def test_a_saved_image_has_the_window_that_was_seen(section, viewer, tmp_path, qtbot, asked):
    viewer.layers[0].contrast_limits = (2, 9)
    asked["name"] = str(tmp_path / "chest.ome.zarr")

    section.zarr.native.click()
    wait(section, qtbot)

    record = json.loads((tmp_path / "chest.ome.zarr" / "zarr.json").read_text())["attributes"]
    assert record["napari-dicom"]["layer"]["contrast_limits"] == [2, 9]


def test_the_dialog_offers_the_layer_s_name_beside_no_data(section, tmp_path, asked):
    section.nifti.native.click()
    section.zarr.native.click()

    (_, nifti, _, how), (_, zarr, *_) = asked["calls"]
    assert (nifti.name, zarr.name) == ("CT_1_series.nii.gz", "CT_1_series.ome.zarr")
    assert tmp_path not in nifti.parents
    assert "secret" not in str(nifti).lower()
    assert how["options"] == QFileDialog.Option.DontConfirmOverwrite


def test_the_dialog_goes_on_in_the_folder_used_last(section, tmp_path, qtbot, asked):
    asked["name"] = str(tmp_path / "one.nii")
    section.nifti.native.click()
    wait(section, qtbot)
    asked["name"] = ""

    section.zarr.native.click()

    assert asked["calls"][-1][1].parent == tmp_path


@pytest.mark.parametrize("suffix", [".nii.gz", ".ome.zarr"])
def test_what_is_there_is_not_overwritten(section, tmp_path, qtbot, suffix):
    taken = tmp_path / f"mine{suffix}"
    taken.write_text("mine")

    section.write_to(str(taken), suffix)
    wait(section, qtbot)

    assert taken.read_text() == "mine"
    assert "is there already" in section.status.whole


@pytest.mark.parametrize(
    ("suffix", "name"), [(".nii.gz", "write_nifti"), (".ome.zarr", "write_ome_zarr")]
)
def test_what_is_cancelled_leaves_nothing_and_says_so(
    section, tmp_path, qtbot, monkeypatch, suffix, name
):
    gate = Gate(getattr(save_section, name), 1)
    monkeypatch.setattr(save_section, name, gate)
    section.write_to(str(tmp_path / "chest"), suffix)
    assert gate.entered.wait(20)
    seen = section.cancel.native.isVisible(), section.bar.isVisible(), section.zarr.enabled

    section.cancel.native.click()
    gate.open()
    wait(section, qtbot)
    qtbot.waitUntil(lambda: not section.bar.isVisible(), timeout=20_000)

    assert seen == (True, True, False)
    assert section.status.whole == "Cancelled: nothing was written"
    assert [one.name for one in tmp_path.iterdir()] == ["dicom"]
    assert not section.cancel.native.isVisible()
    assert section.zarr.enabled
    assert section.nifti.enabled


def test_progress_is_shown(section, tmp_path, qtbot, monkeypatch):
    told = []
    # the class: its container takes attributes for widgets
    monkeypatch.setattr(type(section), "_on_progress", lambda _, *said: told.append(said))

    section.write_to(str(tmp_path / "chest"), ".nii.gz")
    wait(section, qtbot)

    assert told[0] == ("Writing NIfTI", 0, 20)


def test_data_that_no_longer_have_the_volume_s_shape_are_refused(panel, section, viewer, tmp_path):
    viewer.layers[0].data = np.zeros((3, 3, 3))

    section.write_to(str(tmp_path / "chest"), ".nii.gz")

    assert "other voxels" in panel.empty.sentence
    assert not (tmp_path / "chest.nii.gz").exists()


@pytest.mark.window
@pytest.mark.usefixtures("plugin")
def test_labels_have_their_own_panel_one_click_away(make_napari_viewer, tmp_path):
    viewer = make_napari_viewer()
    write_series(tmp_path / "dicom")
    add_folder(viewer, tmp_path / "dicom")
    _, panel = viewer.window.add_plugin_dock_widget("napari-dicom", "DICOM Volume")

    panel.save.segmentation.native.click()

    assert any("Segmentation" in name for name in viewer.window.dock_widgets)
