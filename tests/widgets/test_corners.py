"""What the corners of the canvas say of each kind of layer, and when they say nothing."""

import numpy as np
import pytest
from napari.components import ViewerModel

from kinds import KINDS, in_time
from napari_dicom import add_dicom
from napari_dicom.viewer import remember_looking
from napari_dicom.widgets.corners import CORNERS
from napari_dicom.widgets.millimetres import decimals_for, in_millimetres
from napari_dicom.widgets.volume import VolumePanel
from phantom import make_affine, ramp, write_series

pytestmark = [
    pytest.mark.usefixtures("plugin"),
    pytest.mark.filterwarnings("ignore:Non-orthogonal slicing"),
]
WHERE = {place: name for name, place in CORNERS.items()}


@pytest.fixture
def viewer(plugin):  # noqa: ARG001 - a fixture
    return ViewerModel()


@pytest.fixture
def panel(viewer, qtbot):
    panel = VolumePanel(viewer)
    qtbot.addWidget(panel.native)
    with qtbot.waitExposed(panel.native):
        panel.native.show()
    return panel


@pytest.fixture
def ct(viewer, panel, tmp_path):  # noqa: ARG001 - fixtures
    write_series(
        tmp_path / "ct", ramp(9), header={"WindowCenter": "40", "WindowWidth": "400"}, series="Head"
    )
    (layer,) = add_dicom(viewer, tmp_path / "ct")
    return layer


def said(viewer, place):
    overlay = viewer.canvas.overlays[WHERE[place]]
    return overlay.text if overlay.visible else ""


def test_series_slice_and_window_of_a_volume(viewer, ct):
    viewer.dims.set_current_step(0, 2)

    assert said(viewer, "top_left") == ct.name
    assert said(viewer, "bottom_left") == "slice 3 of 9\nS 105.00 mm"
    assert said(viewer, "bottom_right") == "W 400  L 40 HU"
    assert said(viewer, "top_right") == ""


@pytest.mark.usefixtures("ct")
def test_in_another_plane_rows_and_columns_are_counted_as_the_readout_does(viewer, panel):
    panel.view.turn_to(1)
    coronal = said(viewer, "bottom_left")
    panel.view.turn_to(2)
    sagittal = said(viewer, "bottom_left")

    assert coronal == "row 4 of 6\nP -17.90 mm"
    assert sagittal == "column 3 of 5\nL -28.40 mm"


def test_the_place_is_the_header_s_on_every_slice_of_any_volume(viewer, panel, tmp_path):
    for kind in ("3D", "coronal", "oblique", "tilted"):
        viewer.layers.clear()
        KINDS[kind](tmp_path / kind)
        (layer,) = add_dicom(viewer, tmp_path / kind)
        geometry = layer.metadata["dicom_volume"].geometry
        normal = np.cross(geometry.affine[:3, 1], geometry.affine[:3, 2])
        normal /= np.linalg.norm(normal)
        normal *= np.sign(normal[np.argmax(abs(normal))])
        axis = viewer.dims.order[viewer.dims.ndim - 3]
        for step in range(layer.data.shape[0 if kind != "coronal" else axis]):
            viewer.dims.set_current_step(axis, step)
            number = int(said(viewer, "bottom_left").split()[1])
            place = float(said(viewer, "bottom_left").split()[-2])

            first_pixel = geometry.affine @ [number - 1, 0, 0, 1]
            assert place == pytest.approx(normal @ first_pixel[:3], abs=0.006)
    assert panel.native.isVisible()


def test_a_step_of_time_is_told_with_its_unit(viewer, panel, tmp_path):  # noqa: ARG001 - shown
    in_time(tmp_path / "4D", ramp(3), "other", modality="MR")
    (layer,) = add_dicom(viewer, tmp_path / "4D")
    viewer.dims.set_current_step(0, 1)

    (axis,) = layer.metadata["dicom"]["axes"]
    value = f": {axis['coordinates'][1]:.5g} {axis['unit']}" if axis["unit"] else ""
    assert said(viewer, "top_right").split("\n")[0] == f"{axis['label']} 2 of 3{value}"


