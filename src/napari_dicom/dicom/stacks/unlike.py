"""Slices that are not of one depth: of other kernels, echoes, b-values, components, stacks.

What alternates or changes along a stack makes several volumes of it (DESIGN decision 11).
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence

from napari_dicom.dicom.frames import Frame
from napari_dicom.dicom.stacks.axis import UNLIKE, coordinates_of

_FEWEST = 2
"""Slices that each part holds at least: single ones are told of, and stay."""

_NOISE = 0.005
"""Part of a number by which the next larger one may differ: less is one value with noise."""


def parts_unlike(frames: Sequence[Frame]) -> list[list[Frame]]:
    """Part the frames of a step by what they should share; one part where they share it."""
    parts = [list(frames)]
    for keyword in _told(frames):
        parts = [part for whole in parts for part in _parted(whole, keyword)]
    return parts


def differing(frames: Sequence[Frame]) -> Mapping[str, dict[Hashable, list[Frame]]]:
    """Return what frames of one step differ in: keyword -> value -> frames."""
    found: dict[str, dict[Hashable, list[Frame]]] = {}
    for keyword in _told(frames):
        values = _by_value(frames, keyword)
        if len(values) > 1:
            found[keyword] = values
    return found


def _told(frames: Sequence[Frame]) -> list[str]:
    """Return what of `UNLIKE` any of the frames has: most of it is nowhere."""
    held = {"StackID", "ConvolutionKernel"}.union(*[frame.coordinates for frame in frames])
    return [keyword for keyword in UNLIKE if keyword in held]


def _parted(frames: list[Frame], keyword: str) -> list[list[Frame]]:
    values = _by_value(frames, keyword)
    fewest = min(len(part) for part in values.values())
    return list(values.values()) if len(values) > 1 and fewest >= _FEWEST else [frames]


def _by_value(frames: Sequence[Frame], keyword: str) -> dict[Hashable, list[Frame]]:
    """Group frames by their value of an element; numbers that differ by noise are one value."""
    found = _values(frames, keyword)
    if len(set(found)) == 1:
        return {found[0]: list(frames)}
    alike = _least_of_alike({value for value in found if isinstance(value, int | float)})
    values: dict[Hashable, list[Frame]] = defaultdict(list)
    for frame, value in zip(frames, found, strict=True):
        values[alike.get(value, value)].append(frame)
    return dict(values)


def _values(frames: Sequence[Frame], keyword: str) -> list[Hashable]:
    if keyword == "StackID":
        return [frame.stack_id for frame in frames]
    if keyword == "ConvolutionKernel":
        headers = {id(frame.instance): frame.header for frame in frames}
        kernels = {file: header.texts(keyword) for file, header in headers.items()}
        return [kernels[id(frame.instance)] for frame in frames]
    return coordinates_of(frames, keyword)


def _least_of_alike(numbers: Iterable[float]) -> dict[Hashable, float]:
    """Return for each number the least of those it is one value with."""
    least: dict[Hashable, float] = {}
    last: float | None = None
    for number in sorted(numbers):
        alike = last is not None and number - last <= _NOISE * abs(number)
        least[number] = least[last] if alike else number
        last = number
    return least
