"""Several series in one viewer: what lies in one space is shown, one is shown alone."""

from functools import partial

import numpy as np
import pytest

from napari_dicom import add_dicom
from napari_dicom.viewer import add_labels_on, add_shapes_on, show_alone
from napari_dicom.viewer.fusion import fusable
from napari_dicom.viewer.gestures.series import show_series
from napari_dicom.viewer.linked.twin_list import members_of
from napari_dicom.viewer.open_layers import image_of, lies_with
from phantom import make_affine, ramp, uid, write_series
from segmentations import blobs, write_segmentation
from structure_sets import contour, lps, roi, square, structure_set

PLUGIN = "napari-dicom"
FLAT = dict.fromkeys(["ImagePositionPatient", "ImageOrientationPatient", "SliceThickness"])


def write(folder, series, number, frame="here", **how):
    header = {
        "SeriesNumber": number,
        "FrameOfReferenceUID": uid("frame", frame) if frame else None,
        **how.pop("header", {}),
    }
    write_series(folder, series=series, name=f"{series}{{}}".format, header=header, **how)


def visible(viewer):
    return {layer.name.split()[-1]: layer.visible for layer in viewer.layers}


def test_series_of_one_frame_of_reference_are_all_shown(viewer, tmp_path):
    write(tmp_path, "a", 1)
    write(tmp_path, "b", 2)

    add_dicom(viewer, tmp_path)

    assert visible(viewer) == {"a": True, "b": True}


def test_what_lies_in_another_frame_of_reference_opens_hidden_and_it_is_said(
    viewer, tmp_path, told
):
    write(tmp_path, "a", 1)
    write(tmp_path, "b", 2, frame="elsewhere")

    add_dicom(viewer, tmp_path)

    assert visible(viewer) == {"a": True, "b": False}
    assert "hidden" in told[-1].message
    assert "CT 2 b" in told[-1].message.partition("hidden")[2]


def test_a_second_patient_of_one_series_and_frame_opens_hidden(viewer, tmp_path):
    for patient, start in (("1", 0), ("2", 1)):
        header = {"PatientID": patient}
        values = ramp(4) + 1000 * start
        folder = tmp_path / patient
        write_series(folder, values, affine=make_affine(), series="a", header=header)

    first, second = add_dicom(viewer, tmp_path)

    assert [first.visible, second.visible] == [True, False]
    assert [layer.data.max() >= 1000 for layer in (first, second)] == [False, True]


@pytest.fixture
def two_patients(viewer, tmp_path):
    """Return the layers of one series of two patients, by what they are, opened together.

    A PET and labels are of the second one, contours of nobody who is named.
    """
    frame, values = uid("frame"), ramp(4, 6, 5)
    for patient in ("1", "2"):
        header = {"PatientID": patient, "FrameOfReferenceUID": frame}
        write_series(tmp_path / patient, values, series="a", header=header)
    header |= {"SeriesNumber": 2}
    write_series(tmp_path / "pet", values, modality="PT", series="pet", header=header)

    def of_the_second(dataset):
        dataset.PatientID, dataset.FrameOfReferenceUID = "2", frame

    write_segmentation(tmp_path / "seg.dcm", blobs(), edit=of_the_second)
    places = lps(make_affine(), square(2, 1, 4))
    heart = roi(1, "Heart", [contour(places)], frame=frame)
    structure_set(tmp_path / "rs.dcm", heart, FrameOfReferenceUID=frame, PatientID=None)
    found = add_dicom(viewer, tmp_path)
    names = [layer.name for layer in found]
    assert len(names) == len(set(names)), names
    return dict(zip(names, found, strict=True))


def test_what_belongs_to_one_of_two_patients_lies_with_that_one_alone(two_patients):
    first, second, *others = two_patients.values()

    assert not lies_with(first, second)
    assert [lies_with(first, one) for one in others] == [False, True, True, False]
    assert all(lies_with(second, one) and lies_with(one, second) for one in others)


def test_only_what_belongs_to_the_shown_one_of_two_patients_is_shown(two_patients):
    assert {name for name, layer in two_patients.items() if layer.visible} == {
        "CT 1 a (1 of 2)",
        "Heart",
    }


