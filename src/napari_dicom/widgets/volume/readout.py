"""What is under the mouse: value, place in the patient, row and column, file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from napari_dicom.dicom import plain_text
from napari_dicom.dicom.describing import unit_text
from napari_dicom.layers import plane_and_pixel
from napari_dicom.viewer import has_place, volume_of, world_of
from napari_dicom.widgets.active_layer import frame_at, plane_axes
from napari_dicom.widgets.millimetres import decimals_of, in_millimetres

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Layer


@dataclass(frozen=True, slots=True)
class Readout:
    """What there is at a point of a layer, in words."""

    value: str = ""
    position: str = ""
    pixel: str = ""
    file: str = ""
    index: str = ""


def readout_at(layer: Layer, viewer: ViewerModel) -> Readout:
    """Return what is under the mouse in 2D; nothing in 3D, outside the layer or the canvas."""
    index = cursor_index(layer, viewer)
    volume = volume_of(layer)
    if index is None or volume is None:
        return Readout()
    frame = frame_at(layer, tuple(index[axis] for axis in plane_axes(layer)))
    spatial = index[-3:] if layer.metadata["dicom"]["affine"] is not None else index[-2:]
    position, pixel = "", f"row {spatial[-2] + 1}, column {spatial[-1] + 1}"
    if volume.geometry is not None:
        affine = np.asarray(layer.metadata["dicom"]["affine"])
        places = (affine[:3, :3] @ spatial + affine[:3, 3]).tolist()
        x, y, z = (in_millimetres(place, decimals_of(layer)) for place in places)
        named = f"L {x}  P {y}  S {z} mm"
        position = named if has_place(layer) else f"{x}  {y}  {z} mm, in no patient"
        plane, row, column = plane_and_pixel(volume, spatial)
        pixel = f"slice {plane + 1}, row {row + 1}, column {column + 1}"
    name = "not acquired: filled" if frame is None else plain_text(frame.instance.path.name)
    return Readout(_value(layer, viewer, index), position, pixel, name, f"data{list(index)}")


def cursor_index(layer: Layer, viewer: ViewerModel) -> tuple[int, ...] | None:
    """Return the index of the pixel under the mouse, as napari draws it in 2D.

    napari draws with the displayed axes' part of the transform, and slices with the other axes'
    part of its inverse: where a gantry was tilted these are not one inverse.
    """
    dims = viewer.dims
    if dims.ndisplay != 2 or len(viewer.cursor.position) != dims.ndim:
        return None
    if not 2 <= layer.ndim <= dims.ndim:  # a layer that was just removed may have had more
        return None
    offset = dims.ndim - layer.ndim
    shown = [axis - offset for axis in dims.displayed]
    if min(shown) < 0:
        return None
    sliced = [axis for axis in range(layer.ndim) if axis not in shown]
    world = world_of(layer)
    drawn = np.asarray(viewer.cursor.position, dtype=np.float64)[offset:][shown]
    point = np.asarray(dims.point, dtype=np.float64)[offset:][sliced]
    inverse = np.linalg.inv(world)
    found = np.zeros(layer.ndim)
    found[shown] = np.linalg.solve(world[np.ix_(shown, shown)], drawn - world[shown, -1])
    found[sliced] = inverse[np.ix_(sliced, sliced)] @ point + inverse[sliced, -1]
    index = tuple(int(i) for i in np.rint(found))
    inside = all(0 <= i < n for i, n in zip(index, layer.data.shape, strict=False))
    return index if inside else None


def _value(layer: Layer, viewer: ViewerModel, index: tuple[int, ...]) -> str:
    """Return the value with its unit; of data that are not in memory, that of the drawn plane."""
    value = layer.data[index] if isinstance(layer.data, np.ndarray) else None
    if value is None:
        place = np.array(viewer.cursor.position, dtype=np.float64)
        place[-layer.ndim :] = layer.data_to_world(index)
        value = layer.get_value(tuple(place), world=True)
    if value is None:
        return ""
    if np.ndim(value):
        return "RGB " + " ".join(str(int(part)) for part in np.asarray(value))
    unit = unit_text(layer.metadata["dicom"]["value_unit"])
    number = f"{value:.5g}" if np.asarray(value).dtype.kind == "f" else str(int(value))
    return f"{number} {unit}".rstrip()
