"""What is drawn: lines, angles, rectangles, ellipses and polygons, by their points in voxels."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from napari_dicom.dicom.measuring.lattice import Points

_SAME = 1e-3
"""Part of a voxel within which points lie in one plane, or are one point."""

_ROUND = 360
"""Points that an ellipse is made of where slices lie unevenly: its area is exact to 5e-5."""


class FigureKind(StrEnum):
    """What a figure is, in the words people read."""

    LINE = "line"
    ANGLE = "angle"
    PATH = "path"
    RECTANGLE = "rectangle"
    ELLIPSE = "ellipse"
    POLYGON = "polygon"


_AREAS = {FigureKind.RECTANGLE, FigureKind.ELLIPSE, FigureKind.POLYGON}


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """Something drawn on an image.

    Parameters
    ----------
    kind
        Points of a rectangle are its corners, those of an ellipse the corners around it.
    points
        (n, 3): along the three axes of the image, centres of voxels at whole numbers.
    """

    kind: FigureKind
    points: Points

    @property
    def is_area(self) -> bool:
        """Whether it encloses something."""
        return self.kind in _AREAS

    def across(self, slice_axis: int) -> int | None:
        """Return the axis it lies across, None where it lies in no plane of voxels.

        Of several, as of a straight line, the one that runs across the acquired planes.
        """
        extent = np.ptp(self.points, axis=0)
        axis = slice_axis if extent[slice_axis] <= _SAME else int(np.argmin(extent))
        return axis if extent[axis] <= _SAME else None

    def plane(self, across: int) -> int:
        """Return the plane it is seen on: as napari rounds, halves to the even one."""
        return int(np.rint(self.points[:, across].mean()))

    def outline(self) -> Points:
        """Return the points around it; an ellipse's are many."""
        if self.kind is not FigureKind.ELLIPSE:
            return self.points
        centre, first, second = self.half_axes()
        turn = np.linspace(0, 2 * np.pi, _ROUND, endpoint=False)
        return np.asarray(centre + np.outer(np.cos(turn), first) + np.outer(np.sin(turn), second))

    def half_axes(self) -> tuple[Points, Points, Points]:
        """Return centre and two half axes of what has four corners."""
        corners = self.points
        return corners.mean(axis=0), (corners[1] - corners[0]) / 2, (corners[3] - corners[0]) / 2


def figure_of(shape_type: str, points: Points) -> Figure:
    """Return the figure that a shape of napari stands for.

    A path of three points is an angle; one that ends where it begins encloses an area.

    Parameters
    ----------
    shape_type
        ``"line"``, ``"path"``, ``"rectangle"``, ``"ellipse"`` or ``"polygon"``.
    """
    if shape_type != "path":
        return Figure(FigureKind(shape_type), points)
    distinct = points[np.r_[True, np.abs(np.diff(points, axis=0)).max(axis=1) > 0]]
    if len(distinct) > 3 and np.abs(distinct[0] - distinct[-1]).max() <= _SAME:
        return Figure(FigureKind.POLYGON, distinct[:-1])
    kinds = {2: FigureKind.LINE, 3: FigureKind.ANGLE}
    return Figure(kinds.get(len(distinct), FigureKind.PATH), distinct)
