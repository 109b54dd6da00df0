"""Frames of one orientation laid on grids: stacks, with what lies beside them.

Copies under other UIDs and a few images too many at a position are stacks of their own, and told.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.frames import Frame
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.stacks.axis import LABELS, ORDER_ONLY, Axis, coordinate_of
from napari_dicom.dicom.stacks.dimension import sort_into_cells, telling_apart
from napari_dicom.dicom.stacks.evidence import Evidence
from napari_dicom.dicom.stacks.further import further_images
from napari_dicom.dicom.stacks.grid import Grid, Regularity, lay_on_grids
from napari_dicom.dicom.stacks.lost_labels import with_lost_labels
from napari_dicom.dicom.stacks.rank import NUMBER
from napari_dicom.dicom.stacks.repeats import set_apart, without_copies
from napari_dicom.dicom.stacks.station import (
    by_depth,
    lie_as_slices,
    lie_close,
    near_repeats,
    normal_of,
)
from napari_dicom.dicom.stacks.unlike import parts_unlike
from napari_dicom.dicom.text import plain_text

_NAMES = 10
"""File names listed in one note."""

COPIES = "copies"

_MOST_MISSING = 1 / 4
"""Part of a grid's planes that a sound stack may lack: what lacks more may be several stacks laid
into each other, which is tried then."""

_FEW_PLANES = 6
"""Acquired planes below which gaps are no reason to split: the parts would be single images."""

_FEW_COPIES = 8
"""Copies that are shown one by one: more may be a series sent twice."""


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """Frames in their order.

    Parameters
    ----------
    frames
        Row-major over (leading axes..., node of the grid); None where no frame was acquired.
    axes
        The leading axes.
    grid
        Where the planes lie; None for frames without position.
    duplicates
        Frames left out because they are copies of one of `frames`.
    notes
        What was decided, and is doubtful, about their order.
    is_told_apart
        Whether more than their order sets images of one position apart.
    """

    frames: tuple[Frame | None, ...]
    axes: tuple[Axis, ...]
    grid: Grid | None
    positions: NDArray[np.float64] | None = None
    duplicates: tuple[Frame, ...] = ()
    notes: tuple[Note, ...] = ()
    is_told_apart: bool = True

    @property
    def is_clean(self) -> bool:
        """Whether a regular grid is full, and more than their order tells its steps apart."""
        regular = self.grid is None or self.grid.regularity is Regularity.REGULAR
        return regular and None not in self.frames and self.is_told_apart

    @property
    def is_sound(self) -> bool:
        """Whether it is clean but for a few missing slices: no reason to split it."""
        if self.is_clean:
            return True
        grid = self.grid
        if grid is None or grid.regularity is not Regularity.GAPS or self.axes:
            return False
        missing = grid.length - len(grid.nodes)
        return missing <= _MOST_MISSING * grid.length or len(grid.nodes) < _FEW_PLANES


def laid_out(frames: Sequence[Frame]) -> list[Stack]:
    """Lay frames of one orientation on grids, stacked further where they share positions."""
    normal = normal_of(frames[0])
    groups = [[frames[index] for index in group] for group in by_depth(frames, normal)]
    groups, copies = without_copies(groups)
    groups = with_lost_labels(groups)
    again, copies = _of_the_same_uid(copies, groups)
    uneven = len({len(group) for group in groups}) > 1
    shared, extra = set_apart(groups) if uneven and not telling_apart(groups) else (groups, [])
    found = [with_duplicates(stack, again) for stack in _gridded(shared, normal)]
    if extra:
        told = further_images(extra, [frame for group in shared for frame in group])
        found = [replace(s, notes=(*s.notes, told)) for s in (*found, *laid_out(extra))]
    return [*found, *_copied(copies)]


def laid_out_in_bunches(frames: Sequence[Frame]) -> list[Stack]:
    """Lay frames out as repeats whose positions moved, where that is one stack told apart."""
    normal = normal_of(frames[0])
    found = [_bunched(frames, groups, normal) for groups in near_repeats(frames, normal)]
    possible = [stacks for stacks in found if stacks]
    return min(possible, key=lambda stacks: not stacks[0].is_clean, default=[])


def stack_on(grid: Grid, groups: list[list[Frame]], positions: NDArray[np.float64]) -> Stack:
    """Put the frames of a grid's members, in their order, on its nodes."""
    cells = sort_into_cells(groups)
    frames: list[Frame | None] = []
    for lead in np.ndindex(*cells.shape):
        row: list[Frame | None] = [None] * grid.length
        for place, node in enumerate(grid.nodes):
            row[node] = cells.frames.get((*lead, place))
        frames.extend(row)
    notes = () if cells.doubt is None else (cells.doubt,)
    told_apart = cells.are_told_apart
    return Stack(tuple(frames), cells.axes, grid, positions, notes=notes, is_told_apart=told_apart)


