"""The view an empty viewer gets: upright, not mirrored, the acquired plane in front, in mm.

World is (z, y, x) = (S, P, L). Axial images are shown as from the patient's feet: the patient's
right on the left of the screen, anterior on top. Coronal images as from the front: the patient's
right on the left, head on top. Sagittal images as from the patient's left: anterior on the left,
head on top. In 3D the patient is seen from the front, standing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from napari_dicom.viewer.open_layers import middle_of

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Layer
    from numpy.typing import NDArray

_ORDERS = {0: (0, 1, 2), 1: (1, 0, 2), 2: (2, 0, 1)}
"""By the axis across the acquired planes: (depth, vertical, horizontal) of (z, y, x)."""

_ORIENTATIONS = {
    0: ("away", "down", "right"),
    1: ("away", "up", "right"),
    2: ("towards", "up", "right"),
}
"""Directions on screen of those axes; all three are right-handed, so that nothing is mirrored."""

_POSTERIOR, _SUPERIOR = 1, 0

_FILLED = 0.95
"""How much of the canvas a layer takes, as in napari."""


@dataclass(frozen=True, slots=True)
class ViewState:
    """What `arrange_view` changes in a viewer."""

    ndisplay: int
    order: tuple[int, ...]
    orientation: tuple[Any, Any, Any]  # Any: napari's enums
    angles: tuple[float, float, float]
    has_scale_bar: bool


def arrange_when_added(viewer: ViewerModel, layers: Sequence[Layer], main: Layer) -> None:
    """Arrange an empty viewer for `main` as soon as napari has added all of `layers` to it.

    A reader returns its layers before they are added. Should any other layer come first, nothing is
    arranged.
    """
    waiting = [id(layer) for layer in layers]

    def on_inserted(event: Any) -> None:  # Any: napari's event carries the layer as value
        known = id(event.value) in waiting
        if known:
            waiting.remove(id(event.value))
        if known and waiting:
            return
        viewer.layers.events.inserted.disconnect(on_inserted)
        if known and len(viewer.layers) == len(layers):
            arrange_view(viewer, main)

    viewer.layers.events.inserted.connect(on_inserted, position="last")


def arrange_view(viewer: ViewerModel, layer: Layer) -> None:
    """Turn a viewer to a DICOM layer: an acquired plane in its middle, a scale bar."""
    viewer.dims.ndisplay = 2
    dicom = layer.metadata["dicom"]
    codes = {note["code"] for note in dicom.get("notes", ())}
    viewer.canvas.overlays.scale_bar.visible = "no-pixel-size" not in codes
    if dicom["affine"] is not None:
        face(viewer, dicom["slice_axis"] - layer.ndim + 3)
    elif viewer.dims.ndim > 2:
        face(viewer, 0)
    _go_to_middle(viewer, layer)
    fit(viewer, layer)


def fit(viewer: ViewerModel, layer: Layer) -> None:
    """Fit a layer to the canvas; napari's own way fails where the viewer has more axes than it."""
    dims, camera = viewer.dims, viewer.scene.camera
    if layer.ndim == dims.ndim:
        viewer.fit_to_view(layers=[layer])
        return
    low, high = np.zeros((2, dims.ndim))
    half = np.asarray(layer.extent.step) / 2
    low[-layer.ndim :] = layer.extent.world[0] - half
    high[-layer.ndim :] = layer.extent.world[1] + half
    shown = list(dims.displayed)
    camera.center = tuple((low + high)[shown] / 2)
    size = (high - low)[shown]
    if dims.ndisplay == 3:
        up, view = np.asarray(camera.up_direction), np.asarray(camera.view_direction)
        size = np.abs([up, np.cross(up, view)]) @ size
    sizes = np.where(size > 0, size, 1.0)
    camera.zoom = _FILLED * float(np.min(np.asarray(viewer.canvas.size) / sizes))


def view_of(viewer: ViewerModel) -> ViewState:
    """Return how a viewer looks at its layers."""
    camera = viewer.scene.camera
    return ViewState(
        viewer.dims.ndisplay,
        tuple(viewer.dims.order),
        camera.orientation,
        camera.angles,
        viewer.canvas.overlays.scale_bar.visible,
    )


def restore_view(viewer: ViewerModel, state: ViewState) -> None:
    """Let a viewer look at its layers as it did before."""
    viewer.dims.ndisplay = state.ndisplay
    if len(state.order) == viewer.dims.ndim:
        viewer.dims.order = state.order
    viewer.scene.camera.orientation = state.orientation
    viewer.scene.camera.angles = state.angles
    viewer.canvas.overlays.scale_bar.visible = state.has_scale_bar


def face(viewer: ViewerModel, across: int) -> None:
    """Put the planes across this axis of (z, y, x) in front, upright; in 3D face the patient."""
    leading = viewer.dims.ndim - 3
    order = _ORDERS[across]
    viewer.dims.order = (*range(leading), *(leading + axis for axis in order))
    camera = viewer.scene.camera
    camera.orientation = _ORIENTATIONS[across]
    camera.set_view_direction(_along(_POSTERIOR, order), _along(_SUPERIOR, order))


def _along(axis: int, order: tuple[int, int, int]) -> tuple[float, float, float]:
    """Return the unit vector of an axis of (z, y, x) among the axes as displayed."""
    depth, vertical, horizontal = (float(one == axis) for one in order)
    return depth, vertical, horizontal


def _go_to_middle(viewer: ViewerModel, layer: Layer) -> None:
    """Go to the middle of each spatial axis, and to the first step of each leading one.

    Where no image was acquired there, to the nearest plane of the earliest step that has one.
    """
    dicom = layer.metadata["dicom"]
    index = np.where(np.arange(layer.ndim) < layer.ndim - 3, 0, middle_of(layer))
    across = dicom["slice_axis"]
    if across is not None:
        lead, plane = _acquired(dicom.get("frames"), layer.ndim - 3, int(index[across]))
        index[: layer.ndim - 3], index[across] = lead, plane
    world = layer.data_to_world(index)
    offset = viewer.dims.ndim - layer.ndim
    viewer.dims.set_point(range(offset, viewer.dims.ndim), world)


def _acquired(
    frames: Any,  # Any: lists of entries, nested by the leading axes
    leads: int,
    plane: int,
) -> tuple[list[int], int]:
    """Return the steps and the plane to start at: one with an image, near `plane`."""
    table = _table(frames, leads)
    found: list[list[int]] = np.argwhere(table).tolist() if table.ndim == leads + 1 else []
    *lead, nearest = min(
        found,
        key=lambda place: (place[:-1], abs(place[-1] - plane)),
        default=[*([0] * leads), plane],
    )
    return lead, nearest


def _table(frames: Any, leads: int) -> NDArray[np.bool_]:  # Any: as above
    """Return where there is an image, by (leading axes..., plane)."""
    if leads == 0:
        return np.array([entry is not None for entry in frames or ()])
    return np.array([_table(step, leads - 1) for step in frames or ()])
