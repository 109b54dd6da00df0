"""Structure sets (RTSTRUCT) as contents: contours in a frame of reference (PS3.3 A.19).

What ties them to images is the frame of reference; images they name come second. ROIs of several
frames of reference in one file are as many contents: each is drawn where its frame is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from napari_dicom.dicom.errors import NapariDicomError
from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.headers import series_name
from napari_dicom.dicom.kinds import Kind
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.note import Note
from napari_dicom.dicom.objects.file_content import FileContent
from napari_dicom.dicom.objects.inside import look_inside
from napari_dicom.dicom.objects.reading import reading
from napari_dicom.dicom.objects.roi_frames import frames_of_reference
from napari_dicom.dicom.objects.roi_references import references_in
from napari_dicom.dicom.stacks import Geometry
from napari_dicom.dicom.volumes import References

_BYTES_A_POINT = 64
"""As many as three numbers take at most, and their part of what surrounds them."""


@dataclass(frozen=True, eq=False)
class StructureSet(FileContent):
    """The ROIs of a structure set that share a frame of reference, before they are read.

    Parameters
    ----------
    references
        The frame of reference of its points, and the images it names.
    part
        Tells it from others of the same file, ``""`` where it is alone.
    notes
        What was read, decided or doubtful.
    geometry
        The contours' own grid, once they are read and no image was found to draw them on.
    """

    references: References
    part: str = ""
    notes: tuple[Note, ...] = ()
    geometry: Geometry | None = None

    @property
    def name(self) -> str:
        """Modality, series number and description; never a patient's name."""
        return series_name(self.header, self.part)

    @property
    def frame_of_reference_uid(self) -> str:
        """That of its points, ``""`` where the file names none."""
        return self.references.frame_of_reference_uid

    @property
    def shown(self) -> str:
        """How it is shown."""
        return "opens as contours, points and filled labels"

    @cached_property
    def holds(self) -> tuple[str, ...]:
        """What is in its file, counted; reads it when first asked for."""
        return look_inside(self.instances[0], self.kind).counts


def find_structure_sets(instances: tuple[Instance, ...]) -> list[StructureSet]:
    """Return what one structure set holds: one content for each frame of reference.

    What cannot be read is one content: why is said where it is loaded.
    """
    try:
        with reading("the structure set"):
            found = _references(instances[0])
    except NapariDicomError:
        found = [References()]
    if len(found) == 1:
        return [StructureSet(instances, Kind.STRUCTURE_SET, found[0])]
    parts = (f"frame of reference {number}" for number in range(1, len(found) + 1))
    return [
        StructureSet(instances, Kind.STRUCTURE_SET, one, part)
        for one, part in zip(found, parts, strict=True)
    ]


def is_too_large(instance: Instance, limits: Limits) -> bool:
    """Tell by its size alone whether a file can but hold too many points."""
    return instance.path.stat().st_size > _BYTES_A_POINT * limits.contour_points


def _references(instance: Instance) -> list[References]:
    """Return what the ROIs of each frame of reference refer to."""
    if is_too_large(instance, DEFAULT_LIMITS):
        return [References()]  # it is refused where it is loaded
    dataset = instance.dataset()
    return [references_in(dataset, uid) for uid in frames_of_reference(dataset)]
