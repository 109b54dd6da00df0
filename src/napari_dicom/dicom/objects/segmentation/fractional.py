"""Read FRACTIONAL segmentations: how much of a voxel, or how probably (PS3.3 C.8.20.2.3.2)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.objects.segmentation.binary import packed
from napari_dicom.dicom.objects.segmentation.bits import Bits
from napari_dicom.dicom.objects.segmentation.job import (
    Job,
    millilitres,
    numbers_of,
    repeats,
    shape_of,
)
from napari_dicom.dicom.objects.segmentation.laid import Laid
from napari_dicom.dicom.objects.segmentation.loaded import FractionMap, LabelMap, Shown
from napari_dicom.dicom.objects.segmentation.segment import Segment, unnamed
from napari_dicom.dicom.pixels import PixelReader
from napari_dicom.dicom.stacks import Geometry


def read_fractional(job: Job, laid: Laid) -> Sequence[LabelMap | FractionMap]:
    """Return an image for each segment; label maps where only nothing and everything occur."""
    with PixelReader(job.source, job.limits) as reader:
        if _is_all_or_nothing(job, laid, reader):
            job.notes.append(_all_or_nothing(job.described.fractional_type))
            return packed(job, laid, lambda number: _whole(job, reader, number))
        numbers = numbers_of(job, laid)
        found = (_fractions(job, laid, reader, int(n), numbers) for n in np.unique(numbers))
        return [one for one in found if one is not None]


def _is_all_or_nothing(job: Job, laid: Laid, reader: PixelReader) -> bool:
    for frame in laid.frames:
        values = reader.read(int(frame) + 1).values
        if ((values != 0) & (values != job.described.most)).any():
            return False
    return True


def _whole(job: Job, reader: PixelReader, number: int) -> Bits:
    return np.packbits(reader.read(number).values.ravel() == job.described.most, bitorder="little")


def _fractions(
    job: Job, laid: Laid, reader: PixelReader, number: int, numbers: NDArray[np.int64]
) -> FractionMap | None:
    """Return one segment's fractions, cropped to where they are above 0."""
    rows = np.flatnonzero(numbers == number)
    planes: dict[int, NDArray[Any]] = {}  # Any: any unsigned integer
    for row in rows:
        job.tell()
        values = reader.read(int(laid.frames[row]) + 1).values
        plane = int(laid.planes[row])
        planes[plane] = values if plane not in planes else np.maximum(planes[plane], values)
    if len(planes) < len(rows):
        job.notes.append(repeats(1))
    planes = {plane: values for plane, values in planes.items() if values.any()}
    segment = job.segments.get(number) or unnamed(number)
    if not planes:
        return None
    return _cropped(job, laid, segment, planes)


def _cropped(
    job: Job, laid: Laid, segment: Segment, planes: dict[int, NDArray[Any]]
) -> FractionMap:
    held = np.logical_or.reduce([values != 0 for values in planes.values()])
    rows, columns = np.flatnonzero(held.any(1)), np.flatnonzero(held.any(0))
    if laid.geometry is None:
        corner, shape = (0, 0, 0), shape_of(job, laid)
    else:
        corner = (min(planes), int(rows[0]), int(columns[0]))
        ends = (max(planes), int(rows[-1]), int(columns[-1]))
        shape = tuple(end - start + 1 for start, end in zip(corner, ends, strict=True))  # type: ignore[assignment]  # three of them
    job.reserve(4 * int(np.prod(shape)))
    fractions = np.zeros(shape, np.float32)
    inside = (slice(corner[1], corner[1] + shape[1]), slice(corner[2], corner[2] + shape[2]))
    for plane, values in planes.items():
        fractions[plane - corner[0]] = values[inside] / np.float32(job.described.most)
    size = millilitres(laid.geometry)
    volume = None if size is None else float(fractions.sum(dtype=np.float64)) * size
    shown = Shown(segment, segment.number, int(np.count_nonzero(fractions)), volume)
    if laid.geometry is None:
        assert laid.on is not None
        return FractionMap(None, fractions.reshape(laid.on.shape), shown)
    return FractionMap(_part_of(laid.geometry, corner, fractions.shape), fractions, shown)


def _part_of(geometry: Geometry, corner: tuple[int, int, int], shape: tuple[int, ...]) -> Geometry:
    affine = geometry.affine.copy()
    affine[:3, 3] += affine[:3, :3] @ corner
    return replace(geometry, affine=affine, shape=(shape[0], shape[1], shape[2]))


def _all_or_nothing(kind: str) -> Note:
    return Note(
        "fraction-binary",
        f"the fractions ({kind.lower() or 'of unknown kind'}) are all 0 or 1: shown as labels",
        Severity.INFO,
    )
