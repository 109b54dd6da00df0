"""Where the frames of a segmentation lie: on grids of their own, slices counted as the image's.

Only planes that show something are stored, so the distance of two frames need not be that of two
slices: an image they lie on says which slices they are, else SpacingBetweenSlices (0018,0088) does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.errors import DecodeError, LimitError
from napari_dicom.dicom.frames import Space
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.objects.segmentation.described import FrameTable
from napari_dicom.dicom.stacks import Geometry, Spacing
from napari_dicom.dicom.volumes import Volume, as_measured

_SAME_TURN = 1e-3
"""Direction cosines that differ by no more are those of planes in one stack."""

_ON_SLICE = 0.05
"""A frame is on a slice of an image if it is no further from it than this part of the step."""

_ON_GRID = 0.1
"""Frames fit a step if they are no further from its multiples than this part of it."""

_SAME_PLANE = 0.02
"""Frames closer than this part of the slice spacing show one plane."""

_SNAPPED = 0.01
"""Rows and columns this close to those of the image, in pixels, are those of the image."""

_FEW, _MOST_EMPTY = 4096, 64
"""Slices that may be nearly all empty, and slices for each that is stored: the longest scans have
the former, and more of both is no segmentation of a volume."""


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """Frames that share one grid.

    Parameters
    ----------
    frames
        Indices of the frames, from 0.
    planes
        For each of them the slice of the grid it shows.
    geometry
        The grid; None where it is that of the planes of `on`, which have no place.
    on
        The image whose planes these are, or on whose slices they lie; None for none.
    """

    frames: NDArray[np.int64]
    planes: NDArray[np.int64]
    geometry: Geometry | None
    on: Volume | None
    notes: tuple[Note, ...] = ()


def lay_out(table: FrameTable, size: tuple[int, int], images: Sequence[Volume]) -> tuple[Laid, ...]:
    """Lay the frames of a segmentation on as few grids as they have orientations and pixel sizes.

    Parameters
    ----------
    size
        Rows and columns of a frame.
    images
        What it lies on, the one it means most first.

    Raises
    ------
    DecodeError
        Frames lie beside each other in one plane: there is no stack of them.
    LimitError
        They lie so far apart that nearly all slices between them would be empty.
    """
    placed = np.isfinite(table.positions).all(1) & np.isfinite(table.orientations).all(1)
    placed &= np.isfinite(table.spacings).all(1) & (table.spacings > 0).all(1)
    laid = [_on_grid(table, group, size, images) for group in _alike(table, np.flatnonzero(placed))]
    loose = np.flatnonzero(~placed)
    return (*laid, *([_on_planes(table, loose, size, images)] if loose.size else ()))


def _alike(table: FrameTable, frames: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Group frames of one orientation and pixel size."""
    while frames.size:
        first = frames[0]
        turns = np.abs(table.orientations[frames] - table.orientations[first]).max(1)
        sizes = np.abs(table.spacings[frames] / table.spacings[first] - 1).max(1)
        same = (turns <= _SAME_TURN) & (sizes <= _SAME_TURN)
        yield frames[same]
        frames = frames[~same]


def _on_grid(
    table: FrameTable,
    frames: NDArray[np.int64],
    size: tuple[int, int],
    images: Sequence[Volume],
) -> Laid:
    plane = _plane_affine(table, int(frames[0]))
    positions = table.positions[frames]
    for image in images:
        found = _on_slices(image, positions, plane, size, table.between)
        if found is not None:
            return replace(found, frames=frames)
    return replace(_by_themselves(table, positions, plane, size), frames=frames)


def _plane_affine(table: FrameTable, frame: int) -> NDArray[np.float64]:
    """Return the affine of one frame, its slice column the unit normal."""
    row, column = table.orientations[frame, :3], table.orientations[frame, 3:]
    between_rows, between_columns = table.spacings[frame]
    affine = np.eye(4)
    affine[:3, 1], affine[:3, 2] = column * between_rows, row * between_columns
    normal = np.cross(row, column)
    affine[:3, 0] = normal / np.linalg.norm(normal)
    affine[:3, 3] = table.positions[frame]
    return affine


