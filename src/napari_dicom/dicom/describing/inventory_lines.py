"""An inventory for people: a block of lines for each volume, none wider than a terminal."""

import textwrap
from collections.abc import Iterable, Iterator
from itertools import groupby

from napari_dicom.dicom.describing.inventory import (
    CodingRow,
    Inventory,
    ObjectRow,
    VolumeRow,
)
from napari_dicom.dicom.note import Skipped
from napari_dicom.dicom.text import plain_text

WIDTH = 80
"""Columns of a terminal."""

_INDENT = "    "
_NAMES = 5
"""Files named for one reason why they were not opened."""


def inventory_text(inventory: Inventory) -> str:
    """Return the volumes with their notes, other objects, then what is not opened, and why."""
    lines = [line for row in inventory.volumes for line in _volume_lines(row)]
    lines = lines or ["No image was found."]
    if inventory.objects:
        objects = (line for row in inventory.objects for line in _object_lines(row))
        lines += ["", f"Besides: {len(inventory.objects)}", *objects]
    if inventory.skipped:
        lines += ["", f"Not opened: {len(inventory.skipped)}", *_reasons(inventory.skipped)]
    return "\n".join(lines) + "\n"


def _volume_lines(row: VolumeRow) -> Iterator[str]:
    yield from textwrap.wrap(row.name, WIDTH)
    files = "1 file" if row.files == 1 else f"{row.files} files"
    yield from _indented(f"{_size(row)}, {_spacing(row)}; {files}")
    codings = dict.fromkeys(_coding(coding) for coding in row.codings)
    yield from (line for text in codings for line in _indented(text))
    for text in _remarks(row):
        yield from _indented(text)


def _size(row: VolumeRow) -> str:
    planes = [str(row.slices)] if row.slices > 1 else []
    steps = [f"{count} {label}" for label, count in row.steps.items()]
    return " x ".join([str(row.columns), str(row.rows), *planes, *steps])


def _spacing(row: VolumeRow) -> str:
    if row.pixel_spacing is None:
        return "spacing unknown"
    between_rows, between_columns = row.pixel_spacing
    sizes = [between_columns, between_rows, *([row.slice_spacing] if row.slice_spacing else [])]
    source = f" (slices by {row.slice_spacing_source})" if row.slice_spacing else ""
    return " x ".join(f"{size:.4g}" for size in sizes) + f" mm{source}"


def _coding(coding: CodingRow) -> str:
    bits = f"{coding.bits_stored} of {coding.bits_allocated} bits"
    return f"{coding.transfer_syntax}, {bits}, decoder {_decoder(coding)}"


def _decoder(coding: CodingRow) -> str:
    return coding.decoder if coding.ready else "MISSING"


def _remarks(row: VolumeRow) -> list[str]:
    missing = [coding.message for coding in row.codings if not coding.ready]
    notes = [f"{note['severity']}: {note['message']} [{note['code']}]" for note in row.notes]
    return [*missing, *notes]


def _object_lines(row: ObjectRow) -> list[str]:
    holds = ", ".join((*row.holds, *([f"of {row.refers_to}"] if row.refers_to else [])))
    words = f"{row.shown}; {holds}" if holds else row.shown
    return _indented(f"{row.name}: {words} ({_named(row.files)})")


def _reasons(skipped: Iterable[Skipped]) -> list[str]:
    """Return what is not opened by reason, naming some of the files it holds for."""
    lines = []
    for reason, group in groupby(sorted(skipped, key=_by_reason), key=lambda one: one.reason):
        lines += _indented(f"{reason}: {_named([plain_text(one.path.name) for one in group])}")
    return lines


def _named(names: tuple[str, ...] | list[str]) -> str:
    more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    return f"{', '.join(names[:_NAMES])}{more}"


def _by_reason(skipped: Skipped) -> tuple[str, str]:
    return skipped.reason, str(skipped.path)


def _indented(text: str) -> list[str]:
    """Return a text in lines below a heading; a long word, a UID or a file's name, stays whole."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=_INDENT,
        subsequent_indent=f"{_INDENT}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
