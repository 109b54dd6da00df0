"""Objects that are named and not shown: what each is, what it refers to, why it does not open."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.frames import Space
from napari_dicom.dicom.kinds import Kind, class_name, kind_of
from napari_dicom.dicom.objects.file_content import FileContent
from napari_dicom.dicom.objects.inside import Inside, look_inside
from napari_dicom.dicom.objects.same_object import by_object
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.volumes import References

_NOT_YET = frozenset(
    {
        Kind.FIDUCIALS,
    }
)
"""What could be shown, and is not yet."""

_NOTHING_DRAWN = frozenset(
    {
        Kind.SURFACES,
        Kind.MESH,
        Kind.REPORT,
        Kind.KEY_OBJECTS,
        Kind.PRESENTATION_STATE,
        Kind.REGISTRATION,
    }
)
"""What is shown where there is something to draw, or to tell of images."""


@dataclass(frozen=True, eq=False)
class Listing(FileContent):
    """One object that is no image.

    Parameters
    ----------
    why
        Why this one is not shown, where others of its kind are.
    """

    why: str = ""

    @property
    def on_request(self) -> bool:
        """Whether it opens only where the user asks for it by itself: it does not open at all."""
        return True

    @property
    def shown(self) -> str:
        """Why it is not shown."""
        return self.reason

    @property
    def holds(self) -> tuple[str, ...]:
        """What is in it, counted; reads its whole header when first asked for."""
        return self.inside.counts

    @property
    def space(self) -> Space:
        """None that it would be drawn in: it is not drawn."""
        return Space.OWN

    @property
    def references(self) -> References:
        """What it refers to; reads its whole header when first asked for."""
        return References(self.frame_of_reference_uid, self.inside.series)

    @property
    def reason(self) -> str:
        """What it is and why it does not open: ``"a segmentation: not shown yet ..."``."""
        if self.why:
            return self.why
        if self.kind in _NOT_YET:
            return f"a {self.kind}: not shown yet, no image of its own"
        if self.kind in _NOTHING_DRAWN:
            return f"a {self.kind}: nothing drawn, no image of its own"
        if self.kind is Kind.DIRECTORY:
            return f"the {self.kind}, no image in it"
        modality = plain_text(self.header.text("Modality"), 16)
        words = f" ({modality})" if modality else ""
        return f"{class_name(self.instances[0].sop_class_uid)}{words}, no image in it"

    @cached_property
    def inside(self) -> Inside:
        """What is in it and what it refers to; reads its whole header when first asked for."""
        return look_inside(self.instances[0], self.kind)

    @property
    def frame_of_reference_uid(self) -> str:
        """Of what it is drawn in, ``""`` where it names none; may read the whole header."""
        return self.header.text("FrameOfReferenceUID") or self.inside.frame_of_reference_uid


def list_objects(instances: Iterable[Instance]) -> list[Listing]:
    """Return one listing an object; files that hold the same one are one."""
    return [Listing(files, kind_of(files[0])) for files in by_object(instances)]