def _bunched(
    frames: Sequence[Frame], bunches: Sequence[Sequence[int]], normal: NDArray[np.float64]
) -> list[Stack]:
    """Lay out bunches of frames (their indices); empty where they are no steps of one stack."""
    groups, copies = without_copies([[frames[index] for index in bunch] for bunch in bunches])
    found = _gridded(groups, normal)
    if len(found) != 1 or not found[0].axes or _is_doubtful(found[0]):
        return []
    if not (found[0].is_told_apart or lie_close(frames, bunches, normal)):
        return []
    if lie_as_slices(frames, bunches, normal) and not _has_steps_of_one_value(found[0]):
        return []
    return [*found, *_copied(copies)]


def _has_steps_of_one_value(stack: Stack) -> bool:
    """Tell whether all images of a step are labelled alike: times are that go on slice by slice."""
    if len(stack.axes) > 1 or stack.grid is None:
        return any(axis.source in LABELS for axis in stack.axes)
    length, source = stack.grid.length, stack.axes[0].source
    steps = (stack.frames[n : n + length] for n in range(0, len(stack.frames), length))
    values = ({coordinate_of(frame, source) for frame in step if frame} for step in steps)
    return source not in ORDER_ONLY and all(len(found) == 1 for found in values)


def with_duplicates(stack: Stack, duplicates: Sequence[Frame]) -> Stack:
    """Return the stack with those of the duplicates that repeat one of its images."""
    if not duplicates:
        return stack
    uids = {frame.instance.sop_instance_uid for frame in stack.frames if frame}
    mine = (frame for frame in duplicates if frame.instance.sop_instance_uid in uids)
    return replace(stack, duplicates=(*stack.duplicates, *mine))


def _of_the_same_uid(
    copies: Sequence[Frame], groups: Sequence[Sequence[Frame]]
) -> tuple[list[Frame], list[Frame]]:
    """Part copies into those of an image's own UID and those under another."""
    if not copies:
        return [], []
    uids = {frame.instance.sop_instance_uid for group in groups for frame in group}
    again = [frame for frame in copies if frame.instance.sop_instance_uid in uids]
    return again, [frame for frame in copies if frame.instance.sop_instance_uid not in uids]


def _gridded(groups: list[list[Frame]], normal: NDArray[np.float64]) -> list[Stack]:
    positions = np.asarray([_middle_position(group) for group in groups], dtype=np.float64)
    evidence = _evidence(groups)
    return [
        stack_on(grid, [groups[member] for member in grid.members], positions)
        for grid in lay_on_grids(positions, normal, evidence)
    ]


def _middle_position(group: Sequence[Frame]) -> NDArray[np.float64]:
    """Return where the images of one position lie: the middle of what repeats moved to."""
    if len(group) == 1 or all(frame.position == group[0].position for frame in group):
        return np.asarray(group[0].position, dtype=np.float64)
    return np.median([frame.position for frame in group], axis=0)


def _evidence(groups: Sequence[Sequence[Frame]]) -> Evidence:
    """Return what the files say of distances, and the numbers of the slices of one step."""
    first = groups[0][0]
    named = (first.spacing_between_slices, first.slice_thickness)
    declared = dict.fromkeys(abs(distance) for distance in named if distance)
    numbers = [coordinate_of(group[0], NUMBER) for group in groups if len(group) == 1]
    known = tuple(float(number) for number in numbers if isinstance(number, int | float))
    return Evidence(tuple(declared), known if len(known) == len(groups) else ())


def _copied(copies: Sequence[Frame]) -> list[Stack]:
    """Return copies under UIDs of their own as what they are: images beside the series."""
    if not copies:
        return []
    names = sorted({plain_text(frame.instance.path.name) for frame in copies})
    note = Note(
        COPIES,
        f"copies of images of the series under another UID, with the same header and pixels: "
        f"{', '.join(names[:_NAMES])}",
        Severity.INFO,
        {"files": names},
    )
    few = len(copies) <= _FEW_COPIES
    parts = [[frame] for frame in copies] if few else parts_unlike(copies)
    found = [stack for part in parts for stack in laid_out(part)]
    return [replace(stack, notes=(*stack.notes, note)) for stack in found]


def _is_doubtful(stack: Stack) -> bool:
    return any(note.severity is Severity.WARNING for note in stack.notes)
