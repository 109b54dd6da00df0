"""The Volume panel: what it says of a layer, and what its buttons do."""

from dataclasses import replace
from time import perf_counter

import numpy as np
import pytest
from napari.components import ViewerModel
from pydicom.uid import SpatialRegistrationStorage
from qtpy.QtCore import Qt

from napari_dicom.api import read_volumes
from napari_dicom.dicom import Space, open_paths
from napari_dicom.dicom.describing import CT_PRESETS
from napari_dicom.layers import DisplaySpace
from napari_dicom.viewer import add_loaded
from napari_dicom.viewer.open_layers import world_of
from napari_dicom.widgets.letters import EDGES
from napari_dicom.widgets.volume import VolumePanel
from objects import item, write_object
from opened import add_folder, emitters
from phantom import ds, make_affine, ramp, rotated, rotation, uid, with_overlay, write_series

pytestmark = pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")


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


def press(qtbot, button):
    qtbot.mouseClick(button.native, Qt.MouseButton.LeftButton)


def letters(viewer):
    return "".join(viewer.canvas.overlays[name].text for name in EDGES)


def callbacks(viewer):
    """Count what is connected to everything the panel listens to."""
    groups = [viewer.scene.camera.events, viewer.cursor.events]
    own = sum(len(emitter.callbacks) for group in groups for emitter in group.emitters.values())
    return own + emitters(viewer)


def test_without_a_dicom_layer_it_says_how_to_get_one(panel, viewer):
    viewer.add_image(np.zeros((4, 4)))

    assert panel.empty.native.isVisible()
    assert not panel.scroll.isVisible()


def test_it_shows_all_candidates_for_the_spacing_side_by_side(panel, viewer, tmp_path):
    write_series(tmp_path, affine=make_affine(spacing=(2.5, 1, 1)), header={"SliceThickness": "4"})
    add_folder(viewer, tmp_path)
    choices = panel.geometry.choices

    assert choices["ImagePositionPatient"].text() == "Slice positions  2.500 mm"
    assert choices["ImagePositionPatient"].isChecked()
    assert choices["SliceThickness"].text() == "SliceThickness  4.000 mm"
    assert not choices["SpacingBetweenSlices"].isEnabled()


def test_a_click_on_a_candidate_rescales_the_layer_and_the_card_says_so(panel, viewer, tmp_path):
    write_series(tmp_path, header={"SliceThickness": "4"})
    (layer,) = add_folder(viewer, tmp_path)

    panel.geometry.choices["SliceThickness"].click()

    assert layer.scale[0] == pytest.approx(4)
    assert panel.geometry.choices["SliceThickness"].isChecked()
    assert "scaled by SliceThickness, 4 mm" in panel.geometry.notes.text()


def test_every_note_is_on_the_card(panel, viewer, tmp_path):
    paths = write_series(tmp_path, ramp(8), header={"SliceThickness": "4"})
    paths[3].unlink()
    (layer,) = add_folder(viewer, tmp_path)

    messages = [note["message"] for note in layer.metadata["dicom"]["notes"]]

    assert len(messages) >= 2
    assert all(message in panel.geometry.as_text() for message in messages)


@pytest.mark.parametrize(
    ("plane", "expected"), [("Axial", "RLAP"), ("Coronal", "RLSI"), ("Sagittal", "APSI")]
)
@pytest.mark.parametrize("acquired", ["axial", "coronal", "sagittal"])
def test_a_click_turns_to_a_plane_with_its_letters(
    panel, viewer, tmp_path, qtbot, plane, expected, acquired
):
    write_series(tmp_path, affine=make_affine(acquired))
    add_folder(viewer, tmp_path)

    press(qtbot, panel.view.planes[plane])

    assert letters(viewer) == expected


def test_three_dimensions_are_seen_from_the_front_not_mirrored(panel, viewer, tmp_path, qtbot):
    write_series(tmp_path)
    add_folder(viewer, tmp_path)

    press(qtbot, panel.view.volume)

    assert viewer.dims.ndisplay == 3
    assert letters(viewer) == "RLSI"


