"""What is in an object that is no image, counted, and what it refers to; nothing of it is kept.

Segmentation: PS3.3 C.8.20; structure set: C.8.8.5; structured report: C.17.3; presentation state:
C.11; registration: C.20.2. References: C.12.1.1.12, C.17.2, C.8.8.5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from napari_dicom.dicom.errors import HeaderError, LimitError, NapariDicomError
from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.headers import lenient, refusing_damage
from napari_dicom.dicom.kinds import Kind
from napari_dicom.dicom.text import plain_text

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_SERIES = "ReferencedSeriesSequence"
_REFERENCES = (
    (_SERIES,),
    ("CurrentRequestedProcedureEvidenceSequence", _SERIES),
    ("PertinentOtherEvidenceSequence", _SERIES),
    ("StudiesContainingOtherReferencedInstancesSequence", _SERIES),
    (
        "ReferencedFrameOfReferenceSequence",
        "RTReferencedStudySequence",
        "RTReferencedSeriesSequence",
    ),
)
"""Ways to the items that name a series."""

_FRAMES_OF_REFERENCE = (
    (),
    ("ReferencedFrameOfReferenceSequence",),
    ("StructureSetROISequence",),
)
"""Ways to the items that name a frame of reference."""

MOST_BYTES = 16 << 20
"""Headers larger than this are not looked into: the densest take a second a megabyte."""

_DEPTH = 64
"""Levels of a report that are looked through: as deep as a header may nest."""


@dataclass(frozen=True, slots=True)
class Inside:
    """What an object holds.

    Parameters
    ----------
    counts
        In words: ``"3 segments"``, ``"12 ROIs"``, ``"441 contours"``.
    series
        SeriesInstanceUID of the series it refers to.
    frame_of_reference_uid
        Of what it is drawn in, ``""`` where it names none, or several.
    trouble
        Why part of it could not be read, ``""`` where all was.
    """

    counts: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    frame_of_reference_uid: str = ""
    trouble: str = ""


def look_inside(instance: Instance, kind: Kind) -> Inside:
    """Count what an object holds, by its whole header; damage is told, not raised."""
    try:
        with lenient(), refusing_damage("what is in it"):
            return _counted(instance, kind)
    except (NapariDicomError, OSError) as error:
        return Inside(trouble=_in_words(error))


def _in_words(error: NapariDicomError | OSError) -> str:
    """Return an error's text; the disk's without the path it names."""
    if isinstance(error, OSError):
        return f"its file cannot be read: {error.strerror or type(error).__name__}"
    return str(error)


def _counted(instance: Instance, kind: Kind) -> Inside:
    if _header_bytes(instance) > MOST_BYTES:
        return Inside(trouble=f"its header takes more than {MOST_BYTES >> 20} MB: not counted")
    dataset = instance.dataset()
    count = _COUNTERS.get(kind, _count_nothing)
    return Inside(
        counts=tuple(count(dataset)),
        series=tuple(dict.fromkeys(_uids(dataset, _REFERENCES, "SeriesInstanceUID"))),
        frame_of_reference_uid=_frame_of_reference(dataset),
    )


def _header_bytes(instance: Instance) -> int:
    """Return how much there is before the pixel data, or in all where there is none."""
    pixels = instance.pixels
    return instance.path.stat().st_size if pixels is None else pixels.offset


def _frame_of_reference(dataset: Dataset) -> str:
    keys = ("FrameOfReferenceUID", "ReferencedFrameOfReferenceUID")
    found = {uid for key in keys for uid in _uids(dataset, _FRAMES_OF_REFERENCE, key)}
    return found.pop() if len(found) == 1 else ""


def _uids(dataset: Dataset, ways: Iterable[tuple[str, ...]], keyword: str) -> Iterator[str]:
    for way in ways:
        for item in _items(dataset, way):
            uid = plain_text(str(item.get(keyword) or ""))
            if uid:
                yield uid


def _items(dataset: Dataset, way: tuple[str, ...]) -> Iterator[Dataset]:
    """Yield the items that a way of sequences leads to."""
    if not way:
        yield dataset
        return
    for item in _sequence(dataset, way[0]):
        yield from _items(item, way[1:])


def _sequence(dataset: Dataset, keyword: str) -> Iterable[Dataset]:
    """Return the items of a sequence; letters, numbers or names in its place are damage."""
    from pydicom.sequence import Sequence  # pydicom has read the dataset already

    value = dataset.get(keyword)
    if value is None or value == "" or value == b"":
        return ()
    if not isinstance(value, Sequence):
        raise HeaderError(f"what is in it is damaged ({keyword} is no sequence)")
    return value


def _length(dataset: Dataset, *way: str) -> int:
    return sum(1 for _ in _items(dataset, way))


def _number(count: int, one: str, several: str = "") -> str:
    return f"{count} {one}" if count == 1 else f"{count} {several or one + 's'}"


def _count_segments(dataset: Dataset) -> Iterator[str]:
    yield _number(_length(dataset, "SegmentSequence"), "segment")


def _count_rois(dataset: Dataset) -> Iterator[str]:
    yield _number(_length(dataset, "StructureSetROISequence"), "ROI")
    yield _number(_length(dataset, "ROIContourSequence", "ContourSequence"), "contour")


def _count_measurements(dataset: Dataset) -> Iterator[str]:
    types = list(_value_types(dataset))
    yield _number(types.count("NUM"), "measurement")
    drawn = types.count("SCOORD") + types.count("SCOORD3D")
    if drawn:
        yield _number(drawn, "drawn region")


def _value_types(dataset: Dataset) -> Iterator[str]:
    """Yield ValueType (0040,A040) of every content item of a report."""
    level = list(_sequence(dataset, "ContentSequence"))
    for _ in range(_DEPTH):
        yield from (str(item.get("ValueType", "")) for item in level)
        level = [child for item in level for child in _sequence(item, "ContentSequence")]
    if level:
        raise LimitError(f"what is in it nests more than {_DEPTH} levels deep: not counted")


def _count_images(dataset: Dataset) -> Iterator[str]:
    way = ("CurrentRequestedProcedureEvidenceSequence", _SERIES, "ReferencedSOPSequence")
    yield _number(_length(dataset, *way), "marked object")


def _count_presentation(dataset: Dataset) -> Iterator[str]:
    windows = _length(dataset, "SoftcopyVOILUTSequence")
    graphics = _length(dataset, "GraphicAnnotationSequence", "GraphicObjectSequence")
    texts = _length(dataset, "GraphicAnnotationSequence", "TextObjectSequence")
    for count, word in ((windows, "window"), (graphics, "graphic"), (texts, "text")):
        if count:
            yield _number(count, word)


def _count_registered(dataset: Dataset) -> Iterator[str]:
    rigid = _length(dataset, "RegistrationSequence")
    deformable = _length(dataset, "DeformableRegistrationSequence")
    yield _number(
        rigid + deformable, "registered frame of reference", "registered frames of reference"
    )


def _count_surfaces(dataset: Dataset) -> Iterator[str]:
    yield _number(_length(dataset, "SurfaceSequence"), "surface")


def _count_beams(dataset: Dataset) -> Iterator[str]:
    beams = _length(dataset, "BeamSequence") + _length(dataset, "IonBeamSequence")
    yield _number(beams, "beam")


def _count_nothing(_: Dataset) -> Iterator[str]:
    yield from ()


_COUNTERS: Mapping[Kind, Callable[[Dataset], Iterator[str]]] = {
    Kind.SEGMENTATION: _count_segments,
    Kind.STRUCTURE_SET: _count_rois,
    Kind.REPORT: _count_measurements,
    Kind.KEY_OBJECTS: _count_images,
    Kind.PRESENTATION_STATE: _count_presentation,
    Kind.REGISTRATION: _count_registered,
    Kind.SURFACES: _count_surfaces,
    Kind.PLAN: _count_beams,
}
