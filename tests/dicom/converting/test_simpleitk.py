"""Volumes as SimpleITK images: every voxel at its place, by SimpleITK's own arithmetic."""

import numpy as np
import pytest

from converted import timed, write_irregular, write_steps
from napari_dicom import read_volumes, write_nifti
from napari_dicom.dicom import ExportError, NothingToOpenError
from phantom import make_affine, ramp, rotated, rotation, write_series
from real import REAL, needs_real

sitk = pytest.importorskip("SimpleITK")

PLACES = [
    pytest.param(make_affine("axial"), id="axial"),
    pytest.param(make_affine("coronal"), id="coronal"),
    pytest.param(make_affine("sagittal"), id="sagittal"),
    pytest.param(rotated(make_affine(), rotation(10, 20, 5)), id="oblique"),
    pytest.param(make_affine(tilt_degrees=15), id="tilted"),
]
REAL_CASES = sorted(path.name for path in REAL.iterdir() if path.is_dir()) if REAL.is_dir() else []


def affine_of(image):
    """Return (slice, row, column) -> LPS mm, as SimpleITK places the voxels of its image."""
    size = image.GetDimension()
    origin = np.array(image.TransformIndexToPhysicalPoint([0] * size))[:3]
    affine = np.eye(4)
    affine[:3, 3] = origin
    for column, axis in enumerate((2, 1, 0)):
        step = [0] * size
        step[axis] = 1
        affine[:3, column] = np.array(image.TransformIndexToPhysicalPoint(step))[:3] - origin
    return affine


def assert_same_place(found, wanted):
    np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-6 * np.abs(wanted).max())


@pytest.mark.parametrize("affine", PLACES)
@pytest.mark.parametrize("lazy", [False, True])
def test_voxels_and_places_are_those_of_the_files(tmp_path, affine, lazy):
    write_series(tmp_path, ramp(5, 7, 6), affine=affine, shuffle=2)

    image = read_volumes(tmp_path, lazy=lazy)[0].to_sitk()

    np.testing.assert_array_equal(sitk.GetArrayFromImage(image), ramp(5, 7, 6))
    assert image.GetPixelIDTypeAsString() == "16-bit signed integer"
    assert_same_place(affine_of(image), affine)


def test_its_own_reader_agrees(tmp_path):
    paths = write_series(tmp_path, ramp(5, 7, 6), affine=make_affine("sagittal"))

    ours = read_volumes(tmp_path)[0].to_sitk()
    theirs = sitk.ReadImage([str(path) for path in paths])

    np.testing.assert_array_equal(sitk.GetArrayFromImage(ours), sitk.GetArrayFromImage(theirs))
    assert_same_place(affine_of(ours), affine_of(theirs))


@pytest.mark.parametrize("affine", [place for place in PLACES if place.id != "tilted"])
def test_it_reads_our_nifti_at_the_same_place(tmp_path, affine):
    write_series(tmp_path / "dicom", ramp(5, 7, 6), affine=affine)
    (volume,) = read_volumes(tmp_path / "dicom")

    write_nifti(volume, tmp_path / "out.nii")
    image = sitk.ReadImage(str(tmp_path / "out.nii"))

    np.testing.assert_array_equal(sitk.GetArrayFromImage(image), ramp(5, 7, 6))
    assert_same_place(affine_of(image), affine)


def test_time_is_the_fourth_axis_in_seconds(tmp_path):
    write_steps(tmp_path, timed(0, 2.5, 5))
    (volume,) = read_volumes(tmp_path)

    image = volume.to_sitk()

    np.testing.assert_array_equal(sitk.GetArrayFromImage(image), volume.values)
    assert image.GetSpacing()[3] == 2.5
    assert_same_place(affine_of(image), make_affine())


def test_colours_are_vectors(tmp_path):
    colour = np.random.default_rng(1).integers(0, 255, (3, 8, 9, 3), dtype="uint8")
    write_series(tmp_path, colour)

    image = read_volumes(tmp_path)[0].to_sitk()

    assert image.GetNumberOfComponentsPerPixel() == 3
    np.testing.assert_array_equal(sitk.GetArrayFromImage(image), colour)


def test_irregular_slices_are_refused_with_the_way_out(tmp_path):
    write_irregular(tmp_path)

    with pytest.raises(ExportError, match=r"SimpleITK holds one distance .*regularised\(volume\)"):
        read_volumes(tmp_path)[0].to_sitk()


@needs_real
@pytest.mark.parametrize("case", REAL_CASES)
def test_every_real_volume_is_the_same_or_refused(case):
    try:
        volumes = read_volumes(REAL / case)
    except NothingToOpenError:
        volumes = []
    for loaded in volumes:
        if "irregular-spacing" in {note.code for note in loaded.notes}:
            with pytest.raises(ExportError, match="varies from"):
                loaded.to_sitk()
            continue
        image = loaded.to_sitk()
        time = [number for number, label in enumerate(loaded.dims) if label == "t"]
        leads = [number for number in range(len(loaded.volume.axes)) if number not in time]
        order = (*leads, *time, *range(len(leads) + len(time), loaded.ndim))
        np.testing.assert_array_equal(sitk.GetArrayFromImage(image), loaded.values.transpose(order))
        if loaded.affine is not None:
            assert_same_place(affine_of(image), loaded.affine)
