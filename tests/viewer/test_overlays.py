"""Overlay planes lie on their image, pixel for pixel, when they are asked for."""

import json

import numpy as np
import pytest

from napari_dicom import add_dicom, add_overlays
from napari_dicom.dicom import DecodeError
from phantom import make_affine, ramp, rotated, rotation, uid, with_overlay, write_series

pytestmark = pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")

MARKED = ramp()[1, 1, 2]
"""The value of the pixel that `with_overlay` marks: in the second image, row 1, column 2."""

CORONAL = make_affine("coronal")
OBLIQUE = rotated(CORONAL, rotation(10, 20, 30))
NOWHERE = {"ImagePositionPatient": None, "ImageOrientationPatient": None}
STILLS = {**NOWHERE, "SliceThickness": None}


def open_with_overlays(viewer, folder):
    (image,) = add_dicom(viewer, folder)
    labels = add_overlays(viewer, image)
    assert labels is not None
    return image, labels


def place_of(labels):
    """Return the only voxel that is labelled."""
    (place,) = np.argwhere(labels.data)
    return tuple(place)


def series(**how):
    """Return what writes a series with overlays into a folder."""
    return lambda folder: write_series(folder, edit=with_overlay, **how)


def one_image(folder):
    write_series(folder, ramp()[1:2], edit=lambda dataset, _: with_overlay(dataset, 1))


def one_image_without_place(folder):
    write_series(
        folder, ramp()[1:2], header=NOWHERE, edit=lambda dataset, _: with_overlay(dataset, 1)
    )


def with_a_gap(folder):
    """Write a series that lacks its third slice."""
    write_series(folder, ramp(6), edit=with_overlay)[2].unlink()


def steps(affine=None):
    """Return what writes a series of three points in time; in the second a pixel is marked."""

    def write(folder):
        for step in range(3):

            def edit(dataset, index, step=step):
                dataset.SOPInstanceUID = uid("step", step, index)
                with_overlay(dataset, index if step == 1 else 0)

            header = {"TemporalPositionIdentifier": step + 1}
            values = ramp() + 1000 * (step - 1)
            write_series(folder / str(step), values, affine=affine, header=header, edit=edit)

    return write


WRITTEN = [
    pytest.param(series(), 3, id="axial"),
    pytest.param(series(affine=CORONAL), 3, id="coronal, flipped"),
    pytest.param(series(affine=make_affine("sagittal")), 3, id="sagittal"),
    pytest.param(series(affine=OBLIQUE), 3, id="oblique"),
    pytest.param(series(affine=make_affine(tilt_degrees=15)), 3, id="tilted"),
    pytest.param(series(shuffle=3), 3, id="shuffled"),
    pytest.param(with_a_gap, 3, id="a slice missing"),
    pytest.param(one_image, 3, id="one image"),
    pytest.param(one_image_without_place, 2, id="one image without a place"),
    pytest.param(series(header=NOWHERE), 3, id="slices without a place"),
    pytest.param(series(header=STILLS, modality="OT"), 4, id="images without a place"),
    pytest.param(series(header={"FrameOfReferenceUID": None}), 3, id="without reference"),
    pytest.param(steps(), 4, id="4D"),
    pytest.param(steps(CORONAL), 4, id="4D coronal"),
]


@pytest.mark.parametrize(("write", "axes"), WRITTEN)
def test_the_label_is_on_the_pixel_and_where_the_pixel_is(viewer, tmp_path, write, axes):
    write(tmp_path)

    image, labels = open_with_overlays(viewer, tmp_path)

    place = place_of(labels)
    assert labels.ndim == image.ndim == axes
    assert labels.data.shape == image.data.shape
    assert np.asarray(image.data)[place] == MARKED
    assert labels.data_to_world(place) == pytest.approx(image.data_to_world(place))
    corner = [size - 1 for size in image.data.shape]
    assert labels.data_to_world(corner) == pytest.approx(image.data_to_world(corner))
    assert (labels.axis_labels, labels.units) == (image.axis_labels, image.units)
    assert labels.visible


