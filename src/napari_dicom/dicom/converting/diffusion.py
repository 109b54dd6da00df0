"""The b-values and gradient directions of a diffusion series, as FSL has them.

The standard (PS3.3 C.8.13.5.9) and Siemens give directions in the patient; GE and UIH in axes of
their own, which are not turned here: no direction is better than a wrong one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.frames import Frame
from napari_dicom.dicom.stacks import Geometry
from napari_dicom.dicom.volumes import Volume

_ZERO = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Diffusion:
    """What was measured at each step of the only further axis.

    Parameters
    ----------
    b_values
        s/mm².
    directions
        Unit vectors in the patient, LPS; zeros at b = 0. Empty where they are not known.
    missing
        Why they are not, in words; ``""`` where they are, or where there is nothing to know.
    """

    b_values: tuple[float, ...]
    directions: tuple[tuple[float, ...], ...] = ()
    missing: str = ""


def diffusion_of(volume: Volume) -> Diffusion | None:
    """Return b-values and directions of a volume whose one further axis tells them apart."""
    if len(volume.axes) != 1:
        return None
    planes = volume.slices
    steps = [volume.frames[i : i + planes] for i in range(0, len(volume.frames), planes)]
    found = [{_gradient_of(frame) for frame in step if frame is not None} for step in steps]
    if any(len(of_step) != 1 for of_step in found):
        return None
    gradients = [of_step.pop() for of_step in found]
    if not all(gradients) or not any(gradient[0] > 0 for gradient in gradients):
        return None
    b_values = tuple(gradient[0] for gradient in gradients)
    if _has_own_axes(volume.first):
        return Diffusion(b_values, (), "the gradients are given in the scanner's own axes")
    directions = tuple(_direction(gradient) for gradient in gradients)
    if any(len(direction) != len(_ZERO) for direction in directions):
        return Diffusion(b_values, (), "the files do not say the directions of all gradients")
    return Diffusion(b_values, directions)


def fsl_vectors(diffusion: Diffusion, geometry: Geometry) -> NDArray[np.float64]:
    """Return directions along the image's (columns, rows, slices), shape (3, steps).

    FSL counts x from the right where the determinant of the matrix is positive.
    """
    axes = [geometry.affine[:3, 2], geometry.affine[:3, 1], geometry.normal]
    turn = np.array([axis / np.linalg.norm(axis) for axis in axes])
    vectors = turn @ np.array(diffusion.directions).T
    if np.linalg.det(turn) > 0:  # the same in LPS and RAS: two signs differ
        vectors[0] *= -1
    return np.asarray(vectors + 0.0)  # no minus before a zero


def _gradient_of(frame: Frame) -> tuple[float, ...]:
    """Return (b-value, direction...) of a frame, nothing where it does not say."""
    b_value = frame.coordinates.get("DiffusionBValue")
    gradient = frame.coordinates.get("DiffusionGradient")
    if not isinstance(b_value, int | float) or not isinstance(gradient, tuple):
        return ()
    return (float(b_value), *(float(part) for part in gradient[1:]))


def _has_own_axes(frame: Frame) -> bool:
    """Tell whether the gradients of a file are given in axes that are not the patient's."""
    maker = frame.header.text("Manufacturer").upper()
    by_uih = "UIHGradient" in frame.header and "DiffusionGradientOrientation" not in frame.header
    return maker.startswith("GE") or by_uih


def _direction(gradient: tuple[float, ...]) -> tuple[float, ...]:
    b_value, *parts = gradient
    length = float(np.linalg.norm(parts)) if parts else 0.0
    if b_value <= 0 or (len(parts) == len(_ZERO) and length == 0):
        return _ZERO
    return tuple(part / length for part in parts)
