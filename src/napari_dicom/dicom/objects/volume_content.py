"""What contents have in common that are made of a volume's own files, where the user asks."""

from dataclasses import dataclass

from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.frames import Space
from napari_dicom.dicom.headers import Header
from napari_dicom.dicom.note import Note
from napari_dicom.dicom.stacks import Geometry
from napari_dicom.dicom.volumes import References, Volume


@dataclass(frozen=True, slots=True, eq=False)
class VolumeContent:
    """Something else that images hold: each kind is a class of its own, and says what it is.

    Parameters
    ----------
    volume
        The images.
    """

    volume: Volume

    @property
    def notes(self) -> tuple[Note, ...]:
        """None: it is shown as it stands in the files."""
        return ()

    @property
    def instances(self) -> tuple[Instance, ...]:
        """The files of the volume."""
        return self.volume.instances

    @property
    def header(self) -> Header:
        """The header values of the volume's first file."""
        return self.volume.header

    @property
    def geometry(self) -> Geometry | None:
        """The volume's."""
        return self.volume.geometry

    @property
    def frame_of_reference_uid(self) -> str:
        """The volume's."""
        return self.volume.frame_of_reference_uid

    @property
    def on_request(self) -> bool:
        """Whether it opens only where the user asks for it by itself."""
        return True

    @property
    def space(self) -> Space:
        """The volume's."""
        return self.volume.space

    @property
    def references(self) -> References:
        """The images it lies on."""
        uids = frozenset(instance.sop_instance_uid for instance in self.instances)
        series = self.header.text("SeriesInstanceUID")
        return References(self.frame_of_reference_uid, (series,) if series else (), uids)
