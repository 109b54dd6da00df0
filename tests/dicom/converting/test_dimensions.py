"""The axes of values by name, and the steps nearest to a place."""

from dataclasses import replace

import numpy as np
import pytest

from converted import timed, write_irregular, write_steps
from napari_dicom import read_volumes
from napari_dicom.dicom import Axis, ChoiceError, OutsideError
from phantom import make_affine, ramp, rotated, rotation, write_series


@pytest.fixture
def read(tmp_path):
    """Return a function that writes series and reads the volume made of them."""

    def read(*args, **how):
        write_series(tmp_path, *args, **how)
        return read_volumes(tmp_path)[0]

    return read


@pytest.mark.parametrize(
    ("affine", "axes"),
    [
        (make_affine("axial"), ("z", "y", "x")),
        (make_affine("coronal"), ("y", "z", "x")),
        (make_affine("sagittal"), ("x", "z", "y")),
        (make_affine(tilt_degrees=15), ("slice", "row", "column")),
        (rotated(make_affine(), rotation(10, 0, 0)), ("slice", "row", "column")),
    ],
)
def test_axes_have_the_patients_letters_where_they_run_along_his(read, affine, axes):
    assert read(affine=affine).dims == axes


@pytest.mark.parametrize(("degrees", "axes"), [(0.1, ("z", "y", "x")), (0.2, None)])
def test_a_turn_counts_from_a_fiftieth_of_a_voxel_at_the_far_end(read, degrees, axes):
    # the longest way aside: 9 steps of 1 mm; a fiftieth of 1 mm is sin(0.127 degrees) of it
    affine = rotated(make_affine(spacing=(1, 1, 1)), rotation(0, 0, degrees))

    found = read(ramp(4, 10, 10), affine=affine).dims

    assert found == (axes or ("slice", "row", "column"))


@pytest.mark.parametrize("orientation", ["axial", "coronal", "sagittal"])
def test_a_place_in_the_patient_gives_the_voxel_that_lies_there(read, orientation):
    affine = make_affine(orientation)
    values = ramp(5, 7, 6)
    volume = read(values, affine=affine)
    x, y, z, _ = affine @ [3, 5, 2, 1]

    assert volume.at(x=x, y=y, z=z) == values[3, 5, 2]


def test_places_along_no_axis_of_the_patient_count_from_the_first_voxel(read):
    volume = read(ramp(5), affine=make_affine(tilt_degrees=15))

    np.testing.assert_array_equal(volume.at(slice=5.0), ramp(5)[2])
    np.testing.assert_array_equal(volume.at(row=1.4, column=0), ramp(5)[:, 2, 0])


@pytest.mark.parametrize(("z", "slice_"), [(98.76, 0), (101.24, 0), (101.26, 1), (108.74, 3)])
def test_the_nearest_step_is_taken(read, z, slice_):
    np.testing.assert_array_equal(read(ramp(4)).at(z=z), ramp(4)[slice_])


@pytest.mark.parametrize("z", [98.74, 108.76, float("nan"), float("inf")])
def test_half_a_step_beyond_the_ends_is_outside(read, z):
    with pytest.raises(OutsideError, match=r"z=\S+ lies outside: 100 to 107.5 mm"):
        read(ramp(4)).at(z=z)


def test_an_axis_there_is_not_is_answered_by_those_there_are(read):
    with pytest.raises(ChoiceError, match="axis='k': choose 'z' or 'y' or 'x'"):
        read().at(k=1)


def test_a_time_is_a_place_too(tmp_path):
    write_steps(tmp_path, timed(0, 2, 4))
    (volume,) = read_volumes(tmp_path)

    np.testing.assert_array_equal(volume.at(t=2.2, z=105), ramp(4)[2] + 1)
    assert volume.dims == ("t", "z", "y", "x")


def test_axes_of_one_label_are_numbered(tmp_path):
    write_steps(tmp_path, timed(0, 2, 4, 6))
    (loaded,) = read_volumes(tmp_path)
    axes = (Axis("t", "s", (0.0, 2.0), "Time"), Axis("t", "", (0.0, 1.0), "InstanceNumber"))
    values = loaded.values.reshape(2, 2, *loaded.shape[1:])

    both = replace(loaded, volume=replace(loaded.volume, axes=axes), values=values)

    assert both.dims == ("t0", "t1", "z", "y", "x")
    assert both.at(t0=2.0, t1=1, z=100, y=-20, x=-30) == 3
    assert both.to_xarray().dims == both.dims


def test_irregular_slices_lie_where_their_own_headers_say(tmp_path):
    write_irregular(tmp_path, (0.0, 1.0, 4.0, 5.2, 9.0, 9.7, 14.0))
    (volume,) = read_volumes(tmp_path)

    np.testing.assert_array_equal(volume.at(z=109.1), ramp(7)[4])
    np.testing.assert_allclose(
        volume.to_xarray().z, 100 + np.array([0.0, 1.0, 4.0, 5.2, 9.0, 9.7, 14.0])
    )


def test_images_without_depth_have_rows_and_columns(read):
    nowhere = {"ImagePositionPatient": None, "ImageOrientationPatient": None, "PixelSpacing": None}
    volume = read(ramp(1), modality="OT", header={**nowhere, "SliceThickness": None})

    assert volume.dims == ("row", "column")
    assert volume.at(row=2, column=1) == 21
    assert volume.to_xarray().row.units == "pixel"
