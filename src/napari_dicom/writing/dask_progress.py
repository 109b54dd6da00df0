"""How far dask has come with a computation, and a way to break it off."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from napari_dicom.dicom import Progress


@contextmanager
def reported(what: str, progress: Progress | None) -> Iterator[None]:
    """Report on this thread's computations by dask; what `progress` raises ends them.

    Parameters
    ----------
    what
        What is being done.
    progress
        None to report to nobody.
    """
    if progress is None:
        yield
        return
    # dask takes 0.2 s to import and only an export needs it
    from dask.callbacks import Callback

    ours = threading.get_ident()

    def on_task(_key: Any, _result: Any, _graph: Any, state: Any, _worker: Any) -> None:
        if threading.get_ident() != ours:  # another computation: dask tells of all of them
            return
        waiting = (len(state[part]) for part in ("waiting", "ready", "running"))
        done = len(state["finished"])
        progress(what, done, done + sum(waiting))

    with Callback(posttask=on_task):  # type: ignore[no-untyped-call]  # dask's
        yield


@contextmanager
def own_threads() -> Iterator[None]:
    """Let dask compute in threads that have all ended when this has, broken off or not.

    Its own go on with what they are at: they would write into a folder that is being taken away.
    """
    import dask  # as above

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool, dask.config.set(pool=pool):
        yield
