"""Siemens CSA headers: private elements that hold elements of their own, values as text.

Image header (0029,xx10) and series header (0029,xx20). Version 2 starts with ``SV10``; version 1,
of scanners before 2004, has no mark but the number 77 behind the number of elements.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from napari_dicom.dicom.headers import lenient

if TYPE_CHECKING:
    from pydicom.dataset import Dataset
    from pydicom.tag import BaseTag

Csa = dict[str, tuple[str, ...]]

_BLOCK = (0x0029, "SIEMENS CSA HEADER")
_USUAL = ((0x0029, 0x1010), (0x0029, 0x1020))
_MARK = 77
_MOST_ELEMENTS, _MOST_ITEMS = 1024, 4096


@lenient()
def csa_values(dataset: Dataset) -> Csa:
    """Read the Siemens CSA headers (0029,xx10) and (0029,xx20): name -> values as text."""
    found: Csa = {}
    for tag in _tags(dataset):
        element = dataset.get(tag)
        if element is not None and isinstance(element.value, bytes):
            found.update(_header(element.value))
    return found


def _tags(dataset: Dataset) -> list[tuple[int, int] | BaseTag]:
    """Return where the headers are: their private block may be any (PS3.5 7.8.1)."""
    try:
        block = dataset.private_block(*_BLOCK)
    except KeyError:
        return list(_USUAL)  # some copies have lost the private creator
    return [block.get_tag(element & 0xFF) for _, element in _USUAL]


def _header(data: bytes) -> Csa:
    """Read one CSA header; damaged ones give what can be read."""
    found: Csa = {}
    try:
        if data[:4] == b"SV10":
            _read_elements(data, 8, found, None)
        elif struct.unpack_from("<2I", data, 0)[1] == _MARK:
            _read_elements(data, 0, found, struct.unpack_from("<I", data, 8 + 76)[0])
    except struct.error:
        pass  # a cut header: what was read stands
    return found


def _read_elements(data: bytes, start: int, found: Csa, surplus: int | None) -> None:
    """Put the elements into `found`; `surplus` as in `_items`."""
    (count,) = struct.unpack_from("<I", data, start)
    offset = start + 8
    for _ in range(min(count, _MOST_ELEMENTS)):
        name = data[offset : offset + 64].split(b"\0")[0].decode("latin-1")
        (items,) = struct.unpack_from("<I", data, offset + 76)
        offset, found[name] = _items(data, offset + 84, items, surplus)


def _items(
    data: bytes, offset: int, count: int, surplus: int | None
) -> tuple[int, tuple[str, ...]]:
    """Return the offset behind the items of one element, and their texts.

    Parameters
    ----------
    surplus
        None where the second of four numbers is an item's length (version 2); in version 1 that is
        the first, less the number of items of the header's first element.
    """
    values = []
    for _ in range(min(count, _MOST_ITEMS)):
        numbers = struct.unpack_from("<4I", data, offset)
        length = numbers[1] if surplus is None else numbers[0] - surplus
        offset += 16
        if length < 0:
            break  # the items that follow are not there
        text = data[offset : offset + length].split(b"\0")[0].decode("latin-1").strip()
        if text:
            values.append(text)
        offset += (length + 3) // 4 * 4
    return offset, tuple(values)
