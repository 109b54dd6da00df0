"""What scanning, loading, describing and showing ask of whatever a folder holds, image or not."""

from typing import Protocol

from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.headers import Header
from napari_dicom.dicom.note import Note
from napari_dicom.dicom.stacks import Geometry


class Content(Protocol):
    """One thing that opens as a layer or more, or is named: a volume, overlays, a report ..."""

    @property
    def name(self) -> str:
        """What people call it; never a patient's name."""

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was read, decided or doubtful."""

    @property
    def instances(self) -> tuple[Instance, ...]:
        """Its files, one at least."""

    @property
    def header(self) -> Header:
        """The header values of its first file."""

    @property
    def frame_of_reference_uid(self) -> str:
        """(0020,0052) of what it lies in, ``""`` where it names none."""

    @property
    def geometry(self) -> Geometry | None:
        """Where its grid of voxels lies; None where it has none, or no place."""

    @property
    def on_request(self) -> bool:
        """Whether it opens only where the user asks for it by itself."""


class Loaded(Protocol):
    """A content with what is shown of it."""

    @property
    def content(self) -> Content:
        """What was loaded, with what was remarked on the way."""