def test_letters_of_oblique_planes_name_where_the_patient_really_is(panel, viewer, tmp_path):
    turned = rotated(make_affine(), rotation(0, 0, 30))
    write_series(tmp_path, affine=turned)
    add_folder(viewer, tmp_path)
    viewer.scene.camera.orientation2d = ("down", "right")

    found = panel.edges.texts()

    assert found["dicom_right"] == "LP"
    assert found["dicom_top"] == "AL"


def test_no_letters_where_there_is_no_patient(panel, viewer, tmp_path):
    nowhere = {"ImagePositionPatient": None, "ImageOrientationPatient": None}
    write_series(tmp_path, modality="CR", header=nowhere)
    add_folder(viewer, tmp_path)

    assert letters(viewer) == ""
    assert not panel.view.planes["Axial"].enabled


def test_no_letters_of_a_layer_that_is_not_seen(panel, viewer, tmp_path):
    write_series(tmp_path)
    (layer,) = add_folder(viewer, tmp_path)
    assert letters(viewer) == "RLAP"

    layer.visible = False
    assert letters(viewer) == ""

    panel.view.letters.value = False
    layer.visible = True
    panel.view.letters.value = True
    assert letters(viewer) == "RLAP"


def test_a_preset_is_the_contrast_of_the_layer(panel, viewer, tmp_path):
    write_series(tmp_path)
    (layer,) = add_folder(viewer, tmp_path)
    title = next(title for title in panel.window.preset.choices if title.startswith("Lung"))

    panel.window.preset.value = title

    lung = next(one for one in CT_PRESETS if one.name == "Lung")
    assert tuple(layer.contrast_limits) == lung.limits
    assert panel.window.window_width.value == lung.window.width
    assert panel.window.window_level.value == lung.window.center


def test_typed_width_and_level_are_the_contrast_and_the_slider_is_followed(
    panel, viewer, tmp_path, qtbot
):
    write_series(tmp_path)
    (layer,) = add_folder(viewer, tmp_path)
    box = panel.window.window_width.native

    box.selectAll()
    qtbot.keyClicks(box, "200")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    level = panel.window.window_level.value
    assert tuple(layer.contrast_limits) == (level - 100, level + 99)

    layer.contrast_limits = (10, 29)
    assert (panel.window.window_width.value, panel.window.window_level.value) == (20, 20)
    assert panel.window.preset.value == "As set"


def test_invert_exchanges_black_and_white_and_back(panel, viewer, tmp_path, qtbot):
    write_series(tmp_path)
    (layer,) = add_folder(viewer, tmp_path)

    press(qtbot, panel.window.invert)
    assert layer.colormap.name == "gray_r"

    press(qtbot, panel.window.invert)
    assert layer.colormap.name == "gray"


def test_linked_layers_share_their_window_until_unlinked(panel, viewer, tmp_path, qtbot):
    write_series(tmp_path / "a", series="a")
    write_series(tmp_path / "b", series="b")
    write_series(tmp_path / "c", series="c", modality="MR")
    a, b, other = (
        one for _, one in sorted((one.name, one) for one in add_folder(viewer, tmp_path))
    )
    viewer.layers.selection.active = a

    press(qtbot, panel.window.link)
    a.contrast_limits = (1, 2)
    assert tuple(b.contrast_limits) == (1, 2)
    assert tuple(other.contrast_limits) != (1, 2)

    press(qtbot, panel.window.unlink)
    a.contrast_limits = (3, 4)
    assert tuple(b.contrast_limits) == (1, 2)


