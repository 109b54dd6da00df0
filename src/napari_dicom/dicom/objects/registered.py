"""An image laid on the grid of another one by a registration, on request (PS3.3 C.20.2).

The matrix of a registration leads from the frame of reference of the moving image to that of the
fixed one. It is applied as it stands: the other way round nothing is offered. Values are
interpolated linearly; where the moving image is not, they are NaN.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.errors import DecodeError
from napari_dicom.dicom.files import Progress
from napari_dicom.dicom.frames import Space
from napari_dicom.dicom.limits import Limits
from napari_dicom.dicom.loading import LoadedVolume, load
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.objects.volume_content import VolumeContent
from napari_dicom.dicom.stacks import Geometry
from napari_dicom.dicom.volumes import References, Volume, as_measured

_FLAT = 1e-6
"""A matrix whose determinant is no larger maps space to a plane, or mirrors it."""

_BORDER = 0.5
"""Voxels from the centre of the outermost one to its edge: so far its value holds."""

Matrix = NDArray[np.float64]
Values = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Registered(VolumeContent):
    """A moving image on the grid of a fixed one, before it is read.

    Parameters
    ----------
    fixed
        The image whose grid it is laid on.
    matrix
        4x4: LPS mm of the moving frame of reference -> LPS mm of the fixed one.
    leading
        How many different matrices lead there; the first one is this.
    """

    fixed: Volume
    matrix: Matrix
    leading: int = 1

    @property
    def name(self) -> str:
        """Both images' names."""
        return f"{self.volume.name} registered to {self.fixed.name}"

    @property
    def notes(self) -> tuple[Note, ...]:
        """That it was moved and interpolated."""
        text = f"moved by a registration to {self.fixed.name}, with linear interpolation"
        notes = [Note("registered", text, details={"matrix": self.matrix.tolist()})]
        if self.leading > 1:
            text = f"{self.leading} different registrations lead there: the first one is applied"
            notes.append(Note("assumed", text, Severity.WARNING))
        return tuple(notes)

    @property
    def geometry(self) -> Geometry | None:
        """The fixed image's."""
        return self.fixed.geometry

    @property
    def frame_of_reference_uid(self) -> str:
        """The fixed image's."""
        return self.fixed.frame_of_reference_uid

    @property
    def what(self) -> str:
        """What it is, in the words people read."""
        return "registered image"

    @property
    def shown(self) -> str:
        """How it is shown."""
        return "opens as an image on the grid of another, on request"

    @property
    def holds(self) -> tuple[str, ...]:
        """Nothing but the image."""
        return ()

    @property
    def references(self) -> References:
        """The frame of reference it is shown in, and the fixed image's series."""
        series = self.fixed.header.text("SeriesInstanceUID")
        return References(self.frame_of_reference_uid, (series,) if series else ())


@dataclass(frozen=True, slots=True, eq=False)
class LoadedRegistered:
    """A moving image with its values on the grid of a fixed one.

    Parameters
    ----------
    moving
        As it was loaded.
    values
        (slice, row, column) of the fixed image's grid; NaN where the moving image is not.
    """

    content: Registered
    moving: LoadedVolume
    values: Values

    @property
    def volume(self) -> Volume:
        """The image it is shown on."""
        return self.content.fixed


def find_registered(
    volume: Volume, others: Iterable[Volume], entries: Sequence[Mapping[str, Any]]
) -> Registered | None:
    """Return what a registration makes of a volume and another one; None where none leads there.

    Parameters
    ----------
    others
        Images that are open.
    entries
        ``metadata["dicom"]["registrations"]`` of the volume's layer.
    """
    pairs = list(_pairs(volume, others))
    for entry in entries:
        for moving, fixed in pairs:
            found = _leading(moving, fixed, entries)
            if found and _leads(moving, fixed, entry):
                return Registered(moving, fixed, found[0], len(found))
    return None


