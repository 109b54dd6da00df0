"""Read BINARY segmentations: one bit a pixel, a segment a frame (PS3.3 C.8.20.2.3.1)."""

from collections.abc import Callable, Iterator

import numpy as np

from napari_dicom.dicom.objects.segmentation.bits import BitFrames, Bits
from napari_dicom.dicom.objects.segmentation.job import (
    Job,
    label_map,
    numbers_of,
    remark_on_decoding,
    repeats,
    shape_of,
)
from napari_dicom.dicom.objects.segmentation.laid import Laid
from napari_dicom.dicom.objects.segmentation.loaded import LabelMap
from napari_dicom.dicom.objects.segmentation.packing import Packing, pack


def read_binary(job: Job, laid: Laid) -> list[LabelMap]:
    """Return label maps of the frames on one grid."""
    with BitFrames(job.source, job.limits) as frames:
        maps = packed(job, laid, frames.read)
        remark_on_decoding(job, tuple(frames.warnings))
    return maps


def packed(job: Job, laid: Laid, read: Callable[[int], Bits]) -> list[LabelMap]:
    """Pack frames into label maps.

    Parameters
    ----------
    read
        Returns the bits of a frame by its number, from 1.
    """
    numbers = numbers_of(job, laid)
    dtype: np.dtype[np.uint8] | np.dtype[np.uint16] = np.dtype(np.uint8)
    if numbers.max() > 255:
        dtype = np.dtype(np.uint16)
    packing = Packing(shape_of(job, laid), dtype, job.reserve)

    def frames() -> Iterator[tuple[int, list[tuple[int, Bits]]]]:
        for number in np.unique(numbers):
            rows = np.flatnonzero(numbers == number)
            yield int(number), [(int(laid.planes[row]), bits(int(row))) for row in rows]

    def bits(row: int) -> Bits:
        job.tell()
        return read(int(laid.frames[row]) + 1)

    repeated = pack(packing, frames())
    if repeated:
        job.notes.append(repeats(len(repeated)))
    return [
        label_map(job, laid, labels, counts)
        for labels, counts in zip(packing.maps, packing.numbers, strict=True)
    ]
