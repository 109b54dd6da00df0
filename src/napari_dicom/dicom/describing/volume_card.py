"""What is known of a volume, in rows of plain words: for the browser and the volume panel."""

from collections.abc import Iterator
from dataclasses import dataclass

from napari_dicom.dicom.describing.coding import Coding, codings_of
from napari_dicom.dicom.frames import Space
from napari_dicom.dicom.note import Note
from napari_dicom.dicom.stacks import (
    Axis,
    Geometry,
    direction_letters,
    patient_position_words,
    plane_name,
)
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.volumes import Volume

SOURCE_WORDS = {
    "ImagePositionPatient": "slice positions",
    "SpacingBetweenSlices": "SpacingBetweenSlices",
    "SliceThickness": "SliceThickness",
    "SliceLocation": "SliceLocation",
    "SliceLocationVector": "SliceLocationVector",
    "GridFrameOffsetVector": "GridFrameOffsetVector",
    "ImagePositionVolume": "slice positions in the volume",
    "ZOffsetInSlideCoordinateSystem": "the focus of each slice",
    "IntravascularLongitudinalDistance": "the way of the catheter",
    "unknown": "the pixel size: no other is given",
}


_SPACE_WORDS = {
    Space.VOLUME: "a frame of reference of its own, not the patient's",
    Space.OWN: "its own: only distances are known",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of a card: what, its value with unit, and what there is to know about it."""

    label: str
    text: str
    hint: str = ""


def size_text(volume: Volume) -> str:
    """Return columns x rows x slices, then the steps of the leading axes."""
    first = volume.first
    planes = [volume.slices] if volume.slices > 1 else []
    sizes = " × ".join(str(n) for n in (first.columns, first.rows, *planes))
    return sizes + "".join(f" × {len(axis.coordinates)} {axis.label}" for axis in volume.axes)


def spacing_text(volume: Volume) -> str:
    """Return mm between columns, rows and slices; "" where the files do not tell."""
    geometry = volume.geometry
    pair = geometry.pixel_spacing if geometry else volume.first.pixel_spacing
    if pair is None:
        return ""
    depth = [geometry.spacing.used] if geometry and geometry.shape[0] > 1 else []
    return " × ".join(f"{mm:.3g}" for mm in (pair[1], pair[0], *depth)) + " mm"


def volume_facts(volume: Volume) -> tuple[Fact, ...]:
    """Return what would open: images, size, spacing, axes, values, coding, decoder."""
    return (
        Fact("Images", _images(volume)),
        Fact("Size", size_text(volume), "columns × rows × slices, then further dimensions"),
        *_spacing(volume),
        *_plane(volume),
        *(Fact(f"Axis {axis.label}", axis_text(axis)) for axis in volume.axes),
        Fact("Values", _values(volume)),
        *_coding_facts(volume),
        *(Fact(str(note.severity).capitalize(), note.message) for note in volume.notes),
    )


def geometry_facts(volume: Volume) -> tuple[Fact, ...]:
    """Return where a volume lies in the patient and how sure that is."""
    geometry = volume.geometry
    if geometry is None:
        return (*_spacing(volume), Fact("Position", "none in the files"), *_reference(volume))
    return (
        *_spacing(volume),
        *_plane(volume),
        *_directions(geometry),
        *_tilt(volume, geometry),
        Fact(
            "Corner error",
            f"{geometry.corner_error:.3f} mm",
            "the farthest that a corner of any image lies from where this volume shows it",
        ),
        *_gaps(volume),
        *_reference(volume),
    )


def axis_text(axis: Axis) -> str:
    """Return how many steps an axis has, of what, and from which element."""
    count = len(axis.coordinates)
    if axis.step:
        span = f"every {axis.step:.4g} {axis.unit}"
    else:
        ends = [_number(axis.coordinates[0]), _number(axis.coordinates[-1])]
        span = f"{ends[0]} to {ends[1]} {axis.unit}".rstrip()
    return f"{count} steps, {span} ({axis.source})"


def _number(value: float | str) -> str:
    return plain_text(value, 16) if isinstance(value, str) else f"{value:.4g}"


def _images(volume: Volume) -> str:
    images, files = len(volume.acquired), len(volume.instances)
    noun = "image" if images == 1 else "images"
    if images == files:
        return f"{images} {noun}, a file each" if images > 1 else "1 image"
    return f"{images} {noun} in {files} file{'s' if files > 1 else ''}"


def _spacing(volume: Volume) -> Iterator[Fact]:
    text = spacing_text(volume)
    if not text:
        yield Fact("Spacing", "unknown: shown in pixels")
        return
    geometry = volume.geometry
    source = (
        SOURCE_WORDS[geometry.spacing.source] if geometry else volume.first.pixel_spacing_source
    )
    yield Fact("Spacing", text, f"between columns × rows × slices; slices by {source}")


def _plane(volume: Volume) -> Iterator[Fact]:
    """Name plane and patient position, where the volume lies in a patient."""
    if volume.geometry is None or not volume.geometry.is_in_patient:
        return
    yield Fact("Plane", plane_name(volume.geometry.normal), "the acquired plane")
    code = volume.header.text("PatientPosition")
    lying = patient_position_words(code)
    if lying:
        yield Fact("Patient", lying, f"Patient Position (0018,5100): {plain_text(code, 16)}")


def _values(volume: Volume) -> str:
    source = volume.first.instance.pixels
    if source is None or volume.is_colour:
        return "colour"
    unit = volume.first.rescale.unit or "no unit"
    return f"{unit}, {source.format.bits_stored} of {source.format.bits_allocated} bits"


def _coding_facts(volume: Volume) -> Iterator[Fact]:
    """Yield transfer syntax and decoder of each coding; those that read the same only once."""
    unlike: dict[tuple[str, str], Coding] = {}
    for one in codings_of(volume):
        state = f"ready: {one.readiness.decoder}" if one.readiness.ready else "MISSING"
        unlike.setdefault((one.syntax.name, state), one)
    for (name, state), one in unlike.items():
        yield Fact("Coding", name, f"transfer syntax {one.syntax.uid}")
        yield Fact("Decoder", state, one.readiness.message)


def _directions(geometry: Geometry) -> Iterator[Fact]:
    """Say where the axes ascend to in a patient, or in whose frame the volume lies."""
    if not geometry.is_in_patient:
        yield Fact("Space", _SPACE_WORDS[geometry.space], "no direction of it is one of a patient")
        return
    vectors = (geometry.affine[:3, 2], geometry.affine[:3, 1], geometry.affine[:3, 0])
    columns, rows, slices = (direction_letters(vector) for vector in vectors)
    deep = f", slices {slices}" if geometry.shape[0] > 1 else ""
    yield Fact(
        "Towards",
        f"columns {columns}, rows {rows}{deep}",
        "where columns, rows and slices ascend to: R right, L left, A anterior, P posterior, "
        "S superior (head), I inferior (feet) of the patient",
    )


def _tilt(volume: Volume, geometry: Geometry) -> Iterator[Fact]:
    tag = volume.header.number("GantryDetectorTilt")
    if geometry.shape[0] < 2 and not tag:
        return
    found = f"{geometry.tilt:.1f}°" if geometry.shape[0] > 1 else "unknown"
    said = "without tag" if tag is None else f"tag says {tag:g}°"
    hint = (
        "by the slice positions; and what Gantry/Detector Tilt (0018,1120) says, which is often "
        "not so"
    )
    yield Fact("Tilt", f"{found} ({said})", hint)


def _gaps(volume: Volume) -> Iterator[Fact]:
    """Missing, copied and undecodable images, with the files their notes name."""
    kinds = {"Missing": "missing-slices", "Duplicates": "duplicates", "Filled": "not-decoded"}
    for label, code in kinds.items():
        notes = [note for note in volume.notes if note.code == code]
        counts = sum(int(note.details.get("count", 0)) for note in notes)
        yield Fact(label, f"{counts}: {_files(notes)}" if counts else "none", _messages(notes))


def _files(notes: list[Note]) -> str:
    names = [str(name) for note in notes for name in note.details.get("files", ())]
    return ", ".join(names) or "see notes"


def _messages(notes: list[Note]) -> str:
    return "\n".join(note.message for note in notes)


def _reference(volume: Volume) -> Iterator[Fact]:
    uid = volume.header.text("FrameOfReferenceUID")
    hint = "volumes of one frame of reference lie in one space"
    yield Fact("Reference", plain_text(uid) or "no frame of reference", hint)
