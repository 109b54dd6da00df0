"""Further dimensions: what distinguishes images that share one position.

Several frames at every position are time, b-values, echoes, phases ... A `Label` dimension has the
same values at every position (b = 0, 1000); a ranked one has its own values at each (the times of
interleaved slices), and only their order counts.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod
from operator import itemgetter
from statistics import median

from napari_dicom.dicom.frames import INDEX, Frame
from napari_dicom.dicom.stacks.axis import (
    LABELS,
    RANKS,
    Axis,
    coordinate_of,
    give_seconds,
    label_axis,
    rank_axis,
)
from napari_dicom.dicom.stacks.rhythm import steps_in_rhythm


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Frames sorted into a grid of (leading axes..., position).

    Parameters
    ----------
    axes
        The leading axes, outermost first.
    frames
        (index along each axis..., position) -> frame; incomplete grids lack some.
    """

    axes: tuple[Axis, ...]
    frames: Mapping[tuple[int, ...], Frame]

    @property
    def shape(self) -> tuple[int, ...]:
        """Steps along each leading axis."""
        return tuple(len(axis.coordinates) for axis in self.axes)


_FIRST = ("t", "energy", "detector", "rotation", "phase", "view")


def sort_into_cells(groups: Sequence[Sequence[Frame]]) -> Cells:
    """Order the frames that share positions along further dimensions.

    Parameters
    ----------
    groups
        For each position, the frames at it.
    """
    counts = {len(group) for group in groups}
    if counts == {1}:
        return Cells((), {(index,): group[0] for index, group in enumerate(groups)})
    if len(counts) > 1:
        return _incomplete(groups)
    return _complete(groups)


def _complete(groups: Sequence[Sequence[Frame]]) -> Cells:
    """Sort groups of equal size: labels that divide them evenly, then the order of what is left."""
    cells: dict[tuple[int, ...], list[Frame]] = {(i,): list(g) for i, g in enumerate(groups)}
    axes: list[Axis] = []
    for keyword in (*LABELS, *_index_keywords(groups[0][0])):
        values = _even_values(keyword, cells)
        if values is not None:
            axes.append(label_axis(keyword, values))
            cells = _divided(cells, keyword, values)
    return _ordered(axes, cells)


def _ordered(axes: list[Axis], cells: dict[tuple[int, ...], list[Frame]]) -> Cells:
    """Set the frames that labels leave in one cell apart by their order."""
    if any(len(cell) > 1 for cell in cells.values()):
        axis, cells = _ranked(cells)
        axes = [*axes, axis]
    return _outermost_first(axes, {key: cell[0] for key, cell in cells.items()})


def _index_keywords(frame: Frame) -> list[str]:
    """Return the dimension indices of an enhanced object (PS3.3 C.7.6.17), in its order."""
    return [keyword for keyword in frame.coordinates if keyword.startswith(INDEX)]


def _even_values(
    keyword: str, cells: Mapping[tuple[int, ...], Sequence[Frame]]
) -> list[Hashable] | None:
    """Return an element's sorted values, where every cell holds each equally often."""
    counters = [Counter(coordinate_of(frame, keyword) for frame in cell) for cell in cells.values()]
    values = set(counters[0])
    if len(values) < 2 or None in values or len(set(counters[0].values())) != 1:
        return None
    if any(counter != counters[0] for counter in counters):
        return None
    return _sorted_values(keyword, [frame for cell in cells.values() for frame in cell])


def _divided(
    cells: Mapping[tuple[int, ...], Sequence[Frame]], keyword: str, values: Sequence[Hashable]
) -> dict[tuple[int, ...], list[Frame]]:
    divided: dict[tuple[int, ...], list[Frame]] = defaultdict(list)
    places = {value: index for index, value in enumerate(values)}
    for key, cell in cells.items():
        for frame in cell:
            divided[(*key[:-1], places[coordinate_of(frame, keyword)], key[-1])].append(frame)
    return dict(divided)


def _ranked(
    cells: Mapping[tuple[int, ...], Sequence[Frame]],
) -> tuple[Axis, dict[tuple[int, ...], list[Frame]]]:
    """Put what is left in each cell in the order of the first element that orders it."""
    keyword = next((key for key in RANKS if _orders(key, cells)), "")
    ranked: dict[tuple[int, ...], list[Frame]] = {}
    steps: dict[int, list[Frame]] = defaultdict(list)
    ordered = {k: sorted(c, key=lambda f: _rank_key(f, keyword)) for k, c in cells.items()}
    reference = _full_values(keyword, list(ordered.values()))
    for key, cell in ordered.items():
        places = list(range(len(cell)))
        if len(cell) < len(reference):
            places = steps_in_rhythm(_numbers(keyword, cell), reference)
        for rank, frame in zip(places, cell, strict=True):
            ranked[(*key[:-1], rank, key[-1])] = [frame]
            steps[rank].append(frame)
    return rank_axis(keyword, [steps[rank] for rank in sorted(steps)]), ranked


