"""Further dimensions: what distinguishes images that share one position.

Several frames at every position are time, b-values, echoes, phases ... A label has the same values
at every position (b = 0, 1000); a rank has its own values at each (the times of interleaved
slices), and only their order counts, where every position is put into the same order by it.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import prod
from operator import itemgetter

from napari_dicom.dicom.frames import INDEX, VALUE, Frame
from napari_dicom.dicom.note import Note
from napari_dicom.dicom.stacks.axis import (
    LABELS,
    ORDER_ONLY,
    STEP_LABELS,
    TIME_LABELS,
    Axis,
    coordinate_of,
    give_seconds,
    label_axis,
    name_steps,
    rank_axis,
)
from napari_dicom.dicom.stacks.rank import believed_rank, numbers_of, rank_key
from napari_dicom.dicom.stacks.rhythm import steps_in_rhythm

_FULL = 1.5
"""Cells to images that a time, or a label beside even positions, may make at most: what is shared
by few positions is no step."""


_SHARED = 1 / 4
"""Part of the positions that have an image of a step, where positions hold unlike numbers: what
fewer have are images by themselves."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Frames sorted into a grid of (leading axes..., position).

    Parameters
    ----------
    axes
        The leading axes, outermost first.
    frames
        (index along each axis..., position) -> frame; incomplete grids lack some.
    doubt
        What is doubtful about the order of the steps.
    are_told_apart
        Whether more than their order sets the steps apart.
    """

    axes: tuple[Axis, ...]
    frames: Mapping[tuple[int, ...], Frame]
    doubt: Note | None = None
    are_told_apart: bool = True

    @property
    def shape(self) -> tuple[int, ...]:
        """Steps along each leading axis."""
        return tuple(len(axis.coordinates) for axis in self.axes)


_Sorted = dict[tuple[int, ...], list[Frame]]

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
    if len(counts) == 1:
        axes, cells = _labelled(groups)
        keywords = () if axes else telling_apart(groups)
    else:
        axes, cells = [], _one_cell_each(groups)
        keywords = telling_apart(groups) or _even_where_full(groups)
    if keywords:
        axes, cells = _divided_by(groups, keywords)
    return _ordered(axes, cells)


def _one_cell_each(groups: Sequence[Sequence[Frame]]) -> _Sorted:
    return {(index,): list(group) for index, group in enumerate(groups)}


def _labelled(groups: Sequence[Sequence[Frame]]) -> tuple[list[Axis], _Sorted]:
    """Divide groups of equal size by the labels whose values each has equally often."""
    cells = _one_cell_each(groups)
    axes: list[Axis] = []
    for keyword in (*STEP_LABELS, *_index_keywords(groups[0][0])):
        values = _even_values(keyword, cells)
        if values is not None:
            axes.append(label_axis(keyword, values))
            cells = _divided(cells, keyword, values)
    return axes, cells


def _divided_by(
    groups: Sequence[Sequence[Frame]], keywords: Sequence[str]
) -> tuple[list[Axis], _Sorted]:
    cells = _one_cell_each(groups)
    axes: list[Axis] = []
    for keyword in keywords:
        values = _sorted_values(keyword, [frame for group in groups for frame in group])
        axes.append(label_axis(keyword, values))
        cells = _divided(cells, keyword, values)
    return axes, cells


def _ordered(axes: list[Axis], cells: _Sorted) -> Cells:
    """Set the frames that labels leave in one cell apart by their order."""
    doubt = None
    if any(len(cell) > 1 for cell in cells.values()):
        axis, cells, doubt = _ranked(cells)
        axes = [*axes, axis]
    frames = {key: cell[0] for key, cell in cells.items()}
    told_apart = all(axis.source not in ORDER_ONLY for axis in axes)
    return replace(_outermost_first(axes, frames), doubt=doubt, are_told_apart=told_apart)


def _index_keywords(frame: Frame) -> list[str]:
    """Return the dimensions of an enhanced object (PS3.3 C.7.6.17): their values, their indices."""
    values = [keyword for keyword in frame.coordinates if keyword.startswith(VALUE)]
    return values + [keyword for keyword in frame.coordinates if keyword.startswith(INDEX)]


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


def _divided(cells: _Sorted, keyword: str, values: Sequence[Hashable]) -> _Sorted:
    divided: _Sorted = defaultdict(list)
    places = {value: index for index, value in enumerate(values)}
    for key, cell in cells.items():
        for frame in cell:
            divided[(*key[:-1], places[coordinate_of(frame, keyword)], key[-1])].append(frame)
    return dict(divided)


def _ranked(cells: _Sorted) -> tuple[Axis, _Sorted, Note | None]:
    """Put what is left in each cell in the order of the first element that may be believed."""
    keyword, doubt = believed_rank(list(cells.values()))
    ranked: _Sorted = {}
    steps: dict[int, list[Frame]] = defaultdict(list)
    ordered = {k: sorted(c, key=lambda f: rank_key(f, keyword)) for k, c in cells.items()}
    reference = _full_values(keyword, list(ordered.values()))
    for key, cell in ordered.items():
        places = list(range(len(cell)))
        if len(cell) < len(reference):
            places = steps_in_rhythm(numbers_of(keyword, cell), reference)
        for rank, frame in zip(places, cell, strict=True):
            ranked[(*key[:-1], rank, key[-1])] = [frame]
            steps[rank].append(frame)
    return rank_axis(keyword, [steps[rank] for rank in sorted(steps)]), ranked, doubt


def _full_values(keyword: str, cells: Sequence[Sequence[Frame]]) -> list[float]:
    """Return the median value of each rank over the cells that lack nothing; empty for names."""
    from statistics import median  # for what has further axes

    most = max(map(len, cells))
    rows = [numbers_of(keyword, cell) for cell in cells if len(cell) == most]
    return [median(column) for column in zip(*rows, strict=True)]


def telling_apart(groups: Sequence[Sequence[Frame]]) -> tuple[str, ...]:
    """Return the one to three labels that name each image of a position with the fewest steps."""
    keywords = (*STEP_LABELS, *_index_keywords(groups[0][0]))
    found = {key: {coordinate_of(f, key) for group in groups for f in group} for key in keywords}
    most = 2 * max(map(len, groups))
    varying = [key for key in keywords if None not in found[key] and 1 < len(found[key]) <= most]
    for count in (1, 2, 3):
        fitting = [
            (prod(len(found[key]) for key in keys), keys)
            for keys in combinations(varying, count)
            if _are_unique(keys, groups)
        ]
        fitting = [(steps, keys) for steps, keys in fitting if _fills(keys, steps, groups)]
        steps, best = min(fitting, key=itemgetter(0), default=(most + 1, ()))
        if steps <= most:
            return best
    return ()


def _fills(keys: Sequence[str], steps: int, groups: Sequence[Sequence[Frame]]) -> bool:
    """Tell whether steps are shared by enough positions; of one size they need more evidence."""
    sizes = [len(group) for group in groups]
    if len(set(sizes)) == 1 or any(key in TIME_LABELS for key in keys):
        return steps * len(groups) <= _FULL * sum(sizes)
    shared = Counter(
        tuple(coordinate_of(frame, key) for key in keys) for group in groups for frame in group
    )
    return min(shared.values()) >= _SHARED * len(groups)


def _are_unique(keywords: Sequence[str], groups: Sequence[Sequence[Frame]]) -> bool:
    names = ({tuple(coordinate_of(f, key) for key in keywords) for f in group} for group in groups)
    return all(len(name) == len(group) for name, group in zip(names, groups, strict=True))


def _even_where_full(groups: Sequence[Sequence[Frame]]) -> tuple[str, ...]:
    """Return the labels that divide evenly those groups that lack nothing."""
    most = max(map(len, groups))
    cells: _Sorted = {(i,): list(g) for i, g in enumerate(groups) if len(g) == most}
    found = []
    for keyword in LABELS:
        values = _even_values(keyword, cells)
        others = {coordinate_of(frame, keyword) for group in groups for frame in group}
        if values is not None and others == set(values):
            found.append(keyword)
            cells = _divided(cells, keyword, values)
    return tuple(found)


def _outermost_first(axes: list[Axis], frames: Mapping[tuple[int, ...], Frame]) -> Cells:
    """Put time first, then the rest in the order they were found; name what only counts."""
    order = sorted(
        range(len(axes)),
        key=lambda i: (
            (_FIRST.index(axes[i].label), i) if axes[i].label in _FIRST else (len(_FIRST), i)
        ),
    )
    keys = {key: (*(key[i] for i in order), key[-1]) for key in frames}
    moved = {keys[key]: frame for key, frame in frames.items()}
    named = [name_steps(axes[i], place, moved) for place, i in enumerate(order)]
    told = [give_seconds(axis, place, moved) for place, axis in enumerate(named)]
    return Cells(tuple(_each_with_a_name_of_its_own(told)), moved)


def _each_with_a_name_of_its_own(axes: Sequence[Axis]) -> list[Axis]:
    """Give numbers to axes that have a label another one has: napari and people know axes by it."""
    found: list[Axis] = []
    for axis in axes:
        before = sum(other.label == axis.label for other in axes[: len(found)])
        found.append(replace(axis, label=f"{axis.label}{before + 1}") if before else axis)
    return found


def _sorted_values(keyword: str, frames: Sequence[Frame]) -> list[Hashable]:
    """Return an element's values ascending; gradients of one b-value in the order of the images."""
    values = {coordinate_of(frame, keyword) for frame in frames}
    if keyword == "DiffusionGradient":
        ordered = sorted(frames, key=lambda frame: rank_key(frame, ""))
        taken = dict.fromkeys(coordinate_of(frame, keyword) for frame in ordered)
        return sorted(taken, key=_b_value)
    return sorted(values, key=lambda value: (isinstance(value, str), value))


def _b_value(gradient: Hashable) -> float:
    return float(gradient[0]) if isinstance(gradient, tuple) else 0.0
