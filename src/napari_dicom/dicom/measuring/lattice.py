"""Where the voxels of an image lie: index -> mm, by the whole affine and each slice's own place.

Distances are those between points in the patient, so that a tilted gantry's shear, an oblique
series and slices that lie unevenly all count. A voxel's volume is its pixel's area times half the
way, along the normal, to the slices on both sides.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """The places of an array's voxels.

    Parameters
    ----------
    affine
        4x4: homogeneous index along the array's three axes -> mm.
    shape
        Lengths of these axes.
    slice_axis
        Which of them runs across the acquired planes.
    places
        (slices, 3): where each slice's first voxel lies, mm; None where they lie evenly, as the
        affine says.
    """

    affine: Matrix
    shape: tuple[int, int, int]
    slice_axis: int = 0
    places: Points | None = None

    @property
    def in_plane(self) -> tuple[int, int]:
        """The two axes of the acquired planes."""
        first, second = (axis for axis in range(3) if axis != self.slice_axis)
        return first, second

    @property
    def normal(self) -> Points:
        """Unit vector across the acquired planes, towards the next slice."""
        first, second = self.in_plane
        normal = np.cross(self.affine[:3, first], self.affine[:3, second])
        normal /= np.linalg.norm(normal)
        return np.asarray(normal * (1 if normal @ self.affine[:3, self.slice_axis] >= 0 else -1))

    def mm(self, index: Points) -> Points:
        """Return the places of points (n, 3), fractions of voxels too, in mm."""
        if self.places is None:
            return np.asarray(index @ self.affine[:3, :3].T + self.affine[:3, 3])
        across = index[:, self.slice_axis]
        first, second = self.in_plane
        planes = index[:, [first, second]] @ self.affine[:3, [first, second]].T
        return np.asarray(self._origins(across) + planes)

    def pixel_area(self, across: int) -> float:
        """Return the area in mm² of a pixel in the planes across an axis."""
        first, second = (self.affine[:3, axis] for axis in range(3) if axis != across)
        return float(np.linalg.norm(np.cross(first, second)))

    def voxel_volumes(self) -> NDArray[np.float64]:
        """Return the volume in mm³ of a voxel of each slice."""
        depths = self._depths()
        return np.asarray((depths[2:] - depths[:-2]) / 2 * self.pixel_area(self.slice_axis))

    def _depths(self) -> NDArray[np.float64]:
        """Return how far along the normal the slices lie, and one more before and after them."""
        step = float(self.affine[:3, self.slice_axis] @ self.normal)
        if self.places is None:
            return np.arange(-1.0, self.shape[self.slice_axis] + 1) * step
        depths = self.places @ self.normal
        return np.concatenate([[depths[0] - step], depths, [depths[-1] + step]])

    def _origins(self, across: NDArray[np.float64]) -> Points:
        """Return where the first voxel of a slice lies; between slices on the line to the next."""
        assert self.places is not None
        last = len(self.places) - 1
        within = np.clip(across, 0, last)
        numbers = np.arange(last + 1)
        found = np.stack([np.interp(within, numbers, one) for one in self.places.T], axis=1)
        return np.asarray(found + np.outer(across - within, self.affine[:3, self.slice_axis]))
