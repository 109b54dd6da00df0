"""The dimensions that an enhanced object says its frames are ordered along (PS3.3 C.7.6.17).

A Dimension Index Pointer (0020,9165) names the element that sets the frames apart: where a
frame's groups hold it its value is taken, which says more than the index.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from napari_dicom.dicom.frames.coordinates import INDEX, VALUE
from napari_dicom.dicom.frames.frame_look import LOOK_GROUPS
from napari_dicom.dicom.frames.group_tags import keyword_of
from napari_dicom.dicom.frames.groups import GroupItem, Groups
from napari_dicom.dicom.text import plain_text

_PLACES = frozenset({"StackID", "InStackPositionNumber", "ImagePositionPatient"})
"""What orders the slices of a stack: no further dimension."""

_LONGEST = 64
"""Characters of a value."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension: the keyword of what its index points to, the group that is in, and keys.

    Parameters
    ----------
    keyword
        ``""`` where there is none, or it is but the order of slices.
    index_key, value_key
        Of the coordinates of a frame.
    """

    keyword: str
    group: str
    index_key: str
    value_key: str


def dimensions_of(items: Iterable[GroupItem]) -> list[Dimension]:
    """Return the dimensions in their order; of what is damaged the keywords are empty."""
    return [_dimension(item) for item in items]


def index_coordinates(
    groups: Groups,
    indices: Sequence[float] | None,
    dimensions: Sequence[Dimension],
    known: Mapping[str, object],
    kept: dict[str, float | str | None],
) -> dict[str, object]:
    """Return a frame's index along each dimension, and the value behind it.

    Parameters
    ----------
    indices
        The frame's Dimension Index Values (0020,9157).
    known
        Coordinates that are found already: they win.
    kept
        Values of `LOOK_GROUPS` by their keys: those of a frame whose groups are the same.
    """
    if indices is None or len(indices) != len(dimensions):
        return {}
    found: dict[str, object] = {}
    for dimension, index in zip(dimensions, indices, strict=True):
        if dimension.keyword and known.get(dimension.keyword) is None:
            value = _value(groups, dimension, kept)
            if value is not None:
                found[dimension.value_key] = value
        found[dimension.index_key] = index
    return found


def _dimension(item: GroupItem) -> Dimension:
    tag, group = item.value("DimensionIndexPointer"), item.value("FunctionalGroupPointer")
    tag = tag if isinstance(tag, int) else 0
    keyword, group_keyword = keyword_of(tag), keyword_of(group) if isinstance(group, int) else ""
    if not group_keyword or keyword in _PLACES:
        keyword = ""
    return Dimension(keyword, group_keyword, f"{INDEX}{tag:08X}", f"{VALUE}{keyword}")


def _value(
    groups: Groups, dimension: Dimension, kept: dict[str, float | str | None]
) -> float | str | None:
    """Return the element a dimension points to, where it is one number or one word."""
    if dimension.group not in LOOK_GROUPS:
        return _read(groups, dimension)
    key = f"{dimension.group} {dimension.keyword}"
    if key not in kept:
        kept[key] = _read(groups, dimension)
    return kept[key]


def _read(groups: Groups, dimension: Dimension) -> float | str | None:
    items = groups.items(dimension.group)
    value = items[0].value(dimension.keyword) if items else None
    if isinstance(value, str):
        return plain_text(value, _LONGEST)
    return float(value) if isinstance(value, int | float) else None
