"""The Volume panel lays a series over another, and plays steps; by its buttons."""

import pytest
from napari.components import ViewerModel
from qtpy.QtCore import Qt

from napari_dicom import add_dicom
from napari_dicom.widgets.volume import VolumePanel
from phantom import make_affine, ramp, write_series


@pytest.fixture
def viewer():
    return ViewerModel()


@pytest.fixture
def panel(viewer, qtbot):
    panel = VolumePanel(viewer)
    qtbot.addWidget(panel.native)
    with qtbot.waitExposed(panel.native):
        panel.native.show()
    return panel


@pytest.fixture
def pet_ct(viewer, tmp_path):
    """CT and PET, the CT selected: (CT, PET)."""
    write_series(tmp_path / "ct", series="Thorax")
    pet = {"Units": "GML", "SUVType": "BW"}
    affine = make_affine(spacing=(5, 4, 4))
    write_series(tmp_path / "pet", modality="PT", series="emission", affine=affine, header=pet)
    add_dicom(viewer, [tmp_path / "ct", tmp_path / "pet"])
    found = {layer.metadata["dicom"]["Modality"]: layer for layer in viewer.layers}
    viewer.layers.selection.active = found["CT"]
    return found["CT"], found["PT"]


def press(qtbot, button):
    qtbot.mouseClick(button.native, Qt.MouseButton.LeftButton)


def test_one_click_lays_the_second_series_over_the_first_and_another_undoes_it(
    panel, pet_ct, qtbot
):
    _, pet = pet_ct
    before = pet.colormap.name, tuple(pet.contrast_limits), pet.opacity

    press(qtbot, panel.fusion.fuse)
    assert pet.colormap.name != before[0]
    assert panel.fusion.said.whole == f"{pet.name}: 0 to 10 SUVbw (10 GML)"
    press(qtbot, panel.fusion.undo)

    assert (pet.colormap.name, tuple(pet.contrast_limits), pet.opacity) == before
    assert not panel.fusion.undo.enabled


def test_how_strongly_it_lies_over_is_set_in_the_same_row(panel, pet_ct, qtbot):
    _, pet = pet_ct
    press(qtbot, panel.fusion.fuse)

    panel.fusion.opacity.value = 0.3

    assert pet.opacity == pytest.approx(0.3)


def test_selecting_layers_changes_nothing_of_what_lies_over(panel, viewer, pet_ct, qtbot):
    ct, pet = pet_ct
    press(qtbot, panel.fusion.fuse)
    pet.opacity = 0.45
    limits = tuple(pet.contrast_limits)

    for layer in (pet, ct, pet, ct):
        viewer.layers.selection.active = layer

    assert (pet.opacity, tuple(pet.contrast_limits)) == (0.45, limits)


def test_a_layer_that_lay_over_and_was_removed_is_forgotten(panel, viewer, pet_ct, qtbot):
    _, pet = pet_ct
    press(qtbot, panel.fusion.fuse)

    viewer.layers.remove(pet)

    assert not panel.fusion.undo.enabled
    assert not panel.fusion.fuse.enabled


def test_slices_follow_each_other_from_the_one_that_is_shown(panel, viewer, tmp_path, qtbot):
    write_series(tmp_path, ramp(30))
    add_dicom(viewer, tmp_path)
    viewer.dims.set_current_step(0, 20)
    panel.cine.rate.value = 50
    seen = []
    viewer.dims.events.current_step.connect(lambda _: seen.append(viewer.dims.current_step[0]))

    press(qtbot, panel.cine.play)
    qtbot.waitUntil(lambda: len(seen) > 3, timeout=20_000)
    press(qtbot, panel.cine.play)

    assert not panel.cine.is_playing
    assert all(0 <= step < 30 for step in seen)
    assert seen[0] != 20


def test_playing_goes_round(panel, viewer, tmp_path, qtbot):
    write_series(tmp_path, ramp(3))
    add_dicom(viewer, tmp_path)
    viewer.dims.set_current_step(0, 2)
    panel.cine.rate.value = 20
    seen = []
    viewer.dims.events.current_step.connect(lambda _: seen.append(viewer.dims.current_step[0]))

    press(qtbot, panel.cine.play)
    qtbot.waitUntil(lambda: {0, 1, 2} <= set(seen), timeout=20_000)
    panel.cine.stop()

    assert set(seen) == {0, 1, 2}


def test_a_hidden_panel_plays_nothing(panel, viewer, tmp_path, qtbot):
    write_series(tmp_path, ramp(30))
    add_dicom(viewer, tmp_path)
    press(qtbot, panel.cine.play)
    assert panel.cine.is_playing

    panel.native.hide()

    assert not panel.cine.is_playing


def test_another_layer_stops_what_is_played(panel, viewer, pet_ct, qtbot):
    _, pet = pet_ct
    press(qtbot, panel.cine.play)

    viewer.layers.selection.active = pet

    assert not panel.cine.is_playing
    assert panel.cine.play.text == "Play"


def test_steps_that_were_due_and_not_shown_are_counted(panel, viewer, tmp_path, monkeypatch):
    now = [0.0]
    monkeypatch.setattr("napari_dicom.widgets.volume.cine_section.monotonic", lambda: now[0])
    write_series(tmp_path, ramp(30))
    add_dicom(viewer, tmp_path)
    panel.cine.rate.value = 10
    panel.cine._on_play()

    for now[0] in (0.55, 1.05):
        panel.cine._on_due()

    assert panel.cine.said.whole == "1.9 of 10 steps a second: 8 left out"
    panel.cine.stop()
