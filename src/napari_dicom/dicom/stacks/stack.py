"""From the frames of a series to stacks: frames that may be stacked, laid on grids.

First by what can never share a volume (`stackable`), then by where the frames lie. A series is
tried as a whole; it is split by acquisition, image type or stack only where the parts come out
cleaner, and where slices of one step are not of one kind (`unlike`).
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.frames import Frame
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.stacks.axis import Axis, coordinate_of
from napari_dicom.dicom.stacks.completed import complete_places
from napari_dicom.dicom.stacks.dimension import sort_into_cells, telling_apart
from napari_dicom.dicom.stacks.evidence import Evidence
from napari_dicom.dicom.stacks.grid import Grid, Regularity, lay_on_grids
from napari_dicom.dicom.stacks.lost_labels import with_lost_labels
from napari_dicom.dicom.stacks.midnight import past_midnight
from napari_dicom.dicom.stacks.passes import find_passes
from napari_dicom.dicom.stacks.rank import NUMBER
from napari_dicom.dicom.stacks.repeats import order_of, set_apart, without_copies
from napari_dicom.dicom.stacks.stackable import is_placed, part_by_kind
from napari_dicom.dicom.stacks.station import by_depth, near_repeats, normal_of, part_into_stations
from napari_dicom.dicom.stacks.unlike import parts_unlike
from napari_dicom.dicom.text import plain_text

_NAMES = 10
"""File names listed in one note."""

_COPIES, _FURTHER = "copies", "further-images"

_FEW_IMAGES = 8
"""Images of one position that nothing but their numbers sets apart: no more than these are pictures
taken one by one, as localizers and repeated shots are; more are a sequence. Of copies too."""

_MOST_MISSING = 1 / 4
"""Part of a grid's planes that a sound stack may lack: what lacks more may be several stacks laid
into each other, which is tried then."""

_FEW_PLANES = 6
"""Acquired planes below which gaps are no reason to split: the parts would be single images."""

_FEWEST_IN_A_PART = 2
"""Images that the parts of a split hold on average, unless there are two parts: what differs in
nearly every image counts images, and makes no volumes."""

_SPLITS: tuple[Callable[[Frame], Hashable], ...] = (
    lambda frame: frame.stack_id,
    lambda frame: _hashable(frame, "ImageType"),
    lambda frame: _hashable(frame, "AcquisitionNumber"),
    lambda frame: frame.header.texts("ConvolutionKernel"),
    lambda frame: _rounded(frame, "EchoTime"),
    lambda frame: frame.slice_thickness,
)


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


def stack_frames(frames: Sequence[Frame]) -> list[Stack]:
    """Sort the frames of one series into as few stacks as show each frame where it was acquired."""
    unique, duplicates = _without_duplicates(frames)
    found: list[Stack] = []
    for group in part_by_kind(complete_places(past_midnight(unique))):
        if is_placed(group[0]):
            found.extend(chain.from_iterable(map(_best_split, part_into_stations(group))))
        else:
            found.extend(_unpositioned(group))
    found.sort(key=_first_instance)
    return [_with_duplicates(stack, duplicates) for stack in found]


def _without_duplicates(frames: Sequence[Frame]) -> tuple[list[Frame], list[Frame]]:
    """Drop further copies of a SOP instance: same UID, same place, same coordinates."""
    seen: set[Hashable] = set()
    unique: list[Frame] = []
    duplicates: list[Frame] = []
    for frame in frames:
        key = _identity(frame)
        (duplicates if key in seen else unique).append(frame)
        if key[0]:
            seen.add(key)
    return unique, duplicates


def _identity(frame: Frame) -> tuple[Hashable, ...]:
    coordinates = tuple(sorted((key, str(value)) for key, value in frame.coordinates.items()))
    uid = frame.instance.sop_instance_uid
    return (
        uid,
        frame.instance.content,
        frame.number,
        frame.tile,
        frame.position,
        frame.orientation,
        coordinates,
    )


def _unpositioned(frames: Sequence[Frame]) -> list[Stack]:
    """Frames without position: one image, or images in their order, of a film or of a series."""
    cells = sort_into_cells([frames])
    ordered = [cells.frames[key] for key in sorted(cells.frames)]
    axes = tuple(
        replace(axis, label="frame") if axis.label == "t" and not axis.unit else axis
        for axis in cells.axes
    )
    return [Stack(tuple(ordered), axes, None, notes=() if cells.doubt is None else (cells.doubt,))]


def _best_split(frames: Sequence[Frame]) -> list[Stack]:
    """Try the frames as a whole, then split by each of `_SPLITS`; keep the cleanest."""
    whole = _laid_out(frames)
    if whole[0].is_sound and all(_is_beside(stack) for stack in whole[1:]):
        return [*_of_one_kind(whole[0]), *whole[1:]]
    for key in _SPLITS:
        parts: dict[Hashable, list[Frame]] = defaultdict(list)
        for frame in frames:
            parts[key(frame)].append(frame)
        if 1 < len(parts) <= max(2, len(frames) // _FEWEST_IN_A_PART):
            split = [stack for part in parts.values() for stack in _laid_out(part)]
            if len(split) == len(parts) and all(stack.is_clean for stack in split):
                return split
    return _passes(frames) or _near_repeats(frames) or _take_apart(whole)


def _passes(frames: Sequence[Frame]) -> list[Stack]:
    """Lay each pass of a series out by itself, where that is clean."""
    runs = find_passes(frames, normal_of(frames[0]))
    found = [stack for run in runs for stack in _laid_out(run)]
    if len(found) != len(runs) or not all(stack.is_clean for stack in found):
        return []
    note = Note(
        "passes",
        f"the slices were acquired in {len(runs)} passes that overlap at their ends: "
        "each is a volume",
    )
    return [replace(stack, notes=(*stack.notes, note)) for stack in found]


def _is_beside(stack: Stack) -> bool:
    """Tell whether a stack holds copies of images of another one, or a few too many of them."""
    return any(note.code in {_COPIES, _FURTHER} for note in stack.notes)


def _of_one_kind(stack: Stack) -> list[Stack]:
    """Part a stack without further axes whose slices are not of one kind."""
    if stack.axes:
        return [stack]
    parts = parts_unlike([frame for frame in stack.frames if frame is not None])
    return [stack] if len(parts) == 1 else [one for part in parts for one in _laid_out(part)]


def _near_repeats(frames: Sequence[Frame]) -> list[Stack]:
    """Lay frames out as repeats whose positions moved, where that is one stack told apart."""
    normal = normal_of(frames[0])
    found = [_bunched(frames, groups, normal) for groups in near_repeats(frames, normal)]
    possible = [stacks for stacks in found if stacks]
    return min(possible, key=lambda stacks: not stacks[0].is_clean, default=[])


def _bunched(
    frames: Sequence[Frame], bunches: Sequence[Sequence[int]], normal: NDArray[np.float64]
) -> list[Stack]:
    """Lay out bunches of frames (their indices); empty where they are no steps of one stack."""
    groups, copies = without_copies([[frames[index] for index in bunch] for bunch in bunches])
    found = _gridded(groups, normal)
    if len(found) != 1 or not found[0].axes or _is_doubtful(found[0]):
        return []
    return [*found, *_copied(copies)]


def _copied(copies: Sequence[Frame]) -> list[Stack]:
    """Return copies under UIDs of their own as what they are: images beside the series."""
    if not copies:
        return []
    names = sorted({plain_text(frame.instance.path.name) for frame in copies})
    note = Note(
        _COPIES,
        f"copies of images of the series under another UID, with the same header and pixels: "
        f"{', '.join(names[:_NAMES])}",
        Severity.INFO,
        {"files": names},
    )
    few = len(copies) <= _FEW_IMAGES
    parts = [[frame] for frame in copies] if few else parts_unlike(copies)
    found = [stack for part in parts for stack in _laid_out(part)]
    return [replace(stack, notes=(*stack.notes, note)) for stack in found]


def _is_doubtful(stack: Stack) -> bool:
    return any(note.severity is Severity.WARNING for note in stack.notes)


def _take_apart(whole: list[Stack]) -> list[Stack]:
    """Take apart the few images of one position that nothing in their headers makes a series."""
    if len(whole) != 1 or whole[0].grid is None or whole[0].grid.length > 1:
        return whole
    stack = whole[0]
    if len(stack.axes) != 1 or stack.is_told_apart or len(stack.frames) > _FEW_IMAGES:
        return whole
    if len({id(frame.instance) for frame in stack.frames if frame}) == 1:
        return whole  # the frames of one file are a sequence
    return [replace(stack, frames=(frame,), axes=()) for frame in stack.frames]


def _laid_out(frames: Sequence[Frame]) -> list[Stack]:
    """Lay frames of one orientation on grids, stacked further where they share positions."""
    normal = normal_of(frames[0])
    groups = [[frames[index] for index in group] for group in by_depth(frames, normal)]
    groups, copies = without_copies(groups)
    groups = with_lost_labels(groups)
    uids = {frame.instance.sop_instance_uid for group in groups for frame in group}
    again = [frame for frame in copies if frame.instance.sop_instance_uid in uids]
    copies = [frame for frame in copies if frame.instance.sop_instance_uid not in uids]
    shared, extra = (groups, []) if telling_apart(groups) else set_apart(groups)
    found = [_with_duplicates(stack, again) for stack in _gridded(shared, normal)]
    if extra:
        found = [replace(one, notes=(*one.notes, _too_many(extra))) for one in found]
        found.extend(replace(s, notes=(*s.notes, _too_many(extra))) for s in _laid_out(extra))
    return [*found, *_copied(copies)]


def _too_many(extra: Sequence[Frame]) -> Note:
    names = sorted({plain_text(frame.instance.path.name) for frame in extra})
    return Note(
        _FURTHER,
        f"{len(extra)} images lie where others of the series lie, and are no copies of them: shown "
        f"apart, their step is not known ({', '.join(names[:_NAMES])})",
        Severity.WARNING,
        {"count": len(extra), "files": names},
    )


def _gridded(groups: list[list[Frame]], normal: NDArray[np.float64]) -> list[Stack]:
    positions = np.asarray([_middle_position(group) for group in groups], dtype=np.float64)
    evidence = _evidence(groups)
    return [
        _stack_on(grid, [groups[member] for member in grid.members], positions)
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
    declared = {abs(d) for d in (first.spacing_between_slices, first.slice_thickness) if d}
    numbers = [coordinate_of(group[0], NUMBER) for group in groups if len(group) == 1]
    known = tuple(float(number) for number in numbers if isinstance(number, int | float))
    return Evidence(tuple(declared), known if len(known) == len(groups) else ())


def _stack_on(grid: Grid, groups: list[list[Frame]], positions: NDArray[np.float64]) -> Stack:
    """Put the frames of a grid's positions on its nodes."""
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


def _with_duplicates(stack: Stack, duplicates: Sequence[Frame]) -> Stack:
    uids = {frame.instance.sop_instance_uid for frame in stack.frames if frame}
    mine = (frame for frame in duplicates if frame.instance.sop_instance_uid in uids)
    return replace(stack, duplicates=(*stack.duplicates, *mine))


def _first_instance(stack: Stack) -> tuple[float, str]:
    return min(order_of(frame)[:2] for frame in stack.frames if frame)


def _rounded(frame: Frame, keyword: str) -> Hashable:
    """Return a coordinate to a hundredth: what differs by less is one value with noise."""
    value = _hashable(frame, keyword)
    return round(value, 2) if isinstance(value, float) else value


def _hashable(frame: Frame, keyword: str) -> Hashable:
    value = frame.coordinates.get(keyword)
    return value if isinstance(value, Hashable) else None
