"""The elements of a data set or of a sequence's item as rows, sequences with their items.

Follows the data set as it lies in the file (PS3.5 section 7); names come from PS3.6 and, for
private elements, from pydicom's dictionary of private creators.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pydicom.charset import convert_encodings
from pydicom.datadict import (
    keyword_for_tag,
    private_dictionary_description,
    private_dictionary_VR,
)
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import BaseTag

from napari_dicom.dicom.attributes.confidential import is_confidential
from napari_dicom.dicom.attributes.element_text import (
    UNITS,
    byte_count_text,
    tag_text,
    value_text,
)
from napari_dicom.dicom.attributes.row import Row
from napari_dicom.dicom.headers import dictionary_vr

PER_FRAME = 0x52009230
"""PerFrameFunctionalGroupsSequence."""

_PIXEL_REPRESENTATION = BaseTag(0x00280103)
_MOST_ITEMS = 100
_DEEPEST = 12
_BROKEN = (ValueError, TypeError, LookupError, OSError, EOFError, AttributeError, struct.error)
"""What pydicom raises where a sequence is damaged."""


@dataclass(frozen=True, slots=True)
class Inherited:
    """What the items of a sequence take from the data set around them.

    Parameters
    ----------
    encodings
        Python's names of the character sets in use (PS3.5 6.1.2.3).
    signed
        Whether values are signed whose VR PS3.6 leaves open (PS3.5 A.1).
    """

    encodings: Sequence[str] = ("iso8859",)
    signed: bool = False


def element_rows(
    dataset: Dataset,
    path: tuple[str, ...] = (),
    inherited: Inherited | None = None,
    frame_number: int | None = None,
) -> tuple[Row, ...]:
    """Return one row for each element of a data set or sequence item, sequences with theirs."""
    reader = _Elements(dataset, path, inherited or Inherited(), frame_number)
    return tuple(reader.row(element) for element in dataset.values())


class _Elements:
    """Turns the elements of one data set into rows."""

    def __init__(
        self,
        dataset: Dataset,
        path: tuple[str, ...],
        inherited: Inherited,
        frame_number: int | None,
    ) -> None:
        self._dataset = dataset
        self._frame_number = frame_number
        self._path = path
        self._own = Inherited(
            _encodings(dataset) or inherited.encodings, _is_signed(dataset, inherited.signed)
        )
        self._creators: dict[int, str] = {}

    def row(self, element: RawDataElement | DataElement) -> Row:
        """Return the row of one element."""
        tag, vr = int(element.tag), self._vr(element)
        path = (*self._path, tag_text(tag))
        if vr == "SQ":
            return self._sequence(element, path)
        keyword = keyword_for_tag(tag)
        return Row(
            path=path,
            tag=tag,
            name=keyword or self._private_name(tag),
            vr=vr,
            value=self._value(element, vr),
            unit=UNITS.get(keyword, ""),
            confidential=bool(element.value) and is_confidential(tag, vr) and not _is_binary(vr),
        )

    def _value(self, element: RawDataElement | DataElement, vr: str) -> str:
        value = element.value
        if value is None:
            length = getattr(element, "length", 0)
            return byte_count_text(length) if length else ""
        if isinstance(value, bytes):
            little = getattr(element, "is_little_endian", True)
            return value_text(value, vr, little, self._own.encodings)
        text = value if isinstance(value, str) else str(value)
        return value_text(text.encode("latin-1", "replace"), vr if vr == "UI" else "LT")

    def _vr(self, element: RawDataElement | DataElement) -> str:
        vr, tag = element.VR or "UN", int(element.tag)
        if vr == "UN":
            vr = self._dictionary_vr(tag)
        if vr in {"US or SS", "US or SS or OW", "US or OW"}:
            return "SS" if self._own.signed else "US"
        return "OW" if vr == "OB or OW" else vr

    def _dictionary_vr(self, tag: int) -> str:
        if not tag & 0xFFFF:
            return "UL"  # group lengths, private ones too
        if tag >> 16 & 1:
            if 0x10 <= tag & 0xFFFF <= 0xFF:
                return "LO"
            try:
                return private_dictionary_VR(tag, self._creator(tag))
            except KeyError:
                return "UN"
        return dictionary_vr(tag).decode() or "UN"

    def _creator(self, tag: int) -> str:
        """Return the private creator of a private element (PS3.5 7.8.1)."""
        block = tag & 0xFFFF0000 | (tag & 0xFFFF) >> 8
        if block not in self._creators:
            element = self._dataset.get_item(BaseTag(block))
            value = element.value if element is not None else b""
            text = value.decode("latin-1") if isinstance(value, bytes) else str(value or "")
            self._creators[block] = value_text(text.strip("\0 ").encode("latin-1", "replace"), "LO")
        return self._creators[block]

    def _private_name(self, tag: int) -> str:
        if not tag & 0xFFFF:
            return "group length"
        if not tag >> 16 & 1:
            return "unknown"
        if 0x10 <= tag & 0xFFFF <= 0xFF:
            return "private creator"
        creator = self._creator(tag) or "no creator"
        try:
            description = private_dictionary_description(tag, creator)
        except KeyError:
            return f"[{creator}]"
        return f"{description} [{creator}]"

    def _sequence(self, element: RawDataElement | DataElement, path: tuple[str, ...]) -> Row:
        tag = int(element.tag)
        name = keyword_for_tag(tag) or self._private_name(tag)
        row = Row(path, tag, name, "SQ")
        try:
            items = list(self._dataset[element.tag].value or ())
        except _BROKEN as error:
            return replace(row, value=f"cannot be read ({type(error).__name__})")
        text = f"{len(items)} item{'' if len(items) == 1 else 's'}"
        if len(path) >= 2 * _DEEPEST:
            return replace(row, value=f"{text}, nested too deeply to show")
        of_frames = tag == PER_FRAME and self._frame_number is not None
        first = (self._frame_number or 1) - 1 if of_frames else 0
        shown = items[first : first + (1 if of_frames else _MOST_ITEMS)]
        children = tuple(self._item(item, path, n) for n, item in enumerate(shown, first + 1))
        if is_confidential(tag, "SQ"):
            children = tuple(_all_confidential(child) for child in children)
        if len(shown) < len(items):
            text += f", {len(shown)} shown"
        return replace(row, value=text, children=children)

    def _item(self, item: Dataset, path: tuple[str, ...], number: int) -> Row:
        inner = (*path[:-1], f"{path[-1]}[{number}]")
        rows = element_rows(item, inner, self._own)
        return Row(inner, None, f"Item {number}", children=rows)


def _is_signed(dataset: Dataset, around: bool) -> bool:
    element = dataset.get_item(_PIXEL_REPRESENTATION)
    if element is None:
        return around
    value = element.value
    return any(value) if isinstance(value, bytes) else bool(value)


def _encodings(dataset: Dataset) -> list[str]:
    element = dataset.get_item(BaseTag(0x00080005))
    value = element.value if element is not None else None
    if isinstance(value, bytes):
        value = [part.strip() for part in value.decode("latin-1").strip("\0 ").split("\\")]
    return convert_encodings(value) if value else []


def _all_confidential(row: Row) -> Row:
    children = tuple(_all_confidential(child) for child in row.children)
    hides = bool(row.value) and bool((row.tag or 0) & 0xFFFF) and row.vr != "SQ"
    return replace(row, confidential=hides, children=children)


def _is_binary(vr: str) -> bool:
    return vr in {"OB", "OW", "OF", "OD", "OL", "OV"}
