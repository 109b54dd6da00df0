"""How long opening takes: run by hand, ``pytest tests/benchmarks``, never part of the tests.

Figures of one machine on one day mean little: compare two commits with
``--benchmark-autosave`` and ``pytest-benchmark compare``, or read the ratios to the naive reader.
"""

import numpy as np
import pydicom
import pytest
from pydicom import uid as uids

import phantom
from napari_dicom.dicom import load, scan
from napari_dicom.layers import build_layers

SLICES = 100
SYNTAXES = {
    "explicit": uids.ExplicitVRLittleEndian,
    "implicit": uids.ImplicitVRLittleEndian,
    "rle": uids.RLELossless,
    "jpeg-lossless": uids.JPEGLosslessSV1,
    "jpeg-ls": uids.JPEGLSLossless,
    "j2k": uids.JPEG2000Lossless,
}


@pytest.fixture(scope="module", params=[pytest.param(uid, id=key) for key, uid in SYNTAXES.items()])
def series(request, tmp_path_factory):
    """A folder of 100 noisy slices of 512 x 512, 12 bits, in one transfer syntax."""
    folder = tmp_path_factory.mktemp("series")
    noise = np.random.default_rng(1).normal(1000, 30, (SLICES, 512, 512))
    values = np.clip(noise, 0, 4095).astype(np.uint16)
    phantom.write_series(
        folder, values, transfer_syntax=request.param, bits_stored=12, intercept=-1024
    )
    return folder


def test_scan(benchmark, series):
    contents = benchmark(scan, series)

    assert contents.volumes[0].shape == (SLICES, 512, 512)


def test_load(benchmark, series):
    (volume,) = scan(series).volumes

    loaded = benchmark(load, volume)

    assert loaded.values.dtype == np.int16


def test_layers(benchmark, series):
    (volume,) = scan(series).volumes
    loaded = load(volume)

    (layer,) = benchmark(build_layers, [loaded])

    assert layer.data.shape == (SLICES, 512, 512)


def test_naive_reader(benchmark, series):
    """The yardstick: pydicom for each file, sorted, stacked."""

    def read():
        datasets = [pydicom.dcmread(path) for path in series.iterdir()]
        datasets.sort(key=lambda dataset: float(dataset.ImagePositionPatient[2]))
        return np.stack([dataset.pixel_array for dataset in datasets])

    assert benchmark(read).shape == (SLICES, 512, 512)


def test_scan_of_thousands_of_small_files(benchmark, tmp_path):
    """An fMRI run: 35 positions x 60 times."""
    for time in range(60):
        values = np.zeros((35, 16, 16), np.int16)
        phantom.write_series(
            tmp_path,
            values,
            modality="MR",
            header={"TemporalPositionIdentifier": time + 1, "AcquisitionNumber": time + 1},
            name=f"{time:03d}-{{:03d}}.dcm".format,
            edit=lambda dataset, index, time=time: setattr(
                dataset, "SOPInstanceUID", phantom.uid("fmri", time, index)
            ),
        )

    contents = benchmark.pedantic(scan, (tmp_path,), rounds=3)

    assert contents.volumes[0].shape == (60, 35, 16, 16)
