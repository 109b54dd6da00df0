"""Painting organs, vessels and boxes into axial images, with edges as soft as partial volume's.

Places are LPS mm, sizes too; values are Hounsfield units.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.float32]
Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ellipsoid:
    """An organ: centre and half axes in mm, turned about z."""

    centre: tuple[float, float, float]
    radii: tuple[float, float, float]
    hu: float
    turn: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Tube:
    """A vessel, an airway or a bone: balls in a row."""

    centres: Points
    radii: Points
    hu: float


@dataclass(slots=True, eq=False)
class Slice:
    """One axial image while it is painted; edges are soft, as partial volume makes them."""

    image: Image
    x: Image
    y: Image
    z: float
    pixel: float

    def paint_ellipse(
        self,
        centre: tuple[float, float],
        radii: tuple[float, float],
        hu: float,
        turn: float = 0.0,
        square: float = 0.0,
    ) -> None:
        """Paint an ellipse of half axes in mm; `square` in 0..1 fills its corners."""
        reach = max(radii) + self.pixel
        rows = self._span(self.y, centre[1], reach)
        columns = self._span(self.x, centre[0], reach)
        dx = self.x[columns] - np.float32(centre[0])
        dy = self.y[rows, None] - np.float32(centre[1])
        if turn:
            cosine, sine = np.float32(np.cos(turn)), np.float32(np.sin(turn))
            dx, dy = dx * cosine + dy * sine, dy * cosine - dx * sine
        u, v = (dx / np.float32(radii[0])) ** 2, (dy / np.float32(radii[1])) ** 2
        inside = (1 - distance(u, v, square)) * np.float32(min(radii) / self.pixel) + 0.5
        self._blend((rows, columns), inside, hu)

    def paint_ellipsoid(self, organ: Ellipsoid) -> None:
        """Paint where the image cuts an ellipsoid."""
        cut = 1 - ((self.z - organ.centre[2]) / organ.radii[2]) ** 2
        if cut > 0:
            a, b = (radius * cut**0.5 for radius in organ.radii[:2])
            self.paint_ellipse(organ.centre[:2], (a, b), organ.hu, organ.turn)

    def paint_tube(self, tube: Tube, scale: float = 1.0) -> None:
        """Paint where the image cuts the balls of a tube, their radii scaled."""
        squared = (tube.radii * scale) ** 2 - (tube.centres[:, 2] - self.z) ** 2
        for index in np.flatnonzero(squared > 0):
            x, y, _ = tube.centres[index]
            radius = max(float(squared[index]) ** 0.5, 0.6)
            self.paint_ellipse((float(x), float(y)), (radius, radius), tube.hu)

    def paint_box(self, x: tuple[float, float], y: tuple[float, float], hu: float) -> None:
        """Paint a rectangle between two x and two y in mm."""
        rows = self._span(self.y, sum(y) / 2, (y[1] - y[0]) / 2)
        columns = self._span(self.x, sum(x) / 2, (x[1] - x[0]) / 2)
        self.image[rows, columns] = hu

    def _span(self, axis: Image, centre: float, reach: float) -> slice:
        first = int(np.ceil((centre - reach - axis[0]) / self.pixel))
        last = int(np.floor((centre + reach - axis[0]) / self.pixel))
        return slice(max(0, first), max(0, last + 1))

    def _blend(self, place: tuple[slice, slice], share: Image, hu: float | Image) -> None:
        """Let `share` (clipped to 0..1) of the pixels at a place be of another material."""
        part = self.image[place]
        part += np.clip(share, 0, 1) * (hu - part)


def distance(u: Image, v: Image, square: float) -> Image:
    """Return the distance from the middle, 1 on the outline, of squares of x and y over half axes.

    The outline is an ellipse for `square` 0, a rectangle for 1 (Fernández-Guasti's squircle).
    """
    u, v = np.minimum(u, 4), np.minimum(v, 4)
    return np.asarray(np.sqrt(u + v - np.float32(square) * u * v), dtype=np.float32)
