"""Further dimensions: what distinguishes images that share one position.

Several frames at every position are time, b-values, echoes, phases ... A `Label` dimension has the
same values at every position (b = 0, 1000); a ranked one has its own values at each (the times of
interleaved slices), and only their order counts.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from napari_dicom.dicom.frame import Frame


@dataclass(frozen=True, slots=True)
class Axis:
    """One leading axis of a volume.

    Parameters
    ----------
    label
        Short name: ``"t"``, ``"b"``, ``"echo"`` ...
    unit
        Unit of the coordinates, ``""`` where they are names or counts.
    coordinates
        One value a step: numbers in `unit`, or names.
    source
        Keyword of the element that orders the steps.
    """

    label: str
    unit: str
    coordinates: tuple[float | str, ...]
    source: str

    @property
    def step(self) -> float | None:
        """Distance between steps in `unit`, None where it is not constant within 1 %."""
        numbers = [value for value in self.coordinates if not isinstance(value, str)]
        if len(numbers) < 2 or len(numbers) != len(self.coordinates) or not self.unit:
            return None
        steps = [after - before for before, after in pairwise(numbers)]
        middle = median(steps)
        if middle <= 0 or any(abs(step - middle) > 0.01 * middle + 1e-6 for step in steps):
            return None
        return (numbers[-1] - numbers[0]) / len(steps)


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


LABELS: Mapping[str, tuple[str, str, float]] = {
    "TemporalPositionIdentifier": ("t", "", 1.0),
    "EnergyWindow": ("energy", "", 1.0),
    "Detector": ("detector", "", 1.0),
    "Rotation": ("rotation", "", 1.0),
    "Phase": ("phase", "", 1.0),
    "View": ("view", "", 1.0),
    "DiffusionBValue": ("b", "s/mm²", 1.0),
    "DiffusionGradient": ("b", "s/mm²", 1.0),
    "EchoTime": ("echo", "ms", 1.0),
    "EchoNumbers": ("echo", "", 1.0),
    "InversionTime": ("ti", "ms", 1.0),
    "CardiacPhase": ("t", "ms", 1.0),
    "Component": ("component", "", 1.0),
    "ImageType": ("type", "", 1.0),
    "AcquisitionNumber": ("t", "", 1.0),
    "TimeSlot": ("t", "", 1.0),
}
"""keyword of `Frame.coordinates`: (axis label, unit, factor to that unit), in order of trust."""

RANKS: Mapping[str, tuple[str, str, float]] = {
    "TriggerTime": ("t", "s", 0.001),
    "FrameReferenceTime": ("t", "s", 0.001),
    "Time": ("t", "s", 1.0),
    "AcquisitionTime": ("t", "s", 1.0),
    "ContentTime": ("t", "", 1.0),
    "InstanceNumber": ("t", "", 1.0),
}
"""Elements whose order at each position makes steps: as `LABELS`."""

INDEX = "Index "
"""What keys of dimension indices start with; the tag they point to follows."""

_TIMES = ("Time", "FrameReferenceTime", "TriggerTime", "AcquisitionTime")
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
            axes.append(_label_axis(keyword, values))
            cells = _divided(cells, keyword, values)
    if any(len(cell) > 1 for cell in cells.values()):
        axis, cells = _ranked(cells)
        axes.append(axis)
    return _outermost_first(axes, {key: cell[0] for key, cell in cells.items()})


def _index_keywords(frame: Frame) -> list[str]:
    """Return the dimension indices of an enhanced object (PS3.3 C.7.6.17), in its order."""
    return [keyword for keyword in frame.coordinates if keyword.startswith(INDEX)]


def _even_values(
    keyword: str, cells: Mapping[tuple[int, ...], Sequence[Frame]]
) -> list[Hashable] | None:
    """Return an element's sorted values, where every cell holds each equally often."""
    counters = [Counter(_value(frame, keyword) for frame in cell) for cell in cells.values()]
    values = set(counters[0])
    if len(values) < 2 or None in values or len(set(counters[0].values())) != 1:
        return None
    return _sorted(values) if all(counter == counters[0] for counter in counters) else None


def _divided(
    cells: Mapping[tuple[int, ...], Sequence[Frame]], keyword: str, values: Sequence[Hashable]
) -> dict[tuple[int, ...], list[Frame]]:
    divided: dict[tuple[int, ...], list[Frame]] = defaultdict(list)
    places = {value: index for index, value in enumerate(values)}
    for key, cell in cells.items():
        for frame in cell:
            divided[(*key[:-1], places[_value(frame, keyword)], key[-1])].append(frame)
    return dict(divided)


