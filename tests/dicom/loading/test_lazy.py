"""Volumes as dask arrays hold what the arrays in memory hold."""

import pickle

import numpy as np
import pytest

import phantom
from napari_dicom import read_volumes
from napari_dicom.dicom import Limits, load, scan

da = pytest.importorskip("dask.array")


def _both(folder):
    (eager,) = read_volumes(folder, lazy=False)
    (lazy,) = read_volumes(folder, lazy=True)
    return eager, lazy


def test_a_lazy_volume_has_the_values_of_the_one_in_memory(tmp_path):
    phantom.write_series(tmp_path, intercept=-1024, shuffle=3)

    eager, lazy = _both(tmp_path)

    assert lazy.is_lazy
    assert not eager.is_lazy
    assert lazy.values.dtype == eager.values.dtype
    np.testing.assert_array_equal(np.asarray(lazy.values), eager.values)
    assert lazy.value_range == eager.value_range


def test_one_chunk_is_one_plane(tmp_path):
    phantom.write_series(tmp_path, phantom.ramp(planes=5))

    (lazy,) = read_volumes(tmp_path, lazy=True)

    assert lazy.values.numblocks == (5, 1, 1)


def test_a_missing_slice_is_filled_alike(tmp_path):
    paths = phantom.write_series(tmp_path, phantom.ramp(planes=6) + 5)
    paths[2].unlink()

    eager, lazy = _both(tmp_path)

    np.testing.assert_array_equal(np.asarray(lazy.values), eager.values)
    assert (eager.values[2] == 5).all()


def test_the_graph_is_small_when_pickled(tmp_path):
    phantom.write_series(tmp_path, phantom.ramp(planes=20))

    (lazy,) = read_volumes(tmp_path, lazy=True)

    assert len(pickle.dumps(lazy.values)) < 20 * 1000


def test_what_outgrows_the_limit_is_lazy(tmp_path):
    phantom.write_series(tmp_path)
    (volume,) = scan(tmp_path).volumes

    assert load(volume, Limits(memory_bytes=10)).is_lazy
    assert not load(volume, Limits(memory_bytes=1 << 20)).is_lazy


def test_a_cluster_of_processes_computes_the_same_projection(tmp_path):
    distributed = pytest.importorskip("distributed")
    phantom.write_series(tmp_path, phantom.ramp(planes=8))
    eager, lazy = _both(tmp_path)

    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster),
    ):
        projection = lazy.values.max(axis=0).compute()

    np.testing.assert_array_equal(projection, eager.values.max(axis=0))


def _signed_ct(folder, stored, **others):
    """Write 9 slices of signed 16-bit values, intercept -1024, with one of their own."""
    values = phantom.ramp(9)
    for (k, i, j), value in stored.items():
        values[k, i, j] = value
    return phantom.write_series(folder, values, intercept=-1024, **others)


@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        pytest.param(-32768 + 1024, "int16", id="the least that 16 bits hold"),
        pytest.param(-32768 + 1023, "int32", id="one less"),
    ],
)
@pytest.mark.parametrize("plane", [0, 4, 8], ids=["first", "middle", "last"])
def test_a_lazy_volume_is_as_narrow_as_the_sampled_slices_let_it_be(tmp_path, value, dtype, plane):
    _signed_ct(tmp_path, {(plane, 2, 3): value})

    eager, lazy = _both(tmp_path)

    assert (lazy.values.dtype, eager.values.dtype) == (dtype, dtype)
    np.testing.assert_array_equal(np.asarray(lazy.values), eager.values)


def test_a_value_beyond_the_dtype_in_a_slice_that_was_not_sampled_is_cut_with_a_word(
    tmp_path, caplog
):
    _signed_ct(tmp_path, {(1, 2, 3): -32768})

    (lazy,) = read_volumes(tmp_path, lazy=True)

    values = np.asarray(lazy.values)
    expected = phantom.ramp(9) - 1024
    expected[1, 2, 3] = -32768
    assert values.dtype == np.int16
    np.testing.assert_array_equal(values, expected)
    assert "values beyond -32768 to 32767 are cut in one slice" in caplog.text


@pytest.mark.parametrize("lazy", [False, True], ids=["in memory", "lazy"])
@pytest.mark.parametrize(
    ("padding", "fill"),
    [
        pytest.param(-2000, -3024, id="padding"),
        pytest.param(-32768, -32768, id="padding that the values' dtype does not hold"),
    ],
)
def test_a_missing_slice_is_filled_with_padding_as_far_as_that_fits(tmp_path, lazy, padding, fill):
    _signed_ct(tmp_path, {}, header={"PixelPaddingValue": padding})[3].unlink()

    (loaded,) = read_volumes(tmp_path, lazy=lazy)

    assert loaded.values.dtype == np.int16
    assert set(np.asarray(loaded.values[3]).ravel().tolist()) == {fill}
