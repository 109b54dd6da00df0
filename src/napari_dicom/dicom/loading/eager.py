"""Pixels into place: every frame of a volume read, decoded and valued into one array.

One array is allocated; files are read by a few threads straight into its planes. A frame that
cannot be decoded leaves its plane empty, with a note that names the file; the others are loaded.
Volumes larger than the memory limit become dask arrays (`lazy`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import numpy as np

from napari_dicom.dicom.errors import DecodeError, LimitError, OutOfMemoryError, PixelError
from napari_dicom.dicom.files import Progress
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.loading.lazy import load_lazily
from napari_dicom.dicom.loading.loaded import LoadedVolume
from napari_dicom.dicom.loading.memory import free_memory
from napari_dicom.dicom.loading.outcome import (
    Outcome,
    decoders_of,
    failures,
    remarks_of_decoders,
    why_none,
)
from napari_dicom.dicom.loading.plane import PlanePlan, plan_of, put_decoded, put_plane
from napari_dicom.dicom.loading.threads import threads_for
from napari_dicom.dicom.loading.value_range import fill_value, hoped_dtype_of, sure_dtype_of, widest
from napari_dicom.dicom.loading.values import (
    Array,
)
from napari_dicom.dicom.pixels import (
    PixelReader,
    PixelSource,
    check_size,
    syntax_of,
)
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.volumes import Volume
from napari_dicom.dicom.workers import Watch, work_through

_Planes = list[tuple[int, PlanePlan]]
_PART = 32
"""Frames of one file that one thread loads at a time, at most."""
_LEAST = 4
"""Frames below which it does not pay to read a file's table of fragments once more."""


@dataclass(frozen=True, slots=True, eq=False)
class _FileLoad:
    """The planes of one file, or some of them, and what came of them."""

    planes: _Planes
    outcome: Outcome


