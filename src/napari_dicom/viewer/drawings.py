"""Layers that the user draws on a DICOM image: made to lie on its voxels, and kept there.

Their points are voxels of the image, whatever it is scaled by and wherever it is shown. napari
draws in 2D with the displayed axes' part of a transform, but brings the mouse back with the inverse
of all of it: on a tilted or turned image what is drawn would lie beside the mouse. So such a layer
has the part that is drawn, made anew where another plane is turned to.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from napari_dicom.viewer.open_layers import (
    DRAWN_ON,
    dicom_layers,
    drawn_on,
    image_of,
    link_to,
    of_its_frame,
    volume_of,
    world_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from napari.components import ViewerModel
    from napari.layers import Labels, Layer, Shapes
    from numpy.typing import NDArray

MEASURE = "measure"
"""The feature that is written beside a shape."""

NAME = "label"
"""The feature that names a shape."""

_LINE = 1 / 300
"""Width of lines, as a part of the image's largest side."""

_THIN = 0.45
"""Part of that width below which lines are lost: they must cover the middle of a screen's pixel."""

_NOISE = 1e-12
"""Transforms that differ by less need not be set again."""

_SAME = 1e-6
"""Part of a voxel: transforms that differ by less lead to the same voxels."""

_TEXT = {
    "string": "{measure}",
    "size": 10,
    "color": "yellow",
    "anchor": "upper_left",
    "translation": 0,
}


def active_layer(viewer: ViewerModel) -> Layer | None:
    """Return the active layer itself: in a window a panel is given a proxy of it."""
    active = viewer.layers.selection.active
    layer: Layer | None = getattr(active, "__wrapped__", active)
    return layer


def image_to_draw_on(viewer: ViewerModel) -> Layer | None:
    """Return the image that is measured next: the active one, else the uppermost that is seen."""
    active = active_layer(viewer)
    image = image_measured(viewer, active) if active is not None else None
    if image is not None:
        return image
    images = dicom_layers(viewer)
    return next((one for one in images if one.visible), images[0] if images else None)


def image_measured(viewer: ViewerModel, layer: Layer, chosen: Layer | None = None) -> Layer | None:
    """Return the DICOM image that a layer is measured on.

    The one it was made for; that a companion lies on; of any other layer the active image, else the
    uppermost one that is seen.

    Parameters
    ----------
    chosen
        Measured instead, where it lies in the frame of reference of that image.
    """
    own = _own_image(viewer, layer)
    if own is None or chosen is None or chosen not in viewer.layers:
        return own
    return chosen if of_its_frame(own, [chosen]) else own


def _own_image(viewer: ViewerModel, layer: Layer) -> Layer | None:
    image = image_of(viewer, layer)
    if image is not None and volume_of(image) is not None:
        return image
    if "dicom" in layer.metadata:
        return None
    active = active_layer(viewer)
    shown = [one for one in dicom_layers(viewer) if one.visible]
    return active if active in shown else next(iter(shown), None)


def add_shapes_on(viewer: ViewerModel, image: Layer) -> Shapes:
    """Add an empty layer for lines and areas on an image."""
    from napari.layers import Shapes as NapariShapes  # the half second that tuples do without

    layer = NapariShapes(
        ndim=image.ndim,
        name=f"Measurements on {image.name}",
        units=image.units,
        axis_labels=image.axis_labels,
        edge_width=line_width(viewer, image),
        edge_color="yellow",
        face_color="transparent",
        opacity=1.0,
        blending="translucent_no_depth",
        features={NAME: np.empty(0, dtype=object), MEASURE: np.empty(0, dtype=object)},
        feature_defaults={NAME: "", MEASURE: ""},
        text=dict(_TEXT),
        metadata={DRAWN_ON: link_to(image)},
    )
    _lay(layer, image, viewer)
    viewer.add_layer(layer)
    return layer


def line_width(viewer: ViewerModel, image: Layer) -> float:
    """Return how wide lines on an image are, in its voxels, seen from where the viewer looks.

    napari takes the width of all lines for voxels: where these are no squares, lines along the one
    and the other axis cannot be equally wide; the narrower are wide enough to be drawn at all.
    """
    linear = world_of(image)[:-1, :-1]
    sizes = np.linalg.norm(linear, axis=0)[-3:]
    lengths = sizes * np.asarray(image.data.shape[: image.ndim])[-3:]
    offset = viewer.dims.ndim - len(sizes)
    shown = [axis - offset for axis in viewer.dims.displayed if axis >= offset]
    width = _LINE * lengths.max()
    return float(
        max(width / np.prod(sizes[shown]) ** (1 / len(shown)), _THIN * width / sizes.min())
    )


