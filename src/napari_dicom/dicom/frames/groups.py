"""The functional groups of one frame (PS3.3 C.7.6.16): its own first, then the shared ones."""

from collections.abc import Sequence
from functools import cache

from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset

from napari_dicom.dicom.datasets import header_of
from napari_dicom.dicom.headers import Header


class Group:
    """One functional group: its sequences by keyword, each read once."""

    def __init__(self, dataset: Dataset | None) -> None:
        self._dataset = Dataset() if dataset is None else dataset
        self._headers: dict[str, Header] = {}

    def items(self, keyword: str) -> Sequence[Dataset]:
        """Return the items of a sequence, none where it is absent."""
        tag = _tag(keyword)
        held = self._dataset.keys()  # in the dataset itself, `in` takes ten times as long
        return self._dataset[tag].value or () if tag in held else ()

    def item(self, keyword: str, file: Header) -> Header | None:
        """Return the header values of a sequence's first item, None where there is none."""
        if keyword not in self._headers:
            items = self.items(keyword)
            if not items:
                return None
            found = header_of(items[0], file.little_endian)
            found.malformed = file.malformed  # what cannot be read in a group is the file's
            found.mended = file.mended
            self._headers[keyword] = found
        return self._headers[keyword]


class Groups:
    """The functional groups of one frame, and the header behind them."""

    def __init__(self, own: Group, shared: Group, header: Header) -> None:
        self._own = own
        self._shared = shared
        self.header = header

    def has_its_own(self, keyword: str) -> bool:
        """Tell whether the frame's own groups have a sequence."""
        return bool(self._own.items(keyword))

    def items(self, keyword: str) -> Sequence[Dataset]:
        """Return the items of a functional group sequence of this frame."""
        return self._own.items(keyword) or self._shared.items(keyword)

    def item(self, keyword: str) -> Header:
        """Return the first item of a functional group sequence as header values, maybe empty."""
        found = self._own.item(keyword, self.header) or self._shared.item(keyword, self.header)
        return found or Header({})


@cache
def _tag(keyword: str) -> int:
    tag = tag_for_keyword(keyword)
    assert tag is not None
    return tag
