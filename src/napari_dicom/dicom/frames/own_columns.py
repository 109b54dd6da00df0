"""The content and the place of many frames at once, as columns: what one by one gives, or nothing.

Of groups that are written alike the values that are the same in all are read once, the others a
column at a time. Whatever may be doubtful, or means something else, is read one by one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import repeat
from typing import TypeVar

import numpy as np

from napari_dicom.dicom.frames.date_times import seconds_in_column
from napari_dicom.dicom.frames.frame import position_of
from napari_dicom.dicom.frames.group_tags import tag_of
from napari_dicom.dicom.frames.groups import Groups
from napari_dicom.dicom.frames.own_groups import (
    CONTENT,
    PLACE,
    TIMES,
    Content,
    Place,
    content_in,
    content_of,
    place_of,
    time_in,
)
from napari_dicom.dicom.headers import (
    ELEMENTS,
    Alike,
    Encoding,
    doubts_in,
    numbers_in,
    written_alike,
)

_INDICES, _TEMPORAL, _POSITION = (
    "DimensionIndexValues",
    "TemporalPositionIndex",
    "ImagePositionPatient",
)

_TIMES = frozenset(ELEMENTS[keyword][0] for keyword in TIMES)
_TEXTS = _TIMES | {ELEMENTS["StackID"][0]}
_COUNTS = frozenset(
    ELEMENTS[keyword][0] for keyword in (_INDICES, _TEMPORAL, "InStackPositionNumber")
)
"""What varies in the content of frames: texts, and whole numbers, of which lengths alone decide
whether they are doubtful."""

_PLACES = frozenset({ELEMENTS[_POSITION][0]})
_BETWEEN = ord("\\")

_Read = TypeVar("_Read", Content, Place)


def own_of(frames: Sequence[Groups], encoding: Encoding | None) -> Iterator[tuple[Content, Place]]:
    """Yield the content and the place of each of many frames.

    Parameters
    ----------
    encoding
        How their groups are written; None where that is not known.

    Raises
    ------
    OddBytesError, struct.error
        Their groups are left to pydicom.
    """
    contents = _in_columns(frames, CONTENT, encoding, _contents)
    places = _in_columns(frames, PLACE, encoding, _places)
    for groups, content, place in zip(frames, contents, places, strict=True):
        yield content or content_of(groups), place or place_of(groups)


def _in_columns(
    frames: Sequence[Groups],
    keyword: str,
    encoding: Encoding | None,
    read: Callable[[Alike], list[_Read]],
) -> list[_Read | None]:
    """Return what is read of a group of each frame; None where it is to be read by itself."""
    found: list[_Read | None] = [None] * len(frames)
    if encoding is None:
        return found
    tag = tag_of(keyword)
    elements = [groups.own_element(tag) for groups in frames]
    vr = b"SQ" if encoding.explicit else b""
    written = [content if own == vr else None for own, content in elements]
    for table in written_alike(written, vr, encoding):
        for number, value in zip(table.numbers.tolist(), read(table), strict=False):
            found[number] = value
    return found


def _contents(table: Alike) -> list[Content]:
    """Return the content of frames; empty where it is to be read one by one."""
    header, varying, count = table.item.header, table.varying, len(table.rows)
    first = content_in(header, doubts_in(header))
    if first.doubts or header.odd_vrs or not varying <= _TEXTS | _COUNTS:
        return []
    stack_ids: Sequence[str] = [first.stack_id] * count
    if ELEMENTS["StackID"][0] in varying:
        stack_ids = [one.text("StackID") for one in table.headers()]
    times = _times(table) if varying & _TIMES else repeat(first.time)
    temporal: Iterable[float | None] = repeat(first.temporal_position)
    indices: Iterable[tuple[float, ...] | None] = repeat(first.indices)
    if ELEMENTS[_TEMPORAL][0] in varying:
        temporal = table.binary(_TEMPORAL)[:, 0].tolist()
    if ELEMENTS[_INDICES][0] in varying:
        indices = map(tuple, table.binary(_INDICES).tolist())
    return list(map(Content, stack_ids, temporal, times, indices, repeat(())))


def _times(table: Alike) -> list[float | None]:
    """Return the time of each frame."""
    named = next(keyword for keyword in TIMES if keyword in table.item.header)
    found = seconds_in_column(table.bytes_of(named))
    return [time_in(header) for header in table.headers()] if found is None else [*found]


def _places(table: Alike) -> list[Place]:
    """Return the places of frames; empty where they are to be read one by one."""
    header, varying = table.item.header, table.varying
    if doubts_in(header) or header.odd_vrs or not varying <= _PLACES:
        return []
    if not varying:
        return [Place(position_of(header), ())] * len(table.rows)
    texts = table.bytes_of(_POSITION)
    if not ((texts == _BETWEEN).sum(axis=1) == 2).all():
        return []
    lines = np.pad(texts, ((0, 0), (0, 1)), constant_values=_BETWEEN).tobytes()[:-1]
    numbers = numbers_in(_POSITION, lines, header.written(_POSITION)[1])
    if not numbers:
        return []
    parts = iter(numbers)
    return list(map(Place, zip(parts, parts, parts, strict=True), repeat(())))
