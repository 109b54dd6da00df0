"""What the header of a segmentation says: its segments, and which frame shows which and where.

Functional groups: PS3.3 C.7.6.16; segmentation image: C.8.20.2; label map: C.8.20.2.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.errors import HeaderError, PixelError
from napari_dicom.dicom.files import Instance, read_tree
from napari_dicom.dicom.headers import Header, Item, lenient, refusing_damage
from napari_dicom.dicom.limits import Limits
from napari_dicom.dicom.objects.segmentation import segment
from napari_dicom.dicom.objects.segmentation.segment import (
    Segment,
    doubts_of_segments,
    segments_of,
)
from napari_dicom.dicom.pixels import palette_of
from napari_dicom.dicom.volumes import References

_SHARED, _PER_FRAME = 0x52009229, 0x52009230
_POSITION, _ORIENTATION, _MEASURES, _IDENTIFICATION = 0x00209113, 0x00209116, 0x00289110, 0x0062000A
_SERIES, _INSTANCES = 0x00081115, 0x0008114A
_DERIVATION, _SOURCE = 0x00089124, 0x00082112
_WHOLE = 255
"""Stored value that means 1 where the file does not say: all there is in 8 bits."""

_SEQUENCES = (
    *segment.SEQUENCES,
    *(_SHARED, _PER_FRAME, _POSITION, _ORIENTATION, _MEASURES, _IDENTIFICATION),
    *(_SERIES, _INSTANCES, _DERIVATION, _SOURCE),
)


@dataclass(frozen=True, slots=True, eq=False)
class FrameTable:
    """What the functional groups say of each frame; row n is frame n + 1.

    Parameters
    ----------
    segments
        Number of the segment it shows; 0 in a label map, whose pixels say so.
    positions, orientations, spacings
        (n, 3) LPS mm, (n, 6) direction cosines, (n, 2) mm between rows, columns; NaN where absent.
    between, thickness
        SpacingBetweenSlices (0018,0088), without sign, and SliceThickness (0018,0050), mm; None
        where absent.
    sources
        SOPInstanceUID and frame number, from 1, of the image each was made from, 0 where no frame
        is named; None for none.
    """

    segments: NDArray[np.int64]
    positions: NDArray[np.float64]
    orientations: NDArray[np.float64]
    spacings: NDArray[np.float64]
    between: float | None
    thickness: float | None
    sources: tuple[tuple[str, int] | None, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """The header of a segmentation.

    Parameters
    ----------
    type
        Segmentation Type (0062,0001): BINARY, FRACTIONAL or LABELMAP.
    fractional_type, most
        OCCUPANCY or PROBABILITY, and the stored value that means 1.
    doubts
        What the header does not say, and what was taken.
    """

    type: str
    segments: tuple[Segment, ...]
    frames: FrameTable
    references: References
    fractional_type: str = ""
    most: int = 1
    doubts: tuple[str, ...] = ()


def describe(instance: Instance, limits: Limits) -> Described:
    """Read the header of a segmentation.

    Raises
    ------
    HeaderError
        It is damaged, or has no segmentation type that is known.
    LimitError
        It is larger, or names more segments, than `limits` allow.
    """
    assert instance.pixels is not None
    pixels_at = None if instance.pixels.dataset_offset else instance.pixels.offset

    root = read_tree(instance.path, _SEQUENCES, pixels_at, limits)
    header = root.header
    kind = header.text("SegmentationType").upper() or _type_by_class(instance)
    if kind not in {"BINARY", "FRACTIONAL", "LABELMAP"}:
        raise HeaderError(f"SegmentationType (0062,0001) is {kind or 'missing'}: not known")
    segments = _with_palette(segments_of(root, limits.segments), instance)
    frames = _frames(root, instance.pixels.number_of_frames)
    return Described(
        type=kind,
        segments=segments,
        frames=frames,
        references=_references(root, header, frames),
        fractional_type=header.text("SegmentationFractionalType"),
        most=_most(header) if kind == "FRACTIONAL" else 1,
        doubts=(*_doubts_of_fractions(header, kind), *doubts_of_segments(root)),
    )


def _type_by_class(instance: Instance) -> str:
    return "LABELMAP" if instance.sop_class_uid.endswith(".66.7") else ""


def _with_palette(segments: tuple[Segment, ...], instance: Instance) -> tuple[Segment, ...]:
    """Give segments that recommend no colour that of the palette, where a label map has one."""
    pixels = instance.pixels
    if pixels is None or pixels.format.photometric_interpretation != "PALETTE COLOR":
        return segments
    try:
        with lenient(), refusing_damage("the palette"):
            palette = palette_of(instance.dataset())
    except (PixelError, HeaderError):  # colours only: numbers say what is what
        return segments
    colours = palette.apply(np.array([segment.number for segment in segments])) / 255
    return tuple(
        segment if segment.colour else replace(segment, colour=tuple(colour.tolist()))
        for segment, colour in zip(segments, colours, strict=True)
    )


def _most(header: Header) -> int:
    most = header.integer("MaximumFractionalValue")
    return most if most and 0 < most <= 65535 else _WHOLE


def _doubts_of_fractions(header: Header, kind: str) -> Iterator[str]:
    """Tell of fractions that do not say which stored value is the whole."""
    most = header.integer("MaximumFractionalValue")
    if kind == "FRACTIONAL" and not (most and 0 < most <= 65535):
        found = "missing" if most is None else f"{most}, which cannot be"
        text = f"MaximumFractionalValue (0062,000E) is {found}"
        yield f"{text}: the stored value {_WHOLE} is taken for the whole"


def _references(root: Item, header: Header, frames: FrameTable) -> References:
    """Return the series the object names, the images named there and those of the frames."""
    series = [item.header.text("SeriesInstanceUID") for item in root.items(_SERIES)]
    images = (
        item.header.text("ReferencedSOPInstanceUID") for item in root.under(_SERIES, _INSTANCES)
    )
    return References(
        header.text("FrameOfReferenceUID"),
        tuple(dict.fromkeys(uid for uid in series if uid)),
        frozenset(uid for uid in images if uid) | {one[0] for one in frames.sources if one},
    )


def _frames(root: Item, count: int) -> FrameTable:
    shared = root.first(_SHARED) or Item({})
    own = root.items(_PER_FRAME)[:count]
    rows = [_row(item, shared) for item in own]
    rows += [_row(Item({}), shared)] * (count - len(rows))
    segments, positions, orientations, spacings, sources = zip(*rows, strict=True)
    return FrameTable(
        np.array(segments, dtype=np.int64),
        np.array(positions, dtype=np.float64),
        np.array(orientations, dtype=np.float64),
        np.array(spacings, dtype=np.float64),
        *_slice_spacings(shared, own),
        tuple(sources),
    )


_Row = tuple[int, tuple[float, ...], tuple[float, ...], tuple[float, ...], tuple[str, int] | None]


def _row(item: Item, shared: Item) -> _Row:
    number = _first(item, shared, _IDENTIFICATION).integer("ReferencedSegmentNumber")
    return (
        number or 0,
        _numbers(_first(item, shared, _POSITION), "ImagePositionPatient", 3),
        _numbers(_first(item, shared, _ORIENTATION), "ImageOrientationPatient", 6),
        _numbers(_first(item, shared, _MEASURES), "PixelSpacing", 2),
        next(_sources(item), None) or next(_sources(shared), None),
    )


def _first(item: Item, shared: Item, tag: int) -> Header:
    """Return a functional group of a frame: its own wins over the shared one."""
    found = item.first(tag) or shared.first(tag)
    return Header({}) if found is None else found.header


def _numbers(header: Header, keyword: str, count: int) -> tuple[float, ...]:
    return header.numbers(keyword, count) or (np.nan,) * count


def _sources(item: Item) -> Iterator[tuple[str, int]]:
    for source in item.under(_DERIVATION, _SOURCE):
        header = source.header
        uid = header.text("ReferencedSOPInstanceUID")
        if uid:
            yield uid, header.integer("ReferencedFrameNumber") or 0


def _slice_spacings(shared: Item, own: list[Item]) -> tuple[float | None, float | None]:
    header = _first(own[0] if own else Item({}), shared, _MEASURES)
    between, thickness = header.number("SpacingBetweenSlices"), header.positive("SliceThickness")
    return abs(between) if between else None, thickness[0] if thickness else None
