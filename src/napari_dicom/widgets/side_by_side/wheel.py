"""The wheel over a pane: it goes through the slices; with Ctrl it zooms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from napari_dicom.viewer.gestures import step

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Layer


class SlicesByWheel:
    """Steps through the slices of a layer by the wheel; the viewer is nobody else's.

    napari steps by Ctrl+wheel: its own callbacks are taken out, so that Ctrl zooms.
    """

    def __init__(self, viewer: ViewerModel, layer: Layer) -> None:
        self._viewer = viewer
        self._layer = layer
        self._turned = 0.0
        viewer.mouse_wheel_callbacks.clear()
        viewer.mouse_wheel_callbacks.append(self._on_wheel)

    def stop(self) -> None:
        """Step no longer."""
        self._viewer.mouse_wheel_callbacks.remove(self._on_wheel)

    def _on_wheel(self, viewer: ViewerModel, event: Any) -> None:  # Any: napari's untyped events
        if event.handled or event.modifiers or viewer.dims.ndim < 3:
            return
        event.handled = True
        self._turned -= float(np.clip(event.delta[1], -1, 1))
        steps = int(self._turned)
        self._turned -= steps
        if steps:
            step(viewer, self._layer, steps)
