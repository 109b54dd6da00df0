"""The items of nested sequences by pydicom, where the walk over bytes does not answer."""

from pathlib import Path

from pydicom.dataset import Dataset

from napari_dicom.dicom.datasets.dataset import dataset_at, header_of
from napari_dicom.dicom.errors import HeaderError
from napari_dicom.dicom.headers import ELEMENTS, PIXEL_TAGS, Item, lenient, refusing_damage

_CHARACTER_SET = ELEMENTS["SpecificCharacterSet"][0]


def items_at(path: Path, wanted: frozenset[int]) -> Item:
    """Return the data set of a file as a tree, with the sequences that are wanted.

    Raises
    ------
    HeaderError
        It is damaged.
    """
    with lenient(), refusing_damage("what describes it"):
        dataset = dataset_at(path)
        try:
            return _of_dataset(dataset, wanted, b"")
        except OSError as error:  # pydicom's of what is in memory, and no disk's
            raise HeaderError("what describes it is damaged (it ends too early)") from error


def _of_dataset(dataset: Dataset, wanted: frozenset[int], charset: bytes) -> Item:
    """Return the tree that pydicom has read."""
    header = header_of(dataset)
    values = dict(header.raw)
    charset = values.setdefault(_CHARACTER_SET, charset)
    found = Item(values, header.little_endian)
    for tag in sorted(wanted & {int(key) for key in dataset._dict} - PIXEL_TAGS):
        below = dataset[tag].value or ()
        found.sequences[tag] = [_of_dataset(one, wanted, charset) for one in below]
        values[tag] = b""
    return found
