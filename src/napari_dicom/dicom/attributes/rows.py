"""A file's header as a tree of rows to show: sections, elements, sequences and their items.

Follows the data set as it lies in the file (PS3.5 section 7); names come from PS3.6 and, for
private elements, from pydicom's dictionary of private creators.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pydicom.charset import convert_encodings
from pydicom.datadict import (
    dictionary_has_tag,
    dictionary_VR,
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
    value_numbers,
    value_text,
)

HIDDEN = "(hidden)"
"""What is shown for a value that may identify the patient."""

_MOST_ITEMS = 100
_DEEPEST = 12
_BROKEN = (ValueError, TypeError, LookupError, OSError, EOFError, AttributeError, struct.error)
"""What pydicom raises where a sequence is damaged."""

_SECTIONS = {
    0x0002: "File meta information",
    0x0008: "Identification",
    0x0010: "Patient",
    0x0012: "Clinical trial",
    0x0018: "Acquisition",
    0x0020: "Position and order",
    0x0028: "Image and pixels",
    0x0032: "Study",
    0x0038: "Visit",
    0x0040: "Procedure",
    0x0054: "Nuclear medicine and PET",
    0x0088: "Storage",
    0x2050: "Presentation",
    0x3004: "Dose",
    0x5200: "Functional groups",
}
_PER_FRAME = 0x52009230


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a header's tree.

    Parameters
    ----------
    path
        Tags and item numbers from the root, ``"(0008,1140)[1]"`` for the first item; unique.
    tag
        None for a section or a sequence item.
    name
        Keyword, a private element's description, or what the section or item is called.
    vr
        Value representation.
    value
        Text of the value, units left out; of a sequence, how many items.
    unit
        Unit of the value, ``""`` where it has none.
    confidential
        Whether the value may identify the patient.
    """

    path: tuple[str, ...]
    tag: int | None
    name: str
    vr: str = ""
    value: str = ""
    unit: str = ""
    confidential: bool = False
    children: "tuple[Row, ...]" = ()

    @property
    def tag_text(self) -> str:
        """(gggg,eeee), ``""`` for a section or an item."""
        return "" if self.tag is None else tag_text(self.tag)

    def brief(self, reveal: bool = False) -> str:
        """Return what `shown` does: numbers with at most 6 digits, UIDs by their names alone."""
        if self.vr == "UI" and not self.confidential:
            return self.value.split("  ")[0]
        numbers = value_numbers(self.value, "DS") if self.vr in {"DS", "FD", "FL"} else None
        if numbers is None or (self.confidential and not reveal):
            return self.shown(reveal)
        text = " \\ ".join(f"{number:.6g}" for number in numbers)
        return f"{text} {self.unit}".rstrip()

    def shown(self, reveal: bool = False) -> str:
        """Return the value with its unit, or that it is hidden."""
        if self.confidential and not reveal:
            return HIDDEN
        return f"{self.value} {self.unit}" if self.unit and self.value else self.value


def header_rows(dataset: Dataset, frame_number: int | None = None) -> tuple[Row, ...]:
    """Return the tree of a header: the frame's own functional groups first, then by group.

    Parameters
    ----------
    dataset
        As `Instance.dataset` reads it.
    frame_number
        1-based; of a multi-frame object, the frame whose functional groups are shown.
    """
    meta = getattr(dataset, "file_meta", None) or Dataset()
    rows = (*element_rows(meta), *element_rows(dataset, frame_number=frame_number))
    sections: dict[int, list[Row]] = {}
    for row in rows:
        if row.tag is not None:
            sections.setdefault(row.tag >> 16, []).append(row)
    found = [_section(group, members) for group, members in sections.items()]
    return (*_frame_section(rows, frame_number), *found)


def element_rows(
    dataset: Dataset,
    path: tuple[str, ...] = (),
    encodings: Sequence[str] = ("iso8859",),
    frame_number: int | None = None,
) -> tuple[Row, ...]:
    """Return one row for each element of a data set or sequence item, sequences with theirs."""
    reader = _Elements(dataset, path, encodings, frame_number)
    return tuple(reader.row(element) for element in dataset.values())


def flat_rows(rows: Iterable[Row]) -> Iterator[Row]:
    """Return all rows of a tree, parents before children."""
    for row in rows:
        yield row
        yield from flat_rows(row.children)


class _Elements:
    """Turns the elements of one data set into rows."""

    def __init__(
        self,
        dataset: Dataset,
        path: tuple[str, ...],
        encodings: Sequence[str],
        frame_number: int | None,
    ) -> None:
        self._dataset = dataset
        self._frame_number = frame_number
        self._path = path
        self._encodings = _encodings(dataset) or encodings
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
            return value_text(value, vr, little, self._encodings)
        text = value if isinstance(value, str) else str(value)
        return value_text(text.encode("latin-1", "replace"), vr if vr == "UI" else "LT")

    def _vr(self, element: RawDataElement | DataElement) -> str:
        vr, tag = element.VR or "UN", int(element.tag)
        if vr == "UN":
            vr = self._dictionary_vr(tag)
        if vr in {"US or SS", "US or SS or OW", "US or OW"}:
            signed = self._dataset.get_item(BaseTag(0x00280103))
            return "SS" if signed is not None and signed.value == b"\1\0" else "US"
        return "OW" if vr == "OB or OW" else vr

    def _dictionary_vr(self, tag: int) -> str:
        if tag >> 16 & 1:
            if 0x10 <= tag & 0xFFFF <= 0xFF:
                return "LO"
            try:
                return private_dictionary_VR(tag, self._creator(tag))
            except KeyError:
                return "UN"
        return dictionary_VR(tag) if dictionary_has_tag(tag) else "UN"

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
        of_frames = tag == _PER_FRAME and self._frame_number is not None
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
        rows = element_rows(item, inner, self._encodings)
        return Row(inner, None, f"Item {number}", children=rows)


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


def _section(group: int, rows: list[Row]) -> Row:
    name = "Private" if group & 1 else _SECTIONS.get(group, "Further elements")
    creators = [row.value for row in rows if row.name == "private creator" and row.value]
    count = f"{len(rows)} element{'' if len(rows) == 1 else 's'}"
    suffix = f" {', '.join(creators)}" if creators else ""
    title = f"{name} ({group:04X}){suffix}"
    return Row((f"{group:04X}",), None, title, value=count, children=tuple(rows))


def _frame_section(rows: Sequence[Row], frame_number: int | None) -> list[Row]:
    """Return the functional groups of one frame, on top; nothing for a classic file."""
    own = next((row for row in rows if row.tag == _PER_FRAME), None)
    if own is None or not own.children or frame_number is None:
        return []
    frames = own.value.split()[0]
    return [
        Row(
            (f"frame {frame_number}",),
            None,
            f"Frame {frame_number} of {frames}",
            value="",
            children=own.children[0].children,
        )
    ]