@pytest.mark.parametrize("lazy", [False, True])
@pytest.mark.parametrize(
    ("tilt", "order"),
    [
        (0.0, (0, 1, 2)),
        (0.0, (1, 0, 2)),
        (0.0, (2, 0, 1)),
        (20.0, (0, 1, 2)),
        (20.0, (2, 0, 1)),
    ],
)
def test_the_readout_is_the_pixel_that_napari_draws(panel, viewer, tmp_path, tilt, order, lazy):
    write_series(tmp_path, ramp(5), affine=make_affine(tilt_degrees=tilt))
    loaded = read_volumes(tmp_path, lazy=lazy)
    (layer,) = add_loaded(viewer, loaded, DisplaySpace.OWN_PLANES, arrange=True)
    viewer.layers.selection.active = layer
    viewer.dims.order = order
    viewer.dims.set_point(order[0], layer.data_to_world([2, 2, 2])[order[0]])
    drawn, shown = layer._slice.image.raw, list(viewer.dims.displayed)
    world = world_of(layer)
    cursor = np.array(viewer.dims.point)
    cursor[shown] = world[np.ix_(shown, shown)] @ [3, 2] + world[shown, -1]

    viewer.cursor.position = tuple(cursor)

    assert panel.readout.facts.facts[0].text == f"{drawn[3, 2]} HU"


def test_the_readout_gives_the_place_in_the_patient_by_the_header(panel, viewer, tmp_path):
    affine = make_affine()
    write_series(tmp_path, ramp(), affine=affine)
    (layer,) = add_folder(viewer, tmp_path)
    x, y, z = (affine @ [2, 3, 1, 1])[:3]
    viewer.dims.set_current_step(0, 2)

    viewer.cursor.position = tuple(layer.data_to_world([2, 3, 1]))

    facts = {fact.label: fact.text for fact in panel.readout.facts.facts}
    assert facts["Value"] == f"{ramp()[2, 3, 1]} HU"
    assert facts["Place"] == f"L {x:.2f}  P {y:.2f}  S {z:.2f} mm"
    assert facts["Pixel"] == "slice 3, row 4, column 2"


def test_outside_the_image_there_is_no_value(panel, viewer, tmp_path):
    write_series(tmp_path)
    add_folder(viewer, tmp_path)

    viewer.cursor.position = (100.0, 1e4, 1e4)

    assert panel.readout.facts.facts[0].text == "–"


def test_it_says_that_a_tilted_volume_is_cut_without_its_tilt(panel, viewer, tmp_path):
    write_series(tmp_path / "upright", series="upright")
    write_series(tmp_path / "tilted", series="tilted", affine=make_affine(tilt_degrees=20))
    layers = {layer.name: layer for layer in add_folder(viewer, tmp_path)}

    viewer.layers.selection.active = layers["CT 1 tilted"]
    assert panel.view.hint.isVisible()

    viewer.layers.selection.active = layers["CT 1 upright"]
    assert not panel.view.hint.isVisible()


def test_a_plane_that_was_not_in_sight_is_turned_to_its_middle(panel, viewer, tmp_path, qtbot):
    write_series(tmp_path, ramp(5))
    (layer,) = add_folder(viewer, tmp_path)
    viewer.add_image(np.zeros((9, 9, 9)), translate=(500, 500, 500))
    viewer.layers.selection.active = layer
    viewer.dims.set_point((0, 1, 2), (500, 500, 500))

    press(qtbot, panel.view.planes["Coronal"])

    assert viewer.dims.point[1] == pytest.approx(layer.data_to_world([0, 3, 0])[1])


def test_straightening_makes_a_new_layer_without_tilt(panel, viewer, tmp_path, qtbot):
    write_series(tmp_path, affine=make_affine(tilt_degrees=20))
    (layer,) = add_folder(viewer, tmp_path)

    press(qtbot, panel.resample.straighten)
    qtbot.waitUntil(lambda: len(viewer.layers) == 2)

    new = viewer.layers[-1]
    assert not new.metadata["dicom_volume"].geometry.is_tilted
    assert new.data.shape[0] == layer.data.shape[0]


def test_only_tilted_volumes_can_be_straightened(panel, viewer, tmp_path):
    write_series(tmp_path)
    add_folder(viewer, tmp_path)

    assert not panel.resample.straighten.enabled


