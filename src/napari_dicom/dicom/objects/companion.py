"""What contents have in common that lie on images and are counted when they are found."""

from dataclasses import dataclass

from napari_dicom.dicom.note import Note
from napari_dicom.dicom.objects.file_content import FileContent
from napari_dicom.dicom.objects.inside import Inside
from napari_dicom.dicom.volumes import References


@dataclass(frozen=True, slots=True, eq=False)
class Companion(FileContent):
    """An object on images, before it is laid on them: each kind is a class of its own.

    Parameters
    ----------
    references
        What ties it to images.
    inside
        What it holds, counted.
    shown
        How it is shown.
    notes
        What was read, decided or doubtful.
    """

    references: References
    inside: Inside
    shown: str
    notes: tuple[Note, ...] = ()

    @property
    def frame_of_reference_uid(self) -> str:
        """That of what it draws, ``""`` where that is known by the images only."""
        return self.references.frame_of_reference_uid

    @property
    def holds(self) -> tuple[str, ...]:
        """What is in it, counted."""
        return self.inside.counts
