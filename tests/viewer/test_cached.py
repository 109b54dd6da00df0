"""What napari keeps of lazily read volumes: bounded by the free memory, never enlarged."""

import dask.array
import numpy as np
import pytest
from napari.layers import Image
from napari.utils import resize_dask_cache

from napari_dicom import add_dicom
from napari_dicom.viewer import cached
from phantom import write_series

KEPT = 4_000_000


@pytest.fixture(autouse=True)
def kept():
    """Let napari keep 4 MB, and afterwards what it kept before."""
    before = resize_dask_cache().cache.available_bytes
    resize_dask_cache(nbytes=KEPT)
    yield
    resize_dask_cache(nbytes=before)


def kept_bytes():
    return resize_dask_cache().cache.available_bytes


def image(is_lazy):
    values = np.zeros((3, 4, 5), np.int16)
    layer = Image(dask.array.from_array(values, chunks=(1, 4, 5)) if is_lazy else values)
    resize_dask_cache().cache.clear()  # of the slice that it shows
    return layer


@pytest.mark.parametrize(
    ("free", "expected"),
    [
        pytest.param(4 * KEPT - 4, KEPT - 1, id="just below"),
        pytest.param(4 * KEPT, KEPT, id="as it is"),
        pytest.param(4 * KEPT + 4, KEPT, id="never enlarged"),
        pytest.param(0, 0, id="nothing free"),
    ],
)
def test_a_quarter_of_the_free_memory_is_kept_of_what_is_read_lazily(monkeypatch, free, expected):
    monkeypatch.setattr(cached, "free_memory", lambda: free)

    cached.bound_cache([image(is_lazy=True)])

    assert kept_bytes() == expected


def test_volumes_in_memory_change_nothing(monkeypatch):
    monkeypatch.setattr(cached, "free_memory", lambda: 4)

    cached.bound_cache([image(is_lazy=False)])

    assert kept_bytes() == KEPT


def test_opening_a_volume_larger_than_memory_bounds_what_is_kept(viewer, tmp_path, monkeypatch):
    write_series(tmp_path)
    monkeypatch.setattr("napari_dicom.dicom.loading.eager.free_memory", lambda: 4)
    monkeypatch.setattr(cached, "free_memory", lambda: KEPT)

    (layer,) = add_dicom(viewer, tmp_path)

    assert hasattr(layer.data, "dask")
    assert kept_bytes() == pytest.approx(KEPT // 4, rel=0.01)  # and a slice that was kept
