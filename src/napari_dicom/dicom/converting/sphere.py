"""The voxels within a sphere in the patient, whatever way the planes lie."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.errors import OutsideError
from napari_dicom.dicom.stacks import Geometry

_EXACT = 1e-9
"""Part of the radius by which a voxel on the surface may seem outside: the noise of numbers."""


def in_sphere(geometry: Geometry, centre: Sequence[float], radius: float) -> NDArray[np.bool_]:
    """Return a mask (slice, row, column) of the voxels whose centres lie within a sphere.

    Parameters
    ----------
    centre
        (x, y, z) in mm of the geometry's space: LPS in a patient.
    radius
        In mm.

    Raises
    ------
    OutsideError
        No voxel's centre lies within it.
    """
    matrix, place = geometry.affine[:3, :3], np.asarray(centre, dtype=np.float64)
    middle = np.linalg.solve(matrix, place - geometry.affine[:3, 3])
    # what a sphere reaches along an index is the radius times that row's length in the inverse
    reach = radius * np.linalg.norm(np.linalg.inv(matrix), axis=1)
    first = np.clip(np.floor(middle - reach), 0, geometry.shape).astype(int)
    last = np.clip(np.ceil(middle + reach) + 1, 0, geometry.shape).astype(int)
    box = tuple(slice(a, max(a, b)) for a, b in zip(first.tolist(), last.tolist(), strict=True))
    index = np.stack(np.meshgrid(*(np.arange(s.start, s.stop) for s in box), indexing="ij"), -1)
    apart = np.linalg.norm((index - middle) @ matrix.T, axis=-1)
    mask = np.zeros(geometry.shape, bool)
    mask[box] = apart <= radius * (1 + _EXACT)
    if not mask[box].any():
        where = ", ".join(f"{mm:g}" for mm in place.tolist())
        raise OutsideError(f"no voxel lies within {radius:g} mm of ({where})")
    return mask
