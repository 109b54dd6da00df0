"""Where a volume lies in the patient: index -> LPS mm, and how sure that is.

The image plane module's equation (PS3.3 C.7.6.2.1.1) for the rows and columns; the third column is
the displacement from one plane to the next, which is not along the normal where a gantry was
tilted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.errors import ChoiceError
from napari_dicom.dicom.frames import Frame, Space
from napari_dicom.dicom.stacks.grid import Grid

Affine = NDArray[np.float64]

_SEEN_SHIFT = 1 / 50
"""Part of a pixel by which the last plane of a tilted stack is shifted at least."""

_DIGITS = 9
"""Significant digits of a distance: more are the noise of its computation."""


class ZSpacing(StrEnum):
    """What the distance between slices is taken from."""

    POSITIONS = "positions"
    SLICE_THICKNESS = "slice-thickness"

    @classmethod
    def _missing_(cls, value: object) -> "ZSpacing":
        raise ChoiceError.among("z_spacing", value, cls)


@dataclass(frozen=True, slots=True)
class Spacing:
    """The distance between slices, and every value the files offer for it, in mm.

    Parameters
    ----------
    used
        What the volume is scaled by.
    source
        Keyword of the element it comes from, or ``"unknown"``.
    image_position_patient
        Median distance between slice positions along the normal.
    spacing_between_slices
        (0018,0088), without sign.
    slice_thickness
        (0018,0050).
    """

    used: float
    source: str
    image_position_patient: float | None
    spacing_between_slices: float | None
    slice_thickness: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Geometry:
    """A volume's place without its pixels.

    Parameters
    ----------
    affine
        4x4: homogeneous (slice, row, column) index -> mm (x, y, z) of `space`: LPS in a patient.
    shape
        Number of (slices, rows, columns).
    spacing
        Distance between slices along the normal, and its candidates.
    corner_error
        Largest distance in mm between a frame's corners by its own header and by `affine`.
    space
        Whose frame `affine` leads to: LPS only in the patient's.
    """

    affine: Affine
    shape: tuple[int, int, int]
    spacing: Spacing
    corner_error: float = 0.0
    space: Space = Space.PATIENT

    @property
    def is_in_patient(self) -> bool:
        """Whether directions are those of a patient: only then have they letters and LPS words."""
        return self.space is Space.PATIENT

    @property
    def pixel_spacing(self) -> tuple[float, float]:
        """Distance in mm between the centres of (rows, columns)."""
        lengths = np.linalg.norm(self.affine[:3, 1:3], axis=0)
        return float(lengths[0]), float(lengths[1])

    @property
    def voxel_size(self) -> tuple[float, float, float]:
        """Distance in mm between (slices along the normal, rows, columns)."""
        return (self.spacing.used, *self.pixel_spacing)

    @property
    def normal(self) -> NDArray[np.float64]:
        """Unit vector along which slice indices ascend, in `space`."""
        normal = np.cross(self.affine[:3, 2], self.affine[:3, 1])
        return normal / np.linalg.norm(normal)

    @property
    def tilt(self) -> float:
        """Angle in degrees between the normal and the line from slice to slice."""
        step = self.affine[:3, 0]
        cosine = abs(float(step @ self.normal)) / float(np.linalg.norm(step))
        return float(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))

    @property
    def is_tilted(self) -> bool:
        """Whether the planes are shifted against each other enough to see: 0.1°, 1/50 pixel."""
        step = self.affine[:3, 0]
        along = float(step @ self.normal)
        shift = float(np.linalg.norm(step - along * self.normal)) * (self.shape[0] - 1)
        return self.tilt > 0.1 and shift > _SEEN_SHIFT * min(self.pixel_spacing)

    @property
    def centre(self) -> NDArray[np.float64]:
        """Centre of the volume in `space`, mm."""
        middle = (np.asarray(self.shape, dtype=np.float64) - 1) / 2
        return self.affine[:3, :3] @ middle + self.affine[:3, 3]

    def scale_by(self, used: float, source: str) -> "Geometry":
        """Return the geometry with another distance between slices, about the same first slice."""
        affine = self.affine.copy()
        affine[:3, 0] *= used / self.spacing.used
        return replace(self, affine=affine, spacing=replace(self.spacing, used=used, source=source))


def geometry_of(
    frames: tuple[Frame | None, ...], grid: Grid, z_spacing: ZSpacing = ZSpacing.POSITIONS
) -> Geometry:
    """Build the geometry of frames laid on a grid.

    Parameters
    ----------
    frames
        Row-major over (leading axes, node of the grid).
    z_spacing
        Scale by the distance between positions, or by SliceThickness where there is one.
    """
    first = next(frame for frame in frames if frame is not None)
    spacing = _spacing(first, grid)
    affine = plane_affine(first)
    affine[:3, 0] = grid.step if grid.step is not None else _normal(affine) * spacing.used
    affine[:3, 3] = grid.origin
    shape = (grid.length, first.rows, first.columns)
    geometry = Geometry(affine, shape, spacing, space=first.space)
    if z_spacing is ZSpacing.SLICE_THICKNESS and spacing.slice_thickness:
        geometry = geometry.scale_by(spacing.slice_thickness, "SliceThickness")
    return replace(geometry, corner_error=corner_error(frames, geometry))


def plane_affine(frame: Frame) -> Affine:
    """Return the 4x4 (slice, row, column) -> LPS mm of one placed frame, its slice column empty."""
    assert frame.orientation is not None
    assert frame.pixel_spacing is not None
    affine = np.eye(4)
    affine[:3, 0] = 0.0
    affine[:3, 1] = np.asarray(frame.orientation[3:]) * frame.pixel_spacing[0]
    affine[:3, 2] = np.asarray(frame.orientation[:3]) * frame.pixel_spacing[1]
    affine[:3, 3] = frame.position
    return affine


def corner_error(frames: tuple[Frame | None, ...], geometry: Geometry) -> float:
    """Return the largest distance in mm of any frame's corner from where the affine puts it."""
    planes, rows, columns = geometry.shape
    placed = [(index % planes, frame) for index, frame in enumerate(frames) if frame is not None]
    indices = np.array([index for index, _ in placed], dtype=np.float64)
    corners = np.array(
        [[0, r, c, 1] for r in (0, rows - 1) for c in (0, columns - 1)], dtype=np.float64
    )
    by_volume = (corners @ geometry.affine.T)[:, :3] + np.multiply.outer(
        indices, geometry.affine[:3, 0]
    ).reshape(-1, 1, 3)
    by_header = _corners([frame for _, frame in placed], rows, columns)
    return float(np.linalg.norm(by_volume - by_header, axis=2).max())


