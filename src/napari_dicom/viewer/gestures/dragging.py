"""Drags as napari tells them, and what each is for by the user's settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from napari_dicom.viewer.gestures.figures import hide_figures, show_figures
from napari_dicom.viewer.gestures.window_drag import begin_drag, end_drag
from napari_dicom.viewer.settings import DragWindow, Looking

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Image

_LEFT, _RIGHT = 1, 2


def held(event: Any) -> set[str]:  # Any: napari's untyped events, here and below
    """Return the names of the keys that are held."""
    return {str(getattr(one, "name", one)) for one in event.modifiers}


def windows(event: Any, looking: Looking) -> bool:
    """Tell whether a press is the beginning of a window."""
    drag, keys = looking.drag_window, held(event)
    if drag is DragWindow.LEFT:
        return event.button == _LEFT and not keys
    if drag is DragWindow.RIGHT and event.button == _RIGHT and not keys:
        return True
    return drag is not DragWindow.OFF and event.button == _LEFT and keys == {"Shift"}


def pans(event: Any, looking: Looking) -> bool:
    """Tell whether a press pans because what pans in napari is taken."""
    is_taken = looking.drag_window is DragWindow.LEFT
    return is_taken and event.button == _LEFT and held(event) == {"Shift"}


def window_by_drag(viewer: ViewerModel, layer: Image, event: Any) -> Iterator[None]:
    """Change a layer's window from the press to the release, its figures on the canvas."""
    start, side = np.array(event.pos), float(min(viewer.canvas.size))
    drag = begin_drag(layer)
    event.handled = True
    show_figures(viewer, layer)
    try:
        yield
        while event.type == "mouse_move":
            event.handled = True
            right, down = ((np.array(event.pos) - start) / side).tolist()
            layer.contrast_limits = drag.limits_at(right, down)
            show_figures(viewer, layer)
            yield
        event.handled = True
    finally:
        end_drag(layer, drag)
        hide_figures(viewer)


def pan_by_drag(viewer: ViewerModel, event: Any) -> Iterator[None]:
    """Keep what was pressed under the mouse until the release."""
    shown, camera = list(viewer.dims.displayed), viewer.scene.camera
    start = np.array(event.position)[shown]
    event.handled = True
    yield
    while event.type == "mouse_move":
        event.handled = True
        moved = np.array(event.position)[shown] - start
        camera.center = tuple(np.asarray(camera.center)[-2:] - moved)
        yield
    event.handled = True
