"""Images of one depth: those that lie on each other, and those that lie side by side.

A sagittal spine is often taken in stations, one above the other: their images share their depths,
and are different volumes all the same.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.frames import Frame

SAME_POSITION = 1e-3
"""Images nearer along the normal than this part of a pixel, or of the distance that slices are said
to have, share one depth: what real repeats differ by is a tenth of it."""

NEAR_REPEAT = 3 / 4
"""Images of one depth that was not written alike lie no further apart than this part of what lies
between two depths: repeats drift, are corrected for motion, or carry noise."""

CLOSE_REPEAT = 1 / 8
"""The same where nothing but their places tells that they repeat each other: uneven slices lie in
pairs by chance, and are no times."""

_NEXT_SLICE = 1 / 4
"""Part of the distance that slices are said to have by which neighbours in a bunch lie apart where
they are slices: slices overlap by three quarters at most, and repeats move by less."""

_EVEN = 0.01
"""Distances that differ by no more than this part are one."""

_SHARED = 0.6
"""Part of the depths that hold the usual number of images, where several make up each; or several
stations, where these overlap."""

SAME_PLACE = 0.5
"""Images of one depth shifted by more than this part of a pixel do not lie on each other.

What a patient's motion shifts them by is less, and is told as the volume's corner error.
"""

_MOVED = 2.0
"""Pixels that images may be shifted by and have moved, where few of one depth are: stations lie
further apart, or at each depth."""


def normal_of(frame: Frame) -> NDArray[np.float64]:
    """Return the unit normal of a placed frame: row direction x column direction (LPS)."""
    cosines = np.asarray(frame.orientation, dtype=np.float64)
    normal = np.cross(cosines[:3], cosines[3:])
    return normal / np.linalg.norm(normal)


def by_depth(frames: Sequence[Frame], normal: NDArray[np.float64]) -> list[list[int]]:
    """Group the indices of frames of one depth, ascending along the normal."""
    depths, same = _depths(frames, normal), same_depth(frames[0])
    groups: list[list[int]] = []
    first = -np.inf
    order = np.argsort(depths, kind="stable")
    for index, depth in zip(order.tolist(), depths[order].tolist(), strict=True):
        if depth - first < same:
            groups[-1].append(index)
        else:
            groups.append([index])
            first = depth
    return groups


def near_repeats(frames: Sequence[Frame], normal: NDArray[np.float64]) -> list[list[list[int]]]:
    """Return the ways in which frames (their indices) lie in bunches along the normal, if they do.

    The images of a bunch lie nearer to each other than to those of the next, and most bunches hold
    as many images, two at least.
    """
    depths = _depths(frames, normal)
    gaps = np.diff(np.sort(depths))
    ways = [_grouped(depths, limit) for limit in _jumps(gaps[gaps > same_depth(frames[0])])]
    return [groups for groups in ways if len(groups) > 1 and _are_bunches(groups, depths)]


def lie_close(
    frames: Sequence[Frame], bunches: Sequence[Sequence[int]], normal: NDArray[np.float64]
) -> bool:
    """Tell whether bunches are so close, and all as large, that they are repeats by that alone."""
    if len({len(bunch) for bunch in bunches}) > 1:
        return False
    within, between = _spread(bunches, _depths(frames, normal))
    return within <= CLOSE_REPEAT * between


def lie_as_slices(
    frames: Sequence[Frame], bunches: Sequence[Sequence[int]], normal: NDArray[np.float64]
) -> bool:
    """Tell whether the images of each bunch lie apart as slices do: blocks, as at each disc.

    Where no file says how far apart slices lie, three images or more that lie evenly are slices.
    """
    depths = _depths(frames, normal)
    gaps = np.concatenate([np.diff(np.sort(depths[list(bunch)])) for bunch in bunches])
    usual = float(np.median(gaps))
    said = [frames[0].spacing_between_slices, frames[0].slice_thickness]
    declared = min((abs(distance) for distance in said if distance), default=None)
    if declared is not None:
        return usual >= _NEXT_SLICE * declared
    return len(gaps) > len(bunches) and bool(np.abs(gaps - usual).max() <= _EVEN * usual)


def same_depth(frame: Frame) -> float:
    """Return the distance in mm below which images like this share one depth."""
    sizes = [frame.spacing_between_slices, frame.slice_thickness]
    if frame.pixel_spacing_source != "unknown":
        sizes += frame.pixel_spacing or ()
    return SAME_POSITION * min((abs(size) for size in sizes if size), default=1.0)


def _depths(frames: Sequence[Frame], normal: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray([frame.position for frame in frames], dtype=np.float64) @ normal


def _grouped(depths: NDArray[np.float64], limit: float) -> list[list[int]]:
    """Group indices of values of which each is less than `limit` above the one before."""
    order = np.argsort(depths, kind="stable")
    cuts = np.flatnonzero(np.diff(depths[order]) >= limit) + 1
    return [part.tolist() for part in np.split(order, cuts)]


def _jumps(gaps: NDArray[np.float64]) -> list[float]:
    """Return distances that part small gaps from large ones, the widest jump first."""
    sizes = np.unique(gaps)
    if len(sizes) < 2:
        return []
    ratios = sizes[1:] / sizes[:-1]
    best = np.argsort(-ratios, kind="stable")[:3]
    return [float(np.sqrt(sizes[i] * sizes[i + 1])) for i in best]


def _are_bunches(groups: Sequence[Sequence[int]], depths: NDArray[np.float64]) -> bool:
    counts = [len(group) for group in groups]
    usual = sorted(counts)[len(counts) // 2]
    if usual < 2 or sum(count == usual for count in counts) < _SHARED * len(counts):
        return False
    within, between = _spread(groups, depths)
    return within <= NEAR_REPEAT * between


def _spread(groups: Sequence[Sequence[int]], depths: NDArray[np.float64]) -> tuple[float, float]:
    """Return how far apart images of one bunch lie at most, and two bunches at least."""
    ends = np.array([[depths[group].min(), depths[group].max()] for group in map(list, groups)])
    return float((ends[:, 1] - ends[:, 0]).max()), float((ends[1:, 0] - ends[:-1, 1]).min())


def part_into_stations(frames: Sequence[Frame]) -> list[Sequence[Frame]]:
    """Part frames that share a depth but lie side by side in their plane: a spine in stations."""
    cosines = np.asarray(frames[0].orientation, dtype=np.float64).reshape(2, 3)
    within = np.asarray([frame.position for frame in frames], dtype=np.float64) @ cosines.T
    depths = by_depth(frames, normal_of(frames[0]))
    between_rows, between_columns = frames[0].pixel_spacing or (1.0, 1.0)
    same = SAME_PLACE * np.array([between_columns, between_rows])
    several = [_largest_gap(within[indices]) for indices in depths if len(indices) > 1]
    gaps = np.max(several, axis=0, initial=0.0) / same if several else np.zeros(2)
    if (gaps <= 1).all():
        return [frames]
    axis = int(np.argmax(gaps))
    parts: dict[int, list[Frame]] = defaultdict(list)
    for index, station in enumerate(_stations_along(within[:, axis], depths, float(same[axis]))):
        parts[station].append(frames[index])
    if len(parts) == 1:
        return [frames]
    return [station for part in parts.values() for station in part_into_stations(part)]


def part_sideways(frames: Sequence[Frame]) -> list[list[Frame]]:
    """Part frames by where in their plane they lie, at any depth: pictures of other middles."""
    cosines = np.asarray(frames[0].orientation, dtype=np.float64).reshape(2, 3)
    within = np.asarray([frame.position for frame in frames], dtype=np.float64) @ cosines.T
    between_rows, between_columns = frames[0].pixel_spacing or (1.0, 1.0)
    ranks = []
    for places, pixel in zip(within.T, (between_columns, between_rows), strict=True):
        order = np.argsort(places, kind="stable")
        rank = np.zeros(len(places), dtype=np.intp)
        rank[order[1:]] = np.cumsum(np.diff(places[order]) > _MOVED * pixel)
        ranks.append(rank.tolist())
    parts: dict[tuple[int, ...], list[Frame]] = defaultdict(list)
    for frame, *place in zip(frames, *ranks, strict=True):
        parts[tuple(place)].append(frame)
    return list(parts.values())


def _largest_gap(places: NDArray[np.float64]) -> NDArray[np.float64]:
    gaps = np.diff(np.sort(places, axis=0), axis=0)
    return np.asarray(gaps.max(axis=0, initial=0.0), dtype=np.float64)


def _stations_along(
    places: NDArray[np.float64], depths: list[list[int]], same: float
) -> NDArray[np.intp]:
    """Return each image's station along one direction; a tilt may shift it from slice to slice.

    Parameters
    ----------
    places
        Coordinate of each image in mm.
    depths
        Indices of the images of one depth.
    same
        Images of one depth no further apart than this are of one station, mm.
    """
    gaps = np.concatenate([np.diff(np.sort(places[indices])) for indices in depths])
    order = np.argsort(places, kind="stable")
    cuts = np.diff(places[order]) > gaps[gaps > same].min(initial=np.inf) / 2
    if not cuts.any():  # so much tilt that stations overlap, or images that moved a little
        ranks = _ranks(places, depths, same)
        shared = sum(bool(ranks[indices].any()) for indices in depths)
        are_far = gaps.max() > _MOVED / SAME_PLACE * same
        return ranks if are_far or shared >= _SHARED * len(depths) else np.zeros_like(ranks)
    stations = np.zeros(len(places), dtype=np.intp)
    stations[order[1:]] = np.cumsum(cuts)
    return stations


def _ranks(places: NDArray[np.float64], depths: list[list[int]], same: float) -> NDArray[np.intp]:
    ranks = np.zeros(len(places), dtype=np.intp)
    for indices in depths:
        order = np.asarray(indices)[np.argsort(places[indices], kind="stable")]
        ranks[order[1:]] = np.cumsum(np.diff(places[order]) > same)
    return ranks
