"""From the frames of a series to stacks: frames that may be stacked, laid on grids.

First by what can never share a volume (`stackable`), then by where the frames lie. A series is
tried as a whole; it is split by acquisition, image type or stack only where the parts come out
cleaner.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.frames import Frame
from napari_dicom.dicom.stacks.axis import ORDER_ONLY, Axis
from napari_dicom.dicom.stacks.dimension import sort_into_cells
from napari_dicom.dicom.stacks.grid import Grid, Regularity, lay_on_grids
from napari_dicom.dicom.stacks.stackable import is_placed, part_by_kind
from napari_dicom.dicom.stacks.station import by_depth, normal_of, part_into_stations

_FEW_IMAGES = 8
"""Images of one position that nothing but their numbers sets apart: no more than these are pictures
taken one by one, as localizers and repeated shots are; more are a sequence."""

_MOST_MISSING = 1 / 4
"""Part of a grid's planes that a sound stack may lack: what lacks more may be several stacks laid
into each other, which is tried then."""

_FEW_PLANES = 6
"""Acquired planes below which gaps are no reason to split: the parts would be single images."""

_FEWEST_IN_A_PART = 2
"""Images that the parts of a split hold on average, unless there are two parts: what differs in
nearly every image counts images, and makes no volumes."""

_FEW_POSITIONS = 4
"""Positions below which no number of images at each is the usual one."""

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
        Frames left out because they are the same SOP instance as one of `frames`.
    """

    frames: tuple[Frame | None, ...]
    axes: tuple[Axis, ...]
    grid: Grid | None
    positions: NDArray[np.float64] | None = None
    duplicates: tuple[Frame, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether a regular grid is full, and more than their order tells its steps apart."""
        regular = self.grid is None or self.grid.regularity is Regularity.REGULAR
        ordered = any(axis.source in ORDER_ONLY for axis in self.axes)
        return regular and None not in self.frames and not ordered

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
    for group in part_by_kind(unique):
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
    return [Stack(tuple(ordered), axes, None)]


def _best_split(frames: Sequence[Frame]) -> list[Stack]:
    """Try the frames as a whole, then split by each of `_SPLITS`; keep the cleanest."""
    whole = _laid_out(frames)
    if len(whole) == 1 and whole[0].is_sound:
        return whole
    for key in _SPLITS:
        parts: dict[Hashable, list[Frame]] = defaultdict(list)
        for frame in frames:
            parts[key(frame)].append(frame)
        if 1 < len(parts) <= max(2, len(frames) // _FEWEST_IN_A_PART):
            split = [stack for part in parts.values() for stack in _laid_out(part)]
            if len(split) == len(parts) and all(stack.is_clean for stack in split):
                return split
    return _take_apart(whole)


def _take_apart(whole: list[Stack]) -> list[Stack]:
    """Take apart the few images of one position that nothing in their headers makes a series."""
    if len(whole) != 1 or whole[0].grid is None or whole[0].grid.length > 1:
        return whole
    stack = whole[0]
    sources = [axis.source for axis in stack.axes]
    if len(sources) != 1 or sources[0] not in ORDER_ONLY or len(stack.frames) > _FEW_IMAGES:
        return whole
    if len({id(frame.instance) for frame in stack.frames if frame}) == 1:
        return whole  # the frames of one file are a sequence
    return [replace(stack, frames=(frame,), axes=()) for frame in stack.frames]


def _laid_out(frames: Sequence[Frame]) -> list[Stack]:
    """Lay frames of one orientation on grids, stacked further where they share positions."""
    normal = normal_of(frames[0])
    groups = _by_position(frames, normal)
    shared, extra = _set_apart(groups)
    found = _gridded(shared, normal)
    if extra:
        found.extend(_laid_out(extra))
    return found


def _by_position(frames: Sequence[Frame], normal: NDArray[np.float64]) -> list[list[Frame]]:
    """Group frames that share a position, ascending along the normal."""
    return [[frames[index] for index in group] for group in by_depth(frames, normal)]


def _set_apart(groups: list[list[Frame]]) -> tuple[list[list[Frame]], list[Frame]]:
    """Set a few extra images apart, where most positions hold the same lower number of them."""
    sizes = [len(group) for group in groups]
    usual = sorted(sizes)[len(sizes) // 2]
    more = [group for group in groups if len(group) > usual]
    if not more or len(groups) < _FEW_POSITIONS:
        return groups, []
    kept, extra = [], []
    for group in groups:
        ordered = sorted(group, key=_instance_order)
        kept.append(ordered[:usual])
        extra.extend(ordered[usual:])
    return kept, extra


def _gridded(groups: list[list[Frame]], normal: NDArray[np.float64]) -> list[Stack]:
    positions = np.asarray([group[0].position for group in groups], dtype=np.float64)
    return [
        _stack_on(grid, [groups[member] for member in grid.members], positions)
        for grid in lay_on_grids(positions, normal)
    ]


def _stack_on(grid: Grid, groups: list[list[Frame]], positions: NDArray[np.float64]) -> Stack:
    """Put the frames of a grid's positions on its nodes."""
    cells = sort_into_cells(groups)
    frames: list[Frame | None] = []
    for lead in np.ndindex(*cells.shape):
        row: list[Frame | None] = [None] * grid.length
        for place, node in enumerate(grid.nodes):
            row[node] = cells.frames.get((*lead, place))
        frames.extend(row)
    return Stack(tuple(frames), cells.axes, grid, positions)


def _with_duplicates(stack: Stack, duplicates: Sequence[Frame]) -> Stack:
    uids = {frame.instance.sop_instance_uid for frame in stack.frames if frame}
    mine = tuple(frame for frame in duplicates if frame.instance.sop_instance_uid in uids)
    return replace(stack, duplicates=mine)


def _first_instance(stack: Stack) -> tuple[float, str]:
    return min(_instance_order(frame)[:2] for frame in stack.frames if frame)


def _instance_order(frame: Frame) -> tuple[float, str, int]:
    number = frame.coordinates.get("InstanceNumber")
    order = float(number) if isinstance(number, int | float) else float("inf")
    return (order, str(frame.instance.path), frame.number)


def _rounded(frame: Frame, keyword: str) -> Hashable:
    """Return a coordinate to a hundredth: what differs by less is one value with noise."""
    value = _hashable(frame, keyword)
    return round(value, 2) if isinstance(value, float) else value


def _hashable(frame: Frame, keyword: str) -> Hashable:
    value = frame.coordinates.get(keyword)
    return value if isinstance(value, Hashable) else None
