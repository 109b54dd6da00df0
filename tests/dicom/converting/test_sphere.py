"""Voxels within a sphere in the patient."""

import numpy as np
import pytest

from napari_dicom import read_volumes
from napari_dicom.dicom import OutsideError
from phantom import make_affine, ramp, rotated, rotation, write_series

PLACES = [
    pytest.param(make_affine("axial"), id="axial"),
    pytest.param(make_affine("sagittal"), id="sagittal"),
    pytest.param(make_affine(tilt_degrees=25), id="tilted"),
    pytest.param(rotated(make_affine(), rotation(30, 20, 40)), id="oblique"),
]


def read(folder, affine=None, values=None):
    write_series(folder, ramp(9, 12, 11) if values is None else values, affine=affine)
    return read_volumes(folder)[0]


@pytest.mark.parametrize("affine", PLACES)
@pytest.mark.parametrize("index", [(4, 6, 5), (0, 0, 0), (8, 11, 3)])
def test_it_holds_the_voxels_whose_centres_are_no_farther_than_the_radius(tmp_path, affine, index):
    volume = read(tmp_path, affine)
    places = np.moveaxis(np.indices(volume.shape), 0, -1) @ volume.affine[:3, :3].T
    places += volume.affine[:3, 3]
    centre = places[index] + 0.3

    mask = volume.in_sphere(centre, 4.0)

    np.testing.assert_array_equal(mask, np.linalg.norm(places - centre, axis=-1) <= 4.0)
    assert mask.any()


@pytest.mark.parametrize(("radius", "count"), [(0.69, 1), (0.70, 3), (0.79, 3), (0.80, 5)])
def test_a_voxel_on_the_surface_is_within(tmp_path, radius, count):
    volume = read(tmp_path, make_affine(spacing=(2.5, 0.7, 0.8), origin=(0, 0, 0)))

    assert volume.in_sphere((4.0, 4.2, 10.0), radius).sum() == count


@pytest.mark.parametrize("centre", [(0, 0, 500), (0, 0, -500)])
def test_a_sphere_without_a_voxel_is_told(tmp_path, centre):
    with pytest.raises(OutsideError, match=r"no voxel lies within 5 mm of \(0, 0, -?500\)"):
        read(tmp_path).in_sphere(centre, 5)


def test_images_without_depth_have_no_sphere(tmp_path):
    nowhere = dict.fromkeys(("ImagePositionPatient", "ImageOrientationPatient", "SliceThickness"))
    write_series(tmp_path, ramp(1), modality="OT", header=nowhere)

    with pytest.raises(OutsideError, match="no depth"):
        read_volumes(tmp_path)[0].in_sphere((0, 0, 0), 5)
