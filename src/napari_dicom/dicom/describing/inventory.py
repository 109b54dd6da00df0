"""What paths hold, as a table for people or as JSON: by headers alone, without patient data."""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from napari_dicom.dicom.contents import Content, Contents, file_names, scan
from napari_dicom.dicom.describing.coding import Coding, codings_of
from napari_dicom.dicom.describing.object_card import Names, reference_words, series_names
from napari_dicom.dicom.files import PathLike
from napari_dicom.dicom.note import Skipped
from napari_dicom.dicom.stacks import Geometry
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.volumes import Volume


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
    name
        What its layer is called.
    modality, series_number, description, part
        ``part`` sets volumes of one series apart.
    series_instance_uid, study_instance_uid, frame_of_reference_uid
        ``""`` where the files name none.
    path
        Its one file, or the folder that holds all of its files.
    columns, rows, slices, steps
        ``steps`` counts along the leading axes, time for instance, by their labels.
    pixel_spacing
        mm between rows, between columns; None where the files do not tell.
    slice_spacing, slice_spacing_source
        mm from slice to slice, and the keyword of the element it comes from.
    affine, space
        4x4: (slice, row, column) index -> mm, LPS where `space` is ``"patient"``; None where the
        images have no place.
    """

    name: str
    modality: str
    series_number: int | None
    description: str
    part: str
    series_instance_uid: str
    study_instance_uid: str
    frame_of_reference_uid: str
    path: str
    columns: int
    rows: int
    slices: int
    steps: dict[str, int]
    files: int
    pixel_spacing: tuple[float, float] | None
    slice_spacing: float | None
    slice_spacing_source: str
    affine: list[list[float]] | None
    space: str
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


def _row(volume: Volume) -> VolumeRow:
    header, geometry = volume.header, volume.geometry
    return VolumeRow(
        name=volume.name,
        modality=plain_text(header.text("Modality")),
        series_number=header.integer("SeriesNumber"),
        description=plain_text(header.text("SeriesDescription")),
        part=volume.part,
        series_instance_uid=plain_text(header.text("SeriesInstanceUID")),
        study_instance_uid=plain_text(header.text("StudyInstanceUID")),
        frame_of_reference_uid=plain_text(volume.frame_of_reference_uid),
        path=_path(volume),
        columns=volume.first.columns,
        rows=volume.first.rows,
        slices=volume.slices,
        steps={axis.label: len(axis.coordinates) for axis in volume.axes},
        files=len(volume.instances),
        pixel_spacing=geometry.pixel_spacing if geometry else volume.first.pixel_spacing,
        slice_spacing=_slice_spacing(geometry),
        slice_spacing_source=geometry.spacing.source if geometry else "",
        affine=geometry.affine.tolist() if geometry else None,
        space=str(volume.space),
        codings=tuple(dict.fromkeys(map(_coding_row, codings_of(volume)))),
        notes=tuple(
            {"code": note.code, "severity": str(note.severity), "message": note.message}
            for note in volume.notes
        ),
    )


def _path(volume: Volume) -> str:
    paths = [os.path.realpath(instance.path) for instance in volume.instances]
    try:
        return os.path.commonpath(paths if len(paths) == 1 else map(os.path.dirname, paths))
    except ValueError:  # on several drives of Windows
        return os.path.dirname(paths[0])  # noqa: PTH120 - a string


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
