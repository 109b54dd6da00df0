"""What each SOP class opens as (PS3.4 B.5, PS3.6 A): the table, and the rule for all others."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.headers import lenient
from napari_dicom.dicom.text import plain_text

_STORAGE = "1.2.840.10008.5.1.4.1.1."


class Kind(StrEnum):
    """What an object is, as far as opening it goes; the words are those people read."""

    IMAGE = "image"
    SEGMENTATION = "segmentation"
    SURFACES = "surface segmentation"
    STRUCTURE_SET = "structure set"
    PLAN = "treatment plan"
    REPORT = "structured report"
    KEY_OBJECTS = "key object selection"
    PRESENTATION_STATE = "presentation state"
    REGISTRATION = "registration"
    FIDUCIALS = "set of fiducials"
    VALUE_MAPPING = "real world value mapping"
    MESH = "surface mesh"
    WAVEFORM = "waveform"
    DOCUMENT = "document"
    DIRECTORY = "directory (DICOMDIR) of a medium"
    OTHER = "object"


def _rows(kind: Kind, suffixes: Iterable[str]) -> dict[str, Kind]:
    return {_STORAGE + suffix: kind for suffix in suffixes}


def _numbered(root: str, *numbers: int) -> list[str]:
    return [f"{root}.{number}" for number in numbers]


KINDS: Mapping[str, Kind] = {
    "1.2.840.10008.1.3.10": Kind.DIRECTORY,
    **_rows(Kind.SEGMENTATION, ["66.4", "66.7"]),
    **_rows(Kind.SURFACES, ["66.5"]),
    **_rows(Kind.STRUCTURE_SET, ["481.3"]),
    **_rows(Kind.PLAN, ["481.5", "481.8"]),
    **_rows(Kind.REPORT, _numbered("88", 1, 2, 3, 4, 11, 22, 33, 34, 35, 40, 50, 65)),
    **_rows(Kind.REPORT, _numbered("88", 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77)),
    **_rows(Kind.REPORT, ["79.1"]),
    **_rows(Kind.KEY_OBJECTS, ["88.59"]),
    **_rows(Kind.PRESENTATION_STATE, _numbered("11", *range(1, 13))),
    **_rows(Kind.REGISTRATION, ["66.1", "66.3"]),
    **_rows(Kind.FIDUCIALS, ["66.2"]),
    **_rows(Kind.VALUE_MAPPING, ["67"]),
    **_rows(Kind.MESH, ["68.1", "68.2", "104.3", "104.4", "104.5"]),
    **_rows(Kind.DOCUMENT, ["104.1", "104.2"]),
    **_rows(Kind.WAVEFORM, ["9.1", "9.1.1", "9.1.2", "9.1.3", "9.1.4", "9.2.1", "9.3.1"]),
    **_rows(Kind.WAVEFORM, ["9.4.1", "9.4.2", "9.5.1", "9.6.1", "9.6.2", "9.8.1"]),
    **_rows(Kind.WAVEFORM, _numbered("9.7", 1, 2, 3, 4)),
}
"""SOP Class UID (0008,0016) -> kind, of all classes that are no images, or not only images."""


def kind_of(instance: Instance) -> Kind:
    """Return what an instance opens as: by its class, else, private or unknown, by its content.

    Of an image class it is an image, pixels or not: without them the file was cut short.
    """
    if "DirectoryRecordSequence" in instance.header:
        return Kind.DIRECTORY
    known = KINDS.get(instance.sop_class_uid)
    if known is not None:
        return known
    has_image = instance.pixels is not None or "Image Storage" in class_name(instance.sop_class_uid)
    return Kind.IMAGE if has_image else Kind.OTHER


def class_name(uid: str) -> str:
    """Return what the standard calls a SOP class; its UID where it is not of the standard."""
    from pydicom.uid import UID  # imports pydicom: only where a file holds no image

    with lenient():  # the UID comes from the file
        return plain_text(UID(uid).name or uid) if uid else "an object of unknown class"
