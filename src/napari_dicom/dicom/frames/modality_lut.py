"""The Modality LUT Sequence (0028,3000): a table of values for stored ones (PS3.3 C.11.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.errors import HeaderError, LimitError
from napari_dicom.dicom.headers import lenient, refusing_damage

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from napari_dicom.dicom.files import Instance


@dataclass(frozen=True, slots=True, eq=False)
class ModalityTable:
    """A modality lookup table: stored value `first` gives ``values[0]``.

    Parameters
    ----------
    unit
        Modality LUT Type (0028,3004): ``"HU"``, ``"OD"`` ...; None where it is not specified.
    """

    first: int
    values: NDArray[np.uint16]
    unit: str | None

    def apply(self, stored: NDArray[Any]) -> NDArray[np.uint16]:
        """Return the table's value for each stored value; beyond its ends the end value."""
        last = len(self.values) - 1
        index = np.clip(stored.astype(np.int64) - self.first, 0, last)
        return self.values[index]


@lenient()
def modality_table(dataset: Dataset, signed: bool) -> ModalityTable | None:
    """Read the Modality LUT Sequence (0028,3000); None where it is damaged.

    Parameters
    ----------
    signed
        Whether stored values are: then the first one of the table is.
    """
    try:
        with refusing_damage("the modality LUT"):
            return _read_table(dataset, signed)
    except HeaderError:
        return None


def table_unit(instance: Instance) -> str | None:
    """Return the unit of what the table of a file gives; None where it is damaged."""
    if instance.pixels is None:
        return None
    try:
        table = modality_table(instance.dataset(), instance.pixels.format.is_signed)
    except (HeaderError, LimitError, OSError):  # gone, or changed since it was scanned
        return None
    return None if table is None else table.unit


def _read_table(dataset: Dataset, signed: bool) -> ModalityTable | None:
    items = dataset.get("ModalityLUTSequence")
    found = read_entries(dataset, items[0]) if items else None
    if found is None:
        return None
    first, values = found
    kind = str(items[0].get("ModalityLUTType", "")).upper()
    unit = None if kind in {"", "US"} else kind
    return ModalityTable(_first(first, signed), values, unit)


def read_entries(dataset: Dataset, item: Dataset) -> tuple[int, NDArray[np.uint16]] | None:
    """Return the first number and the entries of a table of a data set; None where it is damaged.

    The first number is as it is written: unsigned in many files whose values are signed.
    """
    descriptor, data = item.get("LUTDescriptor"), item.get("LUTData")
    if descriptor is None or data is None or len(descriptor) != 3:
        return None
    count = int(descriptor[0]) or 65536
    values = _values(dataset, data, count, int(descriptor[2]))
    if len(values) < count:
        return None  # which values the others would have, nobody knows
    return int(descriptor[1]), values[:count]


def _first(number: int, signed: bool) -> int:
    """Return the first stored value, of the sign of the pixels whatever its own VR is."""
    return (number + 0x8000) % 0x10000 - 0x8000 if signed else number % 0x10000


def _values(dataset: Dataset, data: Any, count: int, bits: int) -> NDArray[np.uint16]:
    """Return the entries: 16 bits each, or 8, two to a word or one."""
    if not isinstance(data, bytes):
        return np.atleast_1d(np.asarray(data)).astype(np.uint16)
    packed = bits <= 8 and len(data) in {count, count + count % 2}
    order = "<" if dataset.original_encoding[1] is not False else ">"
    whole = data if packed else data[: len(data) // 2 * 2]
    return np.frombuffer(whole, "u1" if packed else f"{order}u2").astype(np.uint16)
