"""Frames of a segmentation that share one grid."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.note import Note
from napari_dicom.dicom.stacks import Geometry
from napari_dicom.dicom.volumes import Volume

SAME_TURN = 1e-3
"""Direction cosines that differ by no more are those of planes in one stack."""

ON_GRID = 0.1
"""Frames fit a step if they are no further from its multiples than this part of it."""

BESIDE = "its frames lie beside each other: they are no stack of planes"
"""Why frames of one orientation are refused."""


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """Frames that share one grid.

    Parameters
    ----------
    frames
        Indices of the frames, from 0.
    planes
        For each of them the slice of the grid it shows.
    geometry
        The grid; None where it is that of the planes of `on`, which have no place.
    on
        The image whose planes these are, or on whose slices they lie; None for none.
    """

    frames: NDArray[np.int64]
    planes: NDArray[np.int64]
    geometry: Geometry | None
    on: Volume | None
    notes: tuple[Note, ...] = ()
