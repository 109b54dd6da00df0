"""Graphic types of reports and presentation states as points to be joined.

PS3.3 C.10.5 (presentation states), C.18.6 (SCOORD), C.18.9 (SCOORD3D). Nothing here knows whether
points are pixels or millimetres: all shapes are kept by an affine map.
"""

from collections.abc import Callable, Mapping

import numpy as np

from napari_dicom.dicom.objects.drawing import Stroke
from napari_dicom.dicom.objects.rois import Points

_TURN = np.linspace(0.0, 2 * np.pi, 65)
"""Angles of an ellipse drawn as a line; a quarter is 16 of its steps."""


def joined(graphic_type: str, points: Points) -> tuple[Stroke, Points] | None:
    """Return how points of a graphic type are joined; None where they are too few, or of no type.

    Parameters
    ----------
    points
        (n, 2 or 3), as the file has them.

    Returns
    -------
    (Stroke, points) or None
        Of an ellipse the corners of the box around it.
    """
    if graphic_type not in _SHAPES:
        return None
    least, shape = _SHAPES[graphic_type]
    return shape(points) if len(points) >= least else None


def _points(points: Points) -> tuple[Stroke, Points]:
    return Stroke.POINTS, points


def _line(points: Points) -> tuple[Stroke, Points]:
    return Stroke.OPEN, points


def _polygon(points: Points) -> tuple[Stroke, Points]:
    return Stroke.CLOSED, points


def _circle(points: Points) -> tuple[Stroke, Points]:
    """Return the box around a circle given by its centre and a point on it, in a plane."""
    centre, radius = points[0], float(np.linalg.norm(points[1] - points[0]))
    across = np.eye(points.shape[1])[:2] * radius
    return Stroke.ELLIPSE, _box(centre, across[0], across[1])


def _ellipse(points: Points) -> tuple[Stroke, Points]:
    """Return the box around an ellipse given by the ends of its long and of its short axis."""
    centre = points[:4].mean(axis=0)
    return Stroke.ELLIPSE, _box(centre, (points[1] - points[0]) / 2, (points[3] - points[2]) / 2)


def _ellipsoid(points: Points) -> tuple[Stroke, Points]:
    """Return one line along the three ellipses through the ends of the axes of an ellipsoid."""
    centre = points[:6].mean(axis=0)
    first, second, third = ((points[i + 1] - points[i]) / 2 for i in (0, 2, 4))
    line = [
        _around(centre, first, second),
        _around(centre, first, third),
        _around(centre, first, second)[:17],
        _around(centre, second, third),
    ]
    return Stroke.OPEN, np.concatenate(line)


def _box(centre: Points, one: Points, other: Points) -> Points:
    signs = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    return np.array([centre + first * one + second * other for first, second in signs])


def _around(centre: Points, one: Points, other: Points) -> Points:
    turned = np.outer(np.cos(_TURN), one) + np.outer(np.sin(_TURN), other)
    return np.asarray(centre + turned, dtype=np.float64)


_SHAPES: Mapping[str, tuple[int, Callable[[Points], tuple[Stroke, Points]]]] = {
    "POINT": (1, _points),
    "MULTIPOINT": (1, _points),
    "POLYLINE": (2, _line),
    "INTERPOLATED": (2, _line),
    "POLYGON": (2, _polygon),
    "CIRCLE": (2, _circle),
    "ELLIPSE": (4, _ellipse),
    "ELLIPSOID": (6, _ellipsoid),
}
"""Graphic type -> the least number of points, and what joins them."""
