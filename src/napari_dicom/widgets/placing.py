"""Put open layers elsewhere: the z-spacing switch, own planes or patient space."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from napari_dicom.dicom import Volume, scaled_by
from napari_dicom.layers import (
    Placement,
    Space,
    display_of,
    displays,
    is_in_patient_space,
    placed,
    same_rotation,
)
from napari_dicom.widgets.active_layer import dicom_layers, show_plane, shown_plane, volume_of

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Layer
    from numpy.typing import NDArray


def world_of(layer: Layer) -> NDArray[np.float64]:
    """Return a layer's whole transform: homogeneous index -> world."""
    size = layer.ndim
    origin = np.asarray(layer.data_to_world(np.zeros(size)), dtype=np.float64)
    world = np.eye(size + 1)
    for axis, unit in enumerate(np.eye(size)):
        world[:-1, axis] = np.asarray(layer.data_to_world(unit)) - origin
    world[:-1, -1] = origin
    return world


def layer_display(layer: Layer) -> NDArray[np.float64]:
    """Return the 4x4 LPS -> LPS that a placed layer is displayed through."""
    return display_of(world_of(layer), layer.metadata)


def is_placed(layer: Layer) -> bool:
    """Tell whether a DICOM layer has a place in the patient."""
    return volume_of(layer) is not None and layer.metadata["dicom"]["affine"] is not None


def space_of(layer: Layer) -> Space:
    """Return the space a placed layer is shown in."""
    patient = is_in_patient_space(layer_display(layer))
    return Space.PATIENT if patient else Space.OWN_PLANES


def is_oblique(layer: Layer) -> bool:
    """Tell whether a placed layer's own planes are not the patient's: the switch then matters."""
    volume = volume_of(layer)
    assert volume is not None
    assert volume.geometry is not None
    return not is_in_patient_space(displays([volume.geometry], Space.OWN_PLANES)[0])


def scale_layer(viewer: ViewerModel, layer: Layer, source: str) -> None:
    """Scale a layer's slices by another of its candidates, and stay at the slice that is shown."""
    volume = volume_of(layer)
    assert volume is not None
    _move(viewer, layer, scaled_by(volume, source), layer_display(layer))


def show_in(viewer: ViewerModel, layer: Layer, space: Space) -> list[Layer]:
    """Show a layer, and all others of its frame of reference, in own planes or patient space."""
    family = relatives(viewer, layer)
    volumes = [volume for volume in map(volume_of, family) if volume is not None]
    geometries = [volume.geometry for volume in volumes if volume.geometry is not None]
    for one, volume, display in zip(family, volumes, displays(geometries, space), strict=True):
        _move(viewer, one, volume, display)
    return family


def line_up(viewer: ViewerModel, layer: Layer) -> None:
    """Give a layer about to be added the display of an open one it lies in one space with."""
    if not is_placed(layer):
        return
    volume, own = volume_of(layer), layer_display(layer)
    assert volume is not None
    for other in relatives(viewer, layer):
        display = layer_display(other)
        if other is not layer and same_rotation(display, own):
            place(layer, placed(volume, layer.metadata, world_of(layer), display))
            return


def relatives(viewer: ViewerModel, layer: Layer) -> list[Layer]:
    """Return the placed layers of a layer's frame of reference, in the order they were added."""
    uid = layer.metadata["dicom"]["FrameOfReferenceUID"]
    others = [one for one in reversed(dicom_layers(viewer)) if is_placed(one) and one is not layer]
    return [
        layer,
        *(o for o in others if uid and o.metadata["dicom"]["FrameOfReferenceUID"] == uid),
    ]


def place(layer: Layer, placement: Placement) -> None:
    """Put a layer where a placement says."""
    layer.scale = placement.scale
    layer.translate = placement.translate
    layer.affine = placement.affine
    layer.metadata = placement.metadata


def _move(viewer: ViewerModel, layer: Layer, volume: Volume, display: NDArray[np.float64]) -> None:
    shown = shown_plane(layer, viewer)
    place(layer, placed(volume, layer.metadata, world_of(layer), display))
    if shown is not None and viewer.layers.selection.active is layer:
        show_plane(viewer, layer, shown.index)
