"""Progress of dask: of the computations of one thread alone."""

import threading
import time

import dask.array as da
import pytest

from napari_dicom.dicom import CancelledError
from napari_dicom.writing.dask_progress import own_threads, reported


def blocks():
    return da.ones((8, 4), chunks=(1, 4)) + 1


def test_each_block_is_reported_until_all_are_done():
    seen = []

    with reported("Adding", lambda *said: seen.append(said)):
        blocks().compute(scheduler="threads")

    assert {what for what, *_ in seen} == {"Adding"}
    assert seen[-1][1] == seen[-1][2] >= 8


def test_what_is_raised_ends_the_computation():
    def cancel(*_):
        raise CancelledError("cancelled")

    with pytest.raises(CancelledError), reported("Adding", cancel):
        blocks().compute(scheduler="threads")


def test_what_another_thread_computes_is_none_of_it():
    seen, sums = [], []

    def elsewhere():
        sums.append(float(blocks().sum().compute(scheduler="threads")))

    with reported("Adding", lambda *said: seen.append(said)):
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()

    assert sums == [64.0]
    assert seen == []


def test_what_is_broken_off_has_ended_in_all_threads():
    at_work, ended = [], []

    def slow(block):
        at_work.append(block)
        time.sleep(0.05)
        ended.append(block)
        return block

    def cancel(*_):
        raise CancelledError("cancelled")

    many = da.ones((64, 4), chunks=(1, 4)).map_blocks(slow, meta=da.ones(1))
    with pytest.raises(CancelledError), own_threads(), reported("Adding", cancel):
        many.compute(scheduler="threads")
    begun = len(at_work)

    assert len(ended) == begun < 64
    time.sleep(0.1)
    assert len(at_work) == begun
