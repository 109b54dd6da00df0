"""Objects that are no images, written with what tests ask for."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pydicom
from pydicom import uid as uids
from pydicom.dataset import Dataset

import phantom

REFERENCED = phantom.uid("referenced series")


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
) -> Path:
    """Write one object without pixels: patient, study and series as the phantom's images have them.

    Parameters
    ----------
    number
        Tells objects apart: part of its SOP Instance UID and its SeriesNumber.
    """
    dataset = phantom.image_header(modality, f"object {number}", "study", number)
    dataset.SOPClassUID = sop_class
    dataset.Modality, dataset.SeriesDescription = modality, ""
    dataset.SeriesNumber = number
    for keyword, value in (values or {}).items():
        setattr(dataset, keyword, value)
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
