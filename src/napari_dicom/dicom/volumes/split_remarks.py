"""The note on a series that opens as several volumes: in what their images differ.

It follows from what the stacks hold, not from how they were parted: what the images of a volume
have, and none outside of it, is why that volume stands by itself.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.frames import Frame
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.stacks import Stack, normal_of, same_depth
from napari_dicom.dicom.volumes.extent import slices_beyond
from napari_dicom.dicom.volumes.number_remarks import remarks_on_numbers

_ALIKE = 1e-3
"""Direction cosines that differ by no more than this are the same, pixel sizes by this part."""

_MOST_WORDS = 4
"""Differences that are named."""

_TOLD_ELSEWHERE = frozenset({"copies", "further-images", "passes"})
"""Codes of notes that say by themselves why a volume stands alone."""

_UNEVEN = (
    "the distance between the slices of the series changes, and each volume holds slices of one "
    "distance"
)
_ASIDE = (
    "the slices are as far apart in all of them, but those of one are not straight behind those of "
    "another: they lie to the side of each other"
)
_DRIFTING = (
    "the orientation changes little by little from slice to slice, in all by {:.2g}°, and each "
    "volume holds slices that are nearly parallel"
)
_SAME_STEP = 0.01
"""Distances between slices that differ by no more than this part are one."""

_BESIDE = "their images lie side by side"
_BETWEEN = (
    "its slices lie between those of others, on no grid of one distance, and no known element sets "
    "them apart"
)
_BETWEEN_ASIDE = "its slices lie between those of others, and to the side of them"
_ONE_PLACE = "images of it lie where others of the series do, and no known element sets them apart"
_STILLS = "they are pictures without a place in the patient"

_Value = Callable[[Frame], Hashable]
_Owners = Mapping[str, Mapping[Hashable, set[int]]]


def remarks_on_split(stacks: Sequence[Stack]) -> list[list[Note]]:
    """Return for each stack of a series what is to be said of it beside the others.

    Why it stands by itself, and which images seem to be missing between its own.
    """
    numbers = remarks_on_numbers(stacks)
    parts = _remarks_on_parts(stacks)
    return [[*part, *number] for part, number in zip(parts, numbers, strict=True)]


def _remarks_on_parts(stacks: Sequence[Stack]) -> list[list[Note]]:
    if sum(not _is_told_elsewhere(stack) for stack in stacks) < 2:
        return [[] for _ in stacks]
    frames = [[frame for frame in stack.frames if frame is not None] for stack in stacks]
    owners = {words: _owners(frames, value) for words, value in _ASPECTS.items()}
    holes = any(None in stack.frames for stack in stacks)
    notes = (_note(owners, frames, number, holes) for number in range(len(stacks)))
    return [
        [] if _is_told_elsewhere(stack) else [_with_extent(note, stack, stacks)]
        for stack, note in zip(stacks, notes, strict=True)
    ]


def _is_told_elsewhere(stack: Stack) -> bool:
    return any(note.code in _TOLD_ELSEWHERE for note in stack.notes)


def _note(
    owners: _Owners,
    frames: Sequence[Sequence[Frame]],
    number: int,
    holes: bool,
) -> Note:
    """Return the note on the volume `number` of a series.

    Parameters
    ----------
    holes
        Whether images are missing from any of them: they may be those of another.
    """
    words, why = _why(owners, frames, number)
    return Note(
        "split-series",
        f"one of {len(frames)} volumes of its series: {why}",
        Severity.WARNING if holes or _is_doubtful(why) else Severity.INFO,
        {"volumes": len(frames), "differences": words},
    )


def _is_doubtful(why: str) -> bool:
    """Tell whether a reason to split is one to look for a fault in the files."""
    return why.startswith((_UNEVEN, _ASIDE, _DRIFTING.partition("{")[0]))


def _why(owners: _Owners, frames: Sequence[Sequence[Frame]], number: int) -> tuple[list[str], str]:
    """Return in what a volume differs from others of its series, and why it stands by itself."""
    others = [other for other in range(len(frames)) if other != number]
    apart = {other: _words(owners, number, other) for other in others}
    of_all = [words for words in owners if all(words in found for found in apart.values())]
    if of_all:
        named = of_all[:_MOST_WORDS]
        return named, f"its images differ from those of the others in {', '.join(named)}"
    alike = [frames[other] for other, found in apart.items() if not found]
    if not alike:
        named = list(dict.fromkeys(found[0] for found in apart.values()))[:_MOST_WORDS]
        return named, f"its images differ from those of each other in {' or '.join(named)}"
    return [], _why_without_a_difference(frames[number], alike)


def _with_extent(note: Note, stack: Stack, stacks: Sequence[Stack]) -> Note:
    """Add what a volume lacks of the extent that others of its series show."""
    lacking = slices_beyond(stack, stacks)
    if not lacking:
        return note
    slices = "1 slice" if lacking == 1 else f"{lacking} slices"
    return replace(
        note,
        message=f"{note.message}; it lacks {slices} at its ends that others show",
        severity=Severity.WARNING,
        details={**note.details, "lacking": lacking},
    )


def _why_without_a_difference(own: Sequence[Frame], alike: Sequence[Sequence[Frame]]) -> str:
    """Return why a volume stands by itself beside others that no known element sets apart."""
    if own[0].position is None:
        return _STILLS
    turned = _turned([own, *alike])
    if turned > 0:
        return _DRIFTING.format(turned)
    if _lie_one_before_the_other([own, *alike]):
        return _ASIDE if _are_evenly_apart([own, *alike]) else _UNEVEN
    normal, same = normal_of(own[0]), same_depth(own[0])
    others = np.asarray([frame.position for other in alike for frame in other], dtype=np.float64)
    depths, beside = others @ normal, False
    for frame in own:
        place = np.asarray(frame.position, dtype=np.float64)
        near = others[np.abs(depths - place @ normal) < same] - place
        if len(near) and np.linalg.norm(near, axis=1).min() < same:
            return _ONE_PLACE
        beside = beside or len(near) > 0
    if beside:
        return _BESIDE
    return _BETWEEN_ASIDE if _are_evenly_apart([own, *alike]) else _BETWEEN


def _owners(frames: Sequence[Sequence[Frame]], value: _Value) -> Mapping[Hashable, set[int]]:
    """Return value -> numbers of the stacks that hold frames of it."""
    owners: dict[Hashable, set[int]] = defaultdict(set)
    for number, own in enumerate(frames):
        for found in dict.fromkeys(value(frame) for frame in own):
            owners[_known(found, owners)].add(number)
    return owners


def _known(value: Hashable, owners: Mapping[Hashable, set[int]]) -> Hashable:
    """Return a value, or the one that was found before and differs from it by noise alone."""
    if value in owners or not isinstance(value, tuple) or len(value) not in {2, 6}:
        return value
    if not all(isinstance(part, float) for part in value):
        return value
    return next((other for other in owners if _is_alike(value, other)), value)


def _is_alike(value: tuple[float, ...], other: Hashable) -> bool:
    if not isinstance(other, tuple) or len(other) != len(value):
        return False
    largest = max(1.0, *map(abs, value)) if len(value) == 6 else min(map(abs, value))
    return all(abs(a - b) <= _ALIKE * largest for a, b in zip(value, other, strict=True))


def _words(owners: _Owners, one: int, other: int) -> list[str]:
    """Return in what no image of one stack is as one of another."""
    return [
        words
        for words, values in owners.items()
        if not any({one, other} <= held for held in values.values())
    ]


def _turned(frames: Sequence[Sequence[Frame]]) -> float:
    """Return by how many degrees frames are turned against each other; 0 for noise."""
    found = [frame.orientation for own in frames for frame in own]
    if None in found:
        return 0.0
    between = np.ptp(np.asarray(found, dtype=np.float64), axis=0)
    if between.max() <= _ALIKE:
        return 0.0
    return float(np.degrees(np.linalg.norm(between.reshape(2, 3), axis=1).max()))


def _lie_one_before_the_other(frames: Sequence[Sequence[Frame]]) -> bool:
    """Tell whether the slices of no stack lie between those of another."""
    if any(frame.orientation is None for frame in frames[0]):
        return False
    spans = sorted((own.min(), own.max()) for own in _depths(frames))
    return all(before[1] < after[0] for before, after in pairwise(spans))


def _are_evenly_apart(frames: Sequence[Sequence[Frame]]) -> bool:
    """Tell whether all slices, those of two stacks too, are one distance apart by their depth."""
    steps = np.diff(np.sort(np.concatenate(_depths(frames))))
    return bool(np.ptp(steps) <= _SAME_STEP * steps.max())


def _depths(frames: Sequence[Sequence[Frame]]) -> list[NDArray[np.float64]]:
    normal = normal_of(frames[0][0])
    return [np.asarray([frame.position for frame in own]) @ normal for own in frames]


def _files(frame: Frame) -> Hashable:
    """Return the file of frames that are a picture or a film of their own, for lack of a place."""
    source = frame.instance.pixels
    several = source is not None and source.number_of_frames > 1
    return frame.instance.whole if several and frame.position is None else None


def _coordinate(keyword: str) -> _Value:
    def value(frame: Frame) -> Hashable:
        found = frame.coordinates.get(keyword)
        return found if isinstance(found, Hashable) else None

    return value


def _pixels(frame: Frame) -> Hashable:
    source = frame.instance.pixels
    return (source.format.photometric_interpretation, source.format.kind) if source else None


_ASPECTS: Mapping[str, _Value] = {
    "size": lambda frame: (frame.rows, frame.columns),
    "kind of pixels": _pixels,
    "unit of values": lambda frame: frame.rescale.unit,
    "place (some have none)": lambda frame: frame.position is not None,
    "frame of reference": lambda frame: frame.header.text("FrameOfReferenceUID"),
    "orientation": lambda frame: frame.orientation,
    "pixel size": lambda frame: frame.pixel_spacing,
    "file": _files,
    "stack (StackID)": lambda frame: frame.stack_id,
    "ImageType": _coordinate("ImageType"),
    "AcquisitionNumber": _coordinate("AcquisitionNumber"),
    "ConvolutionKernel": lambda frame: frame.header.texts("ConvolutionKernel"),
    "EchoTime": _coordinate("EchoTime"),
    "InversionTime": _coordinate("InversionTime"),
    "FlipAngle": _coordinate("FlipAngle"),
    "KVP": _coordinate("KVP"),
    "DiffusionBValue": _coordinate("DiffusionBValue"),
    "component": _coordinate("Component"),
    "ASLContext": _coordinate("ASLContext"),
    "SliceThickness": lambda frame: frame.slice_thickness,
}
"""What may set the images of a volume apart: how a note calls it, and its value."""
