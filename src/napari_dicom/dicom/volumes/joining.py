"""Volumes of several series that seem to be one acquisition: told of, and joined on request.

Some scanners file each time point, or each phase, as a series of its own. Such volumes share study,
frame of reference, grid and description, and one thing ascends from one to the next.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

import numpy as np

from napari_dicom.dicom.frames import Frame, Space, acquired_at
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.stacks import Axis, Stack, ZSpacing
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.volumes.grouping import patient_id
from napari_dicom.dicom.volumes.number_remarks import remarks_on_numbers
from napari_dicom.dicom.volumes.scattered import find_scattered, join_slices, note_on_scattered
from napari_dicom.dicom.volumes.series import remarks_on_stack
from napari_dicom.dicom.volumes.volume import Volume

_SAME_GRID = 1e-3
"""Parts of the smallest step that two grids of one acquisition may differ by."""

_LABELS = {
    "TemporalPositionIdentifier": ("t", "", 1.0),
    "DiffusionBValue": ("b", "s/mm²", 1.0),
    "PhasePercent": ("phase", "%", 1.0),
    "CardiacPhase": ("t", "s", 0.001),
}
"""What is one number in each volume: (label, unit, factor)."""

_TIMES = {
    "TriggerTime": ("t", "s", 0.001),
    "FrameReferenceTime": ("t", "s", 0.001),
    "AcquisitionTime": ("t", "s", 1.0),
}
"""What ascends from volume to volume at every slice; seconds are counted from the first."""


@dataclass(frozen=True, slots=True, eq=False)
class Joinable:
    """Volumes that seem to belong together, in order, and the axis they would lie along."""

    volumes: tuple[Volume, ...]
    axis: Axis


def find_joinable(volumes: Iterable[Volume]) -> list[Joinable]:
    """Return the groups of volumes of several series that seem to be one acquisition."""
    groups: dict[Hashable, list[list[Volume]]] = defaultdict(list)
    for volume in volumes:
        if not _has_a_place(volume) or volume.axes or None in volume.frames:
            continue
        alike = groups[_key(volume)]
        group = next((group for group in alike if _is_same_grid(group[0], volume)), None)
        if group is None:
            alike.append([volume])
        else:
            group.append(volume)
    found = (_ordered(group) for group in chain.from_iterable(groups.values()) if len(group) > 1)
    return [one for one in found if one is not None]


def join_series(
    volumes: Sequence[Volume], z_spacing: ZSpacing = ZSpacing.POSITIONS
) -> list[Volume]:
    """Put one volume in the place of those that seem to belong together: as steps, or as slices."""
    volumes = join_slices(volumes, z_spacing)
    joined: dict[int, Volume] = {}
    gone: set[int] = set()
    for one in find_joinable(volumes):
        members = {id(volume) for volume in one.volumes}
        first = next(volume for volume in volumes if id(volume) in members)
        joined[id(first)] = _joined(one)
        gone |= members - {id(first)}
    return [joined.get(id(volume), volume) for volume in volumes if id(volume) not in gone]


def remark_on_joinable(volumes: Sequence[Volume]) -> list[Volume]:
    """Let each volume that seems to belong to others of its study say so."""
    notes = {id(volume): _note(one) for one in find_joinable(volumes) for volume in one.volumes}
    for scattered in find_scattered(volumes):
        notes |= {id(volume): note_on_scattered(scattered) for volume in scattered.volumes}
    return [
        volume.with_notes([notes[id(volume)]]) if id(volume) in notes else volume
        for volume in volumes
    ]


def _has_a_place(volume: Volume) -> bool:
    """Tell whether it is a stack of slices whose places other volumes can share."""
    return volume.geometry is not None and volume.slices > 1 and volume.space is not Space.OWN


def _key(volume: Volume) -> Hashable:
    header = volume.header
    words = ("StudyInstanceUID", "FrameOfReferenceUID", "Modality", "SeriesDescription")
    return (
        patient_id(header),
        *(header.text(keyword) for keyword in words),
        header.texts("ConvolutionKernel"),
        volume.first.coordinates.get("ImageType"),
        volume.first.rescale.unit,
        volume.is_colour,
        volume.shape,
    )


def _is_same_grid(first: Volume, second: Volume) -> bool:
    assert first.geometry is not None
    assert second.geometry is not None
    step = np.linalg.norm(first.geometry.affine[:3, :3], axis=0).min()
    difference = _corners(first) - _corners(second)
    return bool(np.abs(difference).max() <= _SAME_GRID * step)


def _corners(volume: Volume) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    assert volume.geometry is not None
    last = np.array(volume.geometry.shape, dtype=np.float64) - 1
    indices = np.array(np.meshgrid(*((0.0, end) for end in last), indexing="ij")).reshape(3, -1)
    affine = volume.geometry.affine
    return np.asarray(affine[:3, :3] @ indices + affine[:3, 3:])


def _ordered(volumes: Sequence[Volume]) -> Joinable | None:
    """Put volumes in the order of the first element that sets them all apart."""
    if len({volume.header.text("SeriesInstanceUID") for volume in volumes}) < len(volumes):
        return None  # what one series holds was kept apart for a reason
    for keyword, (label, unit, factor) in _LABELS.items():
        values = [_constant(volume, keyword) for volume in volumes]
        numbers = [value for value in values if value is not None]
        if len(set(numbers)) == len(volumes):
            order = sorted(range(len(volumes)), key=numbers.__getitem__)
            axis = Axis(label, unit, tuple(numbers[i] * factor for i in order), keyword)
            found = Joinable(tuple(volumes[i] for i in order), axis)
            return _with_seconds(found) if label == "t" and not unit else found
    return _by_times(volumes)


def _constant(volume: Volume, keyword: str) -> float | None:
    """Return the one number a volume's frames have, None where they have none or several."""
    values = {frame.coordinates.get(keyword) for frame in volume.acquired}
    value = values.pop() if len(values) == 1 else None
    return float(value) if isinstance(value, int | float) else None


