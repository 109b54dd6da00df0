"""Read a segmentation of any type: BINARY, FRACTIONAL or LABELMAP (PS3.3 C.8.20.2)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from napari_dicom.dicom.errors import DecodeError, HeaderError
from napari_dicom.dicom.files import Progress
from napari_dicom.dicom.limits import Limits
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.objects.segmentation.binary import read_binary
from napari_dicom.dicom.objects.segmentation.content import Segmentation
from napari_dicom.dicom.objects.segmentation.fractional import read_fractional
from napari_dicom.dicom.objects.segmentation.job import Job
from napari_dicom.dicom.objects.segmentation.label_values import read_label_map
from napari_dicom.dicom.objects.segmentation.laid import Laid
from napari_dicom.dicom.objects.segmentation.loaded import (
    FractionMap,
    LabelMap,
    LoadedSegmentation,
    Shown,
)
from napari_dicom.dicom.objects.segmentation.placing import lay_out
from napari_dicom.dicom.volumes import Volume, images_of

_Maps = Sequence[LabelMap | FractionMap]

_READERS: Mapping[str, Callable[[Job, Laid], _Maps]] = {
    "BINARY": read_binary,
    "FRACTIONAL": read_fractional,
    "LABELMAP": read_label_map,
}
"""Segmentation Type (0062,0001) -> what reads it."""


def load_segmentation(
    content: Segmentation,
    limits: Limits,
    volumes: Sequence[Volume] = (),
    progress: Progress | None = None,
) -> LoadedSegmentation:
    """Read a segmentation.

    Parameters
    ----------
    volumes
        The images it may lie on.
    progress
        Called as reading goes on; may raise to cancel.

    Raises
    ------
    DecodeError
        Its header or a frame of it is damaged.
    LimitError
        It would take more memory than there is, or than its limit.
    """
    try:
        described = content.described()
    except HeaderError as error:
        raise DecodeError(str(error)) from None
    source = content.instances[0].pixels
    assert source is not None
    job = Job(content, described, source, limits, progress)
    job.notes += [Note("assumed", text, Severity.WARNING) for text in described.doubts]
    size = (source.format.rows, source.format.columns)
    images = images_of(described.references, volumes)
    laid = lay_out(described.frames, size, images)
    maps = [one for part in laid for one in _READERS[described.type](job, part)]
    return _put_together(job, laid, maps)


def _put_together(job: Job, laid: Sequence[Laid], maps: _Maps) -> LoadedSegmentation:
    notes = [*(note for part in laid for note in part.notes), *job.notes]
    label_maps = [one for one in maps if isinstance(one, LabelMap)]
    return LoadedSegmentation(
        job.content.placed(laid[0].geometry, _each_once(notes)),
        tuple(_with_the_empty(job, label_maps)),
        tuple(one for one in maps if isinstance(one, FractionMap)),
        next((part.on for part in laid if part.geometry is None), None),
    )


def _each_once(notes: Sequence[Note]) -> list[Note]:
    """Return notes without those that say the same again."""
    return list({note.message: note for note in notes}.values())


def _with_the_empty(job: Job, maps: list[LabelMap]) -> list[LabelMap]:
    """Name segments without a voxel in the first label map: they are in the object."""
    if not maps:
        return maps
    present = {shown.segment.number for one in maps for shown in one.shown}
    missing = [
        Shown(segment, segment.number, 0, 0.0)
        for segment in job.described.segments
        if segment.number not in present and segment.number > 0
    ]
    shown = sorted((*maps[0].shown, *missing), key=lambda one: one.value)
    return [replace(maps[0], shown=tuple(shown)), *maps[1:]]
