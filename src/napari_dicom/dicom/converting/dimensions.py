"""The axes of a volume's values by name, each with a place for every step.

An axis of space that runs along one of the patient's has its letter and LPS millimetres; else it is
called slice, row or column, and is counted in mm from the first voxel.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.errors import ChoiceError, OutsideError
from napari_dicom.dicom.stacks import Axis, Geometry
from napari_dicom.dicom.volumes import Volume

Place = float | str

_SEEN_SHIFT = 1 / 50
"""Part of a voxel by which an axis may leave the patient's at its far end."""

_EXACT = 1e-6
"""Part of half a step that a number may be off: what binary fractions make of decimals."""

_LETTERS = "xyz"
_PLANES = ("slice", "row", "column")


@dataclass(frozen=True, slots=True)
class Dimension:
    """One axis of a volume's values.

    Parameters
    ----------
    label
        Its name, unlike those of the others.
    unit
        Of the coordinates; ``""`` where they are names or counts.
    coordinates
        One for each step.
    """

    label: str
    unit: str
    coordinates: tuple[Place, ...]


def dimensions_of(volume: Volume) -> tuple[Dimension, ...]:
    """Return the axes of a volume's values, colours left out, in their order."""
    leads = [Dimension(label, axis.unit, axis.coordinates) for label, axis in _named(volume.axes)]
    geometry = volume.geometry
    if geometry is None:
        return (*leads, *_of_a_plane(volume))
    letters = _letters(geometry)
    steps = (_planes(volume, geometry), *(np.arange(size) for size in geometry.shape[1:]))
    if letters is None:
        own = zip(_PLANES, geometry.voxel_size, steps, strict=True)
        return (*leads, *(_millimetres(label, size * step) for label, size, step in own))
    rows = [geometry.affine[letter] for letter in letters]
    places = [row[3] + row[n] * step for n, (row, step) in enumerate(zip(rows, steps, strict=True))]
    names = (_LETTERS[letter] for letter in letters)
    return (*leads, *map(_millimetres, names, places))


def index_at(
    dimensions: tuple[Dimension, ...], where: Mapping[str, Place]
) -> tuple[int | slice, ...]:
    """Return the index of the steps that are nearest to some places.

    Raises
    ------
    ChoiceError
        There is no such axis, or no step of that name.
    OutsideError
        The place is more than half a step beyond the first or the last.
    """
    labels = [dimension.label for dimension in dimensions]
    index: list[int | slice] = [slice(None)] * len(dimensions)
    for label, place in where.items():
        if label not in labels:
            raise ChoiceError.among("axis", label, labels)
        number = labels.index(label)
        index[number] = _nearest(dimensions[number], place)
    return tuple(index)


def _named(axes: tuple[Axis, ...]) -> list[tuple[str, Axis]]:
    """Name axes of one label apart."""
    counts = Counter((*(axis.label for axis in axes), *_LETTERS, *_PLANES))
    labels = (
        axis.label if counts[axis.label] == 1 else f"{axis.label}{n}" for n, axis in enumerate(axes)
    )
    return list(zip(labels, axes, strict=True))


def _of_a_plane(volume: Volume) -> list[Dimension]:
    """Return rows and columns of images without depth."""
    unit = "mm" if volume.first.pixel_spacing is not None else "pixel"
    sizes = (volume.first.rows, volume.first.columns)
    found = zip(_PLANES[1:], volume.plane_spacing, sizes, strict=True)
    return [Dimension(one, unit, tuple((np.arange(n) * mm).tolist())) for one, mm, n in found]


def _millimetres(label: str, places: NDArray[Any]) -> Dimension:
    return Dimension(label, "mm", tuple(places.tolist()))


def _planes(volume: Volume, geometry: Geometry) -> NDArray[np.float64]:
    """Return where the planes lie, in steps: irregular ones where their own headers say."""
    count = geometry.shape[0]
    steps = np.arange(count, dtype=np.float64)
    if all(note.code != "irregular-spacing" for note in volume.notes):
        return steps
    for index in range(count):
        frame = next((one for one in volume.frames[index::count] if one is not None), None)
        if frame is not None:
            shift = np.asarray(frame.position) - geometry.affine[:3, 3]
            steps[index] = shift @ geometry.normal / geometry.spacing.used
    return steps


def _letters(geometry: Geometry) -> list[int] | None:
    """Return the patient's axis that each index runs along, None where one runs along none."""
    if not geometry.is_in_patient:
        return None
    reach = geometry.affine[:3, :3] * (np.array(geometry.shape) - 1).clip(1)
    along = np.abs(reach).argmax(axis=0).tolist()
    aside = reach.copy()
    aside[along, range(3)] = 0
    seen = _SEEN_SHIFT * min(geometry.voxel_size)
    straight = len(set(along)) == 3 and bool((np.abs(aside) < seen).all())
    return along if straight else None


def _nearest(dimension: Dimension, place: Place) -> int:
    places = dimension.coordinates
    if isinstance(place, str) or isinstance(places[0], str):
        if place not in places:
            raise ChoiceError.among(dimension.label, place, places)
        return places.index(place)
    numbers = np.array(places, dtype=np.float64)
    index = int(np.abs(numbers - place).argmin())
    step = float(np.abs(np.diff(numbers)).max()) if len(numbers) > 1 else np.inf
    if not abs(numbers[index] - place) <= step / 2 * (1 + _EXACT):
        ends = f"{numbers.min():g} to {numbers.max():g} {dimension.unit}".rstrip()
        raise OutsideError(f"{dimension.label}={place:g} lies outside: {ends}")
    return index
