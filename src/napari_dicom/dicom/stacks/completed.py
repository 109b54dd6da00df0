"""Frames of a series completed with what their own files lack of a place (DESIGN decision 9).

Orientation and pixel size are taken from the other images where these agree; slices of files
without positions are told apart by SliceLocation, else by their numbers. Every guess is a doubt of
its frame.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from napari_dicom.dicom.frames import (
    Frame,
    Orientation,
    lay_out,
    makes_slices,
    sized,
    slice_distance,
)
from napari_dicom.dicom.stacks.axis import STEP_LABELS, coordinate_of
from napari_dicom.dicom.stacks.stackable import RADIOGRAPHS, SAME_DIRECTION, is_placed
from napari_dicom.dicom.text import natural_order

_PLANES: tuple[Orientation, ...] = (
    (0.0, 1.0, 0.0, 0.0, 0.0, -1.0),
    (1.0, 0.0, 0.0, 0.0, 0.0, -1.0),
    (1.0, 0.0, 0.0, 0.0, 1.0, 0.0),
)
"""Orientation of slices that follow each other along x, y, z: sagittal, coronal, axial."""

_PLANE_NAMES = ("sagittal", "coronal", "axial")

_TURNED = (
    "the orientation of the image is not given (ImageOrientationPatient): {} is assumed, left and "
    "right, front and back may be mirrored"
)
_BORROWED = "{} is not given: taken to be that of the other images of the series"
_LOCATED = (
    "the files give no positions in the patient: the slices are placed by SliceLocation; which way "
    "it counts is assumed"
)
_ONE_PLACE = (
    "all files give one and the same position (ImagePositionPatient): the slices are placed by "
    "SliceLocation instead; where in the patient they lie is not known"
)
_COUNTED = (
    "the files give no positions in the patient: the slices are assumed to lie in the order of {}, "
    "{}; which way they run is not known"
)
_LOST = (
    "no position in the patient is given, while other images of the series have one: shown by "
    "itself"
)

_APART = 0.1
"""Part of the distance between slices that locations span at least: less is one place."""

_MOST_NODES = 2
"""Slices by their numbers to images: where gaps in the numbers make more, only the order counts."""


def complete_places(frames: Sequence[Frame]) -> list[Frame]:
    """Return the frames of one series, each with a place where one can be found or assumed."""
    completed = list(frames)
    if not all(is_placed(frame) for frame in completed):
        completed = _with_orientation(_with_pixel_size(completed))
    return [done for group in _by_size(completed) for done in _with_positions(group)]


def _by_size(frames: Sequence[Frame]) -> list[list[Frame]]:
    groups: dict[Hashable, list[Frame]] = defaultdict(list)
    for frame in frames:
        groups[(frame.rows, frame.columns)].append(frame)
    return list(groups.values())


def _with_pixel_size(frames: list[Frame]) -> list[Frame]:
    """Give placed frames without a pixel size that of the others, where these agree, else 1 mm."""
    usual = {frame.pixel_spacing for frame in frames if frame.pixel_spacing is not None}
    found = []
    for frame in frames:
        if frame.pixel_spacing is None and frame.position is not None:
            if len(usual) == 1:
                doubts = (*frame.doubts, _BORROWED.format("the pixel size (PixelSpacing)"))
                frame = replace(frame, pixel_spacing=next(iter(usual)), doubts=doubts)
            else:
                frame = sized(frame)
        found.append(frame)
    return found


def _with_orientation(frames: list[Frame]) -> list[Frame]:
    """Give frames with a position but no orientation that of the others, else the likeliest."""
    lacking = [f for f in frames if f.position is not None and f.orientation is None]
    if not lacking:
        return frames
    known = [frame.orientation for frame in frames if frame.orientation is not None]
    if known and np.ptp(np.asarray(known), axis=0).max() <= SAME_DIRECTION:
        orientation = known[0]
        doubt = _BORROWED.format("the orientation (ImageOrientationPatient)")
    elif known:
        return frames
    else:
        axis = _main_direction(lacking)
        orientation, doubt = _PLANES[axis], _TURNED.format(_PLANE_NAMES[axis])
    lack = {id(frame) for frame in lacking}
    return [
        replace(f, orientation=orientation, doubts=(*f.doubts, doubt)) if id(f) in lack else f
        for f in frames
    ]


def _main_direction(frames: Sequence[Frame]) -> int:
    """Return the axis (x, y, z) along which positions differ most; z where they do not differ."""
    extent = np.ptp(np.asarray([frame.position for frame in frames], dtype=np.float64), axis=0)
    return int(extent.argmax()) if extent.max() > 0 else 2


def _with_positions(frames: list[Frame]) -> list[Frame]:
    """Place the files of one picture each that lack a position, or that all have the same one."""
    singles = [frame for frame in frames if _is_a_picture_of_its_own(frame)]
    if len(singles) < 2:
        return frames
    lacking = [frame for frame in singles if frame.position is None]
    if not lacking:
        return _told_apart(singles, frames)
    if len(lacking) < len(singles):
        lost = {id(frame) for frame in lacking}
        return [
            replace(f, doubts=(*f.doubts, _LOST)) if id(f) in lost and makes_slices(f) else f
            for f in frames
        ]
    placed = _by_location(singles, _LOCATED) or _by_number(singles)
    return _exchanged(frames, singles, placed) if placed else frames


def _is_a_picture_of_its_own(frame: Frame) -> bool:
    source = frame.instance.pixels
    return source is not None and source.number_of_frames == 1 and frame.tile is None


def _told_apart(singles: list[Frame], frames: list[Frame]) -> list[Frame]:
    """Replace a position that all files share, where SliceLocation says it is none."""
    if len({frame.position for frame in singles}) > 1:
        return frames
    bare = [replace(frame, position=None) for frame in singles]
    placed = _by_location(bare, _ONE_PLACE)
    return _exchanged(frames, singles, placed) if placed else frames


def _exchanged(
    frames: Sequence[Frame], before: Sequence[Frame], after: Sequence[Frame]
) -> list[Frame]:
    new = {id(old): done for old, done in zip(before, after, strict=True)}
    return [new.get(id(frame), frame) for frame in frames]


def _by_location(frames: Sequence[Frame], doubt: str) -> list[Frame]:
    """Lay files out by SliceLocation (0020,1041); empty where it does not tell them apart."""
    found = [frame.header.number("SliceLocation") for frame in frames]
    locations = [location for location in found if location is not None]
    if len(locations) < len(frames):
        return []
    first, apart = min(locations), slice_distance(frames[0]).mm
    if max(locations) - first < _APART * apart:
        return []  # one place, written with noise
    return lay_out(frames, [place - first for place in locations], "SliceLocation", doubt)


def _by_number(frames: Sequence[Frame]) -> list[Frame]:
    """Lay files out by their numbers, step by step where labels say that they are of several."""
    if not all(makes_slices(f) and f.header.text("Modality") not in RADIOGRAPHS for f in frames):
        return []
    nodes, words = _nodes(frames)
    distance = slice_distance(frames[0])
    depths = [node * distance.mm for node in nodes]
    return lay_out(frames, depths, distance.source, _COUNTED.format(words, distance.words))


def _nodes(frames: Sequence[Frame]) -> tuple[list[int], str]:
    """Return the place of each frame in the order of its step's slices, and what orders them."""
    steps = _steps(frames)
    numbers = _numbers(frames, steps)
    nodes = [0] * len(frames)
    for step in steps:
        if not numbers:
            places = _ranks([natural_order(str(frames[index].instance.path)) for index in step])
        elif len(steps) > 1:
            places = _ranks([numbers[index] for index in step])
        else:
            places = _by_gaps(numbers)
        for index, node in zip(step, places, strict=True):
            nodes[index] = node
    return nodes, "their numbers (InstanceNumber)" if numbers else "the names of their files"


