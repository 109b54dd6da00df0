"""Contours whose own images are not here, on images that a registration leads to.

Only where it is the only way to see them: no image of their frame of reference is here, and one
registration leads from it to images that are. Its matrix is applied as it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.errors import NapariDicomError
from napari_dicom.dicom.frames import Space
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.objects.registration import Registration, matrices_of
from napari_dicom.dicom.objects.rois import Contour, Roi
from napari_dicom.dicom.volumes import Volume

_FLAT = 1e-6
"""A matrix whose determinant is no larger maps space to a plane, or mirrors it."""


@dataclass(frozen=True, slots=True, eq=False)
class RegisteredRois:
    """ROIs moved to another frame of reference.

    Parameters
    ----------
    frame_of_reference_uid
        That of the images they are moved to.
    matrix
        4x4: LPS mm of their own frame of reference -> LPS mm of that one.
    """

    rois: tuple[Roi, ...]
    frame_of_reference_uid: str
    matrix: NDArray[np.float64]

    def note(self, volumes: Iterable[Volume | None]) -> Note:
        """Return what is to be said of the images they are drawn on."""
        names = ", ".join(one.name for one in volumes if one is not None)
        text = (
            "no image of its frame of reference was there: moved by a registration, and drawn on "
        )
        details = {"matrix": self.matrix.tolist()}
        return Note("moved-by-registration", f"{text}{names}", Severity.WARNING, details)


def register_rois(
    rois: Sequence[Roi],
    frame_of_reference_uid: str,
    volumes: Iterable[Volume],
    registrations: Iterable[Registration],
) -> RegisteredRois | None:
    """Move ROIs to the only images that a registration leads to; None where it is not clear."""
    placed = [one for one in volumes if one.space is Space.PATIENT]
    theirs = {one.frame_of_reference_uid for one in placed} - {""}
    if not frame_of_reference_uid or frame_of_reference_uid in theirs:
        return None
    found = [
        (to, matrix)
        for source, to, matrix in _matrices(registrations)
        if source == frame_of_reference_uid and to in theirs
    ]
    if len(found) != 1:
        return None
    to, matrix = found[0]
    moved = tuple(
        replace(roi, contours=tuple(_moved(one, matrix) for one in roi.contours)) for roi in rois
    )
    return RegisteredRois(moved, to, matrix)


def _matrices(
    registrations: Iterable[Registration],
) -> Iterator[tuple[str, str, NDArray[np.float64]]]:
    """Yield (from, to, matrix) of all that turn and move; registrations out of reach have none."""
    for registration in registrations:
        try:
            entries = matrices_of(registration)
        except NapariDicomError:
            continue
        for entry in entries:
            matrix = np.asarray(entry["matrix"], dtype=np.float64)
            if np.linalg.det(matrix[:3, :3]) > _FLAT:
                yield entry["from"], entry["to"], matrix


def _moved(contour: Contour, matrix: NDArray[np.float64]) -> Contour:
    """Return a contour in the other frame of reference: the images it names are not those."""
    points = contour.points @ matrix[:3, :3].T + matrix[:3, 3]
    return replace(contour, points=points, sop_instance_uids=())