def add_labels_on(viewer: ViewerModel, image: Layer) -> Labels:
    """Add empty labels on the voxels of an image: of one step, where it has several."""
    from napari.layers import Labels as NapariLabels  # the half second that tuples do without

    depth = min(image.ndim, 3)
    shape = image.data.shape[image.ndim - depth : image.ndim]
    layer = NapariLabels(
        np.zeros(shape, dtype=np.uint8),
        name=f"Labels on {image.name}",
        units=image.units[-depth:],
        axis_labels=image.axis_labels[-depth:],
        opacity=0.5,
        metadata={DRAWN_ON: link_to(image)},
    )
    _lay(layer, image, viewer)
    viewer.add_layer(layer)
    return layer


def keep_drawings(viewer: ViewerModel) -> None:
    """Lay what is drawn where its images are shown now: elsewhere, or from another side."""
    for layer in viewer.layers:
        image = drawn_on(viewer, layer)
        if image is not None and layer.ndim <= image.ndim:
            _lay(layer, image, viewer)


def lies_on_voxels(viewer: ViewerModel, layer: Layer, image: Layer) -> bool:
    """Tell whether a layer's coordinates are an image's voxels: it was made so, and not moved."""
    made_for = drawn_on(viewer, layer)
    if made_for is None or made_for is not image or layer.ndim > image.ndim:
        return False
    world, own = _part(world_of(image), layer.ndim), world_of(layer)
    seen = combinations(range(max(layer.ndim - 3, 0), layer.ndim), 2)
    return any(are_one(own, one) for one in (world, *(world_in_view(world, two) for two in seen)))


def _lay(layer: Layer, image: Layer, viewer: ViewerModel) -> None:
    """Give a layer the transform it needs; nothing is touched where it has it."""
    world, size = _world_for(layer, image, viewer), layer.ndim
    if np.allclose(world_of(layer), world, rtol=_NOISE, atol=_NOISE):
        return
    layer.affine = np.eye(size + 1)
    if np.array_equal(_part(world_of(image), size), world) and _is_scaled_only(world):
        layer.scale, layer.translate = image.scale[-size:], image.translate[-size:]
    elif _is_scaled_only(world):
        layer.scale, layer.translate = np.diag(world)[:-1], world[:-1, -1]
    else:
        layer.scale, layer.translate = np.ones(size), np.zeros(size)
        layer.affine = world


def _world_for(layer: Layer, image: Layer, viewer: ViewerModel) -> NDArray[np.float64]:
    """Return the homogeneous index -> world that a layer on an image needs in this view."""
    world = _part(world_of(image), layer.ndim)
    if _is_scaled_only(world):
        return world
    offset = viewer.dims.ndim - layer.ndim
    shown = [axis - offset for axis in viewer.dims.displayed if axis >= offset]
    return world_in_view(world, shown)


def world_in_view(world: NDArray[np.float64], shown: Sequence[int]) -> NDArray[np.float64]:
    """Return the transform by which napari draws and slices in 2D, as one that can be inverted.

    Parameters
    ----------
    world
        Homogeneous index -> world.
    shown
        The axes that are displayed; of all three of space the transform stays as it is.
    """
    size = len(world) - 1
    hidden = [axis for axis in range(size) if axis not in shown]
    inverse = np.linalg.inv(world)
    across, drawn = inverse[np.ix_(hidden, hidden)], world[np.ix_(shown, shown)]
    if len(shown) != 2 or not hidden or not np.linalg.det(across) or not np.linalg.det(drawn):
        return world
    view = np.eye(size + 1)
    view[np.ix_(shown, shown)] = drawn
    view[shown, -1] = world[shown, -1]
    view[np.ix_(hidden, hidden)] = np.linalg.inv(across)
    view[hidden, -1] = -np.linalg.solve(across, inverse[hidden, -1])
    return view


def are_one(world: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    """Tell whether two transforms lead to the same voxels."""
    away = np.linalg.solve(other, world) - np.eye(len(world))
    return bool(np.abs(away).max() <= _SAME)


def _part(world: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Return the transform of the last axes of a layer."""
    part = np.eye(size + 1)
    part[:-1, :-1] = world[-size - 1 : -1, -size - 1 : -1]
    part[:-1, -1] = world[-size - 1 : -1, -1]
    return part


def _is_scaled_only(world: NDArray[np.float64]) -> bool:
    linear = world[:-1, :-1]
    return bool(np.array_equal(linear, np.diag(np.diag(linear))))
