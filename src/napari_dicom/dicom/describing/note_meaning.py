"""What the codes of notes mean, and what to do about them: one table for panels and command line.

Every code that a note is made with anywhere has an entry; the table is kept in three files, by what
the notes are about.
"""

from dataclasses import dataclass

from napari_dicom.dicom.describing.notes_on_companions import COMPANIONS
from napari_dicom.dicom.describing.notes_on_places import PLACES
from napari_dicom.dicom.describing.notes_on_values import VALUES


@dataclass(frozen=True, slots=True)
class NoteMeaning:
    """What a note of one code says, and what its reader can do.

    Parameters
    ----------
    meaning, advice
        A sentence or two each, without line breaks.
    """

    code: str
    meaning: str
    advice: str


NOTE_MEANINGS = {
    code: NoteMeaning(code, meaning, advice)
    for code, (meaning, advice) in (PLACES | VALUES | COMPANIONS).items()
}
"""code of a note: what it means, in the order of places, values, companions."""
