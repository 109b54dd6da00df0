"""Click and drag on a canvas: they take the shared place along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from napari.components import ViewerModel

    from napari_dicom.viewer.linked import OwnPlanes, SharedPlace

_LEFT, _MIDDLE = 1, 3


class PlaceByMouse:
    """Moves a shared place by the left button, the picture by the middle one.

    While any tool but pan/zoom is chosen, and with a modifier key, the mouse is napari's.

    Parameters
    ----------
    cut
        How the viewer sees a place.
    drags
        Returns whether a drag moves the place; else only a click does, and a drag pans.
    """

    def __init__(
        self, viewer: ViewerModel, place: SharedPlace, cut: OwnPlanes, drags: Callable[[], bool]
    ) -> None:
        self._viewer = viewer
        self._place = place
        self._cut = cut
        self._drags = drags
        viewer.mouse_drag_callbacks.append(self._on_press)

    def stop(self) -> None:
        """Give the mouse back."""
        self._viewer.mouse_drag_callbacks.remove(self._on_press)

    def _on_press(self, viewer: ViewerModel, event: Any) -> Iterator[None]:  # Any: napari's event
        if not self._is_ours(event):
            return
        button, camera = event.button, viewer.scene.camera
        drags = self._drags() or button == _MIDDLE
        pans = camera.mouse_pan
        camera.mouse_pan = pans and not drags
        moved = False
        grasped = event.position
        try:
            yield
            while event.type == "mouse_move":
                moved = True
                self._drag(event, button, grasped)
                yield
        finally:
            camera.mouse_pan = pans
        if button == _LEFT and (drags or not moved):
            self._go(event.position)

    def _is_ours(self, event: Any) -> bool:  # Any: napari's untyped event
        active = self._viewer.layers.selection.active
        is_free = active is None or active.mode == "pan_zoom"
        is_plane = self._viewer.dims.ndisplay == 2
        return is_free and is_plane and not event.modifiers and event.button in {_LEFT, _MIDDLE}

    def _drag(self, event: Any, button: int, grasped: tuple[float, ...]) -> None:  # Any: as above
        if button == _MIDDLE:
            camera, shown = self._viewer.scene.camera, list(self._viewer.dims.displayed)
            change = np.subtract(event.position, grasped)[shown]
            camera.center = tuple(np.asarray(camera.center[-2:]) - change)
        elif self._drags():
            self._go(event.position)

    def _go(self, position: tuple[float, ...]) -> None:
        self._place.move_to(self._cut.placed(np.asarray(position), self._place.point))
