"""Frames of a segmentation on a grid of their own, made of their positions and declared spacing."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.errors import DecodeError, LimitError
from napari_dicom.dicom.frames import Space
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.objects.segmentation.described import FrameTable
from napari_dicom.dicom.objects.segmentation.laid import BESIDE, ON_GRID, Laid
from napari_dicom.dicom.stacks import Geometry, Spacing

_SAME_PLANE = 0.02
"""Frames closer than this part of the slice spacing show one plane."""

_FEW, _MOST_EMPTY = 4096, 64
"""Slices that may be nearly all empty, and slices for each that is stored: the longest scans have
the former, and more of both is no segmentation of a volume."""


def by_themselves(
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
    if is_regular and np.linalg.norm(np.ptp(origins, axis=0)) > pixel + ON_GRID * abs(
        step @ normal
    ):
        raise DecodeError(BESIDE)
    affine = plane.copy()
    affine[:3, 0], affine[:3, 3] = step, np.median(origins, axis=0)
    used = float(step @ normal)
    source = "ImagePositionPatient" if len(distinct) > 1 else "unknown"
    spacing = Spacing(used, source, used, table.between, table.thickness)
    geometry = Geometry(affine, (int(numbers[-1]) + 1, *size), spacing, 0.0, Space.PATIENT)
    notes = tuple(_remarks(distinct, is_regular, used, table))
    return Laid(np.empty(0, np.int64), numbers[group], geometry, None, notes)


def _remarks(
    depths: NDArray[np.float64], is_regular: bool, used: float, table: FrameTable
) -> Iterator[Note]:
    """Tell of planes whose distance is another than the file says, or what was concluded."""
    if not is_regular:
        yield _uneven(depths)
        return
    declared = table.between or table.thickness
    if len(depths) < 2 or declared is None or abs(used - declared) <= ON_GRID * declared:
        return
    source = "SpacingBetweenSlices" if table.between else "SliceThickness"
    taken = "that of the nearest planes that are stored is taken"
    text = f"{source} of the segmentation is {declared:.3g} mm, which its planes do not fit"
    if not table.between:
        text = f"no SpacingBetweenSlices is given, and SliceThickness is {declared:.3g} mm"
    yield Note("assumed", f"{text}: {taken}, {used:.3g} mm", Severity.WARNING)


def _numbered(depths: NDArray[np.float64], between: float | None) -> tuple[NDArray[np.int64], bool]:
    """Return the slice of each depth, ascending from 0, and whether they fit one step."""
    steps = np.diff(depths)
    if not steps.size:
        return np.zeros(1, np.int64), True
    for step in (between, float(steps.min())):
        if step is None:
            continue
        counts = np.rint(steps / step)
        fits = np.abs(steps - counts * step) <= ON_GRID * step
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
        "no image said on which slices: they are shown one after the other, at one distance",
        Severity.WARNING,
        {"count": len(depths)},
    )
