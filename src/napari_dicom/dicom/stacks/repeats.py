"""More images at a position than at others: copies under another UID, and images too many.

A copy has the header values and the pixels of another image (PS3.3 C.12.1.1 has one UID for one
image; archives that send again make new ones).
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from math import inf

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.files import pixel_digest
from napari_dicom.dicom.frames import Frame
from napari_dicom.dicom.stacks.axis import STEP_LABELS, coordinate_of
from napari_dicom.dicom.stacks.rank import NUMBER

Groups = list[list[Frame]]

_FEW_POSITIONS = 4
"""Positions below which no number of images at each is the usual one."""

_AROUND = 2
"""Positions on each side whose numbers tell which number a position would have."""

_SENT = frozenset({"ContentTime"})
"""Coordinates that tell when a file was made, not when its image was."""


def usual_size(groups: Sequence[Sequence[Frame]]) -> int:
    """Return how many images most positions hold."""
    sizes = sorted(len(group) for group in groups)
    return sizes[len(sizes) // 2]


def without_copies(groups: Groups) -> tuple[Groups, list[Frame]]:
    """Drop images that repeat another one of their position, header and pixels.

    Where a position holds more images than others their numbers may differ.

    Returns
    -------
    list of list of Frame
        The images of each position that are left.
    list of Frame
        The copies.
    """
    usual = usual_size(groups)
    kept: Groups = []
    copies: list[Frame] = []
    for group in groups:
        left, repeated = _unique(group, more_than_usual=len(group) > usual)
        kept.append(left)
        copies += repeated
    return kept, copies


def _unique(group: Sequence[Frame], *, more_than_usual: bool) -> tuple[list[Frame], list[Frame]]:
    if len(group) < 2:
        return list(group), []
    numbers = {coordinate_of(frame, NUMBER) for frame in group}
    if len(numbers) == len(group) and not more_than_usual:
        return sorted(group, key=order_of), []
    alike: dict[Hashable, list[Frame]] = defaultdict(list)
    ignored = _SENT | {NUMBER} if more_than_usual else _SENT
    for frame in group:
        alike[_header_key(frame, ignored)].append(frame)
    left: list[Frame] = []
    copies: list[Frame] = []
    for frames in alike.values():
        first, again = _by_pixels(sorted(frames, key=order_of))
        left += first
        copies += again
    return sorted(left, key=order_of), copies


def _header_key(frame: Frame, ignored: frozenset[str]) -> Hashable:
    known = ((key, str(value)) for key, value in frame.coordinates.items() if key not in ignored)
    return (tuple(sorted(known)), frame.rescale, frame.number, frame.tile)


def _by_pixels(frames: Sequence[Frame]) -> tuple[list[Frame], list[Frame]]:
    if len(frames) < 2:
        return list(frames), []
    seen: set[Hashable] = set()
    first: list[Frame] = []
    again: list[Frame] = []
    for frame in frames:
        digest = pixel_digest(frame.instance)
        of_another_file = all(frame.instance is not one.instance for one in first)
        (again if digest in seen and of_another_file else first).append(frame)
        seen.add(digest)
    return first, again


def set_apart(groups: Groups) -> tuple[Groups, list[Frame]]:
    """Set a few images too many apart, where most positions hold the same lower number of them.

    Of a position's images, in their order, those stay whose labels are those of the usual ones; of
    one image each that whose number lies nearest to those of the slices before and behind.
    """
    usual = usual_size(groups)
    if len(groups) < _FEW_POSITIONS or all(len(group) <= usual for group in groups):
        return groups, []
    expected = _expected_labels([group for group in groups if len(group) == usual])
    kept: Groups = []
    extra: list[Frame] = []
    for place, group in enumerate(groups):
        ordered = _nearest_first(groups, place) if usual == 1 else group
        stay = _chosen(ordered, usual, expected) if len(group) > usual else group
        kept.append(stay)
        extra += [frame for frame in group if all(frame is not one for one in stay)]
    return kept, extra


def _nearest_first(groups: Groups, place: int) -> list[Frame]:
    """Return the images of a position by how well their numbers go with those around it."""
    group = groups[place]
    around = groups[max(0, place - _AROUND) : place] + groups[place + 1 : place + 1 + _AROUND]
    known = [one[0] for one in around if len(one) == 1 and order_of(one[0])[0] < inf]
    if len(group) < 2 or len(known) < 2:
        return group
    here = _place(group[0])
    known.sort(key=lambda frame: float(np.linalg.norm(_place(frame) - here)))
    first, second = known[:2]
    way = _place(second) - _place(first)
    part = float((here - _place(first)) @ way / (way @ way))
    expected = (1 - part) * order_of(first)[0] + part * order_of(second)[0]
    return sorted(group, key=lambda frame: abs(order_of(frame)[0] - expected))


def _place(frame: Frame) -> NDArray[np.float64]:
    return np.asarray(frame.position, dtype=np.float64)


def _expected_labels(groups: Sequence[Sequence[Frame]]) -> dict[str, set[Hashable]]:
    """Return the values of each label that all of these positions have in common."""
    found: dict[str, set[Hashable]] = {}
    for keyword in STEP_LABELS:
        values = [{coordinate_of(frame, keyword) for frame in group} for group in groups]
        if values and all(one == values[0] for one in values):
            found[keyword] = values[0]
    return found


def _chosen(
    ordered: Sequence[Frame], usual: int, expected: dict[str, set[Hashable]]
) -> list[Frame]:
    """Return as many frames as usual: those with expected labels, each combination once."""
    chosen: list[Frame] = []
    seen: set[Hashable] = set()
    for frame in ordered:
        labels = tuple(coordinate_of(frame, keyword) for keyword in expected)
        fits = all(label in expected[key] for key, label in zip(expected, labels, strict=True))
        if fits and (labels not in seen or not _tells(expected)) and len(chosen) < usual:
            chosen.append(frame)
            seen.add(labels)
    left = [frame for frame in ordered if all(frame is not one for one in chosen)]
    return sorted([*chosen, *left[: usual - len(chosen)]], key=order_of)


def _tells(expected: dict[str, set[Hashable]]) -> bool:
    """Tell whether any label has several values: else they are one and the same for all."""
    return any(len(values) > 1 for values in expected.values())


def order_of(frame: Frame) -> tuple[float, str, int]:
    """Return a sort key: the number of an image, its file, its frame."""
    number = frame.coordinates.get(NUMBER)
    order = float(number) if isinstance(number, int | float) else float("inf")
    return (order, str(frame.instance.path), frame.number)
