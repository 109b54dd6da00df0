"""Slices that are not of one depth: of other kernels, echoes, b-values, components, stacks.

What alternates or changes along a stack makes several volumes of it (DESIGN decision 11).
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence

from napari_dicom.dicom.frames import Frame
from napari_dicom.dicom.stacks.axis import UNLIKE, coordinate_of

_FEWEST = 2
"""Slices that each part holds at least: single ones are told of, and stay."""

_DIGITS = 3
"""Significant digits of a number that counts: what differs by less is one value with noise."""


def unlike_key(frame: Frame, keyword: str) -> Hashable:
    """Return what images of one step and of one stack share of an element of `UNLIKE`."""
    if keyword == "StackID":
        return frame.stack_id
    if keyword == "ConvolutionKernel":
        return frame.header.texts(keyword)
    value = coordinate_of(frame, keyword)
    return float(f"{value:.{_DIGITS}g}") if isinstance(value, int | float) else value


def parts_unlike(frames: Sequence[Frame]) -> list[list[Frame]]:
    """Part the frames of a step by what they should share; one part where they share it."""
    parts = [list(frames)]
    for keyword in UNLIKE:
        parts = [part for whole in parts for part in _parted(whole, keyword)]
    return parts


def differing(frames: Sequence[Frame]) -> Mapping[str, dict[Hashable, list[Frame]]]:
    """Return what frames of one step differ in: keyword -> value -> frames."""
    found: dict[str, dict[Hashable, list[Frame]]] = {}
    for keyword in UNLIKE:
        values = _by_value(frames, keyword)
        if len(values) > 1:
            found[keyword] = values
    return found


def _parted(frames: list[Frame], keyword: str) -> list[list[Frame]]:
    values = _by_value(frames, keyword)
    fewest = min(len(part) for part in values.values())
    return list(values.values()) if len(values) > 1 and fewest >= _FEWEST else [frames]


def _by_value(frames: Sequence[Frame], keyword: str) -> dict[Hashable, list[Frame]]:
    values: dict[Hashable, list[Frame]] = defaultdict(list)
    for frame in frames:
        values[unlike_key(frame, keyword)].append(frame)
    return dict(values)
