"""The regions of interest of a structure set and their contours (PS3.3 C.8.8.5, C.8.8.6, C.8.8.8).

Points are those of the file, LPS mm, in the file's order; nothing is closed, joined or moved here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.errors import LimitError
from napari_dicom.dicom.limits import Limits
from napari_dicom.dicom.objects.roi_frames import fallback_frame, frame_of
from napari_dicom.dicom.text import plain_text

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

Points = NDArray[np.float64]
Colour = tuple[int, int, int]

_FARTHEST = 1e9
"""mm: as far from a patient's origin as no point is; napari needs finite numbers."""


class ContourType(StrEnum):
    """Contour Geometric Type (3006,0042)."""

    POINT = "POINT"
    OPEN_PLANAR = "OPEN_PLANAR"
    OPEN_NONPLANAR = "OPEN_NONPLANAR"
    CLOSED_PLANAR = "CLOSED_PLANAR"
    INTERPOLATED_PLANAR = "INTERPOLATED_PLANAR"
    CLOSEDPLANAR_XOR = "CLOSEDPLANAR_XOR"

    @property
    def is_closed(self) -> bool:
        """Whether its last point is joined to the first, and what lies within belongs to it."""
        return self in _CLOSED


_CLOSED = frozenset(
    {ContourType.CLOSED_PLANAR, ContourType.INTERPOLATED_PLANAR, ContourType.CLOSEDPLANAR_XOR}
)


class RoiDoubt(StrEnum):
    """What a file does not say of an ROI, and what was concluded; the ROIs are named behind."""

    FRAME = "no frame of reference is named: that of the structure set is taken"
    NUMBER = "several ROIs have one number: contours of that number are taken for the first one's"
    LISTED = "contours of a number that no ROI of the list has: they are called by it"


@dataclass(frozen=True, slots=True, eq=False)
class Contour:
    """One contour.

    Parameters
    ----------
    type
        What its points are; closed where the file does not say and there are three or more.
    points
        (n, 3) LPS mm, one at least.
    number
        Its place among the contours of its ROI in the file, from 1.
    sop_instance_uids
        Of the images it was drawn on, where the file names them.
    says_its_type
        Whether the file does, in words that are known.
    """

    type: ContourType
    points: Points
    number: int
    sop_instance_uids: tuple[str, ...] = ()
    says_its_type: bool = True

    @property
    def is_area(self) -> bool:
        """Whether it encloses anything: closed, by three points at least."""
        return self.type.is_closed and len(self.points) > 2


@dataclass(frozen=True, slots=True, eq=False)
class Roi:
    """One region of interest.

    Parameters
    ----------
    number
        ROI Number (3006,0022).
    name
        ROI Name (3006,0026); by its number where it has none.
    colour
        Red, green, blue of 0 to 255, where the file gives one.
    type
        RT ROI Interpreted Type (3006,00A4): ``"ORGAN"``, ``"PTV"`` ..., or ``""``.
    algorithm
        ROI Generation Algorithm (3006,0036), or ``""``.
    frame_of_reference_uid
        Of its points; ``""`` where the file names none, or several.
    contours
        In the file's order; none where nothing was drawn.
    unreadable
        Contours whose points could not be read.
    doubts
        What the file does not say of it and was concluded.
    """

    number: int
    name: str
    colour: Colour | None
    type: str
    algorithm: str
    frame_of_reference_uid: str
    contours: tuple[Contour, ...]
    unreadable: int = 0
    doubts: tuple[RoiDoubt, ...] = ()


@dataclass(slots=True)
class _Drawn:
    """What ROI Contour items hold of one ROI."""

    colour: Colour | None
    contours: list[Contour]
    unreadable: int


def read_rois(dataset: Dataset, limits: Limits) -> tuple[Roi, ...]:
    """Read every ROI of a structure set, drawn or not, in the file's order.

    Raises
    ------
    LimitError
        It claims as many contour points as no structure set has; none has been converted.
    """
    check_size(dataset, limits)
    drawn = _drawn(dataset.get("ROIContourSequence") or ())
    types = _interpreted_types(dataset)
    fallback = fallback_frame(dataset)
    listed = dataset.get("StructureSetROISequence") or ()
    shared = Counter(_integer(item, "ROINumber") for item in listed)
    rois = []
    for item in listed:
        number = _integer(item, "ROINumber")
        own = drawn.pop(number, None)
        doubts = [RoiDoubt.NUMBER] if own and shared[number] > 1 else []
        rois.append(_roi(item, number, own, types, fallback, doubts))
    rois += (
        _roi(None, number, left, types, fallback, [RoiDoubt.LISTED])
        for number, left in drawn.items()
    )
    return tuple(rois)


