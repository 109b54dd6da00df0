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
