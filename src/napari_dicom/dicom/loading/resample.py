"""Volumes made regular by interpolation, never by default: only where the user asks.

`straighten` undoes a gantry tilt by shifting rows and columns within each plane; `regularise`
lays planes of any spacing on an even grid along the normal. Both interpolate linearly, both say in
a note that they did, and both leave a volume whose axes are at right angles.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.errors import NapariDicomError
from napari_dicom.dicom.frames import Frame
from napari_dicom.dicom.loading.loaded import LoadedVolume
from napari_dicom.dicom.loading.values import Array
from napari_dicom.dicom.note import Note
from napari_dicom.dicom.stacks import Geometry, corner_error, normal_of
from napari_dicom.dicom.volumes import Volume

_SAME_PLACE = 0.01
"""Part of the distance between slices within which a new plane lies where one was acquired."""

_UNEVEN = {"missing-slices", "irregular-spacing", "uneven-spacing", "scaled-as-asked"}
"""Notes of volumes whose slices do not lie where an even grid has them."""


def is_uneven(volume: Volume) -> bool:
    """Tell whether slices are missing, tilted or not as far apart as shown: `regularise` helps."""
    geometry = volume.geometry
    if geometry is None or geometry.shape[0] < 2:
        return False
    return geometry.is_tilted or any(note.code in _UNEVEN for note in volume.notes)


def straighten(loaded: LoadedVolume) -> LoadedVolume:
    """Undo a gantry tilt: shift the rows and columns of each plane until the slices stand upright.

    Planes keep their distance along the normal; each is enlarged so that nothing is cut off, and
    what lies outside the acquired planes holds the least value.

    Raises
    ------
    NapariDicomError
        The volume has no position.
    """
    geometry = _geometry(loaded)
    step = geometry.affine[:3, 0]
    normal = geometry.normal * np.sign(geometry.normal @ step)
    shift_mm = step - (step @ normal) * normal
    rows, columns = (_pixels(shift_mm, geometry.affine[:3, axis]) for axis in (1, 2))
    planes = geometry.shape[0]
    before = [int(np.ceil(max(0.0, -shift * (planes - 1)))) for shift in (rows, columns)]
    after = [int(np.ceil(max(0.0, shift * (planes - 1)))) for shift in (rows, columns)]
    leads = len(loaded.volume.axes)
    padding = [(0, 0)] * (leads + 1) + list(zip(before, after, strict=True))
    padding += [(0, 0)] * (loaded.values.ndim - len(padding))
    low = _low(loaded)
    values = np.pad(loaded.values, padding, constant_values=low)
    for index in range(planes):
        plane: tuple[slice | int, ...] = (*(slice(None),) * leads, index)
        moved = _shifted(values[plane], rows * index, leads, low)
        values[plane] = _shifted(moved, columns * index, leads + 1, low)
    affine = geometry.affine.copy()
    affine[:3, 0] = (step @ normal) * normal
    affine[:3, 3] -= before[0] * affine[:3, 1] + before[1] * affine[:3, 2]
    sizes = [geometry.shape[i + 1] + before[i] + after[i] for i in (0, 1)]
    upright = replace(geometry, affine=affine, shape=(planes, sizes[0], sizes[1]))
    text = "the gantry tilt was undone: rows were shifted, with linear interpolation"
    note = Note("straightened", text)
    volume = _said_of(replace(loaded.volume, geometry=upright), note)
    return replace(loaded, volume=volume, values=values)


def regularise(loaded: LoadedVolume, spacing: float | None = None) -> LoadedVolume:
    """Lay the acquired planes on an even grid along the normal by linear interpolation.

    Parameters
    ----------
    spacing
        Distance between the new planes in mm; the smallest acquired one where it is not given.

    Raises
    ------
    NapariDicomError
        The volume has no position, or fewer than two planes were acquired.
    """
    geometry = _geometry(loaded)
    if geometry.is_tilted:
        loaded = straighten(loaded)
        geometry = _geometry(loaded)
    indices, depths = _acquired_depths(loaded)
    if len(indices) < 2:
        raise NapariDicomError("fewer than two slices were acquired: there is nothing to lay out")
    distance = spacing or float(np.diff(depths).min())
    count = int(np.floor((depths[-1] - depths[0]) / distance + 1e-6)) + 1
    wanted = depths[0] + np.arange(count) * distance
    leads = len(loaded.volume.axes)
    values = _interpolated(loaded.values.take(indices, axis=leads), depths, wanted, leads)
    affine = geometry.affine.copy()
    step = affine[:3, 0]
    normal = geometry.normal * np.sign(geometry.normal @ step)
    first = _first_position(loaded, indices[0])
    affine[:3, 3] += ((first - affine[:3, 3]) @ normal) * normal
    affine[:3, 0] = normal * distance
    even = replace(
        geometry,
        affine=affine,
        shape=(count, *geometry.shape[1:]),
        spacing=replace(geometry.spacing, used=distance, source="ImagePositionPatient"),
    )
    frames = _frames_at(loaded, indices, depths, wanted)
    planes = (loaded.volume.first.rows, loaded.volume.first.columns)
    if even.shape[1:] == planes:
        even = replace(even, corner_error=corner_error(frames, even))
    text = f"slices were laid {distance:.3f} mm apart by linear interpolation"
    laid = replace(loaded.volume, frames=frames, geometry=even, stack=None)
    volume = _said_of(laid, Note("regularised", text))
    return replace(loaded, volume=volume, values=values)


def _geometry(loaded: LoadedVolume) -> Geometry:
    if loaded.volume.geometry is None:
        raise NapariDicomError(f"{loaded.volume.name} has no position in the patient")
    return loaded.volume.geometry


def _pixels(shift: NDArray[np.float64], axis: NDArray[np.float64]) -> float:
    """Return a displacement in mm as a number of pixels along an axis."""
    return float(shift @ axis / (axis @ axis))


def _low(loaded: LoadedVolume) -> float:
    return 0.0 if loaded.volume.is_colour else loaded.value_range[0]


def _shifted(values: Array, shift: float, axis: int, low: float) -> Array:
    """Move values by `shift` pixels along an axis; what comes in from outside is `low`."""
    whole = int(np.floor(shift))
    part = shift - whole
    near = _rolled(values, whole, axis, low).astype(np.float64)
    if part < 1e-6:
        return _as(near, values.dtype)
    far = _rolled(values, whole + 1, axis, low).astype(np.float64)
    return _as(near * (1 - part) + far * part, values.dtype)


def _rolled(values: Array, shift: int, axis: int, low: float) -> Array:
    moved = np.full_like(values, low)
    length = values.shape[axis]
    if abs(shift) >= length:
        return moved
    source = [slice(None)] * values.ndim
    target = [slice(None)] * values.ndim
    source[axis] = slice(max(0, -shift), length - max(0, shift))
    target[axis] = slice(max(0, shift), length - max(0, -shift))
    moved[tuple(target)] = values[tuple(source)]
    return moved


def _as(values: NDArray[np.float64], dtype: np.dtype[np.generic]) -> Array:
    if dtype.kind == "f":
        return values.astype(dtype)
    return np.rint(values).astype(dtype)


def _acquired_depths(loaded: LoadedVolume) -> tuple[list[int], NDArray[np.float64]]:
    """Return the slices that were acquired and where their own headers place them, mm."""
    geometry = _geometry(loaded)
    planes = geometry.shape[0]
    indices, depths = [], []
    for index in range(planes):
        frame = next((f for f in loaded.volume.frames[index::planes] if f is not None), None)
        if frame is not None:
            indices.append(index)
            depths.append(float(np.asarray(frame.position) @ normal_of(frame)))
    if len(depths) > 1 and depths[-1] < depths[0]:
        depths = [-depth for depth in depths]
    return indices, np.asarray(depths)


def _first_position(loaded: LoadedVolume, index: int) -> NDArray[np.float64]:
    planes = _geometry(loaded).shape[0]
    frame = next(f for f in loaded.volume.frames[index::planes] if f is not None)
    return np.asarray(frame.position, dtype=np.float64)


def _interpolated(
    values: Array, depths: NDArray[np.float64], wanted: NDArray[np.float64], axis: int
) -> Array:
    above = np.clip(np.searchsorted(depths, wanted, side="right"), 1, len(depths) - 1)
    part = np.clip((wanted - depths[above - 1]) / (depths[above] - depths[above - 1]), 0.0, 1.0)
    shape = [1] * values.ndim
    shape[axis] = len(wanted)
    weight = part.reshape(shape)
    near = values.take(above - 1, axis=axis).astype(np.float64)
    far = values.take(above, axis=axis).astype(np.float64)
    return _as(near * (1 - weight) + far * weight, values.dtype)


def _said_of(volume: Volume, note: Note) -> Volume:
    """Return a resampled volume with the note that says so, in its name too."""
    part = " ".join(filter(None, (volume.part, f"({note.code})")))
    return replace(volume, part=part).with_notes([note])


def _frames_at(
    loaded: LoadedVolume,
    indices: list[int],
    depths: NDArray[np.float64],
    wanted: NDArray[np.float64],
) -> tuple[Frame | None, ...]:
    """Return the acquired frame of each new plane that lies where one was acquired, else None."""
    planes = _geometry(loaded).shape[0]
    places: list[int | None] = []
    near = _SAME_PLACE * float(np.diff(depths).min(initial=np.inf))
    for depth in wanted:
        nearest = int(np.abs(depths - depth).argmin())
        places.append(indices[nearest] if abs(depths[nearest] - depth) <= near else None)
    frames = loaded.volume.frames
    return tuple(
        None if place is None else frames[start + place]
        for start in range(0, len(frames), planes)
        for place in places
    )
