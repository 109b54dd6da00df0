"""Segmentations as layers: where their images are, with names, colours and volumes."""

import json

import numpy as np
import pytest
from napari.layers import Image, Labels, Layer

import phantom
from napari_dicom.dicom import open_paths
from napari_dicom.layers import DisplaySpace, build_layers
from segmentations import blobs, segment, write_segmentation

pytestmark = pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")

TURNED = phantom.rotated(phantom.make_affine(), phantom.rotation(10, 20, 30))
LIVER = [41661, 41167, 40792]
"""CIELab of the liver in dcmqi's example; Slicer's colour of it is (221, 130, 101)."""


def layers_of(folder, space=DisplaySpace.OWN_PLANES):
    return [Layer.create(*one.as_tuple) for one in build_layers(open_paths(folder).loaded, space)]


@pytest.mark.parametrize("space", DisplaySpace, ids=str)
@pytest.mark.parametrize(
    "affine",
    [phantom.make_affine(), phantom.make_affine("sagittal"), TURNED],
    ids=["axial", "sagittal", "oblique"],
)
def test_a_voxel_is_drawn_on_the_voxel_of_its_image(tmp_path, affine, space):
    masks = {1: np.zeros((4, 6, 5), bool)}
    masks[1][1:3, 2:4, 1:3] = True
    values = masks[1].astype(np.int16)
    phantom.write_series(tmp_path / "image", values, affine=affine)
    write_segmentation(tmp_path / "seg.dcm", masks, affine=affine)

    image, labels = layers_of(tmp_path, space)

    indices = np.argwhere(labels.data == 1)
    where = [image.world_to_data(labels.data_to_world(index)) for index in indices]
    assert len(indices) == 8
    np.testing.assert_allclose(where, np.rint(where), atol=1e-5)
    assert all(image.data[tuple(index)] == 1 for index in np.rint(where).astype(int))
    assert (type(labels), labels.visible) == (Labels, True)


def test_each_label_has_the_name_colour_and_volume_of_its_segment(tmp_path):
    masks = blobs()
    described = [
        segment(1, "Left one", RecommendedDisplayCIELabValue=LIVER, TrackingID="finding 1"),
        segment(2, "Right one"),
    ]
    write_segmentation(tmp_path / "seg.dcm", masks, segments=described)

    (layer,) = layers_of(tmp_path)

    table = layer.features
    assert table["index"].tolist() == [0, 1, 2]
    assert table["label"].tolist() == ["", "Left one", "Right one"]
    assert table["type"].tolist() == ["", "Liver", "Liver"]
    assert table["algorithm"].tolist() == ["", "MANUAL", "MANUAL"]
    assert table["tracking_id"].tolist() == ["", "finding 1", ""]
    assert table["voxels"].tolist() == [0, masks[1].sum(), masks[2].sum()]
    assert table["volume_ml"][1] == pytest.approx(masks[1].sum() * 2.5 * 0.7 * 0.8 / 1000)
    np.testing.assert_allclose(layer.get_color(1)[:3] * 255, [221, 130, 101], atol=2)
    assert not np.allclose(layer.get_color(1), layer.get_color(2))


def test_the_metadata_are_the_contracts(tmp_path):
    phantom.write_series(tmp_path / "image")
    write_segmentation(tmp_path / "seg.dcm", blobs())

    image, labels = layers_of(tmp_path)

    dicom = labels.metadata["dicom"]
    json.dumps(dicom)
    assert [(one["number"], one["label"]) for one in dicom["segments"]] == [
        (1, "part 1"),
        (2, "part 2"),
    ]
    assert dicom["FrameOfReferenceUID"] == image.metadata["dicom"]["FrameOfReferenceUID"]
    assert dicom["referenced"] == [{"SeriesInstanceUID": phantom.uid("study", "series")}]
    assert (dicom["Modality"], dicom["space"]) == ("SEG", "patient")
    assert phantom.PATIENT_NAME not in json.dumps(dicom)


def test_the_layer_of_one_segment_is_called_by_its_label(tmp_path):
    write_segmentation(tmp_path / "one" / "seg.dcm", blobs(count=1))
    write_segmentation(tmp_path / "two" / "seg.dcm", blobs(count=2))

    assert [layer.name for layer in layers_of(tmp_path / "one")] == ["part 1"]
    assert [layer.name for layer in layers_of(tmp_path / "two")] == ["SEG 5 segmentation"]


def test_fractions_are_an_image_for_each_segment_from_0_to_1(tmp_path):
    fractions = {n: np.full((4, 6, 5), n / 4) for n in (1, 2)}
    write_segmentation(tmp_path / "seg.dcm", fractions, kind="FRACTIONAL")

    layers = layers_of(tmp_path)

    assert [type(layer) for layer in layers] == [Image, Image]
    assert [layer.name for layer in layers] == ["part 1", "part 2"]
    assert [list(layer.contrast_limits) for layer in layers] == [[0, 1], [0, 1]]
    assert [layer.data.max() for layer in layers] == [0.25, 0.5]


def test_two_segmentations_of_two_frames_of_reference_are_told_apart(tmp_path):
    phantom.write_series(tmp_path / "image")
    write_segmentation(tmp_path / "here.dcm", blobs())
    write_segmentation(tmp_path / "there.dcm", blobs(), study="other")

    visible = {
        layer.metadata["dicom"]["StudyInstanceUID"]: layer.visible
        for layer in layers_of(tmp_path)[1:]
    }

    assert visible == {phantom.uid("study"): True, phantom.uid("other"): False}
