"""Where the frames of a segmentation lie: on grids of their own, slices counted as the image's.

Only planes that show something are stored, so the distance of two frames need not be that of two
slices: an image they lie on says which slices they are, else SpacingBetweenSlices (0018,0088) does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.frames import Space
from napari_dicom.dicom.objects.segmentation.described import FrameTable
from napari_dicom.dicom.objects.segmentation.laid import SAME_TURN, Laid
from napari_dicom.dicom.objects.segmentation.nowhere import placeless, why_nowhere
from napari_dicom.dicom.objects.segmentation.on_slices import on_slices
from napari_dicom.dicom.objects.segmentation.own_grid import by_themselves
from napari_dicom.dicom.stacks import Geometry, Spacing
from napari_dicom.dicom.volumes import Volume


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
        same = (turns <= SAME_TURN) & (sizes <= SAME_TURN)
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
        found = on_slices(image, positions, plane, size, table.between)
        if found is not None:
            return replace(found, frames=frames)
    return replace(by_themselves(table, positions, plane, size), frames=frames)


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


def _on_planes(
    table: FrameTable, frames: NDArray[np.int64], size: tuple[int, int], images: Sequence[Volume]
) -> Laid:
    """Lay frames without a place on the images they were made from, else one after the other."""
    wanted = [table.sources[frame] for frame in frames]
    for image in images:
        found = _planes_of(image, wanted)
        if min(found) >= 0 and image.shape[-2:] == size:
            numbers = np.array(found, dtype=np.int64)
            return Laid(frames, numbers, None, image)
    counts: dict[int, int] = {}
    numbers = np.zeros(len(frames), np.int64)
    for row, frame in enumerate(frames):
        segment = int(table.segments[frame])
        numbers[row] = counts.get(segment, 0)
        counts[segment] = counts.get(segment, 0) + 1
    geometry = _own_geometry(table, frames, size, numbers)
    note = placeless(why_nowhere(wanted, size, images), geometry, table.spacings[frames[0]])
    return Laid(frames, numbers, geometry, None, (note,))


def _planes_of(image: Volume, wanted: Sequence[tuple[str, int] | None]) -> list[int]:
    """Return the plane of an image that each source is, -1 where it is none or not one alone."""
    planes: dict[str, dict[int, int]] = {}
    for index, frame in enumerate(image.frames):
        if frame is not None:
            planes.setdefault(frame.instance.sop_instance_uid, {})[frame.number] = index
    found = []
    for uid, number in (one or ("", 0) for one in wanted):
        own = planes.get(uid, {})
        alone = next(iter(own.values())) if len(own) == 1 else -1
        found.append(own.get(number, -1) if number else alone)
    return found


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
