"""The Segmentation panel: what is drawn is named and saved, in the background."""

import numpy as np
import pydicom
import pytest
from qtpy.QtCore import Qt
from qtpy.QtWidgets import QFileDialog

from napari_dicom import add_dicom
from napari_dicom.widgets.segmentation import SegmentationPanel
from phantom import write_series
from segmentations import blobs, segment, write_segmentation

NAME, TYPE = 1, 2


@pytest.fixture
def panel(viewer, qtbot):
    panel = SegmentationPanel(viewer)
    qtbot.addWidget(panel.native)
    with qtbot.waitExposed(panel.native):
        panel.native.show()
    qtbot.waitUntil(lambda: bool(panel.model.codes), timeout=20_000)
    return panel


@pytest.fixture
def image(viewer, tmp_path):
    write_series(tmp_path / "image")
    (layer,) = add_dicom(viewer, tmp_path / "image")
    return layer


def draw(viewer, image, *numbers, name="Labels"):
    data = np.zeros(image.data.shape, np.uint8)
    for place, number in enumerate(numbers):
        data[1, place, 2] = number
    return viewer.add_labels(data, scale=image.scale, translate=image.translate, name=name)


def cell(panel, row, column):
    return panel.model.index(row, column)


def write(panel, path, qtbot):
    panel.write_to(str(path))
    qtbot.waitUntil(lambda: not panel._questions.is_busy)


def test_without_labels_there_is_nothing_to_save_and_it_is_said(panel, image):
    assert image
    assert not panel.save.enabled
    assert panel.status.whole.startswith("Draw labels")


def test_labels_that_are_added_are_offered_with_a_row_for_each_number(panel, viewer, image):
    draw(viewer, image, 3, 7)

    assert panel.drawn.value == "Labels"
    assert panel.image.value == image.name
    assert [one.number for one in panel.model.segments] == [3, 7]
    assert panel.save.enabled


def test_names_and_codes_that_were_typed_are_written(panel, viewer, image, tmp_path, qtbot):
    draw(viewer, image, 3)
    panel.model.setData(cell(panel, 0, NAME), "Tumour")
    panel.model.setData(cell(panel, 0, TYPE), "Liver")

    write(panel, tmp_path / "out", qtbot)

    (written,) = pydicom.dcmread(tmp_path / "out.dcm").SegmentSequence
    assert written.SegmentLabel == "Tumour"
    assert written.SegmentedPropertyTypeCodeSequence[0].CodeValue == "10200004"
    assert panel.status.whole.startswith("Saved as")
    assert panel.save.enabled


def test_a_type_that_is_in_no_dictionary_is_not_taken(panel, viewer, image):
    draw(viewer, image, 1)

    assert not panel.model.setData(cell(panel, 0, TYPE), "Livver")
    assert panel.model.segments[0].type is None


def test_names_stay_with_their_labels_when_others_are_looked_at(panel, viewer, image):
    draw(viewer, image, 1, name="one")
    panel.model.setData(cell(panel, 0, NAME), "Tumour")
    draw(viewer, image, 2, name="two")
    panel.drawn.value = "two"

    panel.drawn.value = "one"

    assert [one.label for one in panel.model.segments] == ["Tumour"]


def test_an_opened_segmentation_comes_with_its_names(panel, viewer, image, tmp_path):
    described = [segment(1, "Left"), segment(2, "Right")]
    write_segmentation(tmp_path / "seg" / "s.dcm", blobs(), segments=described)

    add_dicom(viewer, tmp_path / "seg")

    assert image
    assert [one.label for one in panel.model.segments] == ["Left", "Right"]
    assert panel.model.data(cell(panel, 0, TYPE)) == "Liver"


def test_what_cannot_be_written_says_why(panel, viewer, image, tmp_path, qtbot):
    draw(viewer, image, 1)

    write(panel, tmp_path / "image" / "out", qtbot)

    assert "another folder" in panel.status.whole
    assert panel.save.enabled


def test_only_names_and_types_can_be_edited(panel, viewer, image):
    draw(viewer, image, 1)

    editable = [
        bool(panel.model.flags(cell(panel, 0, column)) & Qt.ItemFlag.ItemIsEditable)
        for column in range(3)
    ]

    assert editable == [False, True, True]


