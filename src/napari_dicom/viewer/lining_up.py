"""Lining up what is opened with what is open: images shown alike, companions with their images."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from napari_dicom.layers import (
    DisplaySpace,
    Placement,
    companion_placement,
    placement_of,
    same_rotation,
)
from napari_dicom.viewer.open_layers import (
    dicom_layers,
    frame_of_reference,
    has_place,
    layer_display,
    of_its_frame,
    relatives,
    volume_of,
    world_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from napari.components import ViewerModel
    from napari.layers import Layer
    from numpy.typing import NDArray

_PARALLEL = 1 - 1e-6
"""Cosine between axes that are parallel but for rounding."""


def line_up_all(viewer: ViewerModel, layers: Sequence[Layer], space: DisplaySpace) -> None:
    """Lay layers about to be added on those that are open already, as if opened together.

    Images share the display of open ones turned alike. Companions are shown through the display of
    the images of their frame of reference, those that come now and those that are open; what was
    open without its image follows the image that comes.
    """
    images = [layer for layer in layers if volume_of(layer) is not None]
    if space is DisplaySpace.OWN_PLANES:
        for image in images:
            line_up(viewer, image)
    open_images = [layer for layer in dicom_layers(viewer) if layer not in images]
    waiting = [layer for layer in viewer.layers if _is_companion(layer)]
    for layer in waiting:
        if not of_its_frame(layer, open_images):
            lay_on(layer, of_its_frame(layer, images))
    for layer in layers:
        if _is_companion(layer):
            lay_on(layer, of_its_frame(layer, [*images, *open_images]))
    _hide_what_belongs_elsewhere(layers, [*images, *open_images])


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


def lay_on(layer: Layer, images: Sequence[Layer]) -> None:
    """Show a companion through the display of an image of its frame of reference, if there is one.

    The first in whose planes it lies; else the first turned as it is; else one of a series it
    refers to; else the first.
    """
    if not images:
        return
    own = layer_display(layer)
    meant = {one["SeriesInstanceUID"] for one in layer.metadata["dicom"].get("referenced", ())}

    def rank(image: Layer) -> tuple[bool, bool, bool]:
        series = image.metadata["dicom"]["SeriesInstanceUID"]
        turned = not same_rotation(layer_display(image), own)
        return not _is_in_planes_of(layer, image), turned, series not in meant

    show_through(layer, layer_display(min(images, key=rank)))


def _is_in_planes_of(layer: Layer, image: Layer) -> bool:
    """Tell whether the axes of a layer are parallel to those of an image, in whatever order."""
    one, other = (_directions(each) for each in (layer, image))
    return bool((np.abs(one.T @ other).max(axis=0) >= _PARALLEL).all())


def _directions(layer: Layer) -> NDArray[np.float64]:
    axes = np.asarray(layer.metadata["dicom"]["affine"], dtype=np.float64)[:3, :3]
    return np.asarray(axes / np.linalg.norm(axes, axis=0))


def followers(viewer: ViewerModel, image: Layer) -> list[Layer]:
    """Return the companions that lie on an image: that refer to it, or to no other that is open."""
    companions = [one for one in relatives(viewer, image) if _is_companion(one)]
    series = {one.metadata["dicom"]["SeriesInstanceUID"] for one in dicom_layers(viewer)}
    own = image.metadata["dicom"]["SeriesInstanceUID"]
    meant = {
        id(one): {each["SeriesInstanceUID"] for each in one.metadata["dicom"].get("referenced", ())}
        for one in companions
    }
    return [one for one in companions if own in meant[id(one)] or not meant[id(one)] & series]


def move_with(layer: Layer, change: NDArray[np.float64]) -> None:
    """Move a companion in its space by a 4x4 of LPS mm -> LPS mm, its display as it is."""
    display, dicom = layer_display(layer), layer.metadata["dicom"]
    affine = (change @ np.asarray(dicom["affine"])).tolist()
    metadata = {**layer.metadata, "dicom": {**dicom, "affine": affine}}
    put_at(layer, companion_placement(metadata, world_of(layer), display))


def _is_companion(layer: Layer) -> bool:
    return volume_of(layer) is None and has_place(layer)


def _hide_what_belongs_elsewhere(layers: Sequence[Layer], images: Sequence[Layer]) -> None:
    """Hide companions none of whose images is there where images of other frames are shown."""
    shown = [image for image in images if image.visible and has_place(image)]
    for layer in layers:
        if shown and _is_companion(layer) and frame_of_reference(layer):
            layer.visible = layer.visible and bool(of_its_frame(layer, images))


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
