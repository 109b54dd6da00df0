"""Pixels into place: every frame of a volume read, decoded and valued into one array.

One array is allocated; files are read by a few threads straight into its planes. A frame that
cannot be decoded leaves its plane empty, with a note that names the file; the others are loaded.
Volumes larger than the memory limit become dask arrays (`lazy`).
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from napari_dicom.dicom.errors import LimitError, PixelError
from napari_dicom.dicom.frame import Frame
from napari_dicom.dicom.lazy import lazy_values
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.memory import free_memory
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.pixels import (
    DecodedFrame,
    PixelReader,
    PixelSource,
    transfer_syntax,
)
from napari_dicom.dicom.plane import PlanePlan, decoded_plane, plan_of, put_decoded, put_plane
from napari_dicom.dicom.scan import Progress
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.values import (
    Array,
    has_wrapped,
    hoped_dtype,
    padding_values,
    value_dtype,
)
from napari_dicom.dicom.volume import Volume

Range = tuple[float, float]
_Job = list[tuple[int, PlanePlan]]
_CAUSES = 3
"""Causes of failure that are told where nothing could be decoded."""

_PART = 32
"""Frames of one file that one thread loads at a time."""

_SAMPLED = 5
"""Planes of a lazy volume that are read to find the range of its values."""


@dataclass(frozen=True, slots=True, eq=False)
class LoadedVolume:
    """A volume with its values.

    Parameters
    ----------
    volume
        The volume; its frames are None where decoding failed, its notes say so.
    values
        Array of ``volume.shape`` (colour: and 3 behind), after the modality LUT; a dask array of
        one chunk a plane where it is read lazily.
    decoders
        Transfer syntax UID -> name and version of the decoder that produced the pixels.
    value_range
        Least and greatest value, padding left out.
    """

    volume: Volume
    values: Array
    decoders: dict[str, str]
    value_range: Range

    @property
    def is_lazy(self) -> bool:
        """Whether planes are read when they are looked at."""
        return not isinstance(self.values, np.ndarray)


@dataclass(slots=True)
class _Outcome:
    """What came of the planes of one file."""

    source: PixelSource
    decoder: str = ""
    value_range: Range | None = None
    failed: dict[int, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    has_wrapped: bool = False

    def record(self, decoded: DecodedFrame, plan: PlanePlan, plane: Array) -> None:
        """Take note of a plane that was loaded."""
        self.decoder = decoded.decoder
        self.warnings += decoded.warnings
        if plane.ndim == 3:
            self.value_range = (0.0, 255.0)
            return
        ends = float(plane.min()), float(plane.max())
        if plane.dtype.kind != "f" and has_wrapped(*ends, plan.source.format, plan.rescale):
            self.has_wrapped = not plan.has_table
        self.value_range = _wider(self.value_range, value_range_of(plane, ends, plan.padding))


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
        memory; None for the latter where it fits the memory limit.

    Raises
    ------
    PixelError
        Not one frame could be decoded; the message is that of the first.
    LimitError
        The volume would take more memory than there is, or `limits` allow for a frame.
    """
    if lazy is None:
        lazy = needed_bytes(volume) > (limits.memory_bytes or free_memory() // 2)
    return _load_lazily(volume, limits) if lazy else _load_now(volume, limits, progress)


def needed_bytes(volume: Volume) -> int:
    """Return the bytes a volume takes in memory."""
    samples = 3 if volume.is_colour else 1
    return int(np.prod(volume.shape, dtype=object)) * samples * _dtype(volume).itemsize


def value_range_of(plane: Array, ends: Range, padding: Range | None) -> Range | None:
    """Return least and greatest value of a plane, padding and what is not finite left out.

    Parameters
    ----------
    ends
        Least and greatest value of all.
    padding
        Range of values that is padding.
    """
    low, high = ends
    if padding is not None and low <= padding[1] and high >= padding[0]:
        plane = plane[(plane < padding[0]) | (plane > padding[1])]
        if not plane.size:
            return None
        low, high = float(plane.min()), float(plane.max())
    if np.isfinite(low) and np.isfinite(high):
        return low, high
    plane = plane[np.isfinite(plane)]
    return (float(plane.min()), float(plane.max())) if plane.size else None


def _dtype(volume: Volume) -> np.dtype[np.generic]:
    return np.dtype(np.uint8) if volume.is_colour else value_dtype(volume.acquired)


def _wider(first: Range | None, second: Range | None) -> Range | None:
    if first is None or second is None:
        return first or second
    return min(first[0], second[0]), max(first[1], second[1])


def _load_lazily(volume: Volume, limits: Limits) -> LoadedVolume:
    """Read a few planes for the range of values, leave the others for when they are looked at."""
    sure, hoped = _dtype(volume), _hoped(volume)
    ends: list[Range] = []
    ranges: list[Range] = []
    said: dict[str, _Outcome] = {}
    errors: list[PixelError | LimitError] = []
    for frame in _samples(volume):
        plan = plan_of(frame)
        try:
            plane, decoded = decoded_plane(plan, str(sure), limits)
        except (PixelError, LimitError) as error:
            errors.append(error)
            continue
        said[plan.source.path] = _Outcome(plan.source, decoded.decoder, warnings=decoded.warnings)
        ends.append((float(plane.min()), float(plane.max())))
        found = value_range_of(plane, ends[-1], plan.padding)
        ranges += [found] if found else []
    if not said:
        raise errors[0]
    dtype = hoped if all(_fits(end, hoped) for pair in ends for end in pair) else sure
    value_range = (0.0, 255.0) if volume.is_colour else _widest(ranges)
    values = lazy_values(volume, dtype, _fill_value(volume, value_range, dtype), limits)
    note = Note("lazy", "slices are read when they are looked at: the volume outgrows memory")
    outcomes = list(said.values())
    decoders = {one.source.transfer_syntax_uid: one.decoder for one in outcomes}
    empty = [Note("not-decoded", f"shown empty: {text}", Severity.ERROR) for text in _texts(errors)]
    notes = [note, *empty, *_warnings(outcomes)]
    return LoadedVolume(volume.with_notes(notes), values, decoders, value_range)


def _texts(errors: Sequence[Exception]) -> list[str]:
    return list(dict.fromkeys(map(str, errors)))


def _fits(value: float, dtype: np.dtype[Any]) -> bool:
    if dtype.kind == "f":
        return True
    bounds = np.iinfo(dtype)
    return bool(bounds.min <= value <= bounds.max)


def _samples(volume: Volume) -> list[Frame]:
    """Return the middle frame and a few others, evenly spread."""
    spread = np.linspace(0, len(volume.acquired) - 1, _SAMPLED).round().astype(int)
    return [volume.middle, *(volume.acquired[index] for index in sorted(set(spread.tolist())))]


def _hoped(volume: Volume) -> np.dtype[Any]:
    return _dtype(volume) if volume.is_colour else hoped_dtype(volume.acquired)


def _widest(ranges: Sequence[Range]) -> Range:
    if not ranges:
        return 0.0, 1.0
    return min(low for low, _ in ranges), max(high for _, high in ranges)


def _load_now(volume: Volume, limits: Limits, progress: Progress | None) -> LoadedVolume:
    loaded = _load_as(_hoped(volume), volume, limits, progress)
    if loaded is None:
        loaded = _load_as(_dtype(volume), volume, limits, progress)
    assert loaded is not None  # a dtype that holds all values lets none go round its end
    return loaded


def _load_as(
    dtype: np.dtype[Any], volume: Volume, limits: Limits, progress: Progress | None
) -> LoadedVolume | None:
    """Load a volume as values of a dtype; None where they do not fit it."""
    values = _allocated(volume, dtype)
    planes = values.reshape(-1, *values.shape[len(volume.shape) - 2 :])
    jobs = _jobs(volume)
    outcomes: list[_Outcome] = []
    done = 0
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        try:
            results = pool.map(lambda job: _load_file(job, planes, limits), jobs)
            for job, outcome in zip(jobs, results, strict=True):
                outcomes.append(outcome)
                done += len(job)
                if progress is not None:
                    progress(volume.name, done, len(volume.acquired))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    if dtype != _dtype(volume) and any(outcome.has_wrapped for outcome in outcomes):
        return None
    return _collected(volume, values, planes, outcomes)


def _allocated(volume: Volume, dtype: np.dtype[Any]) -> Array:
    shape = (*volume.shape, 3) if volume.is_colour else volume.shape
    try:
        return np.empty(shape, dtype)
    except MemoryError as error:
        size = needed_bytes(volume) / 1e9
        raise LimitError(f"{volume.name} takes {size:.1f} GB, more than there is") from error


def _jobs(volume: Volume) -> list[_Job]:
    """Return (plane index, plan) by file, those of many frames in parts for several threads."""
    files: dict[int, _Job] = {}
    for index, frame in enumerate(volume.frames):
        if frame is not None:
            files.setdefault(id(frame.instance), []).append((index, plan_of(frame)))
    return [part for job in files.values() for part in _parts(job)]


def _parts(job: _Job) -> list[_Job]:
    """Cut the frames of one file into parts; tiles of one frame, and deflated files, stay whole."""
    source = job[0][1].source
    whole = all(plan.is_whole_frame for _, plan in job)
    if not whole or len(job) < 2 * _PART or transfer_syntax(source.transfer_syntax_uid).deflated:
        return [job]
    return [job[start : start + _PART] for start in range(0, len(job), _PART)]


def _load_file(job: _Job, planes: Array, limits: Limits) -> _Outcome:
    """Load the frames of one file into their planes."""
    outcome = _Outcome(job[0][1].source)
    try:
        with PixelReader(outcome.source, limits) as reader:
            for _, group in groupby(job, key=lambda pair: pair[1].number):
                pairs = list(group)
                try:
                    _load_frame(reader, pairs, planes, outcome)
                except (PixelError, LimitError) as error:
                    outcome.failed.update({index: _reason(error) for index, _ in pairs})
    except (PixelError, LimitError) as error:
        outcome.failed.update({index: _reason(error) for index, _ in job})
    return outcome


def _reason(error: PixelError | LimitError) -> str:
    """Return an error's text without the file and frame the reader put before it."""
    return str(error.__cause__ or error)


def _load_frame(reader: PixelReader, pairs: _Job, planes: Array, outcome: _Outcome) -> None:
    """Put one frame, or the tiles of one frame, into their planes."""
    index, plan = pairs[0]
    if len(pairs) == 1:
        outcome.record(put_plane(reader, plan, planes[index]), plan, planes[index])
        return
    decoded = reader.read(plan.number)
    for index, plan in pairs:
        put_decoded(decoded, plan, planes[index])
        outcome.record(decoded, plan, planes[index])


def _collected(
    volume: Volume, values: Array, planes: Array, outcomes: Sequence[_Outcome]
) -> LoadedVolume:
    """Gather what came of the files: ranges, decoders, failures; fill the planes that are empty."""
    failed = {index: text for out in outcomes for index, text in out.failed.items()}
    if len(failed) == len(volume.acquired):
        raise PixelError(_why_none(volume, failed))
    value_range = _widest([out.value_range for out in outcomes if out.value_range])
    decoders = {out.source.transfer_syntax_uid: out.decoder for out in outcomes if out.decoder}
    frames = tuple(None if index in failed else frame for index, frame in enumerate(volume.frames))
    for index, frame in enumerate(frames):
        if frame is None:
            planes[index] = _fill_value(volume, value_range, planes.dtype)
    loaded = replace(volume, frames=frames)
    loaded = loaded.with_notes([*_failures(volume, failed), *_warnings(outcomes)])
    return LoadedVolume(loaded, values, decoders, value_range)


def _why_none(volume: Volume, failed: dict[int, str]) -> str:
    """Say why not one image could be decoded: each cause once, with its first file."""
    causes: dict[str, str] = {}
    for index, text in failed.items():
        frame = volume.frames[index]
        if frame is not None:
            causes.setdefault(text, plain_text(frame.instance.path.name))
    if len(failed) == 1 or len(causes) > 1:
        return "; ".join(f"{name}: {text}" for text, name in list(causes.items())[:_CAUSES])
    return next(iter(causes))


def _fill_value(volume: Volume, value_range: Range, dtype: np.dtype[Any]) -> float:
    """Return what an empty plane is filled with: the padding value, else the least value."""
    if volume.is_colour:
        return 0
    padding = padding_values(volume.first)
    low = value_range[0] if padding is None else padding[0]
    if dtype.kind == "f":
        return low
    bounds = np.iinfo(dtype)
    return float(min(max(low, bounds.min), bounds.max))


def _failures(volume: Volume, failed: dict[int, str]) -> Iterator[Note]:
    """One note for each cause, with the files it concerns."""
    causes: dict[str, list[str]] = {}
    for index, text in failed.items():
        frame = volume.frames[index]
        if frame is not None:
            name = plain_text(frame.instance.path.name)
            several = frame.instance.pixels and frame.instance.pixels.number_of_frames > 1
            causes.setdefault(text, []).append(f"{name} frame {frame.number}" if several else name)
    for text, names in causes.items():
        yield Note(
            "not-decoded",
            f"{len(names)} of {len(volume.acquired)} images could not be decoded and are shown "
            f"empty: {', '.join(names[:10])}: {text}",
            Severity.ERROR,
            {"count": len(names), "files": names},
        )


def _warnings(outcomes: Sequence[_Outcome]) -> Iterator[Note]:
    """One note for each remark of a decoder, with the files it concerns."""
    texts: dict[str, list[str]] = {}
    for outcome in outcomes:
        for text in dict.fromkeys(outcome.warnings):
            texts.setdefault(text, []).append(plain_text(Path(outcome.source.path).name))
    for text, names in texts.items():
        yield Note(
            "decoding",
            f"{text} ({len(names)} files, first {names[0]})",
            Severity.WARNING,
            {"files": names[:10]},
        )
