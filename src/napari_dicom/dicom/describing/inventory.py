"""What paths hold, as a table for people or as JSON: by headers alone, without patient data."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import groupby

from napari_dicom.dicom.contents import Content, Contents, file_names, scan
from napari_dicom.dicom.describing.coding import Coding, codings_of
from napari_dicom.dicom.describing.object_card import Names, reference_words, series_names
from napari_dicom.dicom.files import PathLike
from napari_dicom.dicom.note import Skipped
from napari_dicom.dicom.stacks import Geometry
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.volumes import Volume

_COLUMNS = ("Series", "Size", "Spacing, mm", "from", "Transfer syntax", "Bits", "Decoder")
_NAMES = 5
"""Files named for one reason why they were not opened."""


@dataclass(frozen=True, slots=True)
class CodingRow:
    """How some of a volume's pixels are coded, and whether they can be read here."""

    transfer_syntax_uid: str
    transfer_syntax: str
    bits_allocated: int
    bits_stored: int
    ready: bool
    decoder: str
    message: str


@dataclass(frozen=True, slots=True)
class VolumeRow:
    """One volume; all fields are JSON values.

    Parameters
    ----------
    modality, series_number, description, part
        ``part`` sets volumes of one series apart.
    columns, rows, slices, steps
        ``steps`` counts along the leading axes, time for instance, by their labels.
    pixel_spacing
        mm between rows, between columns; None where the files do not tell.
    slice_spacing, slice_spacing_source
        mm from slice to slice, and the keyword of the element it comes from.
    """

    modality: str
    series_number: int | None
    description: str
    part: str
    columns: int
    rows: int
    slices: int
    steps: dict[str, int]
    files: int
    pixel_spacing: tuple[float, float] | None
    slice_spacing: float | None
    slice_spacing_source: str
    codings: tuple[CodingRow, ...]
    notes: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class ObjectRow:
    """One object that is no volume; all fields are JSON values.

    Parameters
    ----------
    kind
        What it is, in words.
    holds
        What is in it, counted: ``"3 segments"``.
    refers_to
        The series it refers to, by name where they are among the paths.
    shown
        How it is shown, or why not.
    files
        Names of its files.
    """

    kind: str
    name: str
    holds: tuple[str, ...]
    refers_to: str
    shown: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inventory:
    """What would open among some paths, what is there besides, and what is neither, and why."""

    volumes: tuple[VolumeRow, ...]
    skipped: tuple[Skipped, ...]
    objects: tuple[ObjectRow, ...] = ()

    def as_json(self) -> str:
        """Return everything as JSON."""
        skipped = [
            {"path": str(one.path), "reason": one.reason, "code": one.code} for one in self.skipped
        ]
        volumes = [asdict(row) for row in self.volumes]
        objects = [asdict(row) for row in self.objects]
        found = {"volumes": volumes, "objects": objects, "skipped": skipped}
        return json.dumps(found, indent=2) + "\n"

    def as_text(self) -> str:
        """Return a table of volumes with their notes, other objects, then what is not opened."""
        lines = _table(self.volumes) if self.volumes else ["No image was found."]
        if self.objects:
            lines += ["", f"Besides: {len(self.objects)}", *map(_object_line, self.objects)]
        if self.skipped:
            lines += ["", f"Not opened: {len(self.skipped)}", *_reasons(self.skipped)]
        return "\n".join(lines) + "\n"


def inventory_of(paths: PathLike | Iterable[PathLike]) -> Inventory:
    """Look at the headers of files and folders and return what would open."""
    contents: Contents = scan(paths)
    names = series_names(contents)
    return Inventory(
        tuple(_row(volume) for volume in contents.volumes),
        contents.skipped,
        tuple(_object_row(one, names) for one in contents.objects),
    )


def _object_row(content: Content, names: Names) -> ObjectRow:
    refers_to = reference_words(content, names)
    files = tuple(file_names(content))
    return ObjectRow(content.what, content.name, content.holds, refers_to, content.shown, files)


def _object_line(row: ObjectRow) -> str:
    holds = ", ".join((*row.holds, *([f"of {row.refers_to}"] if row.refers_to else [])))
    words = f"{row.shown}; {holds}" if holds else row.shown
    names = ", ".join(row.files[:_NAMES])
    more = f" and {len(row.files) - _NAMES} more" if len(row.files) > _NAMES else ""
    return f"    {row.name}: {words} ({names}{more})"