def _numbers(frames: Sequence[Frame], steps: Sequence[Sequence[int]]) -> list[float]:
    """Return the number of each frame; empty where one has none, or two of a step share one."""
    found = [coordinate_of(frame, "InstanceNumber") for frame in frames]
    numbers = [float(number) for number in found if isinstance(number, int | float)]
    if len(numbers) < len(frames):
        return []
    unique = all(len({numbers[index] for index in step}) == len(step) for step in steps)
    return numbers if unique else []


def _ranks(values: Sequence[Any]) -> list[int]:  # Any: of one kind that has an order
    order = sorted(values)
    return [order.index(value) for value in values]


def _by_gaps(numbers: Sequence[float]) -> list[int]:
    """Return where numbers lie on an even scale; their ranks where they lie on none."""
    order = sorted(numbers)
    unit = min(after - before for before, after in pairwise(order))
    nodes = [(number - order[0]) / unit for number in numbers]
    if max(nodes) + 1 > _MOST_NODES * len(numbers) or any(node != int(node) for node in nodes):
        return _ranks(numbers)
    return [int(node) for node in nodes]


def _steps(frames: Sequence[Frame]) -> list[list[int]]:
    """Part frames (their indices) by labels each of whose values is there equally often."""
    parts = [list(range(len(frames)))]
    for keyword in STEP_LABELS:
        counts = [Counter(coordinate_of(frames[i], keyword) for i in part) for part in parts]
        if all(_is_even(count) for count in counts):
            parts = [
                [i for i in part if coordinate_of(frames[i], keyword) == value]
                for part, count in zip(parts, counts, strict=True)
                for value in count
            ]
    return parts


def _is_even(count: Counter[Hashable]) -> bool:
    """Tell whether a label has several values, each of several frames, and as many of each."""
    times = set(count.values())
    return None not in count and len(count) > 1 and len(times) == 1 and min(times) > 1
