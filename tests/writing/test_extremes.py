"""One slice of extreme values: the same in memory, read lazily, and in the OME-Zarr of either."""

import numpy as np
import pydicom
import pytest
from pydicom.pixels import apply_modality_lut

import phantom
from napari_dicom import read_volumes, write_ome_zarr

zarr = pytest.importorskip("zarr")

EXTREME = 13
"""None of the slices that a lazy volume looks at when it is opened."""


def with_extreme(dtype, value):
    stored = phantom.ramp(30, 6, 5, dtype)
    stored[EXTREME] = value
    return stored


def steep(dataset, index):
    if index == EXTREME:
        dataset.RescaleSlope = "2.5"


def slopes(dataset, index):
    dataset.RescaleSlope, dataset.RescaleIntercept = str(1 + index / 4), str(-index)


def deep(dataset, index):
    if index == EXTREME:
        dataset.RescaleIntercept = "-40000"


def sixteen_bits(dataset, index):
    if index == EXTREME:
        dataset.BitsStored, dataset.HighBit = 16, 15
        dataset.PixelData = np.full(30, 65535, "<u2").tobytes()


CT = {"slope": 1, "intercept": -1024}
CASES = {
    "unsigned, -1024": (with_extreme("uint16", 60000), CT, "int32"),
    "signed, -1024": (with_extreme("int16", -32768), CT, "int32"),
    "signed, -1024, upwards": (with_extreme("int16", 32767), CT, None),
    "unsigned": (with_extreme("uint16", 65535), {}, "uint16"),
    "8 bits, 1000": (phantom.ramp(30, 6, 5, "uint8"), {"slope": 1, "intercept": 1000}, "int16"),
    "32 bits, -1": (
        with_extreme("uint32", 2**32 - 1),
        {"slope": 1, "intercept": -1},
        "int64",
    ),
    "one slope of its own": (
        with_extreme("uint16", 65535),
        {"slope": 1, "intercept": 0, "edit": steep},
        "float32",
    ),
    "slopes of their own": (
        with_extreme("uint16", 65535),
        {"slope": 1, "intercept": 0, "edit": slopes},
        "float32",
    ),
    "one intercept of its own": (
        with_extreme("uint16", 0),
        {"slope": 1, "intercept": 0, "edit": deep},
        "int32",
    ),
    "16 bits stored in one": (
        phantom.ramp(30, 6, 5, "uint16"),
        {"bits_stored": 12, "edit": sixteen_bits},
        "uint16",
    ),
}


@pytest.mark.parametrize("lazy", [False, True], ids=["in memory", "lazy"])
@pytest.mark.parametrize("case", list(CASES))
def test_one_extreme_slice_is_what_it_is(tmp_path, case, lazy):
    stored, how, dtype = CASES[case]
    paths = phantom.write_series(tmp_path / "dicom", stored, **how)
    datasets = [pydicom.dcmread(path) for path in paths]
    expected = np.stack([apply_modality_lut(one.pixel_array, one) for one in datasets])

    (loaded,) = read_volumes(tmp_path / "dicom", lazy=lazy)
    write_ome_zarr(loaded, tmp_path / "one.ome.zarr")

    saved = zarr.open_group(str(tmp_path / "one.ome.zarr"), mode="r")["s0"][:]
    for found in (np.asarray(loaded.values), saved):
        np.testing.assert_allclose(found, expected, rtol=1e-6)
        assert dtype is None or found.dtype == dtype


@pytest.mark.parametrize("lazy", [False, True], ids=["in memory", "lazy"])
@pytest.mark.parametrize(
    ("dtype", "value"), [("float32", 3e38), ("float32", -3e38), ("float64", 1e300)]
)
def test_one_extreme_slice_of_floats_is_what_it_is(tmp_path, dtype, value, lazy):
    stored = with_extreme(dtype, value)
    phantom.write_series(tmp_path / "dicom", stored, modality="OT")

    (loaded,) = read_volumes(tmp_path / "dicom", lazy=lazy)
    write_ome_zarr(loaded, tmp_path / "one.ome.zarr")

    saved = zarr.open_group(str(tmp_path / "one.ome.zarr"), mode="r")["s0"][:]
    for found in (np.asarray(loaded.values), saved):
        np.testing.assert_array_equal(found, stored)
        assert found.dtype == dtype
