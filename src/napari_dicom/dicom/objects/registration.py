"""Registrations: how one frame of reference lies in another (PS3.3 A.39, C.20.2).

They are told; images are moved on request only (`registered`), contours where nothing else shows
them (`roi_registration`). A matrix leads from the frame of reference of its item to that of the
registration; it is never inverted. Matrices of one item are applied in their order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.errors import DecodeError
from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.kinds import Kind
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.objects.companion import Companion
from napari_dicom.dicom.objects.drawing import LoadedDrawing
from napari_dicom.dicom.objects.inside import look_inside
from napari_dicom.dicom.objects.reading import reading, small_dataset
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.volumes import References, Volume

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_NAMES = 8
"""Images named in one sentence."""

_IDENTICAL = 1e-9
"""A matrix that differs from none by no more moves nothing."""

Json = dict[str, Any]  # Any: JSON values


class Registration(Companion):
    """How frames of reference lie in one another."""

    __slots__ = ()


def find_registration(instances: tuple[Instance, ...]) -> Registration | None:
    """Return a registration by matrices; None of one without.

    Raises
    ------
    PixelError, LimitError
        It cannot be read.
    """
    inside = look_inside(instances[0], Kind.REGISTRATION)
    entries = _read(instances[0])
    if not entries:
        return None
    references = References(entries[0]["to"], inside.series)
    shown = "told in the metadata of the images, not applied"
    return Registration(instances, Kind.REGISTRATION, references, inside, shown)


def matrices_of(content: Registration) -> list[Json]:
    """Return ``{"from", "to", "matrix"}`` of each matrix of a registration.

    Raises
    ------
    PixelError, LimitError
        It cannot be read any more.
    """
    return _read(content.instances[0])


def load_registration(content: Registration, volumes: Sequence[Volume]) -> LoadedDrawing:
    """Read the matrices of a registration for the images of their frames of reference.

    Raises
    ------
    DecodeError
        It is damaged, cannot be read any more, or none of its images is here.
    """
    entries, damaged = _entries_of(content.instances[0])
    remarks = tuple((volume, {"registrations": own}) for volume, own in _meant(entries, volumes))
    if not remarks:
        raise DecodeError("no image of the frames of reference it registers is here")
    content = replace(content, notes=tuple(_notes(remarks, damaged)))
    return LoadedDrawing(content, None, (), {}, remarks)


def _notes(remarks: Sequence[tuple[Volume, dict[str, list[Json]]]], damaged: int) -> Iterator[Note]:
    names = ", ".join(volume.name for volume, _ in remarks[:_NAMES])
    more = f" and {len(remarks) - _NAMES} more" if len(remarks) > _NAMES else ""
    text = f"it leads from or to the frame of reference of {names}{more}: told there, not applied"
    yield Note("registration-not-applied", text)
    if damaged:
        matrices = "1 matrix" if damaged == 1 else f"{damaged} matrices"
        text = f"{matrices} of the registration cannot be read: left out"
        yield Note("malformed-value", text, Severity.WARNING, {"count": damaged})


def _meant(
    entries: Sequence[Json], volumes: Sequence[Volume]
) -> Iterator[tuple[Volume, list[Json]]]:
    """Yield each volume of a registered frame of reference, with what leads there or away."""
    for volume in volumes:
        uid = volume.frame_of_reference_uid
        own = [one for one in entries if uid and uid in {one["from"], one["to"]}]
        if own:
            yield volume, own


def _read(instance: Instance) -> list[Json]:
    """Return an entry for each matrix that moves anything."""
    return _entries_of(instance)[0]


def _entries_of(instance: Instance) -> tuple[list[Json], int]:
    """Return an entry for each matrix that moves anything, and how many cannot be read."""
    with reading("the registration"):
        dataset = small_dataset(instance, "the registration")
        to = plain_text(str(dataset.get("FrameOfReferenceUID") or ""))
        items = dataset.get("RegistrationSequence") or ()
        found = [(_text(item, "FrameOfReferenceUID"), _matrix(item)) for item in items]
        entries = [
            {"from": source, "to": to, "matrix": matrix.tolist()}
            for source, matrix in found
            if matrix is not None and np.abs(matrix - np.eye(4)).max() > _IDENTICAL
        ]
        pairs = zip(items, found, strict=True)
        return entries, sum(_has_matrix(item) and matrix is None for item, (_, matrix) in pairs)


def _has_matrix(item: Dataset) -> bool:
    """Tell whether an item names a matrix: that of the registered frame itself need not."""
    steps = (
        one.get("MatrixSequence") or () for one in item.get("MatrixRegistrationSequence") or ()
    )
    return any(len(step) for step in steps)


def _matrix(item: Dataset) -> NDArray[np.float64] | None:
    """Return the 4x4 of all matrices of an item; None where one is damaged, or there is none."""
    whole, found = np.eye(4), False
    for registration in item.get("MatrixRegistrationSequence") or ():
        for step in registration.get("MatrixSequence") or ():
            numbers = step.get("FrameOfReferenceTransformationMatrix")
            matrix = np.array(numbers if numbers is not None else [], dtype=np.float64)
            if matrix.size != 16 or not np.isfinite(matrix).all():
                return None
            whole, found = matrix.reshape(4, 4) @ whole, True
    return whole if found else None


def _text(item: Dataset, keyword: str) -> str:
    return plain_text(str(item.get(keyword) or ""))
