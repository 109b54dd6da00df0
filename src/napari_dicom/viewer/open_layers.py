"""Layers of a viewer that came from DICOM files: their volumes, where they lie, lining them up.

No Qt: the reader lines up what it opens with what is open already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from napari_dicom.dicom import LoadedVolume, Space, Volume
from napari_dicom.layers import (
    DisplaySpace,
    Placement,
    companion_placement,
    display_of,
    placement_of,
    same_rotation,
    values_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from napari.components import ViewerModel
    from napari.layers import Layer
    from numpy.typing import NDArray


def dicom_layers(viewer: ViewerModel) -> list[Layer]:
    """Return the viewer's image layers that came from DICOM files, uppermost first."""
    return [layer for layer in reversed(viewer.layers) if volume_of(layer) is not None]


def volume_of(layer: Layer) -> Volume | None:
    """Return the volume behind an image layer, or None where it is none of DICOM files."""
    volume = layer.metadata.get("dicom_volume")
    return volume if isinstance(volume, Volume) and "dicom" in layer.metadata else None


def loaded_of(layer: Layer) -> LoadedVolume:
    """Return the volume of a DICOM layer with the values the layer has."""
    volume = volume_of(layer)
    assert volume is not None
    low, high = (0.0, 255.0) if layer.rgb else layer.contrast_limits_range
    decoders = dict(layer.metadata["dicom"]["decoders"])
    return LoadedVolume(volume, values_of(layer.data, volume), decoders, (low, high))


def is_laid_out(layer: Layer) -> bool:
    """Tell whether a DICOM layer, of any type, has a place, in a patient or only in a frame."""
    return "dicom" in layer.metadata and layer.metadata["dicom"].get("affine") is not None


def has_place(layer: Layer) -> bool:
    """Tell whether a DICOM layer, of any type, has a place in the patient."""
    return is_laid_out(layer) and layer.metadata["dicom"]["space"] == Space.PATIENT


def has_depth(layer: Layer) -> bool:
    """Tell whether a layer is a stack of planes, with more than one of them."""
    if not is_laid_out(layer) or layer.metadata["dicom"]["slice_axis"] is None:
        return False
    return bool(layer.data.shape[layer.metadata["dicom"]["slice_axis"]] > 1)


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


def relatives(viewer: ViewerModel, layer: Layer) -> list[Layer]:
    """Return a layer and those of its frame of reference, of any type, as they were added."""
    uid = layer.metadata["dicom"]["FrameOfReferenceUID"]
    others = [one for one in viewer.layers if has_place(one) and one is not layer]
    if not uid or not has_place(layer):
        return [layer]
    return [layer, *(o for o in others if o.metadata["dicom"]["FrameOfReferenceUID"] == uid)]


def line_up_all(viewer: ViewerModel, layers: Sequence[Layer], space: DisplaySpace) -> None:
    """Lay layers on those that are open already as if they had been opened together."""
    if space is DisplaySpace.OWN_PLANES:
        for layer in layers:
            line_up(viewer, layer)


def line_up(viewer: ViewerModel, layer: Layer) -> None:
    """Give a layer about to be added the display of an open one it lies in one space with."""
    if not has_place(layer):
        return
    own = layer_display(layer)
    for other in relatives(viewer, layer):
        display = layer_display(other)
        if other is not layer and same_rotation(display, own):
            show_through(layer, display)
            return


def show_through(layer: Layer, display: NDArray[np.float64]) -> None:
    """Show a layer, of any type, through another display transform (LPS -> LPS)."""
    volume, world = volume_of(layer), world_of(layer)
    if volume is None:
        put_at(layer, companion_placement(layer.metadata, world, display))
    else:
        put_at(layer, placement_of(volume, layer.metadata, world, display))


def put_at(layer: Layer, placement: Placement) -> None:
    """Put a layer where a placement says."""
    layer.scale = placement.scale
    layer.translate = placement.translate
    layer.affine = placement.affine
    layer.metadata = placement.metadata