def _row(volume: Volume) -> VolumeRow:
    header, geometry = volume.header, volume.geometry
    return VolumeRow(
        modality=plain_text(header.text("Modality")),
        series_number=header.integer("SeriesNumber"),
        description=plain_text(header.text("SeriesDescription")),
        part=volume.part,
        columns=volume.first.columns,
        rows=volume.first.rows,
        slices=volume.slices,
        steps={axis.label: len(axis.coordinates) for axis in volume.axes},
        files=len(volume.instances),
        pixel_spacing=geometry.pixel_spacing if geometry else volume.first.pixel_spacing,
        slice_spacing=_slice_spacing(geometry),
        slice_spacing_source=geometry.spacing.source if geometry else "",
        codings=tuple(dict.fromkeys(map(_coding_row, codings_of(volume)))),
        notes=tuple(
            {"code": note.code, "severity": str(note.severity), "message": note.message}
            for note in volume.notes
        ),
    )


def _slice_spacing(geometry: Geometry | None) -> float | None:
    return geometry.spacing.used if geometry and geometry.shape[0] > 1 else None


def _coding_row(coding: Coding) -> CodingRow:
    return CodingRow(
        transfer_syntax_uid=coding.syntax.uid,
        transfer_syntax=coding.syntax.name,
        bits_allocated=coding.source.format.bits_allocated,
        bits_stored=coding.source.format.bits_stored,
        ready=coding.readiness.ready,
        decoder=coding.readiness.decoder,
        message=coding.readiness.message,
    )


def _table(volumes: Iterable[VolumeRow]) -> list[str]:
    """Return aligned lines: one for each volume and coding, the volume's notes below."""
    blocks = [
        (dict.fromkeys(_cells(row, one) for one in row.codings), _remarks(row)) for row in volumes
    ]
    cells = [_COLUMNS, *(line for lines, _ in blocks for line in lines)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    table = [_aligned(_COLUMNS, widths), _aligned(["-" * width for width in widths], widths)]
    for lines, remarks in blocks:
        table += [_aligned(line, widths) for line in lines]
        table += remarks
    return table


def _cells(row: VolumeRow, coding: CodingRow) -> tuple[str, ...]:
    number = "" if row.series_number is None else str(row.series_number)
    name = " ".join(part for part in (row.modality, number, row.description, row.part) if part)
    return (
        name,
        _size(row),
        _spacing(row),
        row.slice_spacing_source if row.slice_spacing else "",
        coding.transfer_syntax,
        f"{coding.bits_stored} of {coding.bits_allocated}",
        coding.decoder if coding.ready else "MISSING",
    )


def _size(row: VolumeRow) -> str:
    planes = [str(row.slices)] if row.slices > 1 else []
    steps = [f"{count} {label}" for label, count in row.steps.items()]
    return " x ".join([str(row.columns), str(row.rows), *planes, *steps])


def _spacing(row: VolumeRow) -> str:
    if row.pixel_spacing is None:
        return "unknown"
    between_rows, between_columns = row.pixel_spacing
    sizes = [between_columns, between_rows, *([row.slice_spacing] if row.slice_spacing else [])]
    return " x ".join(f"{size:.4g}" for size in sizes)


def _remarks(row: VolumeRow) -> list[str]:
    missing = [coding.message for coding in row.codings if not coding.ready]
    notes = [f"{note['severity']}: {note['message']} [{note['code']}]" for note in row.notes]
    return [f"    {text}" for text in (*missing, *notes)]


def _aligned(cells: Iterable[str], widths: Iterable[int]) -> str:
    return "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip()


def _reasons(skipped: Iterable[Skipped]) -> list[str]:
    """Return one line for each reason, naming some of the files it holds for."""
    lines = []
    for reason, group in groupby(sorted(skipped, key=_by_reason), key=lambda one: one.reason):
        names = [plain_text(one.path.name) for one in group]
        more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
        lines.append(f"    {reason}: {', '.join(names[:_NAMES])}{more}")
    return lines


def _by_reason(skipped: Skipped) -> tuple[str, str]:
    return skipped.reason, str(skipped.path)
