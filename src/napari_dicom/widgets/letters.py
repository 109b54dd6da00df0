"""R L A P S I at the edges of the canvas: which side of the patient each edge is.

Drawn as text overlays of napari, so that they are part of screenshots; white on black whatever the
theme, so that the side is readable on any picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from napari.components.overlays import TextOverlay

from napari_dicom.dicom import direction_letters
from napari_dicom.viewer import has_place, layer_display

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.components.camera import Camera
    from napari.layers import Layer
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

EDGES = {
    "dicom_left": "middle_left",
    "dicom_right": "middle_right",
    "dicom_top": "top_center",
    "dicom_bottom": "bottom_center",
}
"""Name of the overlay -> its place on the canvas."""

_SIZE = 14.0

_COLOURS = {"color": "white", "box": True, "box_color": "black"}
"""Of their own: in the theme's colour they vanish on pictures as dark, or as bright."""


class EdgeLetters:
    """Keeps the letters right while it is on; leaves nothing behind when it is off."""

    def __init__(self, viewer: ViewerModel) -> None:
        self._viewer = viewer
        self._layer: Layer | None = None
        self._is_on = False

    def start(self) -> None:
        """Draw, and follow the camera."""
        if self._is_on:
            return
        self._is_on = True
        for event in self._events():
            event.connect(self._update)
        self._update()

    def stop(self) -> None:
        """Take the letters off the canvas and disconnect."""
        if not self._is_on:
            return
        self._is_on = False
        for event in self._events():
            event.disconnect(self._update)
        overlays = self._viewer.canvas.overlays
        for name in EDGES:
            if name in overlays:
                del overlays[name]

    def show_layer(self, layer: Layer | None) -> None:
        """Draw the letters of another layer; of none where it has no place in a patient."""
        if self._layer is not None and self._is_on:
            self._layer.events.visible.disconnect(self._update)
        self._layer = layer if layer is not None and has_place(layer) else None
        if self._layer is not None and self._is_on:
            self._layer.events.visible.connect(self._update)
        if self._is_on:
            self._update()

    def texts(self) -> dict[str, str]:
        """Return the text of each overlay; none over a picture that is not this layer's."""
        is_seen = self._layer is not None and self._layer.visible
        if not is_seen or self._viewer.dims.ndim < 3:
            return dict.fromkeys(EDGES, "")
        right, up = (self._to_patient(vector) for vector in screen_vectors(self._viewer))
        ends = (-right, right, up, -up)
        return {name: direction_letters(end) for name, end in zip(EDGES, ends, strict=True)}

    def _events(self) -> tuple[Any, ...]:  # Any: napari's untyped emitters
        camera, dims = self._viewer.scene.camera.events, self._viewer.dims.events
        seen = () if self._layer is None else (self._layer.events.visible,)
        return camera.angles, camera.orientation, dims.order, dims.ndisplay, *seen

    def _update(self, event: Any = None) -> None:  # Any: napari's untyped events  # noqa: ARG002
        overlays = self._viewer.canvas.overlays
        for name, text in self.texts().items():
            if name not in overlays:
                overlays[name] = TextOverlay(position=EDGES[name], font_size=_SIZE, **_COLOURS)
            if overlays[name].text != text:
                overlays[name].text = text
            overlays[name].visible = bool(text)

    def _to_patient(self, world: Vector) -> Vector:
        """Return a direction of the viewer's world, its last axes (z, y, x), in LPS."""
        assert self._layer is not None
        turned = np.linalg.inv(layer_display(self._layer)[:3, :3])
        return np.asarray(turned @ world[-1:-4:-1], dtype=np.float64)


def screen_vectors(viewer: ViewerModel) -> tuple[Vector, Vector]:
    """Return the directions of the viewer's world that point right and up on the screen."""
    camera: Camera = viewer.scene.camera
    if viewer.dims.ndisplay == 2:
        vertical, horizontal = camera.orientation2d
        right = np.array([0.0, 1.0 if str(horizontal) == "right" else -1.0])
        up = np.array([1.0 if str(vertical) == "up" else -1.0, 0.0])
    else:
        up = np.asarray(camera.up_direction, dtype=np.float64)
        right = np.cross(up, np.asarray(camera.view_direction, dtype=np.float64))
        right = right if str(camera.handedness) == "left" else -right
    return _in_world(viewer, right), _in_world(viewer, up)


def _in_world(viewer: ViewerModel, vector: Vector) -> Vector:
    world = np.zeros(viewer.dims.ndim)
    world[list(viewer.dims.displayed)] = vector
    return world
