"""The dimensions that an enhanced object says its frames are ordered along (PS3.3 C.7.6.17).

A Dimension Index Pointer (0020,9165) names the element that sets the frames apart: where a
frame's groups hold it its value is taken, which says more than the index.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydicom.datadict import keyword_for_tag
from pydicom.dataset import Dataset

from napari_dicom.dicom.frames.coordinates import INDEX, VALUE
from napari_dicom.dicom.frames.groups import Groups
from napari_dicom.dicom.headers import Header
from napari_dicom.dicom.text import plain_text

_PLACES = frozenset({"StackID", "InStackPositionNumber", "ImagePositionPatient"})
"""What orders the slices of a stack: no further dimension."""

_LONGEST = 64
"""Characters of a value."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension: the tag its index points to, its keyword, and the group it is in."""

    tag: int
    keyword: str
    group: str


def dimensions_of(dataset: Dataset) -> list[Dimension]:
    """Return the dimensions in their order; of what is damaged the keywords are empty."""
    return [_dimension(item) for item in dataset.get("DimensionIndexSequence") or []]


def index_coordinates(
    groups: Groups,
    content: Header,
    dimensions: Sequence[Dimension],
    known: Mapping[str, object],
) -> dict[str, object]:
    """Return a frame's index along each dimension, and the value behind it.

    Parameters
    ----------
    content
        The frame's Frame Content Sequence (0020,9111).
    known
        Coordinates that are found already: they win.
    """
    indices = content.numbers("DimensionIndexValues")
    if indices is None or len(indices) != len(dimensions):
        return {}
    found: dict[str, object] = {}
    for dimension, index in zip(dimensions, indices, strict=True):
        value = _value(groups, dimension)
        if value is not None and known.get(dimension.keyword) is None:
            found[f"{VALUE}{dimension.keyword}"] = value
        found[f"{INDEX}{dimension.tag:08X}"] = index
    return found


def _dimension(item: Dataset) -> Dimension:
    tag, group = item.get("DimensionIndexPointer"), item.get("FunctionalGroupPointer")
    tag = tag if isinstance(tag, int) else 0
    keyword = keyword_for_tag(tag)
    return Dimension(tag, keyword, keyword_for_tag(group) if isinstance(group, int) else "")


def _value(groups: Groups, dimension: Dimension) -> float | str | None:
    """Return the element a dimension points to, where it is one number or one word."""
    if not dimension.keyword or not dimension.group or dimension.keyword in _PLACES:
        return None
    items = groups.items(dimension.group)
    value = items[0].get(dimension.keyword) if items else None
    if isinstance(value, str):
        return plain_text(value, _LONGEST)
    return float(value) if isinstance(value, int | float) else None
