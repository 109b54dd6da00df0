"""A grid of their own for contours whose images are not there: their planes are its slices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.objects.rois import Contour, Points
from napari_dicom.dicom.stacks import Geometry, Spacing

_PARALLEL = 1e-6
"""1 less the cosine between directions that are the same but for rounding."""

_SAME = 0.02
"""Part of the largest gap between planes below which two planes are one."""

_NEIGHBOURS = 1.5
"""Times the least gap: planes further apart than that have others missing between them."""

_ALONE = 1.0
"""mm between slices where nothing says it: there is one plane, or none."""


def grid_of(contours: Sequence[Contour]) -> Geometry | None:
    """Return a grid whose slices are the planes of the contours, pixels of 1 mm; None of none.

    Its directions are the patient's where the planes are parallel to them.
    """
    if not contours:
        return None
    normal = _normal(contours)
    points = np.concatenate([contour.points for contour in contours])
    across = np.cross(normal, _in_plane(normal))
    axes = np.column_stack([normal, across, _in_plane(normal)])
    along = points @ axes
    lowest = along.min(axis=0)
    step = _step([contour.points @ normal for contour in contours])
    sizes = np.array([step, 1.0, 1.0])
    affine = np.eye(4)
    affine[:3, :3] = axes * sizes
    affine[:3, 3] = axes @ lowest
    shape = np.round((along.max(axis=0) - lowest) / sizes).astype(int) + 1
    spacing = Spacing(step, "unknown", None, None, None)
    return Geometry(affine, (int(shape[0]), int(shape[1]), int(shape[2])), spacing)


def _normal(contours: Sequence[Contour]) -> NDArray[np.float64]:
    """Return the unit normal of the largest area, the patient's axis where it is along one."""
    areas = [contour for contour in contours if contour.is_area]
    up = np.array([0.0, 0.0, 1.0])
    if not areas:
        return up
    normals = [_doubled_area(contour.points) for contour in areas]
    largest = max(normals, key=lambda normal: float(np.linalg.norm(normal)))
    length = float(np.linalg.norm(largest))
    if not length > 0:
        return up
    normal = largest / length * np.sign(largest[np.abs(largest).argmax()])
    nearest = np.eye(3)[np.abs(normal).argmax()]
    return np.asarray(nearest if 1 - normal @ nearest < _PARALLEL else normal)


def _doubled_area(points: Points) -> NDArray[np.float64]:
    """Return a vector along the normal of a polygon, as long as twice its area."""
    own = points - points.mean(axis=0)
    return np.asarray(np.cross(own, np.roll(own, -1, axis=0)).sum(axis=0), dtype=np.float64)


def _in_plane(normal: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the direction of rows: the patient's left, else back, as nearly as the plane has it.

    With the columns' direction it makes pictures that stand as a patient does: across its rows.
    """
    start = np.eye(3)[1 if abs(normal[0]) > 0.9 else 0]
    direction = start - (start @ normal) * normal
    return np.asarray(direction / np.linalg.norm(direction), dtype=np.float64)


def _step(places: Sequence[NDArray[np.float64]]) -> float:
    """Return the distance between neighbouring planes, from where the points of contours lie."""
    middles = np.sort([float(one.min() + one.max()) / 2 for one in places])
    gaps = np.diff(middles)
    real = gaps[gaps > _SAME * float(np.max(gaps, initial=0.0))]
    if not len(real):
        return _ALONE
    return float(np.median(real[real < _NEIGHBOURS * real.min()]))
