"""Labels as planes to be written: those of the image's frames, or of a grid of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom import ExportError, Frame, Volume, as_measured

Labels = NDArray[Any]  # any kind of integer
Matrix = NDArray[np.float64]

_ON_VOXEL = 0.01
"""Labels are on the voxels of the image if they are no further from them than this part of one."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelPlanes:
    """Labels plane by plane.

    Parameters
    ----------
    labels
        (plane, row, column).
    positions
        (plane, 3): Image Position (Patient), LPS mm; None where nothing has a place.
    orientation
        Six direction cosines: along rows, along columns; None where nothing has a place.
    pixel_spacing
        mm between (rows, columns); None where it is not known.
    slice_spacing
        mm from plane to plane; None where there is one plane, or no place.
    sources
        The frame each plane lies on; None where it lies on none.
    """

    labels: Labels
    positions: Matrix | None
    orientation: tuple[float, ...] | None
    pixel_spacing: tuple[float, float] | None
    slice_spacing: float | None
    sources: tuple[Frame | None, ...]


def planes_on_frames(labels: Labels, volume: Volume) -> LabelPlanes:
    """Return labels of a volume's shape as planes of its frames.

    Raises
    ------
    ExportError
        They have another shape.
    """
    geometry = volume.geometry
    shape = (len(volume.frames), *volume.shape[-2:]) if geometry is None else geometry.shape
    if labels.size != np.prod(shape) or labels.shape[-2:] != shape[-2:]:
        raise ExportError(f"the labels have the shape {labels.shape}, the image has {shape}")
    labels = labels.reshape(shape)
    if geometry is not None and not _are_acquired(volume):
        return planes_on_grid(labels, geometry.affine, volume)
    frames = volume.frames[: shape[0]]
    if volume.geometry is None or not volume.geometry.is_in_patient:
        return LabelPlanes(labels, None, None, volume.first.pixel_spacing, None, frames)
    measured = as_measured(volume)
    assert measured is not None
    origins = measured.affine[:3, 3] + np.outer(np.arange(shape[0]), measured.affine[:3, 0])
    positions = [
        origin if frame is None or frame.position is None else frame.position
        for origin, frame in zip(origins, frames, strict=True)
    ]
    step = measured.spacing.used if shape[0] > 1 else None
    return LabelPlanes(
        labels,
        np.asarray(positions, dtype=np.float64),
        volume.first.orientation,
        volume.first.pixel_spacing,
        step,
        frames,
    )


def planes_on_grid(labels: Labels, affine: Matrix, volume: Volume) -> LabelPlanes:
    """Return labels on a grid of their own as planes nearest to those of a volume.

    Parameters
    ----------
    labels
        (i, j, k), in any order of axes.
    affine
        4x4 index -> LPS mm, as the volume is shown: scaled by SliceThickness where it is.
    """
    shown, measured = volume.geometry, as_measured(volume)
    if shown is None or measured is None or not shown.is_in_patient:
        raise ExportError("the image has no place in a patient: labels must have its shape")
    true = measured.affine @ np.linalg.inv(shown.affine) @ affine
    order, flips = _like_planes(true, measured.affine)
    true, labels = _reordered(true, labels, order, flips)
    sizes = np.linalg.norm(true[:3, :3], axis=0)
    row, column = true[:3, 2] / sizes[2], true[:3, 1] / sizes[1]
    if abs(float(row @ column)) > _ON_VOXEL:
        raise ExportError("the labels lie on a sheared grid: DICOM knows planes at right angles")
    positions = true[:3, 3] + np.outer(np.arange(labels.shape[0]), true[:3, 0])
    step = abs(float(true[:3, 0] @ np.cross(row, column)))
    sources: tuple[Frame | None, ...] = (None,) * labels.shape[0]
    return LabelPlanes(
        labels, positions, (*row.tolist(), *column.tolist()), (sizes[1], sizes[2]), step, sources
    )


def laid_on_voxels(labels: Labels, affine: Matrix, volume: Volume) -> Labels | None:
    """Return labels in the volume's shape and order, where they lie on its voxels; else None.

    Raises
    ------
    ExportError
        They do, and some lie beside the image.
    """
    if volume.geometry is None or not _are_acquired(volume):
        return None
    index = np.linalg.inv(volume.geometry.affine) @ affine
    order, flips = _like_planes(affine, volume.geometry.affine)
    index, labels = _reordered(index, labels, order, flips)
    wanted = np.rint(index)
    off = np.abs(index - wanted) * [*labels.shape, 1]  # at the far ends, and at the first voxel
    if off[:3].max() > _ON_VOXEL or not np.array_equal(wanted[:3, :3], np.eye(3)):
        return None
    return _cut(labels, wanted[:3, 3].astype(int), volume.geometry.shape)


def _cut(labels: Labels, corner: NDArray[np.int_], shape: tuple[int, ...]) -> Labels:
    """Lay labels into an array of a shape, their first voxel at `corner`."""
    ends = corner + labels.shape
    inside = tuple(
        slice(max(0, -start), size - max(0, end - most))
        for start, end, size, most in zip(corner, ends, labels.shape, shape, strict=True)
    )
    cut = labels[inside]
    if np.count_nonzero(cut) < np.count_nonzero(labels):
        raise ExportError("some labels lie beside the image: erase them, or draw on a larger one")
    if cut.shape == shape:
        return cut
    whole = np.zeros(shape, labels.dtype)
    starts = np.maximum(corner, 0)
    whole[
        tuple(slice(start, start + size) for start, size in zip(starts, cut.shape, strict=True))
    ] = cut
    return whole


def _are_acquired(volume: Volume) -> bool:
    """Tell whether a volume's planes are those of its files, not resampled ones."""
    size = (volume.first.rows, volume.first.columns)
    geometry = volume.geometry
    return geometry is None or (volume.stack is not None and geometry.shape[1:] == size)


def _like_planes(affine: Matrix, like: Matrix) -> tuple[tuple[int, ...], tuple[bool, ...]]:
    """Return which axis of a grid runs most nearly along each axis of another, and which against.

    Where the grid's planes are at an angle of 45° two axes are equally near: each is taken once.
    """
    directions = affine[:3, :3] / np.linalg.norm(affine[:3, :3], axis=0)
    wanted = like[:3, :3] / np.linalg.norm(like[:3, :3], axis=0)
    likeness = wanted.T @ directions
    order: list[int] = []
    for row in np.abs(likeness):
        order.append(int(np.argmax([-1 if n in order else value for n, value in enumerate(row)])))
    return tuple(order), tuple(bool(likeness[n, axis] < 0) for n, axis in enumerate(order))


def _reordered(
    affine: Matrix, labels: Labels, order: Sequence[int], flips: Sequence[bool]
) -> tuple[Matrix, Labels]:
    """Return a view of labels with other order and direction of axes, and its affine."""
    found = np.eye(4)
    found[:, 3] = affine[:, 3]
    for n, (axis, flip) in enumerate(zip(order, flips, strict=True)):
        column = affine[:, axis]
        found[:, n] = -column if flip else column
        if flip:
            found[:, 3] = found[:, 3] + column * (labels.shape[axis] - 1)
    steps = tuple(slice(None, None, -1 if flip else None) for flip in flips)
    return found, labels.transpose(order)[steps]