@pytest.mark.parametrize("missing", [False, True], ids=["even", "a slice missing"])
def test_only_uneven_volumes_can_be_regularised(panel, viewer, tmp_path, missing):
    paths = write_series(tmp_path, ramp(6))
    if missing:
        paths[2].unlink()
    add_folder(viewer, tmp_path)

    assert panel.resample.regularise.enabled is missing


def test_a_colour_image_leaves_nothing_of_another_window_in_the_panel(panel, viewer, tmp_path):
    write_series(tmp_path)
    (layer,) = add_folder(viewer, tmp_path)
    before = list(layer.contrast_limits)
    colour = viewer.add_image(np.zeros((4, 6, 5, 3), "uint8"), rgb=True, metadata=layer.metadata)

    assert viewer.layers.selection.active is colour
    assert panel.window.preset.choices == ("As set",)
    assert panel.window.window_width.native.text() == ""

    viewer.layers.selection.active = layer
    assert panel.window.window_width.native.text() != ""
    assert list(layer.contrast_limits) == before


def test_the_invert_button_tells_whether_black_and_white_are_exchanged(
    panel, viewer, tmp_path, qtbot
):
    write_series(tmp_path)
    (layer,) = add_folder(viewer, tmp_path)

    press(qtbot, panel.window.invert)
    assert panel.window.invert.native.isChecked()

    layer.colormap = "gray"
    assert not panel.window.invert.native.isChecked()


def test_link_and_unlink_offer_only_what_would_change_something(panel, viewer, tmp_path, qtbot):
    window = panel.window
    write_series(tmp_path)
    add_folder(viewer, tmp_path)
    assert (window.link.enabled, window.unlink.enabled) == (False, False)

    add_folder(viewer, tmp_path)
    assert (window.link.enabled, window.unlink.enabled) == (True, False)

    press(qtbot, window.link)
    assert (window.link.enabled, window.unlink.enabled) == (False, True)
    assert window.unlink.text == "Unlink (2)"

    press(qtbot, window.unlink)
    assert (window.link.enabled, window.unlink.enabled) == (True, False)


def test_opened_and_closed_twenty_times_it_leaves_nothing_behind(viewer, tmp_path, qtbot):
    write_series(tmp_path)
    add_folder(viewer, tmp_path)
    before = callbacks(viewer), sorted(viewer.canvas.overlays)

    for _ in range(20):
        panel = VolumePanel(viewer)
        with qtbot.waitExposed(panel.native):
            panel.native.show()
        viewer.dims.set_current_step(0, 2)
        assert callbacks(viewer) > before[0]
        panel.native.close()
        panel.native.deleteLater()

    assert (callbacks(viewer), sorted(viewer.canvas.overlays)) == before


def test_a_step_through_a_thousand_slices_costs_less_than_five_milliseconds(
    panel, viewer, tmp_path
):
    write_series(tmp_path, np.zeros((1000, 4, 4), "int16"))
    add_folder(viewer, tmp_path)
    planes = []
    panel.follower.changed.connect(planes.append)
    for step in range(100):
        viewer.dims.set_current_step(0, step)

    costs = []
    for plane in planes:
        start = perf_counter()
        panel._on_plane(plane)
        costs.append(perf_counter() - start)

    assert len(planes) >= 99
    assert np.median(costs) < 5e-3


def test_a_layer_is_saved_as_ome_zarr_where_the_user_says(panel, viewer, tmp_path, qtbot):
    zarr = pytest.importorskip("zarr")
    write_series(tmp_path / "dicom")
    add_folder(viewer, tmp_path / "dicom")
    (layer,) = viewer.layers
    target = tmp_path / "saved"

    panel.save.write_to(str(target))
    qtbot.waitUntil(lambda: not panel.save._questions.is_busy, timeout=20_000)

    group = zarr.open_group(f"{target}.ome.zarr", mode="r")
    np.testing.assert_array_equal(group["s0"][:], layer.data)
    assert panel.save.status.whole.startswith("Saved as")