def _corners(frames: Sequence[Frame], rows: int, columns: int) -> NDArray[np.float64]:
    """Return the places of the four corners of placed frames by their own headers, (n, 4, 3)."""
    origins = np.array([frame.position for frame in frames], dtype=np.float64)
    cosines = np.array([frame.orientation for frame in frames], dtype=np.float64)
    spacings = np.array([frame.pixel_spacing for frame in frames], dtype=np.float64)
    down = cosines[:, 3:] * spacings[:, :1] * (rows - 1)
    across = cosines[:, :3] * spacings[:, 1:] * (columns - 1)
    return np.stack([origins, origins + across, origins + down, origins + down + across], axis=1)


def _spacing(first: Frame, grid: Grid) -> Spacing:
    """Decide the distance between slices: positions come before declared spacings."""
    normal = _normal(plane_affine(first))
    positions = None if grid.step is None else abs(float(grid.step @ normal))
    between = abs(first.spacing_between_slices) if first.spacing_between_slices else None
    thickness = first.slice_thickness
    assert first.pixel_spacing is not None
    is_localizer = "LOCALIZER" in first.header.texts("ImageType")
    candidates = (
        (positions, first.place_source),
        (None if is_localizer else between, "SpacingBetweenSlices"),
        (None if is_localizer else thickness, "SliceThickness"),
        (first.pixel_spacing[0], "unknown"),
    )
    used, source = next((value, name) for value, name in candidates if value)
    known = positions if first.place_source == "ImagePositionPatient" else None
    return Spacing(_rounded(used), source, known and _rounded(known), between, thickness)


def _rounded(distance: float) -> float:
    return float(f"{distance:.{_DIGITS}g}")


def _normal(affine: Affine) -> NDArray[np.float64]:
    normal = np.cross(affine[:3, 2], affine[:3, 1])
    return normal / np.linalg.norm(normal)