def load(
    volume: Volume,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
    *,
    lazy: bool | None = None,
) -> LoadedVolume:
    """Read and decode all frames of a volume.

    Parameters
    ----------
    lazy
        True for a dask array that reads a plane when it is looked at, False for an array in
        memory; None for the latter where it fits the memory limit, and can be had.

    Raises
    ------
    PixelError
        Not one frame could be decoded; the message is that of the first.
    LimitError
        The volume would take more memory than there is, or `limits` allow for a frame.
    """
    if lazy is False:
        return _load_now(volume, limits, progress)
    if lazy:
        return load_lazily(volume, limits, "as asked for")
    if needed_bytes(volume) > (limits.memory_bytes or free_memory() // 2):
        most = "limits.memory_bytes allows" if limits.memory_bytes else "half of the free memory"
        return load_lazily(volume, limits, f"the volume takes more than {most}")
    try:
        return _load_now(volume, limits, progress)
    except OutOfMemoryError:
        return load_lazily(volume, limits, "there is no memory for the whole volume")


def needed_bytes(volume: Volume) -> int:
    """Return the bytes a volume takes in memory."""
    samples = 3 if volume.is_colour else 1
    return int(np.prod(volume.shape, dtype=object)) * samples * sure_dtype_of(volume).itemsize


def _load_now(volume: Volume, limits: Limits, progress: Progress | None) -> LoadedVolume:
    _check_sizes(volume, limits)
    loaded = _load_as(hoped_dtype_of(volume), volume, limits, progress)
    if loaded is None:
        loaded = _load_as(sure_dtype_of(volume), volume, limits, progress)
    assert loaded is not None  # a dtype that holds all values lets none go round its end
    return loaded


def _check_sizes(volume: Volume, limits: Limits) -> None:
    """Refuse frames that are too large before memory is taken for all of them."""
    for layout in {one.pixels.format for one in volume.instances if one.pixels is not None}:
        try:
            check_size(layout, limits)
        except (DecodeError, LimitError) as error:
            raise type(error)(f"{plain_text(volume.first.instance.path.name)}: {error}") from error


def _load_as(
    dtype: np.dtype[Any], volume: Volume, limits: Limits, progress: Progress | None
) -> LoadedVolume | None:
    """Load a volume as values of a dtype; None where they do not fit it."""
    values = _allocated(volume, dtype)
    planes = values.reshape(-1, *values.shape[len(volume.shape) - 2 :])
    threads = threads_for(_sources(volume))
    jobs = _jobs(volume, threads)

    def glance(done: Sequence[_FileLoad]) -> None:
        if progress is not None:
            progress(volume.name, sum(len(job.planes) for job in done), len(volume.acquired))

    work_through(
        jobs,
        lambda job, watch: _load_file(job, planes, limits, watch),
        threads=threads,
        most_seconds=limits.frame_seconds,
        on_glance=glance,
        on_overrun=lambda job: job.outcome.give_up(limits.frame_seconds),
    )
    outcomes = [job.outcome for job in jobs]
    if dtype != sure_dtype_of(volume) and any(outcome.has_wrapped for outcome in outcomes):
        return None
    return _collected(volume, values, planes, outcomes)


def _allocated(volume: Volume, dtype: np.dtype[Any]) -> Array:
    shape = (*volume.shape, 3) if volume.is_colour else volume.shape
    try:
        return np.empty(shape, dtype)
    except MemoryError as error:
        size = needed_bytes(volume) / 1e9
        raise OutOfMemoryError(f"{volume.name} takes {size:.1f} GB, more than there is") from error


def _sources(volume: Volume) -> Iterator[PixelSource]:
    yield from (one.pixels for one in volume.instances if one.pixels is not None)


def _jobs(volume: Volume, threads: int) -> list[_FileLoad]:
    """Return the planes by file, those of many frames in parts for several threads."""
    files: dict[int, _Planes] = {}
    for index, frame in enumerate(volume.frames):
        if frame is not None:
            files.setdefault(id(frame.instance), []).append((index, plan_of(frame)))
    return [_job(part) for planes in files.values() for part in _parts(planes, threads)]


def _job(planes: _Planes) -> _FileLoad:
    return _FileLoad(planes, Outcome(planes[0][1].source, {index for index, _ in planes}))


def _parts(planes: _Planes, threads: int) -> list[_Planes]:
    """Cut the frames of one file into parts; tiles of one frame, deflated files and videos stay."""
    syntax = syntax_of(planes[0][1].source.transfer_syntax_uid)
    whole = all(plan.is_whole_frame for _, plan in planes)
    part = _PART
    if syntax.encapsulated:  # enough parts for all threads, so that none is idle at the end
        part = min(_PART, max(_LEAST, -(-len(planes) // (2 * threads))))
    if not whole or len(planes) < 2 * part or syntax.deflated or syntax.video:
        return [planes]
    return [planes[start : start + part] for start in range(0, len(planes), part)]


def _load_file(job: _FileLoad, planes: Array, limits: Limits, watch: Watch) -> None:
    """Load the frames of one file into their planes."""
    outcome = job.outcome
    try:
        with PixelReader(outcome.source, limits) as reader:
            for _, group in groupby(job.planes, key=lambda pair: pair[1].number):
                pairs = list(group)
                try:
                    _load_frame(reader, pairs, planes, outcome, watch)
                except (PixelError, LimitError) as error:
                    outcome.fail((index for index, _ in pairs), _reason(error))
    except (PixelError, LimitError) as error:
        outcome.fail((index for index, _ in job.planes), _reason(error))


def _reason(error: PixelError | LimitError) -> str:
    """Return an error's text without the file and frame the reader put before it."""
    return str(error.__cause__ or error)


def _load_frame(
    reader: PixelReader, pairs: _Planes, planes: Array, outcome: Outcome, watch: Watch
) -> None:
    """Put one frame, or the tiles of one frame, into their planes."""
    index, plan = pairs[0]
    if len(pairs) == 1:
        plane = planes[index]
        outcome.record(index, put_plane(reader, plan, plane, watch), plan, plane)
        return
    with watch:
        decoded = reader.read(plan.number)
    for index, plan in pairs:
        plane = planes[index]
        outcome.record(index, put_decoded(decoded, plan, plane), plan, plane)


def _collected(
    volume: Volume, values: Array, planes: Array, outcomes: Sequence[Outcome]
) -> LoadedVolume:
    """Gather what came of the files: ranges, decoders, failures; fill the planes that are empty."""
    failed = {index: text for out in outcomes for index, text in out.failed.items()}
    if len(failed) == len(volume.acquired):
        raise PixelError(why_none(volume, failed))
    value_range = widest([out.value_range for out in outcomes if out.value_range])
    frames = tuple(None if index in failed else frame for index, frame in enumerate(volume.frames))
    for index, frame in enumerate(frames):
        if frame is None:
            planes[index] = fill_value(volume, value_range, planes.dtype)
    loaded = replace(volume, frames=frames)
    loaded = loaded.with_notes([*failures(volume, failed), *remarks_of_decoders(outcomes)])
    return LoadedVolume(loaded, values, decoders_of(outcomes), value_range)
