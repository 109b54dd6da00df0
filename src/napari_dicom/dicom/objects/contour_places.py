"""Where contours lie on a grid of voxels: on which plane, how far beside it, beyond it, across it.

A contour is drawn on the plane it is nearest to, and only where all its points are: those of one
plane that noise, or half a step, would part are kept together. Beyond the grid nothing lies further
in than its plane: napari counts whole steps from the outermost, and would not reach the other end.
Nothing else is moved.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.objects.rois import Contour, Points, Roi
from napari_dicom.dicom.stacks import Geometry

FLAT = 0.5
"""Steps between planes: a contour whose points lie further apart belongs to no plane."""

_TIE = 0.01
"""Part of a step: what is as near as that to the middle between two planes lies in the middle."""

_WITHIN = 0.51
"""Pixels beyond the outermost centres that are still those pixels, and no more than noise."""

_SURELY = 0.499
"""Part of a step from a plane at which napari draws a shape on it without fail."""

BESIDE = 0.02
"""Part of a step from which on a contour is said to lie beside its plane."""


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where points lie on a grid.

    Parameters
    ----------
    index
        (n, 3): (slice, row, column) of the points; within the plane's half step where it has one.
    axis
        Which of (slice, row, column) they are flat along; None where they lie across all of them.
    plane
        The number of their plane along `axis`, from 0; beyond the grid as well. 0 without an axis.
    place
        Where they lie along `axis`, in steps.
    """

    index: Points
    axis: int | None
    plane: int
    place: float

    @property
    def in_plane(self) -> NDArray[np.float64]:
        """(n, 2): its points along the other two axes."""
        return np.delete(self.index, self.axis or 0, axis=1)

    @property
    def beside(self) -> float:
        """How far it lies from its plane, in steps."""
        return abs(self.place - self.plane)

    def is_within(self, shape: tuple[int, int, int]) -> bool:
        """Tell whether a grid of (slices, rows, columns) holds all of it."""
        last = np.array(shape) - 1
        return bool(((self.index >= -_WITHIN) & (self.index <= last + _WITHIN)).all())


@dataclass(frozen=True, slots=True, eq=False)
class PlacedContour(Place):
    """A contour on a grid.

    Parameters
    ----------
    roi, contour
        What was placed.
    """

    roi: Roi
    contour: Contour

    @property
    def fills(self) -> bool:
        """Whether it encloses pixels of a plane of the grid."""
        return self.axis is not None and self.contour.is_area


def place_contours(rois: Sequence[Roi], geometry: Geometry) -> tuple[PlacedContour, ...]:
    """Lay every contour of some ROIs on a grid, in their order."""
    inverse = np.asarray(np.linalg.inv(geometry.affine), dtype=np.float64)
    return tuple(
        _placed(roi, contour, place_points(contour.points, inverse, geometry.shape))
        for roi in rois
        for contour in roi.contours
    )


def _placed(roi: Roi, contour: Contour, place: Place) -> PlacedContour:
    return PlacedContour(place.index, place.axis, place.plane, place.place, roi, contour)


def place_points(
    points: Points, inverse: NDArray[np.float64], shape: tuple[int, int, int]
) -> Place:
    """Lay the points of one contour, or of one mark, on a grid.

    Parameters
    ----------
    points
        (n, 3) LPS mm.
    inverse
        4x4 LPS mm -> (slice, row, column).
    shape
        (slices, rows, columns) of the grid.
    """
    index = points @ inverse[:3, :3].T + inverse[:3, 3]
    axis = _flat_axis(index)
    if axis is None:
        return Place(index, None, 0, 0.0)
    place = float(index[:, axis].min() + index[:, axis].max()) / 2
    plane = nearest_plane(place)
    lowest, highest = plane - _SURELY, plane + _SURELY
    if plane < 0:
        highest = plane
    elif plane >= shape[axis]:
        lowest = plane
    index[:, axis] = np.clip(index[:, axis], lowest, highest)
    return Place(index, axis, plane, place)


def nearest_plane(place: float) -> int:
    """Return the plane nearest to a place; the upper one of two that are equally near."""
    return int(np.floor(place + 0.5 + _TIE))


def _flat_axis(index: Points) -> int | None:
    """Return the axis along which points differ least, the slices' where it is no worse."""
    spread = np.ptp(index, axis=0)
    axis = 0 if spread[0] <= spread.min() + _TIE else int(spread.argmin())
    return axis if spread[axis] <= FLAT else None
