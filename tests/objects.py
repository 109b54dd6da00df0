"""Objects that are no images, written with what tests ask for."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pydicom
from pydicom import uid as uids
from pydicom.dataset import Dataset

import phantom

REFERENCED = phantom.uid("referenced series")
PRIVATE = "SecretFreeText"
"""In every text within an object: a test may look for it where it must not appear."""

Attributes = dict[str, Any]


def item(**values: Any) -> Dataset:
    """Return a sequence item."""
    dataset = Dataset()
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    return dataset


def write_object(
    path: Path,
    sop_class: str,
    values: Mapping[str, Any] | None = None,
    *,
    modality: str = "OT",
    transfer_syntax: str = uids.ExplicitVRLittleEndian,
    number: int = 1,
    missing: Sequence[str] = (),
) -> Path:
    """Write one object without pixels: patient, study and series as the phantom's images have them.

    Parameters
    ----------
    number
        Tells objects apart: part of its SOP Instance UID and its SeriesNumber.
    missing
        Keywords of what is taken out of what the phantom's images have.
    """
    dataset = phantom.image_header(modality, f"object {number}", "study", number)
    dataset.SOPClassUID = sop_class
    dataset.Modality, dataset.SeriesDescription = modality, ""
    dataset.SeriesNumber = number
    for keyword, value in (values or {}).items():
        setattr(dataset, keyword, value)
    for keyword in missing:
        del dataset[keyword]
    path.parent.mkdir(parents=True, exist_ok=True)
    return phantom.save(dataset, path, transfer_syntax)


def write_named(
    path: Path,
    sop_class: str = uids.ComprehensiveSRStorage,
    modality: str = "SR",
    content: Mapping[str, Any] | None = None,
    *,
    series: str = "object",
    study: str = "study",
    header: Mapping[str, Any] | None = None,
    edit: phantom.Edit | None = None,
    transfer_syntax: str = uids.ExplicitVRLittleEndian,
) -> Path:
    """Write one object without pixels, alone in a series of a name, and return its path.

    Parameters
    ----------
    content
        What is in it, by keyword.
    series, study
        Names their UIDs are made from.
    header
        Further or other attributes by keyword; None takes one out.
    edit
        Called with the finished dataset and 0.
    """
    dataset = phantom.image_header(modality, series, study, 0)
    dataset.SOPClassUID = sop_class
    without_image = {"ImageType": None, "AcquisitionNumber": None, "FrameOfReferenceUID": None}
    phantom.set_attributes(dataset, {**without_image, **(content or {}), **(header or {})})
    if edit is not None:
        edit(dataset, 0)
    path.parent.mkdir(parents=True, exist_ok=True)
    return phantom.save(dataset, path, transfer_syntax)


def without(path: Path, keyword: str) -> Path:
    """Take an element out of a file, and what repeats it in the file meta information."""
    dataset = pydicom.dcmread(path)
    del dataset[keyword]
    if keyword.startswith("SOP"):
        del dataset.file_meta[f"MediaStorage{keyword}"]
    dataset.save_as(path)
    return path


def refers_to(*series: str) -> list[Dataset]:
    """Return a Referenced Series Sequence."""
    return [item(SeriesInstanceUID=uid) for uid in series]


def report(*levels: Sequence[str]) -> list[Dataset]:
    """Return the content items of a report: value types by level, the first item holds the next."""
    below: list[Dataset] = []
    for types in reversed(levels):
        items = [item(ValueType=kind) for kind in types]
        if below:
            items[0].ContentSequence = below
        below = items
    return below


def items(count: int) -> list[Dataset]:
    """Return as many items, each with a text."""
    return [item(TextValue=f"{PRIVATE} {number}") for number in range(count)]


def segmentation(segments: int = 3) -> Attributes:
    """Return what is in a segmentation, but its pixels (PS3.3 C.8.20)."""
    return {"SegmentSequence": [item(SegmentLabel=PRIVATE) for _ in range(segments)]}


def structure_set(
    contours: Sequence[int] = (2, 3),
    series: Sequence[str] = (),
    frames: Sequence[str] = ("1.2.3.4",),
) -> Attributes:
    """Return what is in a structure set: one ROI for each number of contours (PS3.3 C.8.8.5).

    Parameters
    ----------
    series
        SeriesInstanceUID of what it refers to.
    frames
        FrameOfReferenceUID of each frame of reference it names.
    """
    referenced = item(RTReferencedSeriesSequence=[item(SeriesInstanceUID=one) for one in series])
    return {
        "StructureSetLabel": PRIVATE,
        "ReferencedFrameOfReferenceSequence": [
            item(FrameOfReferenceUID=one, RTReferencedStudySequence=[referenced]) for one in frames
        ],
        "StructureSetROISequence": [
            item(ROIName=PRIVATE, ReferencedFrameOfReferenceUID=frames[0] if frames else None)
            for _ in contours
        ],
        "ROIContourSequence": [item(ContourSequence=items(count)) for count in contours],
    }


def report_content(*children: Dataset, evidence: Sequence[str] = ()) -> Attributes:
    """Return what is in a report (PS3.3 C.17.3), `evidence` by SeriesInstanceUID."""
    return {
        "ValueType": "CONTAINER",
        "VerifyingObserverSequence": [item(VerifyingObserverName=PRIVATE)],
        "CurrentRequestedProcedureEvidenceSequence": evidence_of(evidence),
        "ContentSequence": list(children),
    }


def content_item(value_type: str, *children: Dataset) -> Dataset:
    """Return a content item of a report with others below it."""
    below = {"ContentSequence": list(children)} if children else {}
    return item(ValueType=value_type, TextValue=PRIVATE, **below)


def evidence_of(series: Sequence[str], instances: int = 1) -> list[Dataset]:
    """Return an item of a study that names series, each with as many instances (C.17.2)."""
    named = [item(SeriesInstanceUID=one, ReferencedSOPSequence=items(instances)) for one in series]
    return [item(ReferencedSeriesSequence=named)]


def references(*series: str) -> Attributes:
    """Return the common references to instances of series (PS3.3 C.12.1.1.12)."""
    return {"ReferencedSeriesSequence": [item(SeriesInstanceUID=one) for one in series]}


def presentation(windows: int = 0, graphics: int = 0, texts: int = 0) -> Attributes:
    """Return what is in a presentation state (PS3.3 C.10.5, C.11.8)."""
    drawn: Attributes = {}
    if graphics:
        drawn["GraphicObjectSequence"] = items(graphics)
    if texts:
        drawn["TextObjectSequence"] = items(texts)
    return {
        "ContentLabel": "SECRETFREETEXT",
        "SoftcopyVOILUTSequence": items(windows),
        "GraphicAnnotationSequence": [item(**drawn)],
    }
