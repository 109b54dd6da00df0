"""The view an empty viewer gets: upright, not mirrored, the acquired plane in front, in mm.

World is (z, y, x) = (S, P, L). Axial images are shown as from the patient's feet: the patient's
right on the left of the screen, anterior on top. Coronal images as from the front: the patient's
right on the left, head on top. Sagittal images as from the patient's left: anterior on the left,
head on top. In 3D the patient is seen from the front, standing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from napari_dicom.viewer.open_layers import middle_of

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Layer

_ORDERS = {0: (0, 1, 2), 1: (1, 0, 2), 2: (2, 0, 1)}
"""By the axis across the acquired planes: (depth, vertical, horizontal) of (z, y, x)."""

_ORIENTATIONS = {
    0: ("away", "down", "right"),
    1: ("away", "up", "right"),
    2: ("towards", "up", "right"),
}
"""Directions on screen of those axes; all three are right-handed, so that nothing is mirrored."""

_POSTERIOR, _SUPERIOR = 1, 0


@dataclass(frozen=True, slots=True)
class ViewState:
    """What `arrange_view` changes in a viewer."""

    ndisplay: int
    order: tuple[int, ...]
    orientation: tuple[Any, Any, Any]  # Any: napari's enums
    angles: tuple[float, float, float]
    has_scale_bar: bool


def window_viewer() -> ViewerModel | None:
    """Return the viewer of the active window; None where there is no window."""
    if "napari._qt.qt_main_window" not in sys.modules:
        return None  # no window yet: asking napari would import Qt
    from napari import current_viewer  # only where napari and Qt are loaded already

    return current_viewer()


def is_closed(viewer: ViewerModel) -> bool:
    """Tell whether the window of a viewer that had one is gone; adding layers then fails."""
    own = getattr(viewer, "__wrapped__", viewer)  # a dock widget has a proxy
    # not public: napari's list of open windows
    main = sys.modules.get("napari._qt.qt_main_window")
    windows = getattr(getattr(main, "_QtMainWindow", None), "_instances", None)
    if windows is None or not hasattr(own, "window"):
        return False
    return all(window._qt_viewer.viewer is not own for window in windows)


def shown_in(viewer: ViewerModel, path: str) -> bool:
    """Tell whether a layer of a viewer shows an image of this file, or another object in it."""
    wanted = os.path.realpath(path)
    keys = ("dicom_volume", "dicom_content")
    contents = (layer.metadata.get(key) for layer in viewer.layers for key in keys)
    instances = (one for content in contents if content is not None for one in content.instances)
    return any(os.path.realpath(instance.path) == wanted for instance in instances)


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
    """Turn a viewer to a DICOM layer: its acquired plane, its middle slice, a scale bar."""
    viewer.dims.ndisplay = 2
    dicom = layer.metadata["dicom"]
    codes = {note["code"] for note in dicom.get("notes", ())}
    viewer.canvas.overlays.scale_bar.visible = "no-pixel-size" not in codes
    if dicom["affine"] is not None:
        face(viewer, dicom["slice_axis"] - layer.ndim + 3)
    _go_to_middle(viewer, layer)
    viewer.reset_view(layers=[layer])


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
    """Go to the middle of each spatial axis, and to the first step of each leading one."""
    dicom = layer.metadata["dicom"]
    spatial = 3 if dicom["affine"] is not None else 2
    index = np.where(np.arange(layer.ndim) < layer.ndim - spatial, 0, middle_of(layer))
    world = layer.data_to_world(index)
    offset = viewer.dims.ndim - layer.ndim
    viewer.dims.set_point(range(offset, viewer.dims.ndim), world)
