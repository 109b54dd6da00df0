"""Volumes as xarray's arrays: named axes, a place for every step."""

import numpy as np
import pytest

from converted import timed, weighted, write_steps
from napari_dicom import read_volumes
from napari_dicom.dicom import NothingToOpenError
from phantom import make_affine, ramp, write_series
from real import REAL, needs_real

xarray = pytest.importorskip("xarray")

REAL_CASES = sorted(path.name for path in REAL.iterdir() if path.is_dir()) if REAL.is_dir() else []


@pytest.mark.parametrize("orientation", ["axial", "coronal", "sagittal"])
def test_every_voxel_is_found_by_its_place_in_the_patient(tmp_path, orientation):
    affine = make_affine(orientation)
    write_series(tmp_path, ramp(5, 7, 6), affine=affine)

    array = read_volumes(tmp_path)[0].to_xarray()

    for index in np.ndindex(5, 7, 6):
        x, y, z, _ = affine @ [*index, 1]
        assert array.sel(x=x, y=y, z=z, method="nearest") == ramp(5, 7, 6)[index]


def test_units_and_what_else_is_known_stand_with_it(tmp_path):
    write_series(tmp_path, ramp(4), header={"RescaleType": "HU"})

    array = read_volumes(tmp_path)[0].to_xarray()

    assert (array.name, array.units, array.modality) == ("CT 1 series", "HU", "CT")
    assert {array[name].units for name in "xyz"} == {"mm"}
    np.testing.assert_allclose(np.reshape(array.affine, (4, 4)), make_affine(), atol=1e-9)
    assert not any("SECRET" in str(value).upper() for value in array.attrs.values())


def test_time_is_in_seconds(tmp_path):
    write_steps(tmp_path, timed(0, 2, 7))

    array = read_volumes(tmp_path)[0].to_xarray()

    assert array.dims == ("t", "z", "y", "x")
    assert array.t.units == "s"
    assert array.t.values.tolist() == [0, 2, 7]


def test_b_values_are_places(tmp_path):
    write_steps(tmp_path, [weighted(b) for b in (0, 500, 1000)], modality="MR")

    array = read_volumes(tmp_path)[0].to_xarray()

    np.testing.assert_array_equal(array.sel(b=500), ramp(4) + 1)


def test_a_lazy_volume_stays_lazy(tmp_path):
    write_series(tmp_path, ramp(4))

    array = read_volumes(tmp_path, lazy=True)[0].to_xarray()

    assert array.chunks is not None
    np.testing.assert_array_equal(array.isel(z=2), ramp(4)[2])


def test_it_can_be_saved(tmp_path):
    pytest.importorskip("zarr")
    write_steps(tmp_path / "dicom", timed(0, 2, 7))
    array = read_volumes(tmp_path / "dicom")[0].to_xarray()

    array.to_dataset(name="values").to_zarr(tmp_path / "out.zarr", consolidated=False)

    again = xarray.open_zarr(tmp_path / "out.zarr", consolidated=False)["values"]
    np.testing.assert_array_equal(again, array)
    assert again.attrs == array.attrs


@needs_real
@pytest.mark.parametrize("case", REAL_CASES)
def test_every_real_volume_has_a_place_for_each_step(case):
    try:
        volumes = read_volumes(REAL / case)
    except NothingToOpenError:
        volumes = []
    for loaded in volumes:
        array = loaded.to_xarray()
        np.testing.assert_array_equal(array.values, loaded.values)
        assert array.dims[: len(loaded.dims)] == loaded.dims
        assert len(set(array.dims)) == loaded.ndim
