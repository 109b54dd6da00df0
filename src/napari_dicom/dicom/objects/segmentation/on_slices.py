"""Frames of a segmentation on the slices of an image: which ones, and whether it means these.

SpacingBetweenSlices (0018,0088) tells whether a coarser or finer grid is meant.
"""

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.errors import DecodeError
from napari_dicom.dicom.frames import Space
from napari_dicom.dicom.objects.segmentation.laid import BESIDE, ON_GRID, SAME_TURN, Laid
from napari_dicom.dicom.stacks import Geometry
from napari_dicom.dicom.volumes import Volume, as_measured

_ON_SLICE = 0.05
"""A frame is on a slice of an image if it is no further from it than this part of the step."""

_SNAPPED = 0.01
"""Rows and columns this close to those of the image, in pixels, are those of the image."""


def on_slices(
    image: Volume,
    positions: NDArray[np.float64],
    plane: NDArray[np.float64],
    size: tuple[int, int],
    between: float | None,
) -> Laid | None:
    """Lay frames on the slices of an image, if each lies in one of them; else None."""
    measured = as_measured(image)
    if measured is None or image.geometry is None or not measured.is_in_patient:
        return None
    if abs(abs(float(measured.normal @ plane[:3, 0])) - 1) > SAME_TURN**2 / 2:
        return None
    slices = _slices_of(image, measured, positions)
    if slices is None or not _shares_slices(measured, positions, plane, between):
        return None
    index = np.linalg.inv(measured.affine) @ np.c_[positions, np.ones(len(positions))].T
    if np.ptp(index[1:3], axis=1).max() > 0.5:
        raise DecodeError(BESIDE)
    first = int(slices.min())
    origin = measured.affine @ [first, *index[1:3].mean(1), 1]
    affine = _snapped(plane, origin, measured)
    affine = image.geometry.affine @ np.linalg.inv(measured.affine) @ affine
    shape = (int(slices.max()) - first + 1, *size)
    geometry = Geometry(affine, shape, image.geometry.spacing, 0.0, Space.PATIENT)
    return Laid(np.empty(0, np.int64), slices - first, geometry, image)


def _shares_slices(
    measured: Geometry,
    positions: NDArray[np.float64],
    plane: NDArray[np.float64],
    between: float | None,
) -> bool:
    """Tell whether frames that lie in slices of an image mean these, and no coarser or finer ones.

    SpacingBetweenSlices is wrong often enough: where pixels are those of the image, it only counts
    if it is larger and the frames agree with it.
    """
    step = abs(float(measured.affine[:3, 0] @ measured.normal))
    if between is None or abs(between - step) <= ON_GRID * step:
        return True
    if between > step:
        depths = np.unique(np.round(positions @ plane[:3, 0] / between, 6))
        return bool((np.abs(depths - depths[0] - np.rint(depths - depths[0])) > ON_GRID).any())
    own = np.linalg.norm(plane[:3, 1:3], axis=0)
    return bool((np.abs(own / measured.pixel_spacing - 1) <= SAME_TURN).all())


def _slices_of(
    image: Volume, measured: Geometry, positions: NDArray[np.float64]
) -> NDArray[np.int64] | None:
    """Return the slice of an image that each position lies in, None where one lies in none.

    Frames say best where slices are, for they need not be regular; resampled slices have none.
    """
    normal, step = measured.normal, abs(float(measured.affine[:3, 0] @ measured.normal))
    numbers = np.arange(measured.shape[0])
    depths = numbers * float(measured.affine[:3, 0] @ normal) + measured.affine[:3, 3] @ normal
    if image.stack is not None:
        for number, frame in enumerate(image.frames[: measured.shape[0]]):
            if frame is not None and frame.position is not None:
                depths[number] = np.asarray(frame.position) @ normal
    order = np.argsort(depths)
    wanted = positions @ normal
    above = np.clip(np.searchsorted(depths[order], wanted), 1, max(1, len(depths) - 1))
    pair = np.stack([order[above - 1], order[np.minimum(above, len(order) - 1)]])
    nearest = pair[np.abs(depths[pair] - wanted).argmin(0), np.arange(len(wanted))]
    off = np.abs(depths[nearest] - wanted)
    return nearest.astype(np.int64) if (off <= _ON_SLICE * step).all() else None


def _snapped(
    plane: NDArray[np.float64], origin: NDArray[np.float64], measured: Geometry
) -> NDArray[np.float64]:
    """Return the affine of frames on an image's slices; the image's own where pixels agree."""
    affine = plane.copy()
    affine[:3, 0], affine[:3, 3] = measured.affine[:3, 0], origin[:3]
    index = np.linalg.inv(measured.affine) @ affine
    wanted = np.rint(index)
    ends = np.abs(index - wanted) * [1, *measured.shape[1:], 1]
    if ends[:3].max() <= _SNAPPED and np.array_equal(wanted[:3, :3], np.eye(3)):
        return np.asarray(measured.affine @ wanted)
    return affine
