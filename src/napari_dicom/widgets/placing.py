"""Put open layers elsewhere: the z-spacing switch, own planes or patient space."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from napari_dicom.dicom import Volume, scale_by
from napari_dicom.layers import (
    DisplaySpace,
    display_transforms,
    is_in_patient_space,
    placement_of,
)
from napari_dicom.viewer import (
    followers,
    image_of,
    keep_drawings,
    layer_display,
    move_with,
    put_at,
    relatives,
    show_through,
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
    (own,) = display_transforms([volume.geometry], [""], DisplaySpace.OWN_PLANES)
    return not is_in_patient_space(own)


def scale_layer(viewer: ViewerModel, layer: Layer, source: str) -> None:
    """Scale a layer's slices by another of its candidates, and stay at the slice that is shown.

    What lies on it goes with it.
    """
    volume = volume_of(layer)
    assert volume is not None
    before = np.asarray(layer.metadata["dicom"]["affine"])
    _move(viewer, layer, scale_by(volume, source), layer_display(layer))
    change = np.asarray(layer.metadata["dicom"]["affine"]) @ np.linalg.inv(before)
    for companion in followers(viewer, layer):
        move_with(companion, change)
    keep_drawings(viewer)


def show_in(viewer: ViewerModel, layer: Layer, space: DisplaySpace) -> list[Layer]:
    """Show a layer, and all others of its frame of reference, in own planes or patient space.

    What is no image goes with the images it was shown with.
    """
    family = relatives(viewer, layer)
    images = [one for one in family if volume_of(one) is not None]
    before = [layer_display(one) for one in images]
    after = _displays(images, space)
    for image, display in zip(images, after, strict=True):
        volume = volume_of(image)
        assert volume is not None
        _move(viewer, image, volume, display)
    for other in (one for one in family if one not in images):
        old = layer_display(other)
        pairs = zip(before, after, strict=True)
        show_through(other, next((new for was, new in pairs if np.allclose(was, old)), old))
    keep_drawings(viewer)
    return family


def _displays(images: list[Layer], space: DisplaySpace) -> list[NDArray[np.float64]]:
    volumes = [volume for volume in map(volume_of, images) if volume is not None]
    geometries = [volume.geometry for volume in volumes if volume.geometry is not None]
    references = [volume.frame_of_reference_uid for volume in volumes]
    return display_transforms(geometries, references, space)


def _move(viewer: ViewerModel, layer: Layer, volume: Volume, display: NDArray[np.float64]) -> None:
    shown = shown_plane(layer, viewer)
    put_at(layer, placement_of(volume, layer.metadata, world_of(layer), display))
    if shown is not None and image_of(viewer, viewer.layers.selection.active) is layer:
        show_plane(viewer, layer, shown.index)
