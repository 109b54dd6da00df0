"""One step of a volume as what is measured: values, each slice's own place, what is no image."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.frames import Frame
from napari_dicom.dicom.loading import padding_values
from napari_dicom.dicom.measuring.image import MeasuredImage
from napari_dicom.dicom.measuring.lattice import Lattice, Matrix, Points
from napari_dicom.dicom.volumes import Volume

_EVEN = 1e-3
"""Part of the distance between slices within which they lie where the affine has them."""

_INTERPOLATED = {"straightened", "regularised"}
_ALWAYS = {"detector-plane", "image-plane", "nominal-spacing", *_INTERPOLATED}
_IN_DEPTH = {"spacing-unknown", "scaled-as-asked"}


@dataclass(frozen=True, slots=True, eq=False)
class Arranged:
    """How a volume's values are laid out where they are measured.

    Parameters
    ----------
    affine
        4x4: index along the three axes of the values -> mm.
    slice_axis
        Which of them runs across the planes.
    backwards
        Whether it runs against the volume's order.
    """

    affine: Matrix
    slice_axis: int
    backwards: bool


def measured_step(
    volume: Volume, values: Any, arranged: Arranged, step: tuple[int, ...] = (), unit: str = ""
) -> MeasuredImage:
    """Return one step of a volume's further axes as what is measured.

    Parameters
    ----------
    values
        Of that step, three axes; None for colour.
    step
        Index along the volume's leading axes.
    unit
        Of the values, as people write it.
    """
    frames = _frames(volume, step, arranged.backwards)
    codes = {note.code for note in volume.notes}
    shape = _shape(volume, arranged.slice_axis, len(frames), values)
    lattice = Lattice(
        arranged.affine, shape, arranged.slice_axis, _places(volume, frames, arranged)
    )
    return MeasuredImage(
        values,
        lattice,
        unit,
        _padding(frames),
        None if codes & _INTERPOLATED else np.array([frame is not None for frame in frames]),
        _has_pixel_size(volume.first),
        volume.geometry is not None,
        tuple(note.message for note in volume.notes if note.code in _ALWAYS),
        tuple(note.message for note in volume.notes if note.code in _IN_DEPTH),
    )


def _has_pixel_size(frame: Frame) -> bool:
    """Tell whether a file says how large a pixel is: what a stack is laid out by may be assumed."""
    return frame.pixel_spacing is not None and frame.pixel_spacing_source != "unknown"


def _frames(volume: Volume, step: tuple[int, ...], backwards: bool) -> list[Frame | None]:
    start = int(np.ravel_multi_index(step, volume.lead_shape)) if step else 0
    frames = list(volume.frames[start * volume.slices : (start + 1) * volume.slices])
    return frames[::-1] if backwards else frames


def _shape(volume: Volume, axis: int, slices: int, values: Any) -> tuple[int, int, int]:
    if values is not None:
        return int(values.shape[0]), int(values.shape[1]), int(values.shape[2])
    sizes = list(volume.geometry.shape[1:] if volume.geometry else volume.shape[-2:])
    sizes.insert(axis, slices)
    return sizes[0], sizes[1], sizes[2]


def _padding(frames: list[Frame | None]) -> NDArray[np.float64] | None:
    ranges = [None if frame is None else padding_values(frame) for frame in frames]
    if not any(ranges):
        return None
    return np.array([(np.nan, np.nan) if one is None else one for one in ranges])


def _places(volume: Volume, frames: list[Frame | None], arranged: Arranged) -> Points | None:
    """Return where each slice's first voxel lies by its own header; None where all lie evenly.

    Not where the user asked for another distance than that of the positions.
    """
    geometry = volume.geometry
    if geometry is None or geometry.spacing.source != volume.first.place_source:
        return None
    own = {n: frame.position for n, frame in enumerate(frames) if frame and frame.position}
    if len(own) < 2:
        return None
    there = list(own)
    numbers = np.arange(len(frames))
    in_volume = numbers[::-1] if arranged.backwards else numbers
    even = geometry.affine[:3, 3] + np.outer(in_volume, geometry.affine[:3, 0])
    off = np.array(list(own.values()), dtype=np.float64) - even[there]
    if any(note.code in _INTERPOLATED for note in volume.lasting_notes):
        off = np.outer(off @ geometry.normal, geometry.normal)  # rows were shifted since
    step = float(np.linalg.norm(geometry.affine[:3, 0]))
    if float(np.linalg.norm(off, axis=1).max()) <= _EVEN * step:
        return None
    across = arranged.affine[:3, arranged.slice_axis]
    steady = arranged.affine[:3, 3] + np.outer(numbers, across)
    return np.asarray(steady + np.stack([np.interp(numbers, there, one) for one in off.T], axis=1))