@pytest.mark.parametrize(
    "affine",
    [
        pytest.param(make_affine(), id="axial"),
        pytest.param(CORONAL, id="coronal"),
        pytest.param(make_affine("sagittal"), id="sagittal"),
    ],
)
@pytest.mark.parametrize("write", [series, steps], ids=["3D", "4D"])
def test_the_label_lies_where_the_header_says(viewer, tmp_path, affine, write):
    write(affine=affine)(tmp_path)

    _, labels = open_with_overlays(viewer, tmp_path)

    x, y, z = (affine @ (1, 1, 2, 1))[:3]
    world = labels.data_to_world(place_of(labels))[-3:]
    np.testing.assert_allclose(world, (z, y, x), atol=1e-6)


@pytest.mark.parametrize(("write", "axes"), WRITTEN)
def test_the_metadata_of_the_labels_is_that_of_their_image(viewer, tmp_path, write, axes):
    write(tmp_path)

    image, labels = open_with_overlays(viewer, tmp_path)

    of_image, of_labels = image.metadata["dicom"], labels.metadata["dicom"]
    shared = ("SeriesInstanceUID", "FrameOfReferenceUID", "affine", "space", "slice_axis")
    assert {key: of_labels[key] for key in shared} == {key: of_image[key] for key in shared}
    assert "dicom_volume" not in labels.metadata
    assert labels.ndim == axes


def two_overlays(dataset, index):
    """Mark a pixel in an overlay with a label, another in one without."""
    with_overlay(dataset, index)
    dataset.add_new((0x6000, 0x1500), "LO", "lesion")
    mask = np.zeros((6, 5), np.uint8)
    mask[4, 3] = index == 2
    for element, vr, value in (
        (0x0010, "US", 6),
        (0x0011, "US", 5),
        (0x3000, "OW", np.packbits(mask, bitorder="little").tobytes()),
    ):
        dataset.add_new((0x6002, element), vr, value)


def test_every_overlay_has_its_number_and_its_label(viewer, tmp_path):
    write_series(tmp_path, edit=two_overlays)

    _, labels = open_with_overlays(viewer, tmp_path)

    assert labels.features.to_dict("list") == {
        "index": [0, 1, 2],
        "label": ["", "lesion", "(6002)"],
    }
    assert labels.metadata["dicom"]["segments"] == [
        {"number": 1, "label": "lesion"},
        {"number": 2, "label": "(6002)"},
    ]
    assert labels.metadata["dicom_overlays"] == ["lesion", "(6002)"]
    assert (labels.data[1, 1, 2], labels.data[2, 4, 3]) == (1, 2)
    assert np.count_nonzero(labels.data) == 2


def test_overlays_lie_above_their_image_and_are_called_by_it(viewer, tmp_path):
    write_series(tmp_path, edit=with_overlay)

    image, labels = open_with_overlays(viewer, tmp_path)

    assert list(viewer.layers) == [image, labels]
    assert labels.name == "CT 1 series overlays"


def test_without_overlays_nothing_is_added(viewer, tmp_path):
    write_series(tmp_path)
    (layer,) = add_dicom(viewer, tmp_path)

    assert add_overlays(viewer, layer) is None
    assert len(viewer.layers) == 1


def test_overlays_that_cannot_be_read_any_more_add_nothing(viewer, tmp_path):
    paths = write_series(tmp_path, edit=with_overlay)
    (layer,) = add_dicom(viewer, tmp_path)
    paths[2].unlink()

    with pytest.raises(DecodeError, match="the overlays cannot be read"):
        add_overlays(viewer, layer)

    assert list(viewer.layers) == [layer]


def test_it_says_what_its_labels_are(viewer, tmp_path):
    def named(dataset, index):
        with_overlay(dataset, index)
        dataset.add_new((0x6000, 0x1500), "LO", "lesion")

    write_series(tmp_path, edit=named)
    (layer,) = add_dicom(viewer, tmp_path)

    labels = add_overlays(viewer, layer)

    assert labels.name == f"{layer.name} overlays"
    assert labels.features.to_dict("list") == {"index": [0, 1], "label": ["", "lesion"]}
    assert labels.metadata["dicom_overlays"] == ["lesion"]
    dicom = labels.metadata["dicom"]
    assert dicom["segments"] == [{"number": 1, "label": "lesion"}]
    assert dicom["affine"] == layer.metadata["dicom"]["affine"]
    assert dicom["space"] == "patient"
    assert json.loads(json.dumps(dicom)) == dicom
