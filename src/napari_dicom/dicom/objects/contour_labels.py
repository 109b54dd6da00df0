"""Closed contours filled into label volumes on the grid of an image, as few as ROIs overlap.

Contours of one ROI in one plane are filled together (even-odd). A slice is filled by the plane it
is nearest to, as far away as half the distance between planes: where contours lie further apart
than slices, or beside them, an area has the depth it was drawn with.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.errors import LimitError
from napari_dicom.dicom.objects.contour_places import PlacedContour
from napari_dicom.dicom.objects.even_odd import Patch, fill, work_of

_SAME = 0.01
"""Steps of the grid: places no further apart are one."""

_ONE_PLANE = 0.1
"""Part of the distance between an ROI's planes: contours no further apart lie in one plane."""

_MANY = 3
"""Planes of one ROI from which on their distance is that between slices when it was drawn."""

_Labels = NDArray[Any]  # Any: uint8, uint16 or uint32
Shape = tuple[int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class ContourLabels:
    """A label volume on the grid of an image.

    Parameters
    ----------
    labels
        (slice, row, column); 0 is nothing, else the number of an ROI.
    voxels
        How many each ROI in it has, by its number.
    """

    labels: _Labels
    voxels: Mapping[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class _Plane:
    """All closed contours of one ROI in one plane."""

    axis: int
    place: float
    contours: tuple[PlacedContour, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """A patch in one plane of the grid."""

    axis: int
    number: int
    patch: Patch

    def part_of(self, volume: _Labels) -> _Labels:
        """Return the part of a volume it covers, as a view."""
        plane: _Labels = np.moveaxis(volume, self.axis, 0)[self.number]
        return plane[self.patch.rows, self.patch.columns]


def filling_work(placed: Sequence[PlacedContour], shape: Shape) -> int:
    """Return how much work filling is: rows that are crossed, and pixels that are spanned."""
    return sum(work_of(one.in_plane, _across(shape, one.axis)) for one in placed if one.fills)


def fill_contours(
    placed: Sequence[PlacedContour], shape: Shape, most_bytes: int
) -> tuple[ContourLabels, ...]:
    """Fill the closed contours of each ROI that lie along a grid.

    Parameters
    ----------
    placed
        Contours on the grid; the numbers of their ROIs are above 0 and differ.
    shape
        (slices, rows, columns) of the grid.
    most_bytes
        Of all label volumes together.

    Raises
    ------
    LimitError
        They would take more; the memory of those that are too many is not taken.
    """
    planes = {number: _planes(own) for number, own in _by_roi(placed).items()}
    reach = _reach(planes.values())
    kind = np.min_scalar_type(max(planes, default=0))
    volumes: list[_Labels] = []
    voxels: list[dict[int, int]] = []
    for number, own in planes.items():
        pieces = list(_pieces(own, shape, reach))
        if not pieces:
            continue
        index = next((i for i, one in enumerate(volumes) if _is_free(pieces, one)), len(volumes))
        if index == len(volumes):
            if (index + 1) * math.prod(shape) * kind.itemsize > most_bytes:
                raise LimitError(f"filled contours would take more than {most_bytes} bytes")
            volumes.append(np.zeros(shape, kind))
            voxels.append({})
        voxels[index][number] = _write(pieces, volumes[index], number)
    return tuple(map(ContourLabels, volumes, voxels))


def _by_roi(placed: Sequence[PlacedContour]) -> dict[int, list[PlacedContour]]:
    """Return the closed contours that lie along the grid, by the number of their ROI."""
    found: dict[int, list[PlacedContour]] = {}
    for one in placed:
        if one.fills:
            found.setdefault(one.roi.number, []).append(one)
    return found


def _planes(placed: Sequence[PlacedContour]) -> list[_Plane]:
    """Gather the contours of one ROI by the plane they lie in, along each axis in order."""
    planes = []
    for axis in range(3):
        own = sorted((one for one in placed if one.axis == axis), key=lambda one: one.place)
        if own:
            places = np.array([one.place for one in own])
            cuts = np.flatnonzero(np.diff(places) > _same_plane(places)) + 1
            for start, stop in zip([0, *cuts], [*cuts, len(own)], strict=True):
                middle = float(places[start:stop].mean())
                planes.append(_Plane(axis, middle, tuple(own[start:stop])))
    return planes


def _same_plane(places: NDArray[np.float64]) -> float:
    """Return how far apart the places of contours in one plane may be."""
    gaps = np.diff(places)
    real = gaps[gaps > _SAME]
    return max(_SAME, _ONE_PLANE * float(np.median(real))) if len(real) else _SAME


def _reach(rois: Iterable[Sequence[_Plane]]) -> float:
    """Return how far a plane fills: half the least distance between planes of one ROI, in steps.

    As far as half a slice at least; and not further where too few planes say what is usual.
    """
    least = []
    for planes in rois:
        places = [plane.place for plane in planes if plane.axis == planes[0].axis]
        if len(places) >= _MANY:
            least.append(float(np.diff(places).min()))
    return max(1.0, min(least, default=1.0)) / 2


def _pieces(planes: Sequence[_Plane], shape: Shape, reach: float) -> Iterator[_Piece]:
    """Fill each plane once, and yield it for every slice of the grid it is nearest to."""
    for axis in range(3):
        own = [plane for plane in planes if plane.axis == axis]
        for index, numbers in enumerate(_nearest(own, shape[axis], reach)):
            if not len(numbers):
                continue
            contours = [one.in_plane for one in own[index].contours]
            patch = fill(contours, _across(shape, axis))
            if patch is not None:
                yield from (_Piece(axis, int(number), patch) for number in numbers)


def _nearest(planes: Sequence[_Plane], length: int, reach: float) -> list[NDArray[np.intp]]:
    """Return for each plane the slices it fills; of two that are equally near the lower one does.

    So every plane half-way between slices fills the upper of them.
    """
    places = np.array([plane.place for plane in planes])
    if not len(places):
        return []
    slices = np.arange(length)
    middles = (places[1:] + places[:-1]) / 2 + _SAME
    owner = np.searchsorted(middles, slices, side="left")
    offset = slices - places[owner] - _SAME
    near = (offset > -reach) & (offset <= reach)
    return [np.flatnonzero(near & (owner == index)) for index in range(len(places))]


def _across(shape: Shape, axis: int | None) -> tuple[int, int]:
    """Return the size of the planes across an axis."""
    rows, columns = (size for index, size in enumerate(shape) if index != axis)
    return rows, columns


def _is_free(pieces: Sequence[_Piece], labels: _Labels) -> bool:
    return not any(piece.part_of(labels)[piece.patch.mask].any() for piece in pieces)


def _write(pieces: Sequence[_Piece], labels: _Labels, number: int) -> int:
    """Write an ROI into labels where nothing is yet; return how many voxels it has."""
    count = 0
    for piece in pieces:
        part = piece.part_of(labels)
        new = piece.patch.mask & (part == 0)
        part[new] = number
        count += int(np.count_nonzero(new))
    return count
