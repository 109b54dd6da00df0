"""Segmentations among the files of a folder: headers only (PS3.3 A.51, A.92)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from napari_dicom.dicom.errors import NapariDicomError
from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.frames import Space
from napari_dicom.dicom.kinds import Kind
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.objects.file_content import FileContent
from napari_dicom.dicom.objects.listing import Listing
from napari_dicom.dicom.objects.same_object import by_object
from napari_dicom.dicom.objects.segmentation.described import Described, describe
from napari_dicom.dicom.stacks import Geometry
from napari_dicom.dicom.volumes import References

_TILED = "a segmentation of a slide (tiled): not shown yet, only volumes and single images are"
_EMPTY = "a segmentation without pixel data: the file may have been cut short"


@dataclass(frozen=True, eq=False)
class Segmentation(FileContent):
    """One segmentation, before its pixels are read.

    Parameters
    ----------
    geometry
        Its first grid, once it is loaded.
    """

    limits: Limits = DEFAULT_LIMITS
    geometry: Geometry | None = None
    notes: tuple[Note, ...] = ()

    @property
    def frame_of_reference_uid(self) -> str:
        """(0020,0052)."""
        return self.header.text("FrameOfReferenceUID")

    @property
    def shown(self) -> str:
        """How it is shown."""
        is_fractional = self.header.text("SegmentationType").upper() == "FRACTIONAL"
        return "opens as an image for each segment" if is_fractional else "opens as labels"

    @property
    def holds(self) -> tuple[str, ...]:
        """How many segments; reads its whole header when first asked for."""
        described = self._described
        if isinstance(described, NapariDicomError):
            return ()
        count = len(described.segments)
        return ("1 segment" if count == 1 else f"{count} segments",)

    @property
    def space(self) -> Space:
        """The patient's, where it names a frame of reference; else its own."""
        if self.geometry is not None:
            return self.geometry.space
        return Space.PATIENT if self.frame_of_reference_uid else Space.OWN

    @property
    def references(self) -> References:
        """What it refers to; reads its whole header when first asked for."""
        described = self._described
        if isinstance(described, NapariDicomError):
            return References(self.frame_of_reference_uid)
        return described.references

    def described(self) -> Described:
        """Return what its header says; read once.

        Raises
        ------
        HeaderError, LimitError
            It cannot be read.
        """
        if isinstance(self._described, NapariDicomError):
            raise self._described
        return self._described

    def placed(self, geometry: Geometry | None, notes: Sequence[Note]) -> "Segmentation":
        """Return the segmentation as it was loaded."""
        known = replace(self, geometry=geometry, notes=(*self.notes, *notes))
        known.__dict__["_described"] = self._described
        return known

    @cached_property
    def _described(self) -> Described | NapariDicomError:
        try:
            return describe(self.instances[0], self.limits)
        except NapariDicomError as error:
            return error
        except OSError as error:
            return NapariDicomError(f"its file cannot be read: {error.strerror}")


def find_segmentations(
    instances: Sequence[Instance], limits: Limits = DEFAULT_LIMITS
) -> list[Segmentation | Listing]:
    """Return the segmentations among instances; those that cannot be shown are listed."""
    return [_found(files, limits) for files in by_object(instances)]


def _found(files: tuple[Instance, ...], limits: Limits) -> Segmentation | Listing:
    header = files[0].header
    if files[0].pixels is None:
        return Listing(files, Kind.SEGMENTATION, _EMPTY)
    if "TotalPixelMatrixColumns" in header or "TotalPixelMatrixRows" in header:
        return Listing(files, Kind.SEGMENTATION, _TILED)
    return Segmentation(files, Kind.SEGMENTATION, limits, notes=_copies(len(files) - 1))


def _copies(count: int) -> tuple[Note, ...]:
    if not count:
        return ()
    text = f"{count} further {'copy' if count == 1 else 'copies'} of this segmentation left out"
    return (Note("duplicates", text, Severity.INFO, {"count": count}),)
