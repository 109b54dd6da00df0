"""Pixels into place: every frame of a volume read, decoded and valued into one array.

One array is allocated; files are read by a few threads straight into its planes. A frame that
cannot be decoded leaves its plane empty, with a note that names the file; the others are loaded.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from napari_dicom.dicom.errors import LimitError, PixelError
from napari_dicom.dicom.frame import Frame
from napari_dicom.dicom.instance import Instance
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.pixels import DecodedFrame, PixelReader, palette_of, to_rgb8
from napari_dicom.dicom.scan import Progress
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.values import (
    Array,
    has_modality_table,
    is_whole,
    modality_table,
    padding_values,
    put_values,
    value_dtype,
)
from napari_dicom.dicom.volume import Volume

Range = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class LoadedVolume:
    """A volume with its values.

    Parameters
    ----------
    volume
        The volume; its frames are None where decoding failed, its notes say so.
    values
        Array of ``volume.shape`` (colour: and 3 behind), after the modality LUT.
    decoders
        Transfer syntax UID -> name and version of the decoder that produced the pixels.
    value_range
        Least and greatest value, padding left out.
    """

    volume: Volume
    values: Array
    decoders: dict[str, str]
    value_range: Range


@dataclass(slots=True)
class _Outcome:
    """What came of the frames of one file."""

    decoder: str = ""
    value_range: Range | None = None
    failed: dict[int, str] | None = None
    warnings: tuple[str, ...] = ()


def load(
    volume: Volume, limits: Limits = DEFAULT_LIMITS, progress: Progress | None = None
) -> LoadedVolume:
    """Read and decode all frames of a volume.

    Raises
    ------
    PixelError
        Not one frame could be decoded; the message is that of the first.
    LimitError
        The volume would take more memory than `limits` allow.
    """
    values = _allocated(volume, limits)
    planes = values.reshape(-1, *values.shape[len(volume.shape) - 2 :])
    jobs = _jobs(volume)
    outcomes: list[tuple[Instance, _Outcome]] = []
    done = 0
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        try:
            for job, outcome in zip(
                jobs, pool.map(lambda job: _load_file(job, planes, limits), jobs), strict=True
            ):
                outcomes.append((job[0][1].instance, outcome))
                done += len(job)
                if progress is not None:
                    progress(volume.name, done, len(volume.acquired))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return _collected(volume, values, planes, outcomes)


def _allocated(volume: Volume, limits: Limits) -> Array:
    colour = (3,) if volume.is_colour else ()
    dtype = np.dtype(np.uint8) if colour else value_dtype(volume.acquired)
    shape = (*volume.shape, *colour)
    needed = int(np.prod(shape, dtype=object)) * dtype.itemsize
    if needed > limits.volume_bytes:
        raise LimitError(
            f"{volume.name} would take {needed / 1e9:.1f} GB, "
            f"more than the limit of {limits.volume_bytes / 1e9:.1f} GB"
        )
    return np.empty(shape, dtype)


_Job = list[tuple[int, Frame]]


def _jobs(volume: Volume) -> list[_Job]:
    """Return (plane index, frame) by file."""
    files: dict[int, _Job] = {}
    for index, frame in enumerate(volume.frames):
        if frame is not None:
            files.setdefault(id(frame.instance), []).append((index, frame))
    return list(files.values())


def _load_file(job: _Job, planes: Array, limits: Limits) -> _Outcome:
    """Load the frames of one file into their planes."""
    outcome = _Outcome(failed={})
    assert outcome.failed is not None
    instance = job[0][1].instance
    assert instance.pixels is not None
    try:
        with PixelReader(instance.pixels, limits) as reader:
            for number, group in groupby(job, key=lambda pair: pair[1].number):
                pairs = list(group)
                try:
                    _load_frame(reader, number, pairs, planes, outcome)
                except (PixelError, LimitError) as error:
                    outcome.failed.update({index: str(error) for index, _ in pairs})
    except (PixelError, LimitError, OSError) as error:
        outcome.failed.update({index: str(error) for index, _ in job})
    return outcome


def _load_frame(
    reader: PixelReader, number: int, pairs: _Job, planes: Array, outcome: _Outcome
) -> None:
    """Decode one frame and put it, or its tiles, into their planes."""
    index, frame = pairs[0]
    if planes.ndim == 3 and _goes_straight(frame, planes):
        plane = planes[index]
        stored = plane.view(reader.source.format.dtype)
        decoded = reader.read_into(number, stored)
        if frame.rescale.intercept:
            put_values(stored, frame.rescale, plane)
        _record(outcome, decoded)
        _widen(outcome, plane, frame)
        return
    decoded = reader.read(number)
    _record(outcome, decoded)
    whole = _rgb(decoded, frame) if planes.ndim == 4 else decoded.values
    for index, frame in pairs:
        _put(whole, frame, planes[index])
        _widen(outcome, planes[index], frame)


def _record(outcome: _Outcome, decoded: DecodedFrame) -> None:
    outcome.decoder = decoded.decoder
    outcome.warnings += decoded.warnings


def _goes_straight(frame: Frame, planes: Array) -> bool:
    """Tell whether stored values can be read into the plane and valued there."""
    source = frame.instance.pixels
    return (
        source is not None
        and frame.tile is None
        and is_whole(frame.rescale)
        and planes.dtype.itemsize == source.format.dtype.itemsize
        and planes.dtype.kind in "iu"
        and not has_modality_table(frame)
    )


def _put(whole: Array, frame: Frame, plane: Array) -> None:
    if frame.tile is not None:
        row, column = frame.tile.row, frame.tile.column
        whole = whole[row : row + frame.rows, column : column + frame.columns]
    if plane.ndim == 3:
        plane[...] = whole
        return
    if has_modality_table(frame):
        source = frame.instance.pixels
        table = modality_table(frame.instance.dataset(), bool(source and source.format.is_signed))
        whole = table.apply(whole) if table else whole
    put_values(whole, frame.rescale, plane)


def _rgb(decoded: DecodedFrame, frame: Frame) -> Array:
    """Return a colour frame as (rows, columns, 3) uint8."""
    source = frame.instance.pixels
    assert source is not None
    palette = None
    if decoded.photometric_interpretation == "PALETTE COLOR":
        palette = palette_of(frame.instance.dataset())
    return to_rgb8(
        decoded.values, decoded.photometric_interpretation, source.format.bits_stored, palette
    )


def _widen(outcome: _Outcome, plane: Array, frame: Frame) -> None:
    """Widen the range of values by those of a plane that are image, not padding."""
    if plane.ndim == 3:
        outcome.value_range = (0.0, 255.0)
        return
    low, high = float(plane.min()), float(plane.max())
    padding = padding_values(frame)
    if padding is not None and (low <= padding[1] and high >= padding[0]):
        image = plane[(plane < padding[0]) | (plane > padding[1])]
        if not image.size:
            return
        low, high = float(image.min()), float(image.max())
    if not (np.isfinite(low) and np.isfinite(high)):
        finite = plane[np.isfinite(plane)]
        low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    before = outcome.value_range or (low, high)
    outcome.value_range = (min(low, before[0]), max(high, before[1]))


def _collected(
    volume: Volume, values: Array, planes: Array, outcomes: Sequence[tuple[Instance, _Outcome]]
) -> LoadedVolume:
    """Gather what came of the files: ranges, decoders, failures; fill the planes that are empty."""
    failed = {index: text for _, out in outcomes for index, text in (out.failed or {}).items()}
    if len(failed) == len(volume.acquired):
        raise PixelError(next(iter(failed.values())))
    ranges = [out.value_range for _, out in outcomes if out.value_range]
    value_range = (
        min((low for low, _ in ranges), default=0.0),
        max((high for _, high in ranges), default=1.0),
    )
    decoders = {
        instance.pixels.transfer_syntax_uid: out.decoder
        for instance, out in outcomes
        if out.decoder and instance.pixels
    }
    frames = tuple(None if index in failed else frame for index, frame in enumerate(volume.frames))
    for index, frame in enumerate(frames):
        if frame is None:
            planes[index] = _fill_value(volume, value_range, planes)
    loaded = replace(volume, frames=frames)
    loaded = loaded.with_notes([*_failures(volume, failed), *_warnings(outcomes)])
    return LoadedVolume(loaded, values, decoders, value_range)


def _fill_value(volume: Volume, value_range: Range, planes: Array) -> float:
    """Return what an empty plane is filled with: the padding value, else the least value."""
    if planes.ndim == 4:
        return 0
    padding = padding_values(volume.first)
    low = value_range[0] if padding is None else padding[0]
    if planes.dtype.kind == "f":
        return low
    bounds = np.iinfo(planes.dtype)
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


def _warnings(outcomes: Sequence[tuple[Instance, _Outcome]]) -> Iterator[Note]:
    texts: dict[str, list[str]] = {}
    for instance, outcome in outcomes:
        for text in dict.fromkeys(outcome.warnings):
            texts.setdefault(text, []).append(plain_text(instance.path.name))
    for text, names in texts.items():
        yield Note(
            "decoding",
            f"{text} ({len(names)} files, first {names[0]})",
            Severity.WARNING,
            {"files": names[:10]},
        )
