"""Which frames of reference the ROIs of a structure set lie in (PS3.3 C.8.8.5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from napari_dicom.dicom.text import plain_text

if TYPE_CHECKING:
    from pydicom.dataset import Dataset


def frames_of_reference(dataset: Dataset) -> tuple[str, ...]:
    """Return the frames of reference of a structure set's ROIs, each once; ``""`` for none."""
    fallback = fallback_frame(dataset)
    listed = dataset.get("StructureSetROISequence") or ()
    found = [frame_of(item, fallback) for item in listed]
    numbers = {item.get("ROINumber") for item in listed}
    drawn = dataset.get("ROIContourSequence") or ()
    if any(item.get("ReferencedROINumber") not in numbers for item in drawn):
        found.append(fallback)
    return tuple(dict.fromkeys(found)) or (fallback,)


def frame_of(item: Dataset, fallback: str) -> str:
    """Return that of a Structure Set ROI item."""
    return plain_text(str(item.get("ReferencedFrameOfReferenceUID") or "")) or fallback


def fallback_frame(dataset: Dataset) -> str:
    """Return the frame of reference of what names none itself, ``""`` where that is not plain.

    What the ROIs refer to comes before the structure set's own, which some writers make up.
    """
    named = set(_named_frames(dataset))
    if len(named) == 1:
        return named.pop()
    return plain_text(str(dataset.get("FrameOfReferenceUID") or ""))


def _named_frames(dataset: Dataset) -> Iterator[str]:
    sources = ("ReferencedFrameOfReferenceSequence", "FrameOfReferenceUID")
    rois = ("StructureSetROISequence", "ReferencedFrameOfReferenceUID")
    for sequence, keyword in (sources, rois):
        for item in dataset.get(sequence) or ():
            uid = plain_text(str(item.get(keyword) or ""))
            if uid:
                yield uid
