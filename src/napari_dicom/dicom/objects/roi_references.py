"""Which images a structure set names, and each of its contours (PS3.3 C.8.8.5, C.8.8.6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from napari_dicom.dicom.objects.rois import Roi
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.volumes import References, Volume

if TYPE_CHECKING:
    from pydicom.dataset import Dataset


def references_in(dataset: Dataset, frame_of_reference_uid: str) -> References:
    """Return what a structure set refers to in one frame of reference."""
    series = list(_series(dataset, frame_of_reference_uid))
    uids = (_uid(item, "SeriesInstanceUID") for item in series)
    images = (image for item in series for image in item.get("ContourImageSequence") or ())
    instances = (_uid(image, "ReferencedSOPInstanceUID") for image in images)
    return References(
        frame_of_reference_uid,
        tuple(dict.fromkeys(uid for uid in uids if uid)),
        frozenset(uid for uid in instances if uid),
    )


def with_images(references: References, rois: Iterable[Roi]) -> References:
    """Add the images that contours name to what a structure set refers to."""
    contours = (contour for roi in rois for contour in roi.contours)
    named = frozenset(uid for contour in contours for uid in contour.sop_instance_uids)
    return replace(references, instances=references.instances | named)


def is_named(volume: Volume, references: References) -> bool:
    """Tell whether a volume is one of the images, or of the series, that are referred to."""
    named = any(one.sop_instance_uid in references.instances for one in volume.instances)
    return named or volume.header.text("SeriesInstanceUID") in references.series


def _series(dataset: Dataset, frame_of_reference_uid: str) -> Iterator[Dataset]:
    """Yield the Referenced Series items of one frame of reference, or of items that name none."""
    for frame in dataset.get("ReferencedFrameOfReferenceSequence") or ():
        if _uid(frame, "FrameOfReferenceUID") in {frame_of_reference_uid, ""}:
            for study in frame.get("RTReferencedStudySequence") or ():
                yield from study.get("RTReferencedSeriesSequence") or ()


def _uid(item: Dataset, keyword: str) -> str:
    return plain_text(str(item.get(keyword) or ""))
