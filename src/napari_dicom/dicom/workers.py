"""Threads that work through a pile of jobs while the caller looks on, and may break off.

A decoder cannot be interrupted. One that overruns its time is left behind: its thread ends when it
comes back, before it touches anything, and another thread takes its place.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from time import monotonic
from types import TracebackType
from typing import Generic, TypeVar

_GLANCE = 0.05
"""Seconds between two looks at what is done."""

_PATIENCE = 1.0
"""Seconds that threads are waited for once they were told to stop."""

Job = TypeVar("Job")
Result = TypeVar("Result")


class LeftBehindError(Exception):
    """Raised in a thread whose result nobody waits for any more."""


class Watch:
    """Times what cannot be interrupted in one thread: a context manager around it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._began: float | None = None
        self._is_left = False

    def __enter__(self) -> None:
        with self._lock:
            if self._is_left:
                raise LeftBehindError
            self._began = monotonic()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._lock:
            self._began = None
            if self._is_left:
                raise LeftBehindError

    def leave_overrun(self, most_seconds: float) -> bool:
        """Leave the thread behind if it has been in there for longer; tell whether it has."""
        with self._lock:
            overran = self._began is not None and monotonic() - self._began > most_seconds
            self._is_left |= overran
            return overran

    def leave(self) -> None:
        """Leave the thread behind: it goes on to the next time it enters, or comes out."""
        with self._lock:
            self._is_left = True


def work_through(
    jobs: Sequence[Job],
    work: Callable[[Job, Watch], None],
    *,
    threads: int,
    most_seconds: float,
    on_glance: Callable[[Sequence[Job]], None],
    on_overrun: Callable[[Job], None],
) -> None:
    """Do every job in one of a few threads.

    Parameters
    ----------
    work
        Does one job; enters the `Watch` for whatever may take long.
    threads
        How many jobs are done at once.
    most_seconds
        How long a job may stay in its watch.
    on_glance
        Called here every 0.05 s, and at the end, with the jobs that are done; may raise to break
        off.
    on_overrun
        Called here with a job that was left behind.
    """
    pile = _Pile(jobs, work, on_overrun)
    try:
        on_glance(pile.done)
        pile.hire(min(threads, len(jobs)))
        while not pile.ended.wait(_GLANCE):
            pile.replace_overrun(most_seconds)
            on_glance(pile.done)
    finally:
        pile.close()
    if pile.error is not None:
        raise pile.error
    on_glance(pile.done)


def done_in_time(work: Callable[[], Result], most_seconds: float) -> Result | None:
    """Return what `work` returns; None where it takes longer and is left behind."""
    results: list[Result] = []

    def do(_: None, watch: Watch) -> None:
        with watch:
            result = work()
        results.append(result)

    work_through(
        [None],
        do,
        threads=1,
        most_seconds=most_seconds,
        on_glance=lambda _: None,
        on_overrun=lambda _: None,
    )
    return results[0] if results else None


class _Pile(Generic[Job]):
    """The jobs, and the threads that take them."""

    def __init__(
        self,
        jobs: Sequence[Job],
        work: Callable[[Job, Watch], None],
        on_overrun: Callable[[Job], None],
    ) -> None:
        self._waiting = deque(jobs)
        self._lock = threading.Lock()
        self._total = len(jobs)
        self._work = work
        self._on_overrun = on_overrun
        self._workers: list[_Worker[Job]] = []
        self.done: list[Job] = []
        self.ended = threading.Event()
        self.error: BaseException | None = None
        if not jobs:
            self.ended.set()

    def hire(self, count: int) -> None:
        for _ in range(count):
            worker = _Worker(self)
            self._workers.append(worker)
            worker.start()

    def jobs(self) -> Iterator[Job]:
        """Yield jobs to one thread until none is left, or all is over."""
        while not self.ended.is_set():
            with self._lock:
                if not self._waiting:
                    return
                job = self._waiting.popleft()
            yield job

    def do(self, job: Job, watch: Watch) -> None:
        self._work(job, watch)
        self._finish(job)

    def fail(self, error: BaseException) -> None:
        self.error = error
        self.ended.set()

    def replace_overrun(self, most_seconds: float) -> None:
        for worker in [one for one in self._workers if one.watch.leave_overrun(most_seconds)]:
            self._workers.remove(worker)
            self._on_overrun(worker.job[0])
            self._finish(worker.job[0])
            self.hire(1)

    def close(self) -> None:
        """Stop the threads; those that do not come back in time are left behind."""
        self.ended.set()
        end = monotonic() + _PATIENCE
        for worker in self._workers:
            worker.watch.leave()
        for worker in self._workers:
            worker.join(max(0.0, end - monotonic()))

    def _finish(self, job: Job) -> None:
        with self._lock:
            self.done.append(job)
            if len(self.done) == self._total:
                self.ended.set()


class _Worker(threading.Thread, Generic[Job]):
    """One thread, and the job it is at."""

    def __init__(self, pile: _Pile[Job]) -> None:
        super().__init__(name="napari-dicom", daemon=True)
        self._pile = pile
        self.watch = Watch()
        self.job: list[Job] = []

    def run(self) -> None:
        try:
            for job in self._pile.jobs():
                self.job = [job]
                self._pile.do(job, self.watch)
        except LeftBehindError:
            return
        except BaseException as error:  # noqa: BLE001 - raised again by who waits for the jobs
            self._pile.fail(error)