def _leading(moving: Volume, fixed: Volume, entries: Iterable[Mapping[str, Any]]) -> list[Matrix]:
    """Return the different matrices that lead from one image to another, and mirror nothing."""
    found: list[Matrix] = []
    for entry in entries:
        matrix = np.asarray(entry["matrix"], dtype=np.float64)
        known = any(np.allclose(matrix, one, atol=_FLAT) for one in found)
        if _leads(moving, fixed, entry) and not known and np.linalg.det(matrix[:3, :3]) > _FLAT:
            found.append(matrix)
    return found


def _leads(moving: Volume, fixed: Volume, entry: Mapping[str, Any]) -> bool:
    """Tell whether an entry leads from one image to another: both name a frame of reference."""
    leads = (moving.frame_of_reference_uid, fixed.frame_of_reference_uid)
    return all(leads) and leads == (entry["from"], entry["to"])


def load_registered(
    content: Registered, limits: Limits, progress: Progress | None = None
) -> LoadedRegistered:
    """Read the moving image and interpolate it on the grid of the fixed one.

    Raises
    ------
    PixelError
        It cannot be decoded, or lies nowhere within the fixed image.
    LimitError
        It takes more memory than there is.
    """
    moving = load(content.volume, limits, progress, lazy=False)
    fixed, own = as_measured(content.fixed), as_measured(content.volume)
    assert fixed is not None
    assert own is not None
    back = np.linalg.inv(content.matrix @ own.affine) @ fixed.affine
    source = np.asarray(moving.values)
    values = np.empty(fixed.shape, np.float32)
    for plane, out in enumerate(values):
        if progress is not None:
            progress(content.name, plane, len(values))
        out[...] = _plane(source, back, plane, out.shape)
    if np.isnan(values).all():
        raise DecodeError(
            f"registered to {content.fixed.name}, {content.volume.name} does not overlap it: look "
            "at the matrix under registrations in the layer's metadata"
        )
    return LoadedRegistered(content, moving, values)


def _pairs(volume: Volume, others: Iterable[Volume]) -> Iterable[tuple[Volume, Volume]]:
    """Yield (moving, fixed), each of them once in either part, where both can be one."""
    for other in others:
        if _has_a_grid(volume) and _has_a_grid(other):
            yield volume, other
            yield other, volume


def _has_a_grid(volume: Volume) -> bool:
    in_patient = volume.geometry is not None and volume.space is Space.PATIENT
    return in_patient and not volume.axes and not volume.is_colour


def _plane(
    source: NDArray[Any], back: Matrix, plane: int, size: tuple[int, ...]
) -> Values:  # Any: any number
    """Return the values of one plane of the fixed grid."""
    rows, columns = np.ogrid[: size[0], : size[1]]
    low, part, inside = [], [], np.ones(size, bool)
    for axis, length in enumerate(source.shape):
        place = back[axis, 0] * plane + back[axis, 3] + back[axis, 1] * rows
        place = place + back[axis, 2] * columns
        inside &= (place >= -_BORDER) & (place <= length - 1 + _BORDER)
        place = np.clip(place, 0, length - 1)
        first = np.minimum(place.astype(np.intp), max(length - 2, 0))
        low.append(first)
        part.append((place - first).astype(np.float32))
    mixed = _mixed(source, low, part)
    mixed[~inside] = np.nan
    return mixed


def _mixed(
    source: NDArray[Any], low: Sequence[NDArray[np.intp]], part: Sequence[Values]
) -> Values:  # Any: any number
    """Return the eight neighbours of each place, mixed by how near they are."""
    found = np.zeros(low[0].shape, np.float32)
    for corner in np.ndindex(2, 2, 2):
        index, weight = [], np.ones(low[0].shape, np.float32)
        for axis, step in enumerate(corner):
            index.append(np.minimum(low[axis] + step, source.shape[axis] - 1))
            weight *= part[axis] if step else 1 - part[axis]
        found += weight * source[tuple(index)].astype(np.float32, copy=False)
    return found
