"""What of a segmentation is shown: voxels with the numbers of segments, or fractions of one."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.objects.segmentation.content import Segmentation
from napari_dicom.dicom.objects.segmentation.segment import Segment
from napari_dicom.dicom.stacks import Geometry
from napari_dicom.dicom.volumes import Volume


@dataclass(frozen=True, slots=True)
class Shown:
    """A segment, and how much of it there is.

    Parameters
    ----------
    value
        The value of its voxels: its number, where that is not 0.
    voxels, volume
        How many, and in ml; None for the latter where the size of a voxel is not known.
    """

    segment: Segment
    value: int
    voxels: int
    volume: float | None


@dataclass(frozen=True, slots=True, eq=False)
class LabelMap:
    """Segments that do not overlap, in one array.

    Parameters
    ----------
    geometry
        Its grid; None where the array has the shape of the image `on`, which has no place.
    labels
        (slice, row, column), uint8 or uint16; 0 is nothing.
    """

    geometry: Geometry | None
    labels: NDArray[np.unsignedinteger[Any]]
    shown: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, eq=False)
class FractionMap:
    """One segment whose voxels belong to it in part, cropped to where it is.

    Parameters
    ----------
    values
        (slice, row, column), float32 from 0 to 1.
    """

    geometry: Geometry | None
    values: NDArray[np.float32]
    shown: Shown


@dataclass(frozen=True, slots=True, eq=False)
class LoadedSegmentation:
    """A segmentation with its voxels.

    Parameters
    ----------
    content
        What was read, with what was remarked on the way.
    label_maps, fraction_maps
        What is shown.
    on
        The image whose planes it shows, where it has no place of its own; None else.
    """

    content: Segmentation
    label_maps: tuple[LabelMap, ...]
    fraction_maps: tuple[FractionMap, ...]
    on: Volume | None