def _on_slices(
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
    if abs(abs(float(measured.normal @ plane[:3, 0])) - 1) > _SAME_TURN**2 / 2:
        return None
    slices = _slices_of(image, measured, positions)
    if slices is None or not _shares_slices(measured, positions, plane, between):
        return None
    index = np.linalg.inv(measured.affine) @ np.c_[positions, np.ones(len(positions))].T
    if np.ptp(index[1:3], axis=1).max() > 0.5:
        raise DecodeError("its frames lie beside each other: they are no stack of planes")
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
    if between is None or abs(between - step) <= _ON_GRID * step:
        return True
    if between > step:
        depths = np.unique(np.round(positions @ plane[:3, 0] / between, 6))
        return bool((np.abs(depths - depths[0] - np.rint(depths - depths[0])) > _ON_GRID).any())
    own = np.linalg.norm(plane[:3, 1:3], axis=0)
    return bool((np.abs(own / measured.pixel_spacing - 1) <= _SAME_TURN).all())


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


def _by_themselves(
    table: FrameTable,
    positions: NDArray[np.float64],
    plane: NDArray[np.float64],
    size: tuple[int, int],
) -> Laid:
    """Lay frames on a grid made of their own positions and declared spacing."""
    normal = plane[:3, 0]
    pixel = float(np.linalg.norm(plane[:3, 1:3], axis=0).min())
    declared = table.between or table.thickness or pixel
    depths = positions @ normal
    order = np.argsort(depths, kind="stable")
    starts = np.diff(depths[order], prepend=-np.inf) > _SAME_PLANE * min(declared, pixel)
    distinct = depths[order][starts]
    group = np.empty(len(order), np.int64)
    group[order] = np.cumsum(starts) - 1
    numbers, is_regular = _numbered(distinct, table.between)
    step = normal * declared
    if len(distinct) > 1:
        ends = positions[order[[0, -1]]]
        step = (ends[1] - ends[0]) / numbers[-1]
    origins = positions - numbers[group][:, None] * step
    if is_regular and np.linalg.norm(np.ptp(origins, axis=0)) > pixel + _ON_GRID * abs(
        step @ normal
    ):
        raise DecodeError("its frames lie beside each other: they are no stack of planes")
    affine = plane.copy()
    affine[:3, 0], affine[:3, 3] = step, np.median(origins, axis=0)
    used = float(step @ normal)
    source = "ImagePositionPatient" if len(distinct) > 1 else "unknown"
    spacing = Spacing(used, source, used, table.between, table.thickness)
    geometry = Geometry(affine, (int(numbers[-1]) + 1, *size), spacing, 0.0, Space.PATIENT)
    notes = () if is_regular else (_uneven(distinct),)
    return Laid(np.empty(0, np.int64), numbers[group], geometry, None, notes)


def _numbered(depths: NDArray[np.float64], between: float | None) -> tuple[NDArray[np.int64], bool]:
    """Return the slice of each depth, ascending from 0, and whether they fit one step."""
    steps = np.diff(depths)
    if not steps.size:
        return np.zeros(1, np.int64), True
    for step in (between, float(steps.min())):
        if step is None:
            continue
        counts = np.rint(steps / step)
        fits = np.abs(steps - counts * step) <= _ON_GRID * step
        if (counts >= 1).all() and fits.all():
            _refuse_emptiness(int(counts.sum()) + 1, len(depths))
            return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), True
    return np.arange(len(depths)), False


def _refuse_emptiness(slices: int, planes: int) -> None:
    if slices > max(_FEW, _MOST_EMPTY * planes):
        raise LimitError(f"{planes} planes lie on {slices:,} slices: nearly all would be empty")


def _uneven(depths: NDArray[np.float64]) -> Note:
    steps = np.diff(depths)
    return Note(
        "irregular",
        f"the planes of the segmentation lie {steps.min():.3f} to {steps.max():.3f} mm apart, and "
        "no image says on which slices: they are shown one after the other, at the same distance",
        Severity.WARNING,
        {"count": len(depths)},
    )


def _on_planes(
    table: FrameTable, frames: NDArray[np.int64], size: tuple[int, int], images: Sequence[Volume]
) -> Laid:
    """Lay frames without a place on the images they were made from, else one after the other."""
    wanted = [table.sources[frame] for frame in frames]
    for image in images:
        planes = {
            (frame.instance.sop_instance_uid, frame.number): index
            for index, frame in enumerate(image.frames)
            if frame is not None
        }
        found = [planes.get(source, -1) if source else -1 for source in wanted]
        if min(found) >= 0 and image.shape[-2:] == size:
            numbers = np.array(found, dtype=np.int64)
            return Laid(frames, numbers, None, image)
    counts: dict[int, int] = {}
    numbers = np.zeros(len(frames), np.int64)
    for row, frame in enumerate(frames):
        segment = int(table.segments[frame])
        numbers[row] = counts.get(segment, 0)
        counts[segment] = counts.get(segment, 0) + 1
    return Laid(frames, numbers, _own_geometry(table, frames, size, numbers), None, (_placeless(),))


def _own_geometry(
    table: FrameTable, frames: NDArray[np.int64], size: tuple[int, int], numbers: NDArray[np.int64]
) -> Geometry:
    sizes = table.spacings[frames[0]]
    pair = sizes if np.isfinite(sizes).all() and (sizes > 0).all() else np.ones(2)
    step = table.between or table.thickness or float(pair.min())
    affine = np.diag([0.0, 0.0, 0.0, 1.0])
    affine[2, 0], affine[1, 1], affine[0, 2] = step, pair[0], pair[1]
    spacing = Spacing(step, "unknown", None, table.between, table.thickness)
    return Geometry(affine, (int(numbers.max()) + 1, *size), spacing, 0.0, Space.OWN)


def _placeless() -> Note:
    return Note(
        "no-place",
        "the segmentation does not say where it lies, and the image it was made from is not here: "
        "it is shown by itself",
        Severity.WARNING,
    )
