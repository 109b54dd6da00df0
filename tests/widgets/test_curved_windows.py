"""Windows that are curves, in the Volume panel, by keys and by drags: shown so, and undone."""

import numpy as np
import pytest
from napari.components import ViewerModel

from napari_dicom import add_dicom, write_ome_zarr
from napari_dicom.dicom import VoiFunction, Window
from napari_dicom.layers import colormap_of
from napari_dicom.viewer import loaded_of, look_of, show_window, window_of
from napari_dicom.viewer.gestures import KEYS, window_text
from napari_dicom.viewer.gestures.window_drag import begin_drag
from napari_dicom.widgets.volume import VolumePanel
from objects import item, write_object
from phantom import ramp, uid, write_series

SIGMOID = {"WindowCenter": "40", "WindowWidth": "100", "VOILUTFunction": "SIGMOID"}
CURVE = Window(40, 100, function=VoiFunction.SIGMOID)


@pytest.fixture
def viewer():
    return ViewerModel()


@pytest.fixture
def layer(viewer, tmp_path):
    write_series(tmp_path / "ct", ramp(4), header=SIGMOID)
    (made,) = add_dicom(viewer, tmp_path / "ct")
    return made


@pytest.fixture
def panel(viewer, qtbot):
    made = VolumePanel(viewer)
    qtbot.addWidget(made.native)
    with qtbot.waitExposed(made.native):
        made.native.show()
    return made


def titled(panel, start):
    return next(title for title in panel.window.preset.choices if title.startswith(start))


def state(layer):
    return layer.colormap.name, tuple(layer.contrast_limits)


def test_it_opens_as_a_curve_and_the_panel_says_so(panel, layer):
    assert state(layer) == ("gray_sigmoid", (-160, 240))
    assert panel.window.preset.value == "Header  W 100 L 40 sigmoid"
    assert (panel.window.window_width.value, panel.window.window_level.value) == (100, 40)
    assert window_text(layer) == "W 100  L 40 HU sigmoid"


def test_another_window_of_the_list_undoes_it_and_the_header_s_brings_it_back(panel, layer):
    panel.window.preset.value = titled(panel, "Abdomen")
    assert state(layer) == ("gray", (-150, 249))

    panel.window.preset.value = titled(panel, "Header")
    assert state(layer) == ("gray_sigmoid", (-160, 240))


def test_typed_width_and_level_are_those_of_the_curve(panel, layer):
    panel.window.window_width.value = 50

    assert state(layer) == ("gray_sigmoid", (-60, 140))


def test_black_and_white_are_exchanged_and_back(panel, layer):
    panel.window.invert.native.click()
    assert layer.colormap.name == "gray_sigmoid_r"
    panel.window.preset.value = titled(panel, "Abdomen")
    assert layer.colormap.name == "gray_r"
    panel.window.invert.native.click()

    assert layer.colormap.name == "gray"


def test_the_full_range_is_a_straight_line(panel, layer):
    panel.window.full.native.click()

    assert state(layer) == ("gray", (layer.data.min(), layer.data.max()))
    assert panel.window.preset.value == "As set"


def test_keys_show_it_and_undo_it(viewer, layer):
    by_name = {key.keys: key for key in KEYS}

    by_name["Alt-2"].act(viewer, layer)
    assert layer.colormap.name == "gray"
    by_name["Alt-1"].act(viewer, layer)

    assert state(layer) == ("gray_sigmoid", (-160, 240))


def test_colours_that_somebody_chose_stay_with_straight_windows(layer):
    layer.colormap = "magma"

    show_window(layer, Window(0, 100))

    assert state(layer) == ("magma", (-50, 49))


def test_a_drag_is_of_its_width_and_going_back_undoes_it(layer):
    drag = begin_drag(layer)

    assert drag.limits_at(0, 0) == (-160, 240)
    assert drag.limits_at(1 / 6, 0) == (-360, 440)


@pytest.mark.parametrize("function", ["LINEAR", "LINEAR_EXACT", "SIGMOID"])
def test_a_drag_that_goes_back_leaves_the_window(layer, function):
    show_window(layer, Window(40, 400, function=VoiFunction(function)))

    assert begin_drag(layer).limits_at(0, 0) == tuple(layer.contrast_limits)


