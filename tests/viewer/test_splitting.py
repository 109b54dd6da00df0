"""Each segment as a layer of its own: the same voxels at the same place, and no more of them."""

import numpy as np
import pytest

import phantom
from napari_dicom import add_dicom, write_segmentation
from napari_dicom.viewer import split_labels
from segmentations import blobs, segment
from segmentations import write_segmentation as write_made

pytestmark = pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")

TURNED = phantom.rotated(phantom.make_affine(), phantom.rotation(10, 20, 30))


@pytest.fixture
def opened(viewer, tmp_path):
    """An oblique image and the layer of its two segments."""
    phantom.write_series(tmp_path / "image", affine=TURNED)
    described = [segment(1, "Left"), segment(2, "Right")]
    write_made(tmp_path / "seg" / "s.dcm", blobs(), affine=TURNED, segments=described)
    return add_dicom(viewer, [tmp_path / "image", tmp_path / "seg"])


def places(layer, number):
    """Return where the voxels of a number are drawn, and where they lie by the contract."""
    indices = np.argwhere(np.asarray(layer.data) == number)
    affine = np.asarray(layer.metadata["dicom"]["affine"])
    lps = np.c_[indices, np.ones(len(indices))] @ affine.T
    return np.array([layer.data_to_world(index) for index in indices]), lps


def test_the_voxels_of_each_segment_are_where_they_were(viewer, opened):
    _, labels = opened

    parts = split_labels(viewer, labels)

    for number, part in enumerate(parts, 1):
        for found, expected in zip(places(part, number), places(labels, number), strict=True):
            np.testing.assert_allclose(found, expected, atol=1e-6)
        assert np.unique(part.data).tolist() == [0, number]
        assert part.data.size < labels.data.size


def test_each_has_the_name_and_the_colour_of_its_segment_and_the_whole_is_hidden(viewer, opened):
    _, labels = opened

    parts = split_labels(viewer, labels)

    assert [part.name for part in parts] == ["Left", "Right"]
    for number, part in enumerate(parts, 1):
        np.testing.assert_allclose(part.get_color(number), labels.get_color(number), atol=1e-6)
        assert [one["number"] for one in part.metadata["dicom"]["segments"]] == [number]
        assert part.features["label"].tolist() == [part.name]
    assert [layer.visible for layer in (labels, *parts)] == [False, True, True]


def test_drawn_labels_without_a_table_can_be_split(viewer):
    data = np.zeros((3, 4, 5), int)
    data[1, 2, 3], data[2, 0, 0] = 4, 9
    layer = viewer.add_labels(data, scale=(3, 2, 2), translate=(1, 1, 1), name="mine")

    first, second = split_labels(viewer, layer)

    assert (first.name, second.name) == ("mine 4", "mine 9")
    np.testing.assert_allclose(first.data_to_world((0, 0, 0)), layer.data_to_world((1, 2, 3)))
    np.testing.assert_allclose(second.data_to_world((0, 0, 0)), layer.data_to_world((2, 0, 0)))


def test_nothing_drawn_is_nothing_to_split(viewer):
    layer = viewer.add_labels(np.zeros((3, 4, 5), int))

    assert split_labels(viewer, layer) == []
    assert layer.visible


def test_the_parts_go_back_to_dicom_as_one_segmentation(viewer, opened, tmp_path):
    image, labels = opened
    parts = split_labels(viewer, labels)
    (tmp_path / "out").mkdir()

    write_segmentation(tmp_path / "out" / "s.dcm", parts, image)

    (again,) = add_dicom(viewer, tmp_path / "out")
    for number in (1, 2):
        found, expected = places(again, number)[1], places(labels, number)[1]
        np.testing.assert_allclose(found, expected, atol=1e-5)