def _full_values(keyword: str, cells: Sequence[Sequence[Frame]]) -> list[float]:
    """Return the median value of each rank over the cells that lack nothing; empty for names."""
    most = max(map(len, cells))
    rows = [_numbers(keyword, cell) for cell in cells if len(cell) == most]
    return [median(column) for column in zip(*rows, strict=True)]


def _numbers(keyword: str, cell: Sequence[Frame]) -> list[float]:
    values = (coordinate_of(frame, keyword) for frame in cell)
    return [float(value) for value in values if isinstance(value, int | float)]


def _orders(keyword: str, cells: Mapping[tuple[int, ...], Sequence[Frame]]) -> bool:
    for cell in cells.values():
        values = {coordinate_of(frame, keyword) for frame in cell}
        if None in values or len(values) < len(cell):
            return False
    return True


def _rank_key(frame: Frame, keyword: str) -> tuple[object, ...]:
    value = coordinate_of(frame, keyword) if keyword else 0
    number = coordinate_of(frame, "InstanceNumber")
    return (value, 0 if number is None else number, str(frame.instance.path), frame.number)


def _incomplete(groups: Sequence[Sequence[Frame]]) -> Cells:
    """Sort groups of unequal size by the elements that leave the fewest holes."""
    cells: dict[tuple[int, ...], list[Frame]] = {(i,): list(g) for i, g in enumerate(groups)}
    axes: list[Axis] = []
    for keyword in _telling_apart(groups) or _even_where_full(groups):
        values = _sorted_values(keyword, [frame for group in groups for frame in group])
        axes.append(label_axis(keyword, values))
        cells = _divided(cells, keyword, values)
    return _ordered(axes, cells)


def _telling_apart(groups: Sequence[Sequence[Frame]]) -> tuple[str, ...]:
    """Return the one to three labels that name each image of a position with the fewest steps."""
    keywords = (*LABELS, *_index_keywords(groups[0][0]))
    found = {key: {coordinate_of(f, key) for group in groups for f in group} for key in keywords}
    most = 2 * max(map(len, groups))
    varying = [key for key in keywords if None not in found[key] and 1 < len(found[key]) <= most]
    for count in (1, 2, 3):
        fitting = [
            (prod(len(found[key]) for key in keys), keys)
            for keys in combinations(varying, count)
            if _are_unique(keys, groups)
        ]
        steps, best = min(fitting, key=itemgetter(0), default=(most + 1, ()))
        if steps <= most:
            return best
    return ()


def _are_unique(keywords: Sequence[str], groups: Sequence[Sequence[Frame]]) -> bool:
    names = ({tuple(coordinate_of(f, key) for key in keywords) for f in group} for group in groups)
    return all(len(name) == len(group) for name, group in zip(names, groups, strict=True))


def _even_where_full(groups: Sequence[Sequence[Frame]]) -> tuple[str, ...]:
    """Return the labels that divide evenly those groups that lack nothing."""
    most = max(map(len, groups))
    cells: dict[tuple[int, ...], list[Frame]] = {
        (i,): list(g) for i, g in enumerate(groups) if len(g) == most
    }
    found = []
    for keyword in LABELS:
        values = _even_values(keyword, cells)
        others = {coordinate_of(frame, keyword) for group in groups for frame in group}
        if values is not None and others == set(values):
            found.append(keyword)
            cells = _divided(cells, keyword, values)
    return tuple(found)


def _outermost_first(axes: list[Axis], frames: Mapping[tuple[int, ...], Frame]) -> Cells:
    """Put time first, then the rest in the order they were found; give time its seconds."""
    order = sorted(
        range(len(axes)),
        key=lambda i: (
            (_FIRST.index(axes[i].label), i) if axes[i].label in _FIRST else (len(_FIRST), i)
        ),
    )
    keys = {key: (*(key[i] for i in order), key[-1]) for key in frames}
    moved = {keys[key]: frame for key, frame in frames.items()}
    return Cells(tuple(give_seconds(axes[i], place, moved) for place, i in enumerate(order)), moved)


def _sorted_values(keyword: str, frames: Sequence[Frame]) -> list[Hashable]:
    """Return an element's values ascending; gradients of one b-value in the order of the images."""
    values = {coordinate_of(frame, keyword) for frame in frames}
    if keyword == "DiffusionGradient":
        ordered = sorted(frames, key=lambda frame: _rank_key(frame, ""))
        taken = dict.fromkeys(coordinate_of(frame, keyword) for frame in ordered)
        return sorted(taken, key=_b_value)
    return sorted(values, key=lambda value: (isinstance(value, str), value))


def _b_value(gradient: Hashable) -> float:
    return float(gradient[0]) if isinstance(gradient, tuple) else 0.0