def _ranked(
    cells: Mapping[tuple[int, ...], Sequence[Frame]],
) -> tuple[Axis, dict[tuple[int, ...], list[Frame]]]:
    """Put what is left in each cell in the order of the first element that orders it."""
    keyword = next((key for key in RANKS if _orders(key, cells)), "")
    ranked: dict[tuple[int, ...], list[Frame]] = {}
    steps: dict[int, list[Frame]] = defaultdict(list)
    for key, cell in cells.items():
        ordered = sorted(cell, key=lambda frame: _rank_key(frame, keyword))
        for rank, frame in enumerate(ordered):
            ranked[(*key[:-1], rank, key[-1])] = [frame]
            steps[rank].append(frame)
    return _rank_axis(keyword, [steps[rank] for rank in sorted(steps)]), ranked


def _orders(keyword: str, cells: Mapping[tuple[int, ...], Sequence[Frame]]) -> bool:
    for cell in cells.values():
        values = {_value(frame, keyword) for frame in cell}
        if None in values or len(values) < len(cell):
            return False
    return True


def _rank_key(frame: Frame, keyword: str) -> tuple[object, ...]:
    value = _value(frame, keyword) if keyword else 0
    number = _value(frame, "InstanceNumber")
    return (value, 0 if number is None else number, str(frame.instance.path), frame.number)


def _incomplete(groups: Sequence[Sequence[Frame]]) -> Cells:
    """Sort groups of unequal size by the element that leaves the fewest holes."""
    best: tuple[int, str, list[Hashable]] | None = None
    single: dict[tuple[int, ...], Sequence[Frame]] = {(i,): g for i, g in enumerate(groups)}
    for keyword in LABELS:
        if _orders(keyword, single):
            values = _sorted({_value(frame, keyword) for group in groups for frame in group})
            if best is None or len(values) < best[0]:
                best = (len(values), keyword, values)
    if best is not None and best[0] <= 2 * max(map(len, groups)):
        cells = _divided(single, best[1], best[2])
        axes = [_label_axis(best[1], best[2])]
    else:
        axis, cells = _ranked(single)
        axes = [axis]
    return _outermost_first(axes, {key: cell[0] for key, cell in cells.items()})


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
    return Cells(tuple(_timed(axes[i], place, moved) for place, i in enumerate(order)), moved)


def _timed(axis: Axis, place: int, frames: Mapping[tuple[int, ...], Frame]) -> Axis:
    """Give a time axis that only counts its seconds, where the frames tell them."""
    if axis.label != "t" or axis.unit:
        return axis
    for keyword in _TIMES:
        steps: dict[int, list[float]] = defaultdict(list)
        for key, frame in frames.items():
            value = _value(frame, keyword)
            if isinstance(value, int | float):
                steps[key[place]].append(float(value))
        times = [median(steps[i]) for i in range(len(axis.coordinates)) if steps[i]]
        if len(times) == len(axis.coordinates) and all(
            before < after for before, after in pairwise(times)
        ):
            factor = RANKS[keyword][2]
            seconds = tuple(round((time - times[0]) * factor, 6) for time in times)
            return Axis("t", "s", seconds, keyword)
    return axis


def _label_axis(keyword: str, values: Sequence[Hashable]) -> Axis:
    label, unit, factor = LABELS.get(keyword, ("index", "", 1.0))
    coordinates = tuple(_coordinate(value, factor) for value in values)
    return Axis(label, unit, coordinates, keyword)


def _rank_axis(keyword: str, steps: Sequence[Sequence[Frame]]) -> Axis:
    label, unit, factor = RANKS.get(keyword, ("t", "", 1.0))
    if not unit:
        return Axis(label, "", tuple(float(i) for i in range(len(steps))), keyword or "file order")
    values = [
        median(float(v) for frame in step if isinstance(v := _value(frame, keyword), int | float))
        for step in steps
    ]
    return Axis(
        label, unit, tuple(round((value - values[0]) * factor, 6) for value in values), keyword
    )


def _coordinate(value: Hashable, factor: float) -> float | str:
    if isinstance(value, int | float):
        return float(value) * factor
    if isinstance(value, tuple) and value and isinstance(value[0], int | float):
        return float(value[0]) * factor
    return str(value)


def _value(frame: Frame, keyword: str) -> Hashable:
    value = frame.coordinates.get(keyword)
    return value if isinstance(value, Hashable) else None


def _sorted(values: set[Hashable]) -> list[Hashable]:
    return sorted(values, key=lambda value: (isinstance(value, str), value))
