"""The note on a series that opens as several volumes: in what their images differ.

It follows from what the stacks hold, not from how they were parted: what the images of a volume
have, and none outside of it, is why that volume stands by itself.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from napari_dicom.dicom.frames import Frame
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.stacks import Stack, normal_of
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
_BESIDE = "their images lie side by side"
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
    words = [_words(owners, number) for number in range(len(stacks))]
    holes = any(None in stack.frames for stack in stacks)
    notes = (_note(len(stacks), own, frames, number, holes) for number, own in enumerate(words))
    return [
        [] if _is_told_elsewhere(stack) else [_with_extent(note, stack, stacks)]
        for stack, note in zip(stacks, notes, strict=True)
    ]


def _is_told_elsewhere(stack: Stack) -> bool:
    return any(note.code in _TOLD_ELSEWHERE for note in stack.notes)


def _note(
    count: int, words: list[str], frames: Sequence[Sequence[Frame]], number: int, holes: bool
) -> Note:
    """Return the note on the volume `number` of a series of `count` volumes.

    Parameters
    ----------
    holes
        Whether images are missing from any of them: they may be those of another.
    """
    uneven = not words and _is_uneven(frames, number)
    why = f"its images differ from those of the others in {', '.join(words)}" if words else _UNEVEN
    if not words and not uneven:
        why = _why_without_a_difference(frames, number)
    return Note(
        "split-series",
        f"one of {count} volumes of its series: {why}",
        Severity.WARNING if uneven or holes else Severity.INFO,
        {"volumes": count, "differences": words},
    )


def _with_extent(note: Note, stack: Stack, stacks: Sequence[Stack]) -> Note:
    """Add what a volume lacks of the extent that others of its series show."""
    lacking = slices_beyond(stack, stacks)
    if not lacking or stack.grid is None:
        return note
    total = lacking + stack.grid.length
    return replace(
        note,
        message=f"{note.message}; it lacks {lacking} of the {total} slices that they show",
        severity=Severity.WARNING,
        details={**note.details, "lacking": lacking},
    )


def _why_without_a_difference(frames: Sequence[Sequence[Frame]], number: int) -> str:
    if frames[number][0].position is None:
        return _STILLS
    elsewhere = {frame.position for other in frames for frame in other if other != frames[number]}
    return _ONE_PLACE if elsewhere & {frame.position for frame in frames[number]} else _BESIDE


def _owners(frames: Sequence[Sequence[Frame]], value: _Value) -> Mapping[Hashable, set[int]]:
    """Return value -> numbers of the stacks that hold frames of it."""
    owners: dict[Hashable, set[int]] = defaultdict(set)
    for number, own in enumerate(frames):
        for found in {value(frame) for frame in own}:
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


def _words(owners: _Owners, number: int) -> list[str]:
    """Return in what no image elsewhere is as those of a stack are."""
    found = [
        words
        for words, values in owners.items()
        if len(values) > 1 and all(held == {number} for held in values.values() if number in held)
    ]
    return found[:_MOST_WORDS]


def _is_uneven(frames: Sequence[Sequence[Frame]], number: int) -> bool:
    """Tell whether a stack lies before or behind others, with another distance or none between."""
    if any(frame.position is None or frame.orientation is None for frame in frames[number]):
        return False
    normal = normal_of(frames[number][0])
    spans = [
        (min(depths), max(depths))
        for own in frames
        if own and None not in {frame.position for frame in own}
        for depths in [[float(np.dot(np.asarray(f.position), normal)) for f in own]]
    ]
    spans.sort()
    return all(before[1] < after[0] for before, after in pairwise(spans))


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