def _by_times(volumes: Sequence[Volume]) -> Joinable | None:
    for keyword in _TIMES:
        ordered = sorted(volumes, key=lambda volume: _times(volume, keyword)[:1])
        axis = _time_axis(ordered, keyword)
        if axis is not None:
            return Joinable(tuple(ordered), axis)
    return None


def _time_axis(volumes: Sequence[Volume], keyword: str) -> Axis | None:
    """Return the axis of a time, where it ascends from volume to volume at every slice."""
    rows = [_times(volume, keyword) for volume in volumes]
    if any(len(row) < len(rows[0]) for row in rows) or not rows[0]:
        return None
    for before, after in pairwise(rows):
        if not all(early < late for early, late in zip(before, after, strict=True)):
            return None
    label, unit, factor = _TIMES[keyword]
    middle = [float(np.median(row)) for row in rows]
    seconds = tuple(round((time - middle[0]) * factor, 6) for time in middle)
    return Axis(label, unit, seconds, keyword)


def _times(volume: Volume, keyword: str) -> list[float]:
    """Return the time of each slice, fewer where some have none."""
    values = (frame.coordinates.get(keyword) for frame in volume.acquired)
    found = [float(value) for value in values if isinstance(value, int | float)]
    if not found and keyword == "AcquisitionTime":  # of an enhanced file as a whole
        whole = (acquired_at(frame.header) for frame in volume.acquired)
        return [time for time in whole if time is not None]
    return found


def _with_seconds(found: Joinable) -> Joinable:
    axes = (_time_axis(found.volumes, keyword) for keyword in _TIMES)
    axis = next((axis for axis in axes if axis is not None), found.axis)
    return Joinable(found.volumes, axis)


def _note(one: Joinable) -> Note:
    names = [plain_text(volume.name) for volume in one.volumes]
    return Note(
        "joinable",
        f"{len(names)} series of one study share grid and description and ascend in "
        f"{one.axis.source}: they seem to belong together, as steps along {one.axis.label}; "
        "joined on request (in the series browser, or by join_series=True)",
        Severity.INFO,
        {"series": names, "source": one.axis.source},
    )


def _joined(one: Joinable) -> Volume:
    """Return the volume that several make along a further axis, at the place of the first."""
    first = one.volumes[0]
    frames = tuple(chain.from_iterable(volume.frames for volume in one.volumes))
    stack = first.stack and replace(
        first.stack, frames=frames, axes=(one.axis,), notes=_doubts(one), duplicates=_copies(one)
    )
    told = Note(
        "joined-series",
        f"{len(one.volumes)} series are joined along {one.axis.label}, in the order of "
        f"{one.axis.source}, as asked for",
    )
    return replace(
        first,
        frames=frames,
        axes=(one.axis,),
        lasting_notes=(*_notes(one, stack), told),
        part=f"[{len(one.volumes)} series joined]",
        stack=stack,
    )


def _doubts(one: Joinable) -> tuple[Note, ...]:
    """Return what is doubtful about the order of the slices of any of the volumes, each once."""
    stacks = (volume.stack for volume in one.volumes if volume.stack)
    return tuple(_once(chain.from_iterable(stack.notes for stack in stacks)))


def _copies(one: Joinable) -> tuple[Frame, ...]:
    stacks = (volume.stack for volume in one.volumes if volume.stack)
    return tuple(chain.from_iterable(stack.duplicates for stack in stacks))


def _notes(one: Joinable, stack: Stack | None) -> list[Note]:
    """Return what holds of the joined volume: of the stack it is, and of where its files are from.

    What each volume's own stack had said of it is said anew of the whole.
    """
    of_series = (note for v in one.volumes for note in v.lasting_notes if note.code != "joinable")
    if stack is None:
        return _once(of_series)
    own = {
        (note.code, note.message)
        for volume in one.volumes
        if volume.stack
        for note in _remarks(volume.stack, volume)
    }
    kept = [note for note in of_series if (note.code, note.message) not in own]
    return _once([*_remarks(stack, one.volumes[0]), *kept])


def _remarks(stack: Stack, volume: Volume) -> list[Note]:
    (numbers,) = remarks_on_numbers([stack])
    return [*remarks_on_stack(stack, volume.geometry), *numbers]


def _once(notes: Iterable[Note]) -> list[Note]:
    return list({(note.code, note.message): note for note in notes}.values())
