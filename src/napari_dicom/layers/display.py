"""How things stand in napari's world: which data axis is z, y, x, and the display transform.

World is patient LPS in mm, reversed: (z, y, x) = (S, P, L). Data axes are permuted and flipped, as
views, to the nearest patient axes, for a permuting affine cannot be drawn. What rotation is left
(oblique series) is taken off about the centre, so that the volume is shown in its own planes; or it
is kept in the affine, in exact patient space. The shear of a tilted gantry always stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom import Geometry, Note, Severity, Space

Matrix = NDArray[np.float64]

REVERSED = np.eye(4)[[2, 1, 0, 3]]
"""LPS (x, y, z) -> napari's world (z, y, x), homogeneous."""

PARALLEL = 1e-5
"""Direction cosines below this are those of planes parallel to the patient axes."""

SAME_ROTATION = 1e-3
"""Rotations whose matrices differ by no more than this turn volumes alike."""

_SEEN = 0.05
"""Degrees of rotation from which on an oblique volume is said to be one."""


class DisplaySpace(StrEnum):
    """Whether oblique volumes are shown in their own planes or where they lie in the patient."""

    OWN_PLANES = "own planes"
    PATIENT = "patient"


@dataclass(frozen=True, slots=True, eq=False)
class Arrangement:
    """The order and direction of a volume's data axes in a layer.

    Parameters
    ----------
    order
        For each of the layer's axes (z, y, x): which of (slice, row, column) it is.
    flipped
        For each of the layer's axes: whether it runs against the volume's.
    affine
        4x4: homogeneous index along the layer's axes -> LPS mm.
    """

    order: tuple[int, int, int]
    flipped: tuple[bool, bool, bool]
    affine: Matrix

    @property
    def slice_axis(self) -> int:
        """Which of (z, y, x) runs across the acquired planes."""
        return self.order.index(0)


def arrange(geometry: Geometry) -> Arrangement:
    """Find the view of a volume whose axes run most nearly along (S, P, L).

    What has no place in the patient stays in the order in which it is stored.
    """
    directions = axis_directions(geometry)
    if geometry.space is not Space.PATIENT:
        return _arrangement(geometry, (0, 1, 2), (False, False, False))
    patient = np.abs(directions[::-1])
    order = max(permutations(range(3)), key=lambda p: sum(patient[i, p[i]] for i in range(3)))
    flipped = [bool(directions[2 - i, axis] < 0) for i, axis in enumerate(order)]
    return _arrangement(geometry, (order[0], order[1], order[2]), tuple(flipped))  # type: ignore[arg-type]  # three of them


def _arrangement(
    geometry: Geometry, order: tuple[int, int, int], flipped: tuple[bool, bool, bool]
) -> Arrangement:
    affine = np.eye(4)
    affine[:3, 3] = geometry.affine[:3, 3]
    for i, axis in enumerate(order):
        column = geometry.affine[:3, axis]
        if flipped[i]:
            affine[:3, 3] += column * (geometry.shape[axis] - 1)
        affine[:3, i] = -column if flipped[i] else column
    return Arrangement(order, flipped, affine)


def axis_directions(geometry: Geometry) -> Matrix:
    """Return unit vectors (columns) of (normal, rows, columns) in LPS; tilt does not count."""
    columns = geometry.affine[:3, :3].copy()
    columns[:, 0] = geometry.normal * np.sign(geometry.normal @ columns[:, 0])
    return np.asarray(columns / np.linalg.norm(columns, axis=0), dtype=np.float64)


def own_rotation(geometry: Geometry) -> Matrix:
    """Return the 3x3 rotation that turns a volume's planes onto the nearest patient planes."""
    arrangement = arrange(geometry)
    directions = axis_directions(geometry)
    axes = np.zeros((3, 3))
    for i, axis in enumerate(arrangement.order):
        axes[:, 2 - i] = directions[:, axis] * (-1 if arrangement.flipped[i] else 1)
    if np.abs(axes - np.eye(3)).max() <= PARALLEL:
        return np.eye(3)
    left, _, right = np.linalg.svd(axes)
    return np.asarray((left @ right).T, dtype=np.float64)


