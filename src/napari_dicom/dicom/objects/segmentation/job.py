"""A segmentation while it is read: its header, limits, and what is remarked on the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.errors import DecodeError, LimitError
from napari_dicom.dicom.files import Progress
from napari_dicom.dicom.limits import Limits
from napari_dicom.dicom.loading import free_memory
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.objects.segmentation.content import Segmentation
from napari_dicom.dicom.objects.segmentation.described import Described
from napari_dicom.dicom.objects.segmentation.laid import Laid
from napari_dicom.dicom.objects.segmentation.loaded import LabelMap, Shown
from napari_dicom.dicom.objects.segmentation.packing import Labels
from napari_dicom.dicom.objects.segmentation.segment import Segment, unnamed
from napari_dicom.dicom.pixels import PixelSource
from napari_dicom.dicom.stacks import Geometry
from napari_dicom.dicom.text import counted

_OFTEN = 64
"""Frames between two calls that tell of the progress."""


@dataclass(slots=True)
class Job:
    """A segmentation while it is read: what is known of it, and what came of it so far."""

    content: Segmentation
    described: Described
    source: PixelSource
    limits: Limits
    progress: Progress | None
    taken: int = 0
    done: int = 0
    notes: list[Note] = field(default_factory=list)

    @property
    def segments(self) -> dict[int, Segment]:
        """The segments it describes, by number."""
        return {segment.number: segment for segment in self.described.segments}

    def reserve(self, size: int) -> None:
        """Count the bytes that are about to be taken.

        Raises
        ------
        LimitError
            They are more than there are, or than the limit.
        """
        self.taken += size
        most = self.limits.memory_bytes
        if self.taken > (free_memory() // 2 if most is None else most):
            raise LimitError(
                f"{self.content.name}: its voxels take more than {self.taken >> 20:,} MB, "
                "more memory than there is for them (limits.memory_bytes)"
            )

    def tell(self) -> None:
        """Tell of one more frame that is read."""
        if self.progress is not None and self.done % _OFTEN == 0:
            self.progress(self.content.name, self.done, self.source.number_of_frames)
        self.done += 1


def shape_of(job: Job, laid: Laid) -> tuple[int, int, int]:
    """Return (planes, rows, columns) of what frames on one grid are read into."""
    if laid.geometry is not None:
        return laid.geometry.shape
    assert laid.on is not None
    return len(laid.on.frames), job.source.format.rows, job.source.format.columns


def numbers_of(job: Job, laid: Laid) -> NDArray[np.int64]:
    """Return the segment that each frame shows; the only one where frames do not say."""
    numbers = job.described.frames.segments[laid.frames].copy()
    silent = numbers < 1
    if silent.any():
        if len(job.described.segments) != 1:
            count = counted(int(silent.sum()), "frame")
            raise DecodeError(
                f"no ReferencedSegmentNumber (0062,000B) says which of "
                f"{len(job.described.segments)} segments is shown by {count}"
            )
        number = max(1, job.described.segments[0].number)
        numbers[silent] = number
        text = f"frames do not say which segment they show: the only one is taken, {number}"
        job.notes.append(Note("assumed", text, Severity.INFO))
    return numbers


def label_map(
    job: Job,
    laid: Laid,
    labels: Labels,
    counts: dict[int, int],
    numbers: Mapping[int, int] = MappingProxyType({}),
) -> LabelMap:
    """Return labels with the segments in them, counted; those not described are told of.

    Parameters
    ----------
    counts
        How many voxels have each value.
    numbers
        The segment of a value, where that is not its number.
    """
    known, size = job.segments, millilitres(laid.geometry)
    numbered = {value: numbers.get(value, value) for value in counts}
    unknown = [number for number in numbered.values() if number not in known]
    if unknown:
        job.notes.append(_undescribed(unknown))
    shown = tuple(
        Shown(
            known.get(numbered[value]) or unnamed(numbered[value]),
            value,
            count,
            None if size is None else count * size,
        )
        for value, count in sorted(counts.items())
    )
    shape = laid.geometry.shape if laid.geometry is not None else laid.on.shape  # type: ignore[union-attr]  # one of both is there
    return LabelMap(laid.geometry, labels.reshape(shape), shown)


def millilitres(geometry: Geometry | None) -> float | None:
    """Return the volume of a voxel, whatever its slices are scaled by; None where not known."""
    if geometry is None or not geometry.is_in_patient:
        return None
    spacing = geometry.spacing
    scaled = (spacing.image_position_patient or spacing.used) / spacing.used
    return abs(float(np.linalg.det(geometry.affine[:3, :3]))) * scaled / 1000


def remark_on_decoding(job: Job, warnings: Sequence[str]) -> None:
    """Take note of what decoders warn of."""
    job.notes += [Note("decoding", text, Severity.WARNING) for text in warnings]


def repeats(count: int) -> Note:
    """Return the note on segments with several frames of one plane."""
    return Note(
        "segment-repeats",
        "several frames show one segment in one plane, of several times perhaps: they are shown "
        "together",
        Severity.WARNING,
        {"count": count},
    )


def _undescribed(numbers: Sequence[int]) -> Note:
    listed = ", ".join(str(number) for number in sorted(numbers)[:10])
    return Note(
        "segment-undescribed",
        f"drawn and not described by the header, {counted(len(numbers), 'segment')}: {listed}",
        Severity.WARNING,
        {"count": len(numbers)},
    )
