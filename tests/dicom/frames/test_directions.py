"""Directions of rows and columns that are not quite of unit length, or not at right angles."""

import numpy as np
import pydicom
import pytest
from pydicom import uid as uids

import phantom
from napari_dicom.dicom import scan
from napari_dicom.dicom.frames.directions import doubts_of_directions, orientation_of
from planes import header

SPACING = (2.5, 0.7, 0.8)


def opened(folder, cosines, way, orientation="axial", **how):
    affine = phantom.make_affine(orientation, SPACING)
    written = [f"{number:.10g}" for number in cosines]
    if way == "classic":
        more = {"ImageOrientationPatient": written}
        phantom.write_series(folder, phantom.ramp(3), affine=affine, header=more, **how)
    else:
        path = phantom.write_enhanced(folder / "one.dcm", phantom.ramp(3), affine=affine, **how)
        dataset = pydicom.dcmread(path)
        plane = dataset.SharedFunctionalGroupsSequence[0].PlaneOrientationSequence[0]
        plane.ImageOrientationPatient = written
        dataset.save_as(path)
    (volume,) = scan(folder).volumes
    return volume


@pytest.mark.parametrize(
    "transfer_syntax", [uids.ExplicitVRLittleEndian, uids.ExplicitVRBigEndian], ids=["le", "be"]
)
@pytest.mark.parametrize("way", ["classic", "enhanced"])
@pytest.mark.parametrize(
    "cosines",
    [
        pytest.param((1, 0, 0, 0, 1, 0), id="exact"),
        pytest.param((0.9905, 0, 0, 0, 1, 0), id="row too short"),
        pytest.param((1, 0, 0, 0, 1.009, 0), id="column too long"),
        pytest.param((1.009, 0, 0, 0, 0.9905, 0), id="both"),
    ],
)
def test_pixels_are_as_far_apart_as_their_spacing_says(tmp_path, cosines, way, transfer_syntax):
    volume = opened(tmp_path, cosines, way, transfer_syntax=transfer_syntax)

    np.testing.assert_allclose(volume.geometry.voxel_size, SPACING, rtol=1e-9)
    np.testing.assert_allclose(np.diag(volume.geometry.affine[2::-1, :3]), SPACING, rtol=1e-9)


@pytest.mark.parametrize("seed", range(20))
def test_directions_off_the_right_angle_are_turned_by_half_of_it_each(seed):
    rng = np.random.default_rng(seed)
    turn, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    row, column = turn[0], turn[1] + 0.009 * turn[0]

    found = np.reshape(orientation_of((*row.tolist(), *column.tolist())), (2, 3))

    np.testing.assert_allclose(found @ found.T, np.eye(2), atol=1e-12)
    left, _, right = np.linalg.svd(np.array([row, column / np.linalg.norm(column)]))
    np.testing.assert_allclose(found, left @ right[:2], atol=1e-9)  # the nearest pair there is


def test_exact_directions_are_left_as_they_are():
    cosines = tuple(phantom.rotation(10, 20, 30)[:2].ravel().tolist())

    assert orientation_of(cosines) == cosines


@pytest.mark.parametrize(
    ("cosines", "side", "told"),
    [
        pytest.param("1\\0\\0\\0\\1\\0", 4096, False, id="exact"),
        pytest.param("1\\0\\0\\0\\1.00097\\0", 512, False, id="just below half a pixel"),
        pytest.param("1\\0\\0\\0\\1.00099\\0", 512, True, id="just above half a pixel"),
        pytest.param("1\\0\\0\\0.00097\\1\\0", 512, False, id="angle just below half a pixel"),
        pytest.param("1\\0\\0\\0.00099\\1\\0", 512, True, id="angle just above half a pixel"),
        pytest.param("1\\0\\0\\0\\0.99901\\0", 512, True, id="too short, just above"),
        pytest.param("0.7071\\0.7071\\0\\-0.7071\\0.7071\\0", 512, False, id="rounded"),
        pytest.param("1\\0\\0\\0\\1.0098\\0", 512, True, id="just below 1 %"),
        pytest.param("1\\0\\0\\0\\1.0102\\0", 512, False, id="no directions: the value is wrong"),
        pytest.param("", 512, False, id="absent"),
    ],
)
def test_directions_are_doubted_where_that_moves_the_far_side_by_half_a_pixel(cosines, side, told):
    doubts = doubts_of_directions(header({"ImageOrientationPatient": cosines}), side)

    assert bool(doubts) is told


@pytest.mark.parametrize("way", ["classic", "enhanced"])
@pytest.mark.parametrize(
    ("cosines", "words"),
    [
        pytest.param((1, 0, 0, 0, 1, 0), "", id="exact"),
        pytest.param((1, 0, 0, 0, 1.0099, 0), "", id="a twentieth of a pixel"),
        pytest.param((100, 0, 0, 0, 100, 0), "ImageOrientationPatient", id="wild"),
        pytest.param((1, 0, 0, 0.02, 1, 0), "ImageOrientationPatient", id="no right angle"),
    ],
)
def test_wild_directions_are_told_of_and_not_used(tmp_path, cosines, words, way):
    volume = opened(tmp_path, cosines, way)

    told = [note.message for note in volume.notes if "ImageOrientationPatient" in note.message]
    assert bool(told) is bool(words)
    np.testing.assert_allclose(volume.geometry.voxel_size, SPACING, rtol=1e-9)
