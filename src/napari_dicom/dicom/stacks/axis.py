"""Axes of further dimensions: their labels, units and coordinates, and what they come from."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from napari_dicom.dicom.frames import VALUE, Frame

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
    "FlipAngle": ("fa", "°", 1.0),
    "KVP": ("kvp", "kV", 1.0),
    "CardiacPhase": ("t", "ms", 1.0),
    "PhasePercent": ("phase", "%", 1.0),
    "ASLContext": ("context", "", 1.0),
    "Component": ("component", "", 1.0),
    "ImageType": ("type", "", 1.0),
    "AcquisitionNumber": ("t", "", 1.0),
    "TimeSlot": ("t", "", 1.0),
    "TimeSlice": ("t", "", 1.0),
    "RRInterval": ("rr", "", 1.0),
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

TIME_LABELS: Mapping[str, tuple[str, str, float]] = {
    keyword: RANKS[keyword]
    for keyword in ("Time", "FrameReferenceTime", "TriggerTime", "AcquisitionTime")
}
"""Times that may be the same for all slices of a step: as `LABELS`, asked after them."""

STEP_LABELS = (*LABELS, *TIME_LABELS)
"""What may be constant within a step and set it apart from others, in order of trust."""

UNLIKE = (
    "StackID",
    "ConvolutionKernel",
    "EchoTime",
    "InversionTime",
    "FlipAngle",
    "KVP",
    "DiffusionBValue",
    "Component",
    "ASLContext",
    "ImageType",
)
"""What slices of one depth of one step have in common (DESIGN decision 11)."""

FILE_ORDER = "file order"
ORDER_ONLY = frozenset({"InstanceNumber", FILE_ORDER})
"""Sources of axes that put images in order and tell nothing that sets them apart."""

_TIMES = ("Time", "FrameReferenceTime", "TriggerTime", "AcquisitionTime")


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
        from statistics import median  # for what has further axes

        steps = [after - before for before, after in pairwise(numbers)]
        middle = median(steps)
        if middle <= 0 or any(abs(step - middle) > 0.01 * middle + 1e-6 for step in steps):
            return None
        return (numbers[-1] - numbers[0]) / len(steps)


def name_steps(axis: Axis, place: int, frames: Mapping[tuple[int, ...], Frame]) -> Axis:
    """Name an axis that only counts by what all images of a step share and steps differ in."""
    if axis.source not in ORDER_ONLY:
        return axis
    for keyword in LABELS:
        steps: dict[int, set[Hashable]] = defaultdict(set)
        for key, frame in frames.items():
            steps[key[place]].add(coordinate_of(frame, keyword))
        values = [next(iter(steps[step])) for step in sorted(steps)]
        constant = all(len(found) == 1 for found in steps.values())
        if constant and None not in values and len(set(values)) > 1:
            return label_axis(keyword, values)
    return axis


def give_seconds(axis: Axis, place: int, frames: Mapping[tuple[int, ...], Frame]) -> Axis:
    """Give a time axis that only counts its seconds, where the frames tell them."""
    if axis.label != "t" or axis.unit:
        return axis
    from statistics import median  # for what has further axes

    for keyword in _TIMES:
        steps: dict[int, list[float]] = defaultdict(list)
        for key, frame in frames.items():
            value = coordinate_of(frame, keyword)
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


def label_axis(keyword: str, values: Sequence[Hashable]) -> Axis:
    """Return the axis of an element that has these values at every position."""
    if keyword in TIME_LABELS:
        return _time_axis(keyword, [float(value) for value in values])  # type: ignore[arg-type]  # numbers
    label, unit, factor = LABELS.get(keyword, (_own_label(keyword), "", 1.0))
    coordinates = tuple(_coordinate(value, factor) for value in values)
    return Axis(label, unit, coordinates, keyword.removeprefix(VALUE))


def _own_label(keyword: str) -> str:
    """Return the name of an axis of which only the element's keyword is known."""
    return keyword.removeprefix(VALUE) if keyword.startswith(VALUE) else "index"


def _time_axis(keyword: str, times: Sequence[float]) -> Axis:
    label, unit, factor = RANKS[keyword]
    seconds = tuple(round((time - times[0]) * factor, 6) for time in times)
    return Axis(label, unit, seconds, keyword)


def rank_axis(keyword: str, steps: Sequence[Sequence[Frame]]) -> Axis:
    """Return the axis of an element that puts the frames of these steps in order."""
    label, unit, _ = RANKS.get(keyword, ("t", "", 1.0))
    if not unit:
        return Axis(label, "", tuple(float(i) for i in range(len(steps))), keyword or FILE_ORDER)
    from statistics import median  # for what has further axes

    values = [
        median(
            float(v)
            for frame in step
            if isinstance(v := coordinate_of(frame, keyword), int | float)
        )
        for step in steps
    ]
    return _time_axis(keyword, values)


def _coordinate(value: Hashable, factor: float) -> float | str:
    if isinstance(value, int | float):
        return float(value) * factor
    if isinstance(value, tuple) and value and isinstance(value[0], int | float):
        return float(value[0]) * factor
    return str(value)


def coordinate_of(frame: Frame, keyword: str) -> Hashable:
    """Return a coordinate of a frame where it can be compared, None where there is none."""
    value = frame.coordinates.get(keyword)
    # not isinstance(value, Hashable), which takes five times as long
    return value if value.__hash__ is not None else None


def coordinates_of(frames: Iterable[Frame], keyword: str) -> list[Hashable]:
    """Return what `coordinate_of` does, of many frames."""
    found = [frame.coordinates.get(keyword) for frame in frames]
    if all(kind.__hash__ is not None for kind in set(map(type, found))):
        return found
    return [value if value.__hash__ is not None else None for value in found]