def rotation_angle(rotation: Matrix) -> float:
    """Return the angle of a rotation matrix in degrees."""
    return float(np.degrees(np.arccos(np.clip((np.trace(rotation) - 1) / 2, -1.0, 1.0))))


def display_transforms(
    geometries: Sequence[Geometry], references: Sequence[str], space: DisplaySpace
) -> list[Matrix]:
    """Return the 4x4 LPS -> LPS that each of several volumes is displayed through.

    Volumes of one frame of reference whose own planes need the same rotation share it, centre
    included, so that they line up in their own planes as they do in the patient.

    Parameters
    ----------
    geometries
        Where the volumes lie.
    references
        FrameOfReferenceUID (0020,0052) of each, ``""`` where there is none.
    """
    shared: dict[str, list[Matrix]] = {}
    found = []
    for geometry, uid in zip(geometries, references, strict=True):
        own = own_display(geometry, space)
        known = shared.setdefault(uid, []) if uid and geometry.space is Space.PATIENT else []
        display = next((one for one in known if same_rotation(one, own)), own)
        known.append(display)
        found.append(display)
    return found


def own_display(geometry: Geometry, space: DisplaySpace) -> Matrix:
    """Return the display transform of a volume by itself: about its centre, or none."""
    display = np.eye(4)
    if space is DisplaySpace.PATIENT and geometry.space is Space.PATIENT:
        return display
    rotation = own_rotation(geometry)
    display[:3, :3] = rotation
    display[:3, 3] = geometry.centre - rotation @ geometry.centre
    return display


def same_rotation(one: Matrix, other: Matrix) -> bool:
    """Tell whether two display transforms turn volumes alike, about whatever centre."""
    return bool(np.abs(one[:3, :3] - other[:3, :3]).max() <= SAME_ROTATION)


def is_in_patient_space(display: Matrix) -> bool:
    """Tell whether a display transform leaves everything where it lies in the patient."""
    return bool(np.abs(display - np.eye(4)).max() < SAME_ROTATION)


def display_notes(display: Matrix, space: Space = Space.PATIENT) -> list[Note]:
    """Return what is to be said of a display transform: that the planes are oblique.

    Parameters
    ----------
    space
        Whose frame the planes lie in: they are oblique in a patient only, whose can be switched to.
    """
    angle = rotation_angle(display[:3, :3])
    if angle < _SEEN or space is not Space.PATIENT:
        return []
    return [
        Note(
            "oblique",
            f"the planes are oblique: shown in their own planes, turned by {angle:.1f}°; "
            "exact patient space can be switched on",
            Severity.INFO,
            {"angle_degrees": round(angle, 3)},
        )
    ]


def world_matrix(affine: Matrix, display: Matrix) -> Matrix:
    """Return the 4x4 from layer index to napari world (z, y, x) in mm.

    Parameters
    ----------
    affine
        4x4 index -> LPS mm.
    display
        4x4 LPS -> LPS.
    """
    return np.asarray(REVERSED @ display @ affine, dtype=np.float64)


def napari_transform(world: Matrix) -> dict[str, Matrix]:
    """Return layer keywords: scale and translate where that is all, else an affine."""
    linear = world[:3, :3]
    sizes = np.linalg.norm(linear, axis=0)
    off = linear - np.diag(np.diag(linear))
    if np.abs(off / sizes).max() <= PARALLEL:
        return {"scale": sizes, "translate": world[:3, 3]}
    return {"affine": world}


def on_exact_steps(scale: Matrix, translate: Matrix) -> dict[str, Matrix]:
    """Return scale and translate as layer keywords, rounded so that steps add up exactly.

    napari counts the steps of a slider by dividing a layer's extent by its scale, rounding down:
    1e-15 too little, and the last slice cannot be reached. With multiples of a power of 2 nothing
    is lost; they are finer than 2e-8 of a step.
    """
    steps = _on(_quantum(scale), scale)
    # those of the rounded steps, which may have come to be a power of 2: once more changes nothing
    return {"scale": steps, "translate": _on(_quantum(steps), translate)}


def _quantum(scale: Matrix) -> Matrix:
    return np.asarray(np.exp2(np.floor(np.log2(scale)) - 26))


def _on(quantum: Matrix, numbers: Matrix) -> Matrix:
    return np.asarray(np.round(numbers / quantum) * quantum)