def test_lossy_images_and_warnings_are_told(viewer, panel, tmp_path):  # noqa: ARG001 - shown
    lossy = {"LossyImageCompression": "01", "LossyImageCompressionRatio": "8"}
    write_series(tmp_path / "ct", ramp(6), header=lossy)
    sorted((tmp_path / "ct").iterdir())[3].unlink()
    (layer,) = add_dicom(viewer, tmp_path / "ct")

    count = sum(note["severity"] != "info" for note in layer.metadata["dicom"]["notes"])
    lines = said(viewer, "top_right").split("\n")
    assert lines[0] == "lossy 8:1"
    assert count
    assert lines[1] == f"! {count} warning{'s' if count > 1 else ''}"


def test_nothing_is_said_over_a_picture_that_is_hidden(viewer, ct):
    ct.visible = False

    assert [said(viewer, place) for place in WHERE] == [""] * 4


@pytest.mark.usefixtures("ct")
def test_no_slice_is_named_in_three_dimensions(viewer):
    viewer.dims.ndisplay = 3

    assert said(viewer, "bottom_left") == ""
    assert said(viewer, "bottom_right") == "W 400  L 40 HU"


def test_the_window_follows_and_colour_has_none(viewer, ct):
    ct.contrast_limits = (0, 99)

    assert said(viewer, "bottom_right") == "W 100  L 50 HU"


def test_they_go_with_the_switch_and_with_the_panel(viewer, ct, panel):  # noqa: ARG001 - shown
    panel.looking.corners.value = False
    off = [name for name in CORNERS if name in viewer.canvas.overlays]
    panel.looking.corners.value = True
    on = [name for name in CORNERS if name in viewer.canvas.overlays]
    panel.native.hide()

    assert (off, on) == ([], list(CORNERS))
    assert [name for name in CORNERS if name in viewer.canvas.overlays] == []


def test_no_patient_is_named_in_any_corner(viewer, panel, tmp_path):  # noqa: ARG001 - shown
    header = {"PatientName": "Secret^Name", "PatientID": "ID-4711", "PatientBirthDate": "19700102"}
    write_series(tmp_path / "p", ramp(4), header=header)
    add_dicom(viewer, tmp_path / "p")

    text = " ".join(said(viewer, place) for place in WHERE)
    assert not [word for word in ("Secret", "Name", "4711", "1970") if word in text]


@pytest.mark.parametrize("kind", KINDS)
def test_any_kind_can_be_told_and_stepped_through(viewer, panel, tmp_path, kind):
    KINDS[kind](tmp_path / kind)
    (layer,) = add_dicom(viewer, tmp_path / kind)
    for axis in range(viewer.dims.ndim):
        viewer.dims.set_current_step(axis, 0)

    assert said(viewer, "top_left") == layer.name
    assert "None" not in " ".join(panel.corners.texts().values())


@pytest.mark.parametrize(
    ("pixel", "decimals"),
    [(10.0, 1), (1.0, 1), (0.99, 2), (0.1, 2), (0.099, 3), (0.01, 3), (1e-6, 7), (0.0, 1)],
)
def test_a_tenth_of_a_pixel_is_written(pixel, decimals):
    assert decimals_for(pixel) == decimals


def test_there_is_no_minus_zero():
    assert in_millimetres(-0.001, 1) == "0.0"


def test_the_readout_of_a_micro_ct_tells_neighbouring_pixels_apart(viewer, panel, tmp_path):
    affine = make_affine(spacing=(0.01, 0.01, 0.01))
    write_series(tmp_path / "m", ramp(4), affine=affine)
    (layer,) = add_dicom(viewer, tmp_path / "m")
    places = set()
    for column in range(3):
        index = [viewer.dims.current_step[0], 2, column]
        viewer.cursor.position = tuple(layer.data_to_world(index))
        facts = {fact.label: fact.text for fact in panel.readout.facts.facts}
        places.add(facts["Place"])

    assert len(places) == 3


def test_what_is_chosen_in_the_panel_is_remembered(viewer, panel, ct):
    panel.looking.pixels.value = "Smoother"
    panel.looking.wheel.value = True
    panel.looking.drag.value = "Left drag"
    other = VolumePanel(viewer)
    other.looking.show_settings()

    assert ct.interpolation2d == "cubic"
    assert other.looking.pixels.value == "Smoother"
    assert other.looking.wheel.value
    assert other.looking.drag.value == "Left drag"
    other.close()