def test_what_cannot_be_saved_says_why(panel, viewer, tmp_path, qtbot):
    write_series(tmp_path / "dicom")
    add_folder(viewer, tmp_path / "dicom")

    panel.save.write_to(str(tmp_path / "dicom" / "saved"))
    qtbot.waitUntil(lambda: not panel.save._questions.is_busy, timeout=20_000)

    assert "among the DICOM files" in panel.save.status.whole


def test_overlays_are_read_in_the_background_and_laid_on_their_layer(
    panel, viewer, tmp_path, qtbot
):
    write_series(tmp_path, edit=with_overlay)
    add_folder(viewer, tmp_path)

    press(qtbot, panel.resample.overlays)
    assert not panel.resample.overlays.enabled
    qtbot.waitUntil(lambda: len(viewer.layers) == 2)

    labels = viewer.layers[-1]
    assert labels.name == "CT 1 series overlays"
    assert labels.data.any()


def test_a_registered_image_is_a_new_layer_over_the_other_by_one_click(
    panel, viewer, tmp_path, qtbot
):
    for name in ("moving", "fixed"):
        header = {"FrameOfReferenceUID": uid(name)}
        write_series(tmp_path / name, ramp(4, 8, 8), series=name, header=header)
    write_registration(tmp_path / "reg.dcm", uid("moving"), uid("fixed"))
    add_all(viewer, tmp_path)
    before = list(viewer.layers)

    press(qtbot, panel.resample.registered)
    qtbot.waitUntil(lambda: len(viewer.layers) == 3, timeout=20_000)

    (added,) = (layer for layer in viewer.layers if layer not in before)
    assert added.name == "CT 1 moving registered to CT 1 fixed"
    assert added.visible
    assert next(layer for layer in before if layer.name == "CT 1 fixed").visible


@pytest.mark.parametrize("what", ["no registration", "no other image"])
def test_nothing_registered_is_offered_without_a_registration_and_another_image(
    panel, viewer, tmp_path, what
):
    names = ["moving", "fixed"] if what == "no registration" else ["moving"]
    for name in names:
        header = {"FrameOfReferenceUID": uid(name)}
        write_series(tmp_path / name, ramp(4, 8, 8), series=name, header=header)
    if what != "no registration":
        write_registration(tmp_path / "reg.dcm", uid("moving"), uid("fixed"))

    add_all(viewer, tmp_path)

    assert not panel.resample.registered.enabled


def add_all(viewer, folder):
    """Add what a folder holds, what is no image too."""
    loaded = open_paths(folder).loaded
    add_loaded(viewer, loaded, DisplaySpace.OWN_PLANES, arrange=True)


def write_registration(path, moving, fixed):
    """Write a registration that moves images by 1 mm to the left."""
    shift = np.eye(4)
    shift[0, 3] = 1.0
    step = item(
        FrameOfReferenceTransformationMatrixType="RIGID",
        FrameOfReferenceTransformationMatrix=ds(shift),
    )
    leading = item(
        FrameOfReferenceUID=moving,
        MatrixRegistrationSequence=[item(MatrixSequence=[step])],
    )
    values = {"FrameOfReferenceUID": fixed, "RegistrationSequence": [leading]}
    return write_object(path, SpatialRegistrationStorage, values, modality="REG", number=5)


@pytest.fixture
def in_no_patient(viewer, tmp_path):
    """A layer whose slices lie in a frame of their own: only distances are known."""
    write_series(tmp_path, ramp(4, 8, 8))
    (loaded,) = read_volumes(tmp_path)
    geometry = replace(loaded.volume.geometry, space=Space.OWN)
    loaded = replace(loaded, volume=replace(loaded.volume, geometry=geometry))
    (layer,) = add_loaded(viewer, [loaded], DisplaySpace.OWN_PLANES, arrange=True)
    return layer