def test_planes_fusion_and_measuring_stay_with_one_of_two_patients(viewer, two_patients):
    first, second, pet, contours, filled, labels = two_patients.values()

    assert members_of(viewer, first) == [first, filled, contours]
    assert set(members_of(viewer, second)) == {second, pet, contours, filled, labels}
    assert fusable(viewer, second) == [pet]
    assert fusable(viewer, first) == []
    assert image_of(viewer, labels) is second


def test_what_is_hidden_of_another_patient_is_said(viewer, tmp_path, told):
    for patient in ("1", "2"):
        write_series(tmp_path / patient, ramp(4), series="a", header={"PatientID": patient})

    add_dicom(viewer, tmp_path)

    assert "CT 1 a (2 of 2)" in told[-1].message.partition("hidden")[2].partition("\n")[0]


def test_the_first_series_with_depth_is_shown_and_what_comes_before_it_hidden(viewer, tmp_path):
    write(tmp_path, "scout", 1, frame="scout", values=ramp(1))
    write(tmp_path, "volume", 2)

    add_dicom(viewer, tmp_path)

    assert visible(viewer) == {"scout": False, "volume": True}
    assert viewer.layers.selection.active.name.endswith("volume")


def test_series_that_name_no_frame_of_reference_are_not_drawn_over_each_other(viewer, tmp_path):
    write(tmp_path, "a", 1, frame=None)
    write(tmp_path, "b", 2, frame=None)

    add_dicom(viewer, tmp_path)

    assert visible(viewer) == {"a": True, "b": False}


@pytest.mark.parametrize(
    ("frame", "is_shown"),
    [pytest.param("here", True, id="same"), pytest.param("elsewhere", False, id="another")],
)
def test_opening_more_hides_nothing_that_is_shown(viewer, tmp_path, frame, is_shown):
    write(tmp_path / "one", "a", 1)
    write(tmp_path / "two", "b", 2, frame=frame)
    add_dicom(viewer, tmp_path / "one")

    add_dicom(viewer, tmp_path / "two")

    assert visible(viewer) == {"a": True, "b": is_shown}


def test_where_nothing_is_shown_any_more_the_next_is(viewer, tmp_path):
    write(tmp_path / "one", "a", 1)
    write(tmp_path / "two", "b", 2, frame="elsewhere")
    (first,) = add_dicom(viewer, tmp_path / "one")
    first.visible = False

    add_dicom(viewer, tmp_path / "two")

    assert visible(viewer) == {"a": False, "b": True}


def test_an_image_of_the_same_frame_without_a_place_belongs_to_its_series_only(viewer, tmp_path):
    write(tmp_path, "a", 1)
    write(tmp_path, "b", 2, values=ramp(1), modality="CR", header=FLAT)

    placed, flat = add_dicom(viewer, tmp_path)

    assert not lies_with(placed, flat)
    assert not lies_with(flat, placed)
    assert lies_with(flat, flat)


def test_a_layer_shown_alone_is_seen_as_if_it_had_been_opened_by_itself(viewer, tmp_path):
    write(tmp_path, "a", 1, values=ramp(5))
    write(tmp_path, "b", 2, frame="elsewhere", values=ramp(7), affine=make_affine("coronal"))
    add_dicom(viewer, tmp_path)
    layer = viewer.layers[0]
    before = list(layer.contrast_limits)
    layer.contrast_limits = (before[0], before[0] + 1)

    show_alone(viewer, layer)

    assert visible(viewer) == {"a": False, "b": True}
    assert viewer.layers.selection.active is layer
    assert viewer.dims.order == (1, 0, 2)
    assert round(layer.world_to_data(viewer.dims.point)[1]) == 3
    assert list(layer.contrast_limits) == before


@pytest.mark.parametrize("show", [show_alone, partial(show_series, by=1)], ids=["alone", "next"])
@pytest.mark.parametrize("draw", [add_labels_on, add_shapes_on])
def test_what_is_drawn_on_an_image_is_seen_with_those_of_its_frame_of_reference(
    viewer, tmp_path, show, draw
):
    write(tmp_path, "a", 1)
    write(tmp_path, "b", 2, frame="elsewhere")
    first, second = add_dicom(viewer, tmp_path)
    drawing = draw(viewer, first)

    show(viewer, second if show is show_alone else first)
    is_seen_elsewhere = drawing.visible
    show(viewer, first if show is show_alone else second)

    assert (is_seen_elsewhere, drawing.visible) == (False, True)


