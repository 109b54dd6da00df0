"""What may be wrong with what is shown of a study, and which notes tell of it."""

from dataclasses import dataclass
from enum import StrEnum

from napari_dicom.dicom.note import Note, Severity


class Outcome(StrEnum):
    """What came of a study as a whole."""

    RIGHT = "right"
    TOLD = "told"
    REFUSED = "refused"
    SILENT = "SILENT"


class Fault(StrEnum):
    """What can be wrong with what is shown."""

    OFF = "lies elsewhere"
    UNPLACED = "is shown without a place"
    VALUES = "has other values"
    EMPTY = "is empty"
    MIXED = "holds images of several acquisitions"
    ORDER = "is in no order"
    GUESSED = "has a place that no header gives"
    AGAIN = "is shown twice"
    PARTED = "is shown in several volumes"
    UNSHOWN = "is not shown"
    LOST = "is missing"


_PLACE_WARNINGS = {"irregular-spacing", "corner-error", "moved", "assumed", "malformed-value"}
_HOLES = {
    "missing-slices",
    "incomplete",
    "not-decoded",
    "irregular-spacing",
    "split-series",
    "skipped-numbers",
}

_WARNINGS: dict[Fault, set[str]] = {
    Fault.OFF: {*_PLACE_WARNINGS, "spacing-unknown", "order-doubtful", "mixed-slices"},
    Fault.UNPLACED: {"no-pixel-size", "no-position", "malformed-value"},
    Fault.VALUES: {"not-decoded", "decoding"},
    Fault.EMPTY: {"missing-slices", "incomplete", "not-decoded"},
    Fault.MIXED: {
        "mixed-slices",
        "irregular-spacing",
        "order-doubtful",
        "missing-slices",
        "assumed",
        "split-series",
        "further-images",
    },
    Fault.ORDER: {"order-doubtful", "assumed"},
    Fault.LOST: {*_HOLES, "assumed"},
    Fault.AGAIN: {"split-series"},
    Fault.PARTED: {"missing-slices", "incomplete", "assumed"},
}
"""Codes of the warnings that tell of a fault."""

_REMARKS: dict[Fault, set[str]] = {
    Fault.UNPLACED: {"no-position"},
    Fault.GUESSED: {"assumed", "no-position", "spacing-unknown", "order-doubtful"},
    Fault.AGAIN: {"copies", "further-images", "same-uid-differs"},
    Fault.PARTED: {
        "split-series",
        "copies",
        "further-images",
        "passes",
        "same-uid-differs",
        "joinable",
        "shared-uid",
    },
}
"""The same where a remark is enough: nothing is lost, or shown for what it is not."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault, what has it, and whether it is told."""

    fault: Fault
    what: str
    told: bool

    def __str__(self) -> str:
        return f"{self.what} {self.fault}{'' if self.told else ', without a word'}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a study.

    Parameters
    ----------
    alarms
        The warnings and what was skipped, in words: false ones where all is right.
    """

    outcome: Outcome
    findings: tuple[Finding, ...]
    alarms: tuple[str, ...]


def tells(note: Note, fault: Fault) -> bool:
    """Whether a note is meant for a fault."""
    if note.code in _REMARKS.get(fault, ()):
        return True
    return note.severity is not Severity.INFO and note.code in _WARNINGS.get(fault, ())
