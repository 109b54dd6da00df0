"""Overlay planes lie on their image when they are asked for."""

import json

import numpy as np
import pytest

from napari_dicom import add_dicom, add_overlays
from phantom import make_affine, ramp, rotated, rotation, uid, with_overlay, write_series

pytestmark = pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")


def test_the_label_lies_where_the_pixel_does(viewer, tmp_path):
    affine = make_affine("coronal")
    write_series(tmp_path, ramp(), affine=affine, edit=with_overlay)
    (layer,) = add_dicom(viewer, tmp_path)

    labels = add_overlays(viewer, layer)

    (place,) = np.argwhere(labels.data)
    x, y, z = (affine @ (1, 1, 2, 1))[:3]
    np.testing.assert_allclose(labels.data_to_world(place), (z, y, x), atol=1e-6)
    assert layer.data[tuple(place)] == ramp()[1, 1, 2]


def test_without_overlays_nothing_is_added(viewer, tmp_path):
    write_series(tmp_path)
    (layer,) = add_dicom(viewer, tmp_path)

    assert add_overlays(viewer, layer) is None
    assert len(viewer.layers) == 1


NO_PLACE = {"ImagePositionPatient": None, "ImageOrientationPatient": None}


@pytest.mark.parametrize(
    "how",
    [
        pytest.param({"affine": make_affine("axial")}, id="axial"),
        pytest.param({"affine": make_affine("sagittal")}, id="sagittal"),
        pytest.param({"affine": rotated(make_affine(), rotation(20, 10, 5))}, id="oblique"),
        pytest.param({"affine": make_affine(tilt_degrees=15)}, id="tilted"),
        pytest.param({"header": NO_PLACE}, id="without place"),
        pytest.param({"header": {"FrameOfReferenceUID": None}}, id="without reference"),
    ],
)
def test_an_overlay_lies_on_the_pixel_it_was_set_on(viewer, tmp_path, how):
    write_series(tmp_path, ramp(), edit=with_overlay, **how)
    (layer,) = add_dicom(viewer, tmp_path)

    labels = add_overlays(viewer, layer)

    (place,) = np.argwhere(labels.data)
    assert labels.data.shape == layer.data.shape
    assert layer.data[tuple(place)] == ramp()[1, 1, 2]
    np.testing.assert_allclose(labels.data_to_world(place), layer.data_to_world(place))
    assert (labels.units, labels.axis_labels) == (layer.units, layer.axis_labels)
    assert labels.visible


def test_in_a_volume_with_time_an_overlay_lies_on_its_own_step(viewer, tmp_path):
    for step in (0, 1):
        header = {"TemporalPositionIdentifier": step + 1, "SOPInstanceUID": None}

        def edit(dataset, index, step=step):
            dataset.SOPInstanceUID = uid("step", step, index)
            with_overlay(dataset, index if step else 0)

        folder = tmp_path / str(step)
        write_series(folder, ramp() + 100 * step, edit=edit, header=header, modality="MR")
    (layer,) = add_dicom(viewer, tmp_path)

    labels = add_overlays(viewer, layer)

    assert labels.data.shape == layer.data.shape == (2, 4, 6, 5)
    assert np.argwhere(labels.data).tolist() == [[1, 1, 1, 2]]


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