@pytest.mark.usefixtures("in_no_patient")
def test_where_there_is_no_patient_there_are_no_letters_and_no_planes_of_a_body(panel, viewer):
    assert letters(viewer) == ""
    assert [button.enabled for button in panel.view.planes.values()] == [False] * 3
    assert panel.view.acquired.enabled
    assert panel.view.volume.enabled
    assert not panel.view.patient.enabled


def test_where_there_is_no_patient_the_card_and_the_readout_name_no_direction(
    panel, viewer, in_no_patient
):
    viewer.cursor.position = in_no_patient.data_to_world((1, 2, 3))

    facts = {fact.label: fact.text for fact in panel.geometry.facts.facts.facts}
    place = panel.readout.facts.facts[1].text
    assert facts["Space"] == "its own: only distances are known"
    assert {"Plane", "Towards", "Patient"} & facts.keys() == set()
    assert place.endswith("mm, in no patient")


@pytest.mark.usefixtures("in_no_patient")
def test_where_there_is_no_patient_the_slices_can_still_be_scaled_and_turned_to(panel, viewer):
    for button in (panel.view.volume, panel.view.acquired):
        button.native.click()

    assert viewer.dims.ndisplay == 2
    assert panel.geometry.choices["ImagePositionPatient"].isEnabled()


def test_hidden_and_shown_again_every_section_still_works(panel, viewer, tmp_path):
    write_series(tmp_path, header={"WindowCenter": "40", "WindowWidth": "400"})
    (layer,) = add_folder(viewer, tmp_path)

    panel.native.hide()
    panel.native.show()
    panel.window.window_width.value = 100

    assert panel.window.window_width.enabled
    assert layer.contrast_limits == [-10, 89]
    assert panel.view.acquired.enabled
    assert letters(viewer) == "RLAP"


@pytest.mark.usefixtures("panel")
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_letters_are_white_on_black_in_every_theme(viewer, tmp_path, theme):
    viewer.theme = theme
    write_series(tmp_path)
    add_folder(viewer, tmp_path)

    drawn = [viewer.canvas.overlays[name] for name in EDGES]
    assert [overlay.visible for overlay in drawn] == [True] * 4
    assert [tuple(overlay.color) for overlay in drawn] == [(1, 1, 1, 1)] * 4
    assert [tuple(overlay.box_color) for overlay in drawn] == [(0, 0, 0, 1)] * 4
    assert all(overlay.box for overlay in drawn)


WINDOWS = {
    "CT": {"WindowCenter": "-367", "WindowWidth": "1250"},
    "PT": {"WindowCenter": "4.1754", "WindowWidth": "8.3508", "Units": "BQML"},
    "MR": {"WindowCenter": "321.5", "WindowWidth": "640.25"},
    "OT": {},
}
"""Modality -> its window; whole numbers, fractions, none."""


@pytest.fixture
def many(viewer, tmp_path):
    """One layer each of whole and of fractional values, with windows of very different size."""
    for number, (modality, window) in enumerate(WINDOWS.items()):
        slope = 0.001 if modality == "PT" else None
        header = window | {"FrameOfReferenceUID": f"1.2.{number}"}
        write_series(
            tmp_path / modality,
            ramp(3),
            modality=modality,
            series=modality,
            header=header,
            slope=slope,
        )
    return add_folder(viewer, tmp_path)


def dump(layer):
    return (
        list(layer.contrast_limits),
        list(layer.contrast_limits_range),
        layer.colormap.name,
        layer.gamma,
        layer.opacity,
        layer.visible,
        layer.scale.tolist(),
        layer.translate.tolist(),
    )


@pytest.mark.parametrize("first", range(4))
@pytest.mark.parametrize("second", range(4))
def test_looking_at_one_layer_after_another_changes_neither(panel, viewer, many, first, second):
    before = [dump(layer) for layer in many]

    for number in (first, second, first):
        viewer.layers.selection.active = many[number]
        panel.native.hide()
        panel.native.show()

    assert panel.window.window_width.enabled
    assert [dump(layer) for layer in many] == before