def test_opening_the_panel_changes_no_layer(viewer, tmp_path, qtbot):
    remember_looking(interpolation="nearest")
    KINDS["3D"](tmp_path / "3D")
    (layer,) = add_dicom(viewer, tmp_path / "3D")
    layer.interpolation2d = "linear"
    panel = VolumePanel(viewer)
    qtbot.addWidget(panel.native)
    panel.native.show()

    assert layer.interpolation2d == "linear"


def test_smoothing_is_for_what_is_opened_next_too(viewer, tmp_path):
    remember_looking(interpolation="linear")
    KINDS["3D"](tmp_path / "3D")
    (layer,) = add_dicom(viewer, tmp_path / "3D")

    assert layer.interpolation2d == "linear"


def test_reset_shows_the_whole_plane_in_the_window_it_opened_with(viewer, panel, ct):
    zoom, centre = viewer.scene.camera.zoom, viewer.scene.camera.center
    ct.contrast_limits = (0, 7)
    viewer.scene.camera.zoom = 3 * zoom
    viewer.scene.camera.center = (0, 5, 5)

    panel.view.reset.native.click()

    assert ct.contrast_limits == [-160, 239]
    assert viewer.scene.camera.zoom == pytest.approx(zoom)
    assert np.allclose(viewer.scene.camera.center, centre)


@pytest.mark.usefixtures("panel")
def test_on_a_narrow_canvas_a_name_is_cut_and_a_figure_left_out(viewer, ct):
    viewer.dims.set_current_step(0, 2)

    viewer.canvas.size = (400, 250)

    assert ct.name.startswith(said(viewer, "top_left").rstrip("…"))
    assert said(viewer, "top_left").endswith("…")
    assert said(viewer, "bottom_right") == ""
    assert "…" not in said(viewer, "bottom_left")


def tilted(viewer, folder, degrees):
    affine = make_affine(spacing=(5, 1, 1), tilt_degrees=degrees, origin=(0, 0, -500))
    write_series(folder / "tilted", ramp(9, 12, 12), affine=affine)
    (layer,) = add_dicom(viewer, folder / "tilted")
    return layer


@pytest.mark.parametrize(
    ("degrees", "said_so"),
    [
        pytest.param(12, ["along the tilt:", "lengths 2.2% short"], id="usual"),
        pytest.param(-12, ["along the tilt:", "lengths 2.2% short"], id="the other way"),
        pytest.param(1.9, ["along the tilt:", "lengths 0.1% short"], id="just enough"),
        pytest.param(1.7, [], id="no digit of it"),
        pytest.param(0, [], id="straight"),
    ],
)
def test_a_coronal_plane_along_a_tilt_says_how_much_shorter_lengths_are(
    viewer, panel, tmp_path, degrees, said_so
):
    layer = tilted(viewer, tmp_path, degrees)
    own = {"along the tilt:", *(line for line in said_so)}

    panel.view.turn_to(1)
    coronal = [line for line in said(viewer, "top_right").split("\n") if line in own]
    panel.view.turn_to(2)
    sagittal = [line for line in said(viewer, "top_right").split("\n") if line in own]

    assert layer in viewer.layers
    assert (coronal, sagittal) == (said_so, [])


def test_a_tilted_plane_beside_a_straight_one_says_how_far_off_it_is_drawn(viewer, panel, tmp_path):
    layer = tilted(viewer, tmp_path, 12)
    panel.view.turn_to(0)
    viewer.dims.set_point(0, layer.data_to_world((6, 0, 0))[0])
    alone = said(viewer, "top_right")

    write_series(tmp_path / "more", affine=make_affine(origin=(0, 0, -500)), series="straight")
    add_dicom(viewer, tmp_path / "more")
    viewer.layers.selection.active = layer
    viewer.dims.set_point(0, layer.data_to_world((6, 0, 0))[0])

    off = abs(layer.data_to_world((6, 0, 0))[1] - layer.data_to_world((0, 0, 0))[1])
    assert "off other layers" not in alone
    assert f"{off:.1f} mm off other layers" in said(viewer, "top_right").split("\n")
