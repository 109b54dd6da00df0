"""What contents have in common that are objects of their own: a file, or several that hold it."""

from dataclasses import dataclass

from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.frames import Space
from napari_dicom.dicom.headers import Header, series_name
from napari_dicom.dicom.kinds import Kind
from napari_dicom.dicom.note import Note
from napari_dicom.dicom.stacks import Geometry


@dataclass(frozen=True, slots=True, eq=False)
class FileContent:
    """An object that is no image: each kind is a class of its own, and says what differs.

    Parameters
    ----------
    instances
        Its file, or several that hold the same.
    kind
        What it is.
    """

    instances: tuple[Instance, ...]
    kind: Kind

    @property
    def header(self) -> Header:
        """The header values of its file."""
        return self.instances[0].header

    @property
    def name(self) -> str:
        """Modality, series number and description; never a patient's name."""
        return series_name(self.header)

    @property
    def what(self) -> str:
        """What it is, in the words people read."""
        return str(self.kind)

    @property
    def on_request(self) -> bool:
        """Whether it opens only where the user asks for it by itself: it opens with the rest."""
        return False

    @property
    def notes(self) -> tuple[Note, ...]:
        """None: nothing of it is doubtful."""
        return ()

    @property
    def geometry(self) -> Geometry | None:
        """None: what is drawn needs no grid of voxels."""
        return None

    @property
    def space(self) -> Space:
        """The patient's: pixels of images are places in it."""
        return Space.PATIENT
