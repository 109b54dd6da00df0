"""Images of one depth: those that lie on each other, and those that lie side by side.

A sagittal spine is often taken in stations, one above the other: their images share their depths,
and are different volumes all the same.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.frames import Frame
from napari_dicom.dicom.stacks.grid import SAME_POSITION

SAME_PLACE = 0.5
"""Images of one depth shifted by more than this part of a pixel do not lie on each other.

What a patient's motion shifts them by is less, and is told as the volume's corner error.
"""


def normal_of(frame: Frame) -> NDArray[np.float64]:
    """Return the unit normal of a placed frame: row direction x column direction (LPS)."""
    cosines = np.asarray(frame.orientation, dtype=np.float64)
    normal = np.cross(cosines[:3], cosines[3:])
    return normal / np.linalg.norm(normal)


def by_depth(frames: Sequence[Frame], normal: NDArray[np.float64]) -> list[list[int]]:
    """Group the indices of frames of one depth, ascending along the normal."""
    depths = np.asarray([frame.position for frame in frames], dtype=np.float64) @ normal
    groups: list[list[int]] = []
    for index in np.argsort(depths, kind="stable"):
        last = groups[-1][0] if groups else None
        if last is not None and depths[index] - depths[last] < SAME_POSITION:
            groups[-1].append(int(index))
        else:
            groups.append([int(index)])
    return groups


def part_into_stations(frames: Sequence[Frame]) -> list[Sequence[Frame]]:
    """Part frames that share a depth but lie side by side in their plane: a spine in stations."""
    cosines = np.asarray(frames[0].orientation, dtype=np.float64).reshape(2, 3)
    within = np.asarray([frame.position for frame in frames], dtype=np.float64) @ cosines.T
    depths = by_depth(frames, normal_of(frames[0]))
    between_rows, between_columns = frames[0].pixel_spacing or (1.0, 1.0)
    same = np.maximum(SAME_POSITION, SAME_PLACE * np.array([between_columns, between_rows]))
    gaps = np.max([_largest_gap(within[indices]) for indices in depths], axis=0) / same
    if (gaps <= 1).all():
        return [frames]
    axis = int(np.argmax(gaps))
    parts: dict[int, list[Frame]] = defaultdict(list)
    for index, station in enumerate(_stations_along(within[:, axis], depths, float(same[axis]))):
        parts[station].append(frames[index])
    return [station for part in parts.values() for station in part_into_stations(part)]


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
    if not cuts.any():  # so much tilt that stations overlap: count them at each depth
        return _ranks(places, depths, same)
    part_into_stations = np.zeros(len(places), dtype=np.intp)
    part_into_stations[order[1:]] = np.cumsum(cuts)
    return part_into_stations


def _ranks(places: NDArray[np.float64], depths: list[list[int]], same: float) -> NDArray[np.intp]:
    ranks = np.zeros(len(places), dtype=np.intp)
    for indices in depths:
        order = np.asarray(indices)[np.argsort(places[indices], kind="stable")]
        ranks[order[1:]] = np.cumsum(np.diff(places[order]) > same)
    return ranks
