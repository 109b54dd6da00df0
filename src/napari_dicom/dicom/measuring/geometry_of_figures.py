"""Length, angle and area of figures, between points in the patient."""

import numpy as np

from napari_dicom.dicom.measuring.figure import Figure, FigureKind
from napari_dicom.dicom.measuring.lattice import Lattice, Points

_MOST_POINTS = 2000
"""Points of an outline that is looked at for crossing itself: each edge meets each other."""


def length_of(figure: Figure, lattice: Lattice) -> float:
    """Return the length of a line or path in mm."""
    steps = np.diff(lattice.mm(figure.points), axis=0)
    return float(np.linalg.norm(steps, axis=1).sum())


def angle_of(figure: Figure, lattice: Lattice) -> float | None:
    """Return the angle in degrees at the middle one of three points; None where two are one."""
    first, middle, last = lattice.mm(figure.points)
    one, other = first - middle, last - middle
    across = float(np.linalg.norm(np.cross(one, other)))
    along = float(one @ other)
    return None if across == along == 0 else float(np.degrees(np.arctan2(across, along)))


def area_of(figure: Figure, lattice: Lattice) -> float:
    """Return the area in mm² within a figure whose outline does not cross itself."""
    if figure.kind is FigureKind.ELLIPSE and lattice.places is None:
        _, first, second = figure.half_axes()
        linear = lattice.affine[:3, :3]
        return float(np.pi * np.linalg.norm(np.cross(linear @ first, linear @ second)))
    outline = figure.outline()
    if lattice.places is not None:
        outline = _cut_at_slices(outline, lattice.slice_axis)
    corners = lattice.mm(outline)
    corners = corners - corners.mean(axis=0)
    turns = np.cross(corners, np.roll(corners, -1, axis=0))
    return float(np.linalg.norm(turns.sum(axis=0)) / 2)


def crosses_itself(figure: Figure, across: int) -> bool:
    """Tell whether the edges of a polygon cross: its area is then not that within its outline."""
    if figure.kind is not FigureKind.POLYGON:
        return False
    points = np.delete(figure.points, across, axis=1)
    if not 3 < len(points) <= _MOST_POINTS:
        return False
    starts, ends = points, np.roll(points, -1, axis=0)
    sides = _side(starts[:, None], ends[:, None], starts[None])
    others = _side(starts[:, None], ends[:, None], ends[None])
    apart = sides * others < 0
    return bool((apart & apart.T).any())


def _side(start: Points, end: Points, point: Points) -> Points:
    """Tell on which side of lines points lie: above 0, below 0."""
    along, to = end - start, point - start
    return np.asarray(along[..., 0] * to[..., 1] - along[..., 1] * to[..., 0])


def _cut_at_slices(outline: Points, axis: int) -> Points:
    """Return an outline with a point wherever it crosses a slice: it may bend there."""
    pieces = []
    for start, end in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        low, high = sorted((start[axis], end[axis]))
        whole = np.arange(np.floor(low) + 1, np.ceil(high))
        parts = np.sort((whole - start[axis]) / (end[axis] - start[axis])) if len(whole) else whole
        pieces.append(start + np.outer(np.r_[0.0, parts], end - start))
    return np.concatenate(pieces)