def check_size(dataset: Dataset, limits: Limits) -> None:
    """Refuse more contour points than `limits` allow, by the length of their text alone."""
    count = 0
    for item in dataset.get("ROIContourSequence") or ():
        for contour in item.get("ContourSequence") or ():
            count += 1 + _separators(contour) // 3
            if count >= limits.contour_points:
                raise LimitError(
                    f"the structure set has {limits.contour_points} contour points or more, "
                    "as many as are refused (limits.contour_points)"
                )


def _separators(contour: Dataset) -> int:
    value = _raw(contour)
    return value.count(b"\\") if isinstance(value, bytes) else len(value)


def _raw(contour: Dataset) -> bytes | list[str]:
    """Return Contour Data (3006,0050) as it stands in the file, unconverted where possible."""
    if "ContourData" not in contour:
        return b""
    value = contour.get_item("ContourData").value
    if isinstance(value, bytes):
        return value
    several = value if isinstance(value, Iterable) and not isinstance(value, str) else [value]
    return [str(number) for number in several if number is not None]


def _drawn(items: Iterable[Dataset]) -> dict[int, _Drawn]:
    """Return what was drawn of each ROI, by its number; several items of one ROI are one."""
    found: dict[int, _Drawn] = {}
    for item in items:
        own = found.setdefault(_integer(item, "ReferencedROINumber"), _Drawn(None, [], 0))
        own.colour = own.colour or _colour(item)
        for contour in item.get("ContourSequence") or ():
            read = _contour(contour, len(own.contours) + own.unreadable + 1)
            if read is None:
                own.unreadable += 1
            else:
                own.contours.append(read)
    return found


def _contour(item: Dataset, number: int) -> Contour | None:
    points = _points(item)
    if points is None:
        return None
    uids = (str(one.get("ReferencedSOPInstanceUID") or "") for one in _images(item))
    named, kind = tuple(uid for uid in uids if uid), _type(item)
    taken = ContourType.POINT if len(points) == 1 else ContourType.CLOSED_PLANAR
    return Contour(kind or taken, points, number, named, kind is not None)


def _images(item: Dataset) -> Iterable[Dataset]:
    return item.get("ContourImageSequence") or ()


def _points(item: Dataset) -> Points | None:
    """Return (n, 3) points, None where they are not whole, or no places."""
    value = _raw(item)
    parts = value.strip(b"\\ \0").split(b"\\") if isinstance(value, bytes) else value
    try:
        numbers = [float(_dotted(part)) for part in parts]
    except ValueError:
        return None
    points = np.asarray(numbers, dtype=np.float64)
    whole = len(points) > 0 and len(points) % 3 == 0
    if not whole or not np.abs(points).max() < _FARTHEST:
        return None
    return points.reshape(-1, 3)


def _dotted(part: bytes | str) -> bytes | str:
    """Return a number as it should have been written: decimal commas are real."""
    return part.replace(b",", b".") if isinstance(part, bytes) else part.replace(",", ".")


def _type(item: Dataset) -> ContourType | None:
    text = str(item.get("ContourGeometricType") or "").strip().upper()
    return ContourType.__members__.get(text)


def _colour(item: Dataset) -> Colour | None:
    values = item.get("ROIDisplayColor")
    if not isinstance(values, Iterable) or isinstance(values, str):
        return None
    numbers = [int(value) for value in values]
    if len(numbers) != 3 or not all(0 <= number <= 255 for number in numbers):
        return None
    return numbers[0], numbers[1], numbers[2]


def _roi(
    item: Dataset | None,
    number: int,
    drawn: _Drawn | None,
    types: Mapping[int, str],
    fallback: str,
    doubts: Sequence[RoiDoubt],
) -> Roi:
    """Gather what a structure set says of one ROI; `item` is None where only its contours are."""
    drawn = drawn or _Drawn(None, [], 0)
    name = plain_text(str(item.get("ROIName") or "")) if item is not None else ""
    if item is not None and fallback and not frame_of(item, ""):
        doubts = (*doubts, RoiDoubt.FRAME)
    algorithm = plain_text(str(item.get("ROIGenerationAlgorithm") or "")) if item else ""
    return Roi(
        number=number,
        name=name or f"ROI {number}",
        colour=drawn.colour,
        type=types.get(number, ""),
        algorithm=algorithm,
        frame_of_reference_uid=fallback if item is None else frame_of(item, fallback),
        contours=tuple(drawn.contours),
        unreadable=drawn.unreadable,
        doubts=tuple(doubts),
    )


def _interpreted_types(dataset: Dataset) -> dict[int, str]:
    items = dataset.get("RTROIObservationsSequence") or ()
    return {
        _integer(item, "ReferencedROINumber"): plain_text(
            str(item.get("RTROIInterpretedType") or "")
        )
        for item in items
    }


def _integer(item: Dataset, keyword: str) -> int:
    """Return a number of an ROI; 0, which none has, where there is none."""
    value = item.get(keyword)
    return 0 if value is None else int(value)
