"""Jobs done by threads: all of them, one at a time in a watch, none waited for for ever."""

import threading
import time
from collections.abc import Sequence

import pytest

from napari_dicom.dicom.workers import LeftBehindError, Watch, done_in_time, work_through


def run(jobs: Sequence, work, **how) -> None:
    usual = {
        "threads": 2,
        "most_seconds": 10.0,
        "on_glance": lambda _done: None,
        "on_overrun": lambda _job: pytest.fail("nothing overran"),
    }
    work_through(jobs, work, **(usual | how))


@pytest.mark.parametrize("jobs", [(), (None,), range(1000)], ids=["none", "one", "many"])
@pytest.mark.parametrize("threads", [1, 3])
def test_every_job_is_done_once(jobs, threads):
    done = []

    run(jobs, lambda job, _watch: done.append(job), threads=threads)

    assert sorted(done, key=str) == sorted(jobs, key=str)


def test_the_last_glance_is_at_all_jobs():
    glances = []

    run(range(7), lambda _job, _watch: None, on_glance=lambda done: glances.append(len(done)))

    assert (glances[0], glances[-1]) == (0, 7)


def test_what_a_job_raises_is_raised_where_it_was_waited_for():
    def work(job, _watch):
        if job == 3:
            raise KeyError(job)

    with pytest.raises(KeyError):
        run(range(10), work)


def test_a_glance_that_raises_breaks_off_while_a_job_is_under_way():
    begun, go_on, done = threading.Event(), threading.Event(), []

    def work(job, watch):
        with watch:
            begun.set()
            go_on.wait(5)
        done.append(job)

    def glance(_done):
        if begun.is_set():
            go_on.set()
            raise RuntimeError("cancelled")

    before = threading.active_count()
    with pytest.raises(RuntimeError, match="cancelled"):
        run(range(10), work, on_glance=glance)

    assert done == []
    assert threading.active_count() == before


def test_a_job_that_overruns_is_left_behind_and_the_others_are_done():
    stuck, done, overrun = threading.Event(), [], []

    def work(job, watch):
        with watch:
            if job in {2, 4}:
                stuck.wait(5)
        done.append(job)

    started = time.monotonic()
    run(range(6), work, threads=1, most_seconds=0.1, on_overrun=overrun.append)
    elapsed = time.monotonic() - started
    stuck.set()
    time.sleep(0.05)

    assert (overrun, done) == ([2, 4], [0, 1, 3, 5])
    assert elapsed < 4


def test_work_outside_its_watch_is_never_left_behind():
    run([1], lambda _job, _watch: time.sleep(0.15), most_seconds=0.01)


def test_a_watch_that_was_left_lets_nobody_in():
    watch = Watch()
    watch.leave()

    with pytest.raises(LeftBehindError), watch:
        pytest.fail("was let in")


def test_a_result_that_takes_too_long_is_none():
    stuck = threading.Event()

    assert done_in_time(lambda: stuck.wait(5), 0.1) is None
    stuck.set()
    assert done_in_time(lambda: 7, 10.0) == 7
