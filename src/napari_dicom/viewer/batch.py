"""Which paths napari is opening together.

``viewer.open`` hands its paths to a reader one by one: three hundred dropped files would be three
hundred layers. But it walks its list inside ``napari.utils.progress(paths)``, and the bars that are
running can be asked for theirs: the first path read answers for all of them, the others are done.
This is not public. Where it fails, each file comes by itself, and what the viewer shows already
tells whether it is done.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from napari.utils import progress

from napari_dicom.claims import claims, is_own_export, is_worth_scanning, is_zarr, may_be_dicom


class Asked(Enum):
    """How napari came to ask for a path."""

    FIRST = auto()
    """By itself, or as the first of its list: to be opened."""

    AGAIN = auto()
    """It may have been opened just now; to be opened unless the viewer shows it."""

    DONE = auto()
    """With a list that was answered for already."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to open at once.

    Parameters
    ----------
    paths
        Files and folders.
    is_single_file
        Whether one file was asked for by itself: it may stand for its series.
    join_series
        Whether series that seem to be one acquisition are joined.
    """

    paths: tuple[str, ...]
    is_single_file: bool = False
    asked: Asked = Asked.FIRST
    join_series: bool = False


@dataclass(slots=True)
class Batches:
    """Remembers which list of paths was answered for, as long as napari walks along it."""

    _bar: weakref.ref[progress] | None = None
    _together: list[str] = field(default_factory=list)
    _waiting: set[str] = field(default_factory=set)

    def request_for(self, path: str | Sequence[str]) -> Request:
        """Return what to open when napari asks its reader for `path`, or for a list."""
        if not isinstance(path, str):
            return Request(tuple(path))
        bar = running_bar(path)
        together = paths_of(bar)
        if bar is None:
            return single_request(path, Asked.AGAIN)
        if len(together) == 1:
            return single_request(path)
        if self._bar is not None and self._bar() is bar:
            self._waiting.discard(path)
            return Request((path,), asked=Asked.DONE)
        # where napari stops at an ambiguous name to ask which reader to use, the list comes again
        interrupted = together == self._together and bool(self._waiting)
        self._bar, self._together = weakref.ref(bar), together
        self._waiting = set(together) - {path}
        ours = tuple(one for one in together if one == path or is_ours(one))
        return Request(ours, asked=Asked.AGAIN if interrupted else Asked.FIRST)


def single_request(path: str, asked: Asked = Asked.FIRST) -> Request:
    """Return the request for one file or folder by itself."""
    is_file = not os.path.isdir(path)  # noqa: PTH112 - a string, from napari
    return Request((path,), is_single_file=is_file, asked=asked)


def is_for_a_viewer(path: str | Sequence[str]) -> bool:
    """Tell whether a ``viewer.open`` asks for a path, or for a list of them to be stacked."""
    wanted = [path] if isinstance(path, str) else list(path)
    return any(_as_paths(one) == wanted for bar in _bars() for one in _walked(bar))


def running_bar(path: str) -> progress | None:
    """Return the progress bar of the ``viewer.open`` that is walking along `path`."""
    return next((bar for bar in _bars() if path in paths_of(bar)), None)


def paths_of(bar: progress | None) -> list[str]:
    """Return the paths a bar walks along; none where it counts something else."""
    return [one for one in _walked(bar) if isinstance(one, str)]


def is_ours(path: str) -> bool:
    """Tell whether a path of a mixture is for this reader to open."""
    if os.path.isdir(path):  # noqa: PTH112 - called for each of hundreds of paths
        return is_own_export(path) if is_zarr(path) else is_worth_scanning(path)
    return claims(path) or may_be_dicom(path)


def _bars() -> tuple[progress, ...]:
    bars: Iterable[progress] = getattr(progress, "_all_instances", ())
    return tuple(bars)


def _as_paths(one: object) -> list[str]:
    """Return what a bar walks over as paths, none where it is something else."""
    if isinstance(one, str):
        return [one]
    several = one if isinstance(one, list | tuple) else ()
    return list(several) if all(isinstance(path, str) for path in several) else []


def _walked(bar: progress | None) -> Sequence[object]:
    walked = getattr(bar, "iterable", None)
    return walked if isinstance(walked, list | tuple) else ()
