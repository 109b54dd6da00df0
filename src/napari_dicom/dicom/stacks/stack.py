"""From the frames of a series to stacks: frames that may be stacked, laid on grids.

First by what can never share a volume (`stackable`), then by where the frames lie. A series is
tried as a whole; it is split by acquisition, image type or stack only where the parts come out
cleaner, and where slices of one step are not of one kind (`unlike`).
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from napari_dicom.dicom.frames import Frame
from napari_dicom.dicom.note import Note
from napari_dicom.dicom.stacks.axis import Axis
from napari_dicom.dicom.stacks.completed import complete_places
from napari_dicom.dicom.stacks.dimension import sort_into_cells
from napari_dicom.dicom.stacks.further import FURTHER
from napari_dicom.dicom.stacks.grid import FEWEST_IN_A_RUN, Regularity
from napari_dicom.dicom.stacks.laid_out import (
    COPIES,
    Stack,
    laid_out,
    laid_out_in_bunches,
    stack_on,
    with_duplicates,
)
from napari_dicom.dicom.stacks.midnight import past_midnight
from napari_dicom.dicom.stacks.passes import find_passes, find_runs
from napari_dicom.dicom.stacks.repeats import order_of
from napari_dicom.dicom.stacks.rounded_together import (
    Rounded,
    are_nearer_than_digits,
    rounded_together,
)
from napari_dicom.dicom.stacks.stackable import is_placed, part_by_kind
from napari_dicom.dicom.stacks.station import normal_of, part_into_stations, part_sideways
from napari_dicom.dicom.stacks.unlike import parts_unlike

_FEW_IMAGES = 8
"""Images of one position that nothing but their numbers sets apart: no more than these are pictures
taken one by one, as localizers and repeated shots are; more are a sequence."""

_FEWEST_IN_A_PART = 2
"""Images that the parts of a split hold on average, unless there are two parts: what differs in
nearly every image counts images, and makes no volumes."""

_MOST_LOST = 1 / 20
"""Part of the images that the steps of a series may lack and stay together, and one image in any
case: images that were lost are few, acquisitions of other extents differ by more."""

_COUNTS_OF_TIME = frozenset({"TimeSlice", "TimeSlot", "TemporalPositionIdentifier"})
"""Sources of axes that count steps of time."""

_SPLITS: tuple[Callable[[Frame], Hashable], ...] = (
    lambda frame: frame.stack_id,
    lambda frame: _hashable(frame, "ImageType"),
    lambda frame: _hashable(frame, "AcquisitionNumber"),
    lambda frame: frame.header.texts("ConvolutionKernel"),
    lambda frame: _rounded(frame, "EchoTime"),
    lambda frame: frame.slice_thickness,
)


def stack_frames(frames: Sequence[Frame]) -> list[Stack]:
    """Sort the frames of one series into as few stacks as show each frame where it was acquired."""
    unique, duplicates = _without_duplicates(frames)
    found: list[Stack] = []
    for group in part_by_kind(complete_places(past_midnight(unique))):
        if is_placed(group[0]):
            found.extend(
                _by_number(group)
                or chain.from_iterable(map(_best_split, part_into_stations(group)))
            )
        else:
            found.extend(_unpositioned(group))
    found.sort(key=_first_instance)
    return [with_duplicates(stack, duplicates) for stack in found]


def _by_number(frames: Sequence[Frame]) -> list[Stack]:
    """Lay slices that rounding laid upon each other out; empty where there are none.

    They are of one kind, or of several that each show it: by the first of `_SPLITS` that does.
    """
    if not are_nearer_than_digits(frames):
        return []
    for parts in ([list(frames)], *_splits(frames)):
        found = [one for part in parts if (one := rounded_together(part)) is not None]
        if len(found) == len(parts) and all(len(parts_unlike(one.frames)) == 1 for one in found):
            return _as_steps(found) or [_on_planes([one]) for one in found]
    return []


def _as_steps(found: Sequence[Rounded]) -> list[Stack]:
    """Return slices of one place each as steps of one stack; empty where they are none."""
    if any(not np.array_equal(one.positions, found[0].positions) for one in found):
        return []
    stack = _on_planes(found)
    return [stack] if stack.is_told_apart and None not in stack.frames else []


def _on_planes(found: Sequence[Rounded]) -> Stack:
    first = found[0]
    groups = [list(images) for images in zip(*(one.frames for one in found), strict=True)]
    stack = stack_on(first.grid, groups, first.positions)
    return replace(stack, notes=(*stack.notes, first.note))


def _without_duplicates(frames: Sequence[Frame]) -> tuple[list[Frame], list[Frame]]:
    """Drop further copies of a SOP instance: same UID, same place, same coordinates."""
    if _have_their_own_names(frames):
        return list(frames), []
    seen: set[Hashable] = set()
    unique: list[Frame] = []
    duplicates: list[Frame] = []
    for frame in frames:
        key = _identity(frame)
        (duplicates if key in seen else unique).append(frame)
        if key[0]:
            seen.add(key)
    return unique, duplicates


def _have_their_own_names(frames: Sequence[Frame]) -> bool:
    """Tell at once that no two frames are of one name, as it should be."""
    files = {id(frame.instance): frame.instance for frame in frames}
    uids = {key: instance.sop_instance_uid for key, instance in files.items()}
    names = {(uids[id(frame.instance)], frame.number, frame.tile) for frame in frames}
    return len(names) == len(frames)


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
    ordered = [cells.frames.get((*lead, 0)) for lead in np.ndindex(*cells.shape)]
    axes = tuple(
        replace(axis, label="frame") if axis.label == "t" and _only_counts(axis) else axis
        for axis in cells.axes
    )
    return [Stack(tuple(ordered), axes, None, notes=() if cells.doubt is None else (cells.doubt,))]


def _only_counts(axis: Axis) -> bool:
    """Tell whether an axis counts images, and nothing says that they follow each other in time."""
    return not axis.unit and axis.source not in _COUNTS_OF_TIME


def _best_split(frames: Sequence[Frame]) -> list[Stack]:
    """Try the frames as a whole, with a few images beside it; else keep the cleanest of parts."""
    whole = laid_out(frames)
    if _is_sound_but_for(whole, COPIES):
        return [*_of_one_kind(whole[0]), *whole[1:]]
    passes = _passes(frames)
    if passes:
        return passes
    if _is_sound_but_for(whole, COPIES, FURTHER):
        several = sum(len(stack.frames) for stack in whole[1:]) > 1
        return (_clean_parts(frames) if several else []) or [*_of_one_kind(whole[0]), *whole[1:]]
    if _lacks_few(whole):
        return whole
    parts = _clean_parts(frames) or laid_out_in_bunches(frames) or _middles(frames)
    return parts or _runs(frames, whole) or _take_apart(whole)


def _is_sound_but_for(stacks: Sequence[Stack], *codes: str) -> bool:
    """Tell whether the first stack is sound, and the others hold what one of these notes names."""
    beside = ({note.code for note in stack.notes} for stack in stacks[1:])
    return stacks[0].is_sound and all(not found.isdisjoint(codes) for found in beside)


def _lacks_few(stacks: Sequence[Stack]) -> bool:
    """Tell whether frames are one stack of steps told apart, in which a few images were lost."""
    stack = stacks[0]
    if len(stacks) > 1 or not stack.axes or not stack.is_told_apart or stack.notes:
        return False
    if stack.grid is None or stack.grid.regularity is not Regularity.REGULAR:
        return False
    return stack.frames.count(None) <= max(1, _MOST_LOST * len(stack.frames))


def _clean_parts(frames: Sequence[Frame]) -> list[Stack]:
    """Split frames by the first of `_SPLITS` whose parts are all clean; empty where none is."""
    for parts in _splits(frames):
        split = [stack for part in parts for stack in laid_out(part)]
        if len(split) == len(parts) and all(stack.is_clean for stack in split):
            return split
    return []


def _splits(frames: Sequence[Frame]) -> Iterator[list[list[Frame]]]:
    """Yield the parts of frames by each of `_SPLITS` that makes parts of several images of them."""
    for key in _SPLITS:
        parts: dict[Hashable, list[Frame]] = defaultdict(list)
        for frame in frames:
            parts[key(frame)].append(frame)
        if 1 < len(parts) <= max(2, len(frames) // _FEWEST_IN_A_PART):
            yield list(parts.values())


def _passes(frames: Sequence[Frame]) -> list[Stack]:
    """Lay each pass of a series out by itself, where that is clean."""
    return _clean_runs(
        find_passes(frames, normal_of(frames[0])),
        "the slices were acquired in {} passes that overlap at their ends: each is a volume",
    )


def _middles(frames: Sequence[Frame]) -> list[Stack]:
    """Lay pictures of each middle out by themselves, where these are clean: a zigzag is no line."""
    parts = part_sideways(frames)
    if not 1 < len(parts) <= max(2, len(frames) // FEWEST_IN_A_RUN):
        return []
    found = [stack for part in parts for stack in laid_out(part)]
    is_clean = len(found) == len(parts) and all(stack.is_clean for stack in found)
    return found if is_clean and min(map(len, parts)) > 1 else []


def _runs(frames: Sequence[Frame], whole: Sequence[Stack]) -> list[Stack]:
    """Lay each run of numbers out by itself, where no two images of them lie in one place."""
    if len(whole) > 1 or whole[0].axes:
        return []
    return _clean_runs(
        find_runs(frames, normal_of(frames[0])),
        "the slices were acquired in {} runs, those of one between those of another: each is a "
        "volume, for no distance is common to them",
    )


def _clean_runs(runs: Sequence[Sequence[Frame]], told: str) -> list[Stack]:
    found = [stack for run in runs for stack in laid_out(run)]
    if len(found) != len(runs) or not all(stack.is_clean for stack in found):
        return []
    note = Note("passes", told.format(len(runs)))
    return [replace(stack, notes=(*stack.notes, note)) for stack in found]


def _of_one_kind(stack: Stack) -> list[Stack]:
    """Part a stack without further axes whose slices are not of one kind."""
    if stack.axes:
        return [stack]
    parts = parts_unlike([frame for frame in stack.frames if frame is not None])
    return [stack] if len(parts) == 1 else [one for part in parts for one in laid_out(part)]


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


def _first_instance(stack: Stack) -> tuple[float, str]:
    return min(order_of(frame)[:2] for frame in stack.frames if frame)


def _rounded(frame: Frame, keyword: str) -> Hashable:
    """Return a coordinate to a hundredth: what differs by less is one value with noise."""
    value = _hashable(frame, keyword)
    return round(value, 2) if isinstance(value, float) else value


def _hashable(frame: Frame, keyword: str) -> Hashable:
    value = frame.coordinates.get(keyword)
    return value if isinstance(value, Hashable) else None
