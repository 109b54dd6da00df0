"""A volume as SimpleITK has it: axes (x, y, z, time, more ...) of an image, LPS mm, seconds."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.converting.lattice import (
    column_first,
    even_geometry,
    leads_by_nearness,
    lengths,
    time_step,
)
from napari_dicom.dicom.converting.library import library
from napari_dicom.dicom.converting.samples import plain_samples
from napari_dicom.dicom.errors import ExportError
from napari_dicom.dicom.stacks import Geometry
from napari_dicom.dicom.volumes import Volume

_MOST_AXES = 5
"""Axes of an image, as the packages of SimpleITK are built."""


def to_sitk(volume: Volume, values: NDArray[Any]) -> Any:  # Any: SimpleITK.Image
    """Return a volume as a `SimpleITK.Image` of its dtype; a copy."""
    sitk = library("SimpleITK", "SimpleITK")
    geometry = even_geometry(volume, "SimpleITK")
    order = leads_by_nearness(volume.axes)
    count = len(order) + (2 if geometry is None else 3)
    if count > _MOST_AXES:
        raise ExportError(
            f"SimpleITK holds {_MOST_AXES} axes at most, and {volume.name} has {count}"
        )
    moved = np.asarray(values).transpose((*reversed(order), *range(len(order), values.ndim)))
    image = sitk.GetImageFromArray(plain_samples(moved), isVector=volume.is_colour)
    spacing, origin, direction = _place(volume, geometry)
    times = [time_step(volume.axes[number]) for number in order]
    image.SetSpacing((*spacing, *(time[1] if time else 1.0 for time in times)))
    image.SetOrigin((*origin, *(time[0] if time else 0.0 for time in times)))
    whole = np.eye(count)
    whole[: len(direction), : len(direction)] = direction
    image.SetDirection(whole.ravel().tolist())
    return image


def _place(
    volume: Volume, geometry: Geometry | None
) -> tuple[tuple[float, ...], list[float], NDArray[np.float64]]:
    """Return spacing, origin and directions along (columns, rows, slices)."""
    if geometry is None:
        rows, columns = volume.plane_spacing
        return (columns, rows), [0.0, 0.0], np.eye(2)
    matrix = column_first(geometry.affine)
    spacing = lengths(matrix)
    return spacing, matrix[:3, 3].tolist(), matrix[:3, :3] / spacing