def test_linked_layers_are_curved_alike(panel, viewer, layer, tmp_path):
    write_series(tmp_path / "other", ramp(4), series="other")
    (other,) = add_dicom(viewer, tmp_path / "other")
    viewer.layers.selection.active = layer

    panel.window.link.native.click()
    assert state(other) == state(layer) == ("gray_sigmoid", (-160, 240))
    panel.window.preset.value = titled(panel, "Abdomen")

    assert state(other) == state(layer) == ("gray", (-150, 249))


def test_a_presentation_state_asks_for_one(panel, viewer, tmp_path):
    write_series(tmp_path / "ct", ramp(4))
    image = item(ReferencedSOPInstanceUID=uid("study", "series", "instance", 1))
    values = {
        "ContentLabel": "CURVE",
        "ReferencedSeriesSequence": [item(ReferencedImageSequence=[image])],
        "SoftcopyVOILUTSequence": [item(**SIGMOID)],
    }
    sop_class = "1.2.840.10008.5.1.4.1.1.11.1"
    write_object(tmp_path / "pr.dcm", sop_class, values, number=5, modality="PR")
    (image,) = add_dicom(viewer, tmp_path)

    panel.window.preset.value = titled(panel, "CURVE")

    assert state(image) == ("gray_sigmoid", (-160, 240))
    assert "sigmoid" in panel.window.preset.value


@pytest.mark.parametrize("is_inverted", [False, True])
def test_saved_and_opened_again_it_is_the_same_curve(layer, tmp_path, is_inverted):
    layer.colormap = colormap_of(CURVE, is_inverted)
    write_ome_zarr(loaded_of(layer), tmp_path / "one.ome.zarr", look=look_of(layer))

    (again,) = add_dicom(ViewerModel(), tmp_path / "one.ome.zarr")

    assert state(again) == state(layer)
    np.testing.assert_array_equal(again.colormap.colors, layer.colormap.colors)
    assert window_of(again) == CURVE


def test_others_that_read_what_was_saved_see_the_nearest_straight_window(layer, tmp_path):
    zarr = pytest.importorskip("zarr")
    write_ome_zarr(loaded_of(layer), tmp_path / "one.ome.zarr")

    group = zarr.open_group(str(tmp_path / "one.ome.zarr"), mode="r")
    (channel,) = group.attrs["ome"]["omero"]["channels"]
    assert (channel["window"]["start"], channel["window"]["end"]) == (-10, 90)


def with_table(folder, **header):
    table = item(LUTDescriptor=[1001, 100, 16], LUTExplanation="bone")
    table.add_new("LUTData", "OW", np.linspace(0, 65535, 1001).round().astype("<u2").tobytes())
    write_series(folder, ramp(4, dtype="uint16"), header={"VOILUTSequence": [table], **header})


def test_a_table_is_one_of_the_windows_and_typed_figures_draw_it_out(panel, viewer, tmp_path):
    with_table(tmp_path / "table")
    (layer,) = add_dicom(viewer, tmp_path / "table")
    name, limits = state(layer)

    assert name.startswith("gray_table_")
    assert panel.window.preset.value == "Header: bone  W 996 L 600 table"
    panel.window.window_width.value = 500
    assert state(layer) == (name, (350, 850))
    panel.window.preset.value = titled(panel, "Abdomen")
    assert state(layer) == ("gray", (-150, 249))
    panel.window.preset.value = titled(panel, "Header")

    assert state(layer) == (name, limits)


def test_linked_layers_share_a_table(panel, viewer, tmp_path):
    with_table(tmp_path / "table")
    write_series(tmp_path / "other", ramp(4), series="other")
    (layer,) = add_dicom(viewer, tmp_path / "table")
    (other,) = add_dicom(viewer, tmp_path / "other")
    viewer.layers.selection.active = layer

    panel.window.link.native.click()

    assert state(other) == state(layer)


def test_a_table_is_saved_and_opened_again(viewer, tmp_path):
    with_table(tmp_path / "table")
    (layer,) = add_dicom(viewer, tmp_path / "table")
    write_ome_zarr(loaded_of(layer), tmp_path / "one.ome.zarr", look=look_of(layer))

    (again,) = add_dicom(ViewerModel(), tmp_path / "one.ome.zarr")

    assert state(again) == state(layer)
    np.testing.assert_array_equal(again.colormap.colors, layer.colormap.colors)