def test_layers_that_are_no_dicom_stay_as_they_are(viewer, tmp_path):
    write(tmp_path, "a", 1)
    mine = viewer.add_image(np.zeros((3, 4, 5)))
    (layer,) = add_dicom(viewer, tmp_path)

    show_alone(viewer, layer)

    assert mine.visible


@pytest.mark.parametrize("count", [1, 3])
def test_what_has_no_depth_is_shown_alone_in_a_viewer_with_more_axes(viewer, tmp_path, count):
    write(tmp_path, "a", 1, affine=make_affine("coronal"))
    write(tmp_path, "b", 2, values=ramp(count), modality="OT", header=FLAT)
    add_dicom(viewer, tmp_path)
    (flat,) = (layer for layer in viewer.layers if layer.name.endswith("b"))

    show_alone(viewer, flat)

    assert visible(viewer) == {"a": False, "b": True}
    assert viewer.dims.displayed == (viewer.dims.ndim - 2, viewer.dims.ndim - 1)
    assert str(viewer.scene.camera.orientation2d[0]) == "down"


def lost(index):
    return index in {3, 4}


def test_the_start_is_an_acquired_plane_where_the_middle_one_is_missing(viewer, tmp_path):
    paths = write_series(tmp_path, ramp(8), name="{:02d}".format)
    for index, path in enumerate(paths):
        if lost(index):
            path.unlink()

    (layer,) = add_dicom(viewer, tmp_path)

    dicom = layer.metadata["dicom"]
    assert dicom["frames"][4] is None
    plane = round(layer.world_to_data(viewer.dims.point)[dicom["slice_axis"]])
    assert plane == 5


@pytest.mark.parametrize("apart", [False, True], ids=["together", "later"])
def test_contours_lie_above_the_labels_they_were_filled_into(viewer, tmp_path, apart):
    write_series(tmp_path / "ct", ramp(4, 12, 14))
    places = lps(make_affine(), square(2, 1.5, 6.5))
    path = structure_set(tmp_path / "rs.dcm", roi(1, "Heart", [contour(places)]))

    for one in [tmp_path / "ct", path] if apart else [tmp_path]:
        add_dicom(viewer, one)

    assert [layer.name for layer in viewer.layers] == ["CT 1 series", "Heart filled", "Heart"]


def test_filled_contours_start_hidden_and_are_not_said_to_lie_elsewhere(viewer, tmp_path, told):
    write_series(tmp_path / "ct", ramp(4, 12, 14))
    places = lps(make_affine(), square(2, 1.5, 6.5))
    structure_set(tmp_path / "rs.dcm", roi(1, "Heart", [contour(places)]))

    layers = add_dicom(viewer, tmp_path)

    assert {layer.name: layer.visible for layer in layers} == {
        "CT 1 series": True,
        "Heart": True,
        "Heart filled": False,
    }
    assert not any("hidden" in one.message for one in told)


def test_what_opens_hidden_can_be_shown_alone_from_the_notification(viewer, tmp_path, told):
    write(tmp_path / "one", "a", 1)
    write(tmp_path / "two", "b", 2, frame="elsewhere")
    for folder in ("one", "two"):
        add_dicom(viewer, tmp_path / folder)
    seen, hidden = told
    ((text, show),) = hidden.actions

    show(hidden)

    assert seen.actions == ()
    assert text == "Show it alone"
    assert visible(viewer) == {"a": False, "b": True}


def test_a_notification_names_the_plugin_as_its_source(viewer, tmp_path, told):
    write(tmp_path / "one", "a", 1)

    add_dicom(viewer, tmp_path / "one")

    assert told[-1].source == "napari-dicom"


def test_the_button_of_a_layer_that_was_removed_does_nothing(viewer, tmp_path, told):
    write(tmp_path / "one", "a", 1)
    write(tmp_path / "two", "b", 2, frame="elsewhere")
    for folder in ("one", "two"):
        add_dicom(viewer, tmp_path / folder)
    ((_, show),) = told[-1].actions
    viewer.layers.pop()

    show(told[-1])

    assert visible(viewer) == {"a": True}
