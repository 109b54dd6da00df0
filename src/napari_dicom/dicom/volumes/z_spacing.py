"""Another distance between the slices of a volume that is open already, because the user asks."""

from collections.abc import Mapping
from dataclasses import replace

from napari_dicom.dicom.errors import NapariDicomError
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.stacks import Spacing
from napari_dicom.dicom.volumes.volume import Volume

_SCALED = "scaled-as-asked"
_CONTRADICTED = frozenset({"scaled-by-slice-thickness", "thickness-differs"})
_DIFFERENT = 0.01
"""mm; and the same as a fraction."""


def spacing_candidates(spacing: Spacing) -> Mapping[str, float | None]:
    """Return every value the files offer for the distance between slices, mm, by its element."""
    return {
        "ImagePositionPatient": spacing.image_position_patient,
        "SpacingBetweenSlices": spacing.spacing_between_slices,
        "SliceThickness": spacing.slice_thickness,
    }


def scale_by(volume: Volume, source: str) -> Volume:
    """Return a volume whose slices lie as far apart as one of its candidates says.

    Parameters
    ----------
    source
        One of the keywords of `spacing_candidates`.

    Raises
    ------
    NapariDicomError
        The volume has no position, or its files do not offer this value.
    """
    if volume.geometry is None:
        raise NapariDicomError(f"{volume.name} has no position in the patient")
    used = spacing_candidates(volume.geometry.spacing).get(source)
    if not used:
        raise NapariDicomError(f"{volume.name}: its files have no {source} to scale by")
    geometry = volume.geometry.scale_by(used, source)
    return replace(volume, geometry=geometry, notes=_notes(volume.notes, geometry.spacing))


def _notes(before: tuple[Note, ...], spacing: Spacing) -> tuple[Note, ...]:
    """Return the notes with a word on the scaling; those it contradicts wait in its details."""
    waiting = (one for note in before if note.code == _SCALED for one in note.details["instead_of"])
    restored = [Note(code, text, Severity(severity)) for code, text, severity in waiting]
    notes = (*restored, *(note for note in before if note.code != _SCALED))
    positions = spacing.image_position_patient
    if not positions or abs(positions - spacing.used) <= _DIFFERENT * max(1.0, positions):
        return notes
    contradicted = [note for note in notes if note.code in _CONTRADICTED]
    text = (
        f"scaled by {spacing.source}, {spacing.used:g} mm, as asked for; "
        f"the slices lie {positions:.3f} mm apart"
    )
    aside = [[note.code, note.message, str(note.severity)] for note in contradicted]
    scaled = Note("scaled-as-asked", text, Severity.WARNING, {"instead_of": aside})
    return (scaled, *(note for note in notes if note.code not in _CONTRADICTED))
