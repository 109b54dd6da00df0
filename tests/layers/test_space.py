"""Whose frame a volume lies in: only a patient's has directions that are arranged and shared."""

from dataclasses import replace

import numpy as np
import pytest

from napari_dicom.api import read_volumes
from napari_dicom.dicom import Space
from napari_dicom.layers import DisplaySpace, build_layers, display_transforms
from phantom import make_affine, ramp, rotated, rotation, write_series

NOT_PATIENT = [pytest.param(space, id=str(space)) for space in Space if space != Space.PATIENT]


@pytest.fixture
def coronal(tmp_path):
    write_series(tmp_path, ramp(3, 4, 5), affine=make_affine("coronal"))
    return read_volumes(tmp_path)[0]


def lying_in(loaded, space):
    geometry = replace(loaded.volume.geometry, space=space)
    return replace(loaded, volume=replace(loaded.volume, geometry=geometry))


@pytest.mark.parametrize("space", Space, ids=str)
def test_the_contract_says_whose_frame_it_is(coronal, space):
    (layer,) = build_layers([lying_in(coronal, space)])

    assert layer.keywords["metadata"]["dicom"]["space"] == str(space)


def test_an_image_without_place_lies_in_a_frame_of_its_own(tmp_path):
    write_series(tmp_path, ramp(1), header={"ImagePositionPatient": None})

    (layer,) = build_layers(read_volumes(tmp_path))

    dicom = layer.keywords["metadata"]["dicom"]
    assert (dicom["affine"], dicom["space"]) == (None, "own")


def test_a_coronal_series_of_a_patient_is_turned_upright(coronal):
    (layer,) = build_layers([coronal])

    assert layer.data.shape != coronal.values.shape
    assert layer.keywords["metadata"]["dicom"]["slice_axis"] == 1


@pytest.mark.parametrize("space", NOT_PATIENT)
def test_what_lies_in_no_patient_is_neither_permuted_nor_flipped(coronal, space):
    (layer,) = build_layers([lying_in(coronal, space)])

    np.testing.assert_array_equal(layer.data, coronal.values)
    assert layer.keywords["metadata"]["dicom"]["slice_axis"] == 0
    np.testing.assert_allclose(
        layer.keywords["metadata"]["dicom"]["affine"], coronal.volume.geometry.affine
    )


@pytest.mark.parametrize("display", DisplaySpace, ids=str)
@pytest.mark.parametrize("space", NOT_PATIENT)
def test_its_voxels_keep_their_size_on_screen(coronal, space, display):
    loaded = lying_in(coronal, space)

    (layer,) = build_layers([loaded], display)

    np.testing.assert_allclose(layer.keywords["scale"], loaded.volume.geometry.voxel_size)


def test_only_volumes_of_a_patient_share_a_display_by_their_frame_of_reference(coronal):
    turned = rotated(make_affine(), rotation(10, 20, 30))
    geometry = replace(coronal.volume.geometry, affine=np.asarray(turned, dtype=np.float64))
    moved = geometry.affine.copy()
    moved[:3, 3] += 50
    pair = [geometry, replace(geometry, affine=moved)]

    in_patient = display_transforms(pair, ["1.2", "1.2"], DisplaySpace.OWN_PLANES)
    own = [replace(one, space=Space.VOLUME) for one in pair]
    elsewhere = display_transforms(own, ["1.2", "1.2"], DisplaySpace.OWN_PLANES)

    np.testing.assert_array_equal(in_patient[0], in_patient[1])
    assert not np.allclose(elsewhere[0], elsewhere[1])


def test_volumes_without_a_frame_of_reference_are_turned_each_about_its_own_centre(coronal):
    turned = np.asarray(rotated(make_affine(), rotation(10, 20, 30)), dtype=np.float64)
    moved = turned.copy()
    moved[:3, 3] += 50
    pair = [replace(coronal.volume.geometry, affine=affine) for affine in (turned, moved)]

    found = display_transforms(pair, ["", ""], DisplaySpace.OWN_PLANES)

    assert not np.allclose(found[0], found[1])


@pytest.mark.parametrize("space", Space, ids=str)
def test_planes_are_said_to_be_oblique_in_a_patient_only(coronal, space):
    affine = np.asarray(rotated(make_affine(), rotation(10, 20, 30)), dtype=np.float64)
    loaded = lying_in(coronal, space)
    geometry = replace(loaded.volume.geometry, affine=affine)
    turned = replace(loaded, volume=replace(loaded.volume, geometry=geometry))

    (layer,) = build_layers([turned])

    notes = layer.keywords["metadata"]["dicom"]["notes"]
    said = [note["message"] for note in notes if note["code"] == "oblique"]
    assert len(said) == (space is Space.PATIENT)
    assert all("exact patient space can be switched on" in message for message in said)
