"""What the user must be told: notes on what was opened, reasons for what was not."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from napari_dicom.dicom.text import plain_text

_LONGEST = 1000
"""Characters of a message: whatever a file or a decoder says, in one line."""


class Severity(StrEnum):
    """How much a note matters to somebody who looks at the image."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing about a volume that was read, decided or doubtful.

    Parameters
    ----------
    code
        Stable short name, for instance ``"missing-slices"``.
    message
        One sentence in plain words, with units. Never holds a patient's name.
    severity
        `Severity.WARNING` where the picture may mislead, `Severity.ERROR` where part of it is lost.
    details
        Numbers and file names behind the message, JSON-serialisable.
    """

    code: str
    message: str
    severity: Severity = Severity.INFO
    details: dict[str, Any] = field(default_factory=dict)  # Any: JSON values

    def __post_init__(self) -> None:
        """Keep what files say printable."""
        object.__setattr__(self, "message", plain_text(self.message, _LONGEST))

    def as_dict(self) -> dict[str, Any]:  # Any: JSON values
        """Return the note as the layer contract has it."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "message": self.message,
            **self.details,
        }


@dataclass(frozen=True, slots=True)
class Skipped:
    """A path that was looked at and not opened, and why, in one sentence.

    Parameters
    ----------
    series_uid
        SeriesInstanceUID of what is in it; ``""`` where that is not known.
    """

    path: Path
    reason: str
    code: str = "not-opened"
    series_uid: str = ""

    def __post_init__(self) -> None:
        """Keep what files say printable."""
        object.__setattr__(self, "reason", plain_text(self.reason, _LONGEST))

    def __str__(self) -> str:
        return f"{plain_text(self.path.name)}: {self.reason}"
