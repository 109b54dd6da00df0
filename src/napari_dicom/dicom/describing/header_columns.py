"""Chosen elements of the header of every plane of volumes, a row a plane: for spreadsheets.

What may identify the patient is hidden unless asked for. pydicom is imported by those who ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from napari_dicom.dicom.errors import HeaderError
from napari_dicom.dicom.files import Progress
from napari_dicom.dicom.frames import Frame
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.volumes import Volume

if TYPE_CHECKING:
    from napari_dicom.dicom.attributes import Row

_FIXED = ("Series", "Plane", "File", "Frame")
_TAG = re.compile(r"\(?([0-9A-Fa-f]{4}),?([0-9A-Fa-f]{4})\)?")
_OWN = "(5200,9230)"
"""The per-frame functional groups."""

_UNREADABLE = "(cannot be read)"


class UnknownKeywordError(HeaderError):
    """There is no element of that keyword."""


@dataclass(frozen=True, slots=True)
class PlaneTable:
    """Elements of planes as text.

    Parameters
    ----------
    columns
        Series, plane (counted from 1 within it), file, frame, then what was asked for.
    rows
        Of all planes in the order of their volumes; ``""`` where an element is absent.
    hidden
        Columns in which a value is hidden, for it may identify the patient.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    hidden: tuple[str, ...]


def tags_of(keywords: Iterable[str]) -> dict[str, int]:
    """Return the tag of each keyword; tags themselves are taken as well: ``0018,0050``.

    Raises
    ------
    UnknownKeywordError
        There is none; those that read like it are named.
    """
    from pydicom.datadict import keyword_for_tag, tag_for_keyword  # 0.2 s

    found = {}
    for keyword in keywords:
        written = _TAG.fullmatch(keyword)
        tag = int(written[1] + written[2], 16) if written else tag_for_keyword(keyword)
        if tag is None:
            raise UnknownKeywordError(_no_such(keyword))
        found[keyword_for_tag(tag) or keyword] = tag
    return found


def plane_table(
    volumes: Iterable[Volume],
    keywords: Iterable[str],
    *,
    reveal: bool = False,
    progress: Progress | None = None,
) -> PlaneTable:
    """Read elements of the header of every plane that was acquired.

    A frame's functional groups come first, then what stands outermost in the file.

    Parameters
    ----------
    keywords
        Or tags.
    reveal
        Show what may identify the patient.
    progress
        Called as headers are read; may raise to cancel.

    Raises
    ------
    UnknownKeywordError
        There is no such element.
    """
    tags = tags_of(keywords)
    rows, hidden = [], dict.fromkeys(tags, False)
    for volume in volumes:
        for number, (frame, found) in enumerate(_headers(volume, progress), 1):
            picked = {name: _pick(found, tag) for name, tag in tags.items()}
            for name, row in picked.items():
                hidden[name] |= row is not None and row.confidential and not reveal
            file = plain_text(frame.instance.path.name)
            fixed = (volume.name, str(number), file, str(frame.number))
            rows.append((*fixed, *(_text(row, found, reveal) for row in picked.values())))
    columns = (*_FIXED, *tags)
    return PlaneTable(columns, tuple(rows), tuple(name for name in tags if hidden[name]))


def _no_such(keyword: str) -> str:
    from pydicom.datadict import keyword_dict  # 0.2 s

    near = get_close_matches(keyword, keyword_dict, 3, 0.5)
    hint = f"; did you mean {', '.join(near)}?" if near else ""
    return f"{plain_text(keyword)} is no keyword of a DICOM element{hint}"


def _headers(
    volume: Volume, progress: Progress | None
) -> Iterator[tuple[Frame, Sequence[Row] | None]]:
    """Yield each frame with the elements of its header; None where its file cannot be read."""
    from napari_dicom.dicom.attributes import header_rows, value_rows  # 0.2 s

    instance, dataset = None, None
    for done, frame in enumerate(volume.acquired):
        if progress is not None:
            progress(f"Headers of {volume.name}", done, len(volume.acquired))
        if frame.instance is not instance:
            instance = frame.instance
            try:
                dataset = instance.dataset()
            except (HeaderError, OSError):
                dataset = None
        yield frame, None if dataset is None else value_rows(header_rows(dataset, frame.number))


def _pick(rows: Sequence[Row] | None, tag: int) -> Row | None:
    """Return the row of a tag: the frame's own, else the outermost."""
    found = [row for row in rows or () if row.tag == tag]
    return min(found, key=lambda row: (row.path[0] != _OWN, len(row.path)), default=None)


def _text(row: Row | None, rows: Sequence[Row] | None, reveal: bool) -> str:
    """Return a value as the file has it, UIDs without the names they stand for."""
    if rows is None:
        return _UNREADABLE
    if row is None:
        return ""
    if row.confidential and not reveal:
        return row.shown()
    parts = row.value.split(" \\ ")
    return " \\ ".join(part.rpartition("  ")[2] if row.vr == "UI" else part for part in parts)