def test_hidden_it_follows_no_layer_and_shown_again_it_does(panel, viewer, image, qtbot):
    panel.native.hide()
    draw(viewer, image, 1)
    hidden = panel.model.segments

    with qtbot.waitExposed(panel.native):
        panel.native.show()

    assert hidden == ()
    assert [one.number for one in panel.model.segments] == [1]


def test_segments_are_split_into_layers_on_request(panel, viewer, image, qtbot):
    draw(viewer, image, 3)
    assert not panel.split.enabled
    draw(viewer, image, 3, 7, name="two")
    panel.drawn.value = "two"

    qtbot.mouseClick(panel.split.native, Qt.MouseButton.LeftButton)

    assert [layer.name for layer in viewer.layers[-2:]] == ["two 3", "two 7"]


def test_labels_are_written_as_a_structure_set_by_the_names_typed(
    panel, viewer, image, tmp_path, qtbot
):
    draw(viewer, image, 3)
    panel.model.setData(cell(panel, 0, NAME), "Tumour")
    panel.kind.value = "RTSTRUCT"

    write(panel, tmp_path / "out", qtbot)

    written = pydicom.dcmread(tmp_path / "out.dcm")
    assert written.Modality == "RTSTRUCT"
    assert [roi.ROIName for roi in written.StructureSetROISequence] == ["Tumour"]


def test_shapes_are_offered_as_a_structure_set_only(panel, viewer, image, tmp_path, qtbot):
    corners = np.array([[1, 1, 1], [1, 1, 3], [1, 3, 3]], dtype=float)
    viewer.add_shapes(
        [corners],
        shape_type="polygon",
        name="drawn",
        scale=image.scale,
        translate=image.translate,
    )

    assert panel.drawn.value == "drawn"
    assert panel.kind.choices == ("RTSTRUCT",)
    assert panel.save.enabled
    write(panel, tmp_path / "out", qtbot)
    assert pydicom.dcmread(tmp_path / "out.dcm").StructureSetROISequence[0].ROIName == "drawn"


def test_labels_chosen_after_shapes_can_be_written_as_segmentations_again(panel, viewer, image):
    viewer.add_points([[1, 1, 1]], name="marks", scale=image.scale, translate=image.translate)
    draw(viewer, image, 1)

    panel.drawn.value = "Labels"

    assert panel.kind.choices == ("BINARY", "LABELMAP", "RTSTRUCT")


def test_a_layer_of_shapes_without_any_cannot_be_saved(panel, viewer, image):
    viewer.add_shapes(ndim=3, name="empty", scale=image.scale)

    assert panel.drawn.value == "empty"
    assert not panel.save.enabled


@pytest.mark.window
@pytest.mark.usefixtures("plugin")
def test_in_a_window_shapes_are_told_from_labels(make_napari_viewer, tmp_path):
    viewer = make_napari_viewer()
    write_series(tmp_path)
    (image,) = add_dicom(viewer, tmp_path)
    place = {"scale": image.scale, "translate": image.translate, "units": image.units}
    triangles = [[[1, 1, 1], [1, 1, 4], [1, 4, 4]], [[2, 1, 1], [2, 3, 3], [2, 3, 1], [2, 2, 1]]]
    shapes = viewer.add_shapes(triangles, shape_type="polygon", **place)

    _, panel = viewer.window.add_plugin_dock_widget("napari-dicom", "DICOM Segmentation")

    assert panel.drawn.value == shapes.name
    assert panel.model.segments == ()
    assert panel.save.enabled


@pytest.mark.parametrize("gone", ["labels", "image", None])
def test_what_was_removed_while_the_name_was_asked_for_is_not_replaced_by_another(
    panel, viewer, image, tmp_path, qtbot, monkeypatch, gone
):
    draw(viewer, image, 1, name="other")
    labels = draw(viewer, image, 3)
    write_series(tmp_path / "second", series="second")
    add_dicom(viewer, tmp_path / "second")
    panel.image.value, panel.drawn.value = image.name, labels.name

    def ask(*_, **__):
        if gone is not None:
            viewer.layers.remove(labels if gone == "labels" else image)
        return str(tmp_path / "saved.dcm"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)

    panel.save.native.click()
    qtbot.waitUntil(lambda: not panel._questions.is_busy, timeout=20_000)

    assert (tmp_path / "saved.dcm").exists() == (gone is None)
    assert panel.status.whole.startswith("Saved as" if gone is None else "Not saved")
