"""Put open layers elsewhere: the z-spacing switch, own planes or patient space."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from napari_dicom.dicom import Volume, scale_by
from napari_dicom.layers import (
    DisplaySpace,
    displays,
    is_in_patient_space,
    placement_of,
)
from napari_dicom.viewer import (
    layer_display,
    put_at,
    relatives,
    volume_of,
    world_of,
)
from napari_dicom.widgets.active_layer import show_plane, shown_plane

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Layer
    from numpy.typing import NDArray


def space_of(layer: Layer) -> DisplaySpace:
    """Return the space a placed layer is shown in."""
    patient = is_in_patient_space(layer_display(layer))
    return DisplaySpace.PATIENT if patient else DisplaySpace.OWN_PLANES


def is_oblique(layer: Layer) -> bool:
    """Tell whether a placed layer's own planes are not the patient's: the switch then matters."""
    volume = volume_of(layer)
    assert volume is not None
    assert volume.geometry is not None
    return not is_in_patient_space(displays([volume.geometry], DisplaySpace.OWN_PLANES)[0])


def scale_layer(viewer: ViewerModel, layer: Layer, source: str) -> None:
    """Scale a layer's slices by another of its candidates, and stay at the slice that is shown."""
    volume = volume_of(layer)
    assert volume is not None
    _move(viewer, layer, scale_by(volume, source), layer_display(layer))


def show_in(viewer: ViewerModel, layer: Layer, space: DisplaySpace) -> list[Layer]:
    """Show a layer, and all others of its frame of reference, in own planes or patient space."""
    family = relatives(viewer, layer)
    volumes = [volume for volume in map(volume_of, family) if volume is not None]
    geometries = [volume.geometry for volume in volumes if volume.geometry is not None]
    for one, volume, display in zip(family, volumes, displays(geometries, space), strict=True):
        _move(viewer, one, volume, display)
    return family


def _move(viewer: ViewerModel, layer: Layer, volume: Volume, display: NDArray[np.float64]) -> None:
    shown = shown_plane(layer, viewer)
    put_at(layer, placement_of(volume, layer.metadata, world_of(layer), display))
    if shown is not None and viewer.layers.selection.active is layer:
        show_plane(viewer, layer, shown.index)
