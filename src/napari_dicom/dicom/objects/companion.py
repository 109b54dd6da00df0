"""What contents have in common that lie on images and have no grid of their own."""

from dataclasses import dataclass

from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.frames import Space
from napari_dicom.dicom.headers import Header, series_name
from napari_dicom.dicom.note import Note
from napari_dicom.dicom.objects.inside import Inside
from napari_dicom.dicom.objects.kinds import Kind
from napari_dicom.dicom.stacks import Geometry
from napari_dicom.dicom.volumes import References


@dataclass(frozen=True, slots=True, eq=False)
class Companion:
    """An object on images, before it is laid on them: each kind is a class of its own.

    Parameters
    ----------
    instances
        Its file, or several that hold the same.
    kind
        What it is.
    references
        What ties it to images.
    inside
        What it holds, counted.
    shown
        How it is shown.
    notes
        What was read, decided or doubtful.
    """

    instances: tuple[Instance, ...]
    kind: Kind
    references: References
    inside: Inside
    shown: str
    notes: tuple[Note, ...] = ()

    @property
    def name(self) -> str:
        """Modality, series number and description; never a patient's name."""
        return series_name(self.header)

    @property
    def header(self) -> Header:
        """The header values of its file."""
        return self.instances[0].header

    @property
    def frame_of_reference_uid(self) -> str:
        """That of what it draws, ``""`` where that is known by the images only."""
        return self.references.frame_of_reference_uid

    @property
    def geometry(self) -> Geometry | None:
        """None: what is drawn needs no grid of voxels."""
        return None

    @property
    def on_request(self) -> bool:
        """Whether it opens only where the user asks for it by itself."""
        return False

    @property
    def what(self) -> str:
        """What it is, in the words people read."""
        return str(self.kind)

    @property
    def holds(self) -> tuple[str, ...]:
        """What is in it, counted."""
        return self.inside.counts

    @property
    def space(self) -> Space:
        """The patient's: pixels of images are places in it."""
        return Space.PATIENT
