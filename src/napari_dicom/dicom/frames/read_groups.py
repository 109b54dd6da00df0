"""Functional groups by pydicom: the truth, and where the walk over bytes does not answer."""

from collections.abc import Hashable, Sequence

from pydicom.dataset import Dataset

from napari_dicom.dicom.datasets import header_of
from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.frames.group_tags import tag_of
from napari_dicom.dicom.frames.groups import Groups, GroupTable
from napari_dicom.dicom.headers import Header


class ReadItem:
    """An item of a sequence that pydicom has read."""

    __slots__ = ("_below", "_dataset", "_header", "_little_endian")

    def __init__(self, dataset: Dataset, little_endian: bool) -> None:
        self._dataset = dataset
        self._little_endian = little_endian
        self._header: Header | None = None
        self._below: dict[str, tuple[ReadItem, ...]] = {}

    def __contains__(self, keyword: str) -> bool:
        return keyword in self._dataset

    @property
    def header(self) -> Header:
        """Its values of `ELEMENTS`: one header, made once."""
        if self._header is None:
            self._header = header_of(self._dataset, self._little_endian)
        return self._header

    def items(self, keyword: str) -> Sequence["ReadItem"]:
        """Return the items of a sequence, none where it is absent."""
        if keyword not in self._below:
            tag = tag_of(keyword)
            held = self._dataset.keys()  # in the dataset itself, `in` takes ten times as long
            below = self._dataset[tag].value or () if tag in held else ()
            self._below[keyword] = tuple(ReadItem(item, self._little_endian) for item in below)
        return self._below[keyword]

    def value(self, keyword: str) -> object:
        """Return the value of any element, None where it is absent."""
        assert self.header is not None  # made before pydicom converts what it is made of
        return self._dataset.get(keyword)

    def content(self, _keywords: frozenset[str]) -> Hashable:
        """Return None: whether groups are equal is not known."""
        return None

    def element(self, _tag: int) -> None:
        """Return None: how groups are written is not known."""


def read_groups(instance: Instance, count: int) -> GroupTable:
    """Read the functional groups of `count` frames with pydicom.

    Raises
    ------
    HeaderError
        They are damaged.
    """
    little_endian = instance.header.little_endian
    root = ReadItem(instance.dataset(), little_endian)
    nothing = ReadItem(Dataset(), little_endian)
    shared = next(iter(root.items("SharedFunctionalGroupsSequence")), nothing)
    per_frame = list(root.items("PerFrameFunctionalGroupsSequence"))[:count]
    groups = [Groups(own, shared, instance.header) for own in per_frame]
    groups += [
        Groups(nothing, shared, instance.header, is_described=False)
        for _ in range(len(per_frame), count)
    ]
    return GroupTable(root.items("DimensionIndexSequence"), groups)
