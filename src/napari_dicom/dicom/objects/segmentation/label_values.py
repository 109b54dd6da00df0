"""Read LABELMAP segmentations: pixels are numbers of segments (PS3.3 C.8.20.2.3.3)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.errors import DecodeError
from napari_dicom.dicom.objects.segmentation.job import (
    Job,
    label_map,
    remark_on_decoding,
    repeats,
    shape_of,
)
from napari_dicom.dicom.objects.segmentation.laid import Laid
from napari_dicom.dicom.objects.segmentation.loaded import LabelMap
from napari_dicom.dicom.objects.segmentation.packing import Labels
from napari_dicom.dicom.pixels import PixelReader

_FEW_CHANGES = 16
"""Pixels for each change of value from which on counting runs is faster than counting pixels."""


def read_label_map(job: Job, laid: Laid) -> list[LabelMap]:
    """Return the label map of the frames on one grid."""
    dtype = job.source.format.dtype
    if dtype not in (np.uint8, np.uint16):
        raise DecodeError(f"a label map of {dtype} values: 8 or 16 bits without sign can be read")
    shape = shape_of(job, laid)
    job.reserve(int(np.prod(shape)) * dtype.itemsize)
    labels: Labels = np.zeros(shape, dtype)
    written: set[int] = set()
    zero = _value_of_segment_0(job, dtype)
    with PixelReader(job.source, job.limits) as reader:
        for plane, frame in zip(laid.planes.tolist(), laid.frames.tolist(), strict=True):
            job.tell()
            out = labels[plane] if plane not in written else np.empty_like(labels[plane])
            remark_on_decoding(job, reader.read_into(frame + 1, out).warnings)
            _clear_background(job, out, zero)
            if plane in written:
                job.notes.append(repeats(1))
                np.copyto(labels[plane], out, where=out != 0)
            written.add(plane)
    return [label_map(job, laid, labels, _counts(labels), {zero: 0} if zero else {})]


def _counts(labels: Labels) -> dict[int, int]:
    """Return how often each value above 0 occurs."""
    counts = np.zeros(1 << 8 * labels.dtype.itemsize, np.int64)
    for plane in labels:
        counts += _plane_counts(plane.ravel(), len(counts))
    return {int(value): int(counts[value]) for value in np.flatnonzero(counts) if value}


def _plane_counts(pixels: Labels, size: int) -> NDArray[np.int64]:
    """Return how often each value below `size` occurs; equal neighbours are counted as one run."""
    changes = np.flatnonzero(pixels[1:] != pixels[:-1]) + 1
    if len(changes) * _FEW_CHANGES > len(pixels):
        return np.bincount(pixels, minlength=size)
    starts = np.concatenate([[0], changes])
    lengths = np.diff(starts, append=len(pixels))
    return np.bincount(pixels[starts], lengths, size).astype(np.int64)


def _value_of_segment_0(job: Job, dtype: np.dtype[Any]) -> int | None:
    """Return a value that nothing has for the voxels of segment 0; None where that is nothing.

    napari's labels of 0 are nothing; a label map's may be a segment (PS3.3 C.8.20.2.3.3).
    """
    segment, padding = job.segments.get(0), job.source.format.pixel_padding_value
    if segment is None or segment.is_background or padding == 0:
        return None
    taken = {*job.segments, padding}
    return next((one for one in range(np.iinfo(dtype).max, 0, -1) if one not in taken), None)


def _clear_background(job: Job, plane: Labels, zero: int | None) -> None:
    """Set what the pixel padding value (0028,0120) says is nothing to 0.

    Parameters
    ----------
    zero
        Becomes the value of segment 0; None where that is nothing.
    """
    padding = job.source.format.pixel_padding_value
    is_zero = None if zero is None else plane == 0
    if zero is not None and (plane == zero).any():
        raise DecodeError(f"value {zero}, which no segment has, is drawn beside segment 0")
    if padding:
        plane[plane == padding] = 0
    if is_zero is not None and zero is not None:
        plane[is_zero] = zero
