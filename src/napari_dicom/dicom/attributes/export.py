"""A header as a file or as text on the clipboard: CSV, JSON (PS3.18 annex F), plain text.

What may identify the patient is left out unless asked for.
"""

import csv
import io
import json
import warnings
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from pydicom.dataset import Dataset

from napari_dicom.dicom.attributes.confidential import is_confidential
from napari_dicom.dicom.attributes.element_text import value_numbers
from napari_dicom.dicom.attributes.row import Row

_UNREADABLE = (ValueError, TypeError, LookupError, OverflowError, AttributeError, OSError)


_FORMULA = {"=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"}
"""What formulas start with, in full width too."""
_LEADING = {"\t", "\n"}
"""What some spreadsheets drop, with what follows becoming the start of a cell, or of another."""
_ENDS = {"\t", "\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"}
"""What ends a cell of pasted text, or a line."""
_BLANK = " \t\n\0\u00a0\u3000"


class ExportFormat(StrEnum):
    """How a header is written, named by the file's suffix."""

    CSV = "csv"
    JSON = "json"
    TEXT = "txt"


def rows_as_text(rows: Sequence[Row], reveal: bool = False, depth: int = 0) -> str:
    """Return a tree of rows as indented lines: tag, keyword, VR, value."""
    lines = []
    for row in rows:
        parts = (row.tag_text, row.name, row.vr, row.shown(reveal))
        lines.append("    " * depth + "  ".join(part for part in parts if part))
        if row.children:
            lines.append(rows_as_text(row.children, reveal, depth + 1))
    return "\n".join(lines)


def rows_as_csv(rows: Sequence[Row], reveal: bool = False) -> str:
    """Return the elements of a tree as CSV: path, tag, keyword, VR, value, unit.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(("path", "tag", "keyword", "vr", "value", "unit"))
    _write_csv(writer, rows, reveal)
    return buffer.getvalue()


def lines_as_csv(lines: Iterable[Sequence[str]]) -> str:
    """Return lines of cells as CSV, none of them a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows(map(_not_a_formula, line) for line in lines)
    return buffer.getvalue()


def lines_as_text(lines: Iterable[Sequence[str]]) -> str:
    """Return lines of cells with tabs between them, as a table is pasted: none of them a formula.

    What would end a cell or a line becomes a blank.
    """
    return "\n".join("\t".join(map(_one_cell, line)) for line in lines)


def dataset_as_json(dataset: Dataset, reveal: bool = False) -> str:
    """Return a data set in the DICOM JSON model, without file meta information and pixels."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # values against the standard are exported as they are
        return json.dumps(_json(dataset, reveal), indent=1, ensure_ascii=False)


def _write_csv(writer: Any, rows: Sequence[Row], reveal: bool) -> None:  # Any: csv's writer
    for row in rows:
        if row.tag is not None:
            value = row.value if reveal or not row.confidential else row.shown()
            cells = (".".join(row.path), row.tag_text, row.name, row.vr, value, row.unit)
            writer.writerow(map(_not_a_formula, cells))
        _write_csv(writer, row.children, reveal)


def _one_cell(cell: str) -> str:
    """Return a cell that stays one when a table is pasted, and no formula."""
    return _not_a_formula("".join(" " if one in _ENDS else one for one in cell))


def _not_a_formula(cell: str) -> str:
    """Return a cell with an apostrophe where a spreadsheet would compute it, blanks left out."""
    cell = cell.replace("\r\n", "\n").replace("\r", "\n")  # csv leaves a return unquoted
    start = cell.lstrip(_BLANK)[:1]
    if start not in _FORMULA or value_numbers(cell, "DS") is not None:
        return f"'{cell}" if cell[:1] in _LEADING else cell
    return f"'{cell}"


def _json(dataset: Dataset, reveal: bool) -> dict[str, Any]:  # Any: JSON values
    found: dict[str, Any] = {}
    for tag in sorted(dataset.keys()):
        if tag & 0xFFFF == 0:
            continue  # group lengths are no part of the model
        try:
            element = dataset[tag]
            found[f"{tag:08X}"] = _json_element(element, reveal)
        except _UNREADABLE:
            found[f"{tag:08X}"] = {"vr": "UN"}
    return found


def _json_element(element: Any, reveal: bool) -> dict[str, Any]:  # Any: pydicom's element, JSON
    hidden = not reveal and is_confidential(int(element.tag), str(element.VR))
    if hidden:
        return {"vr": str(element.VR)}
    if element.VR == "SQ":
        items = [_json(item, reveal) for item in element.value or ()]
        return {"vr": "SQ", "Value": items} if items else {"vr": "SQ"}
    return dict(element.to_json_dict(None, 1024))
