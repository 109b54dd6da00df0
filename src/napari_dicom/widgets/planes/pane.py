"""One plane of the main viewer's layers, upright, in a canvas of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from napari.components import ViewerModel
from napari.components.overlays import TextOverlay
from napari.qt import QtViewer
from psygnal import Signal
from qtpy.QtWidgets import QVBoxLayout, QWidget

from napari_dicom.viewer import face, fit
from napari_dicom.viewer.depth import ordinal
from napari_dicom.viewer.gestures import bind_windows
from napari_dicom.viewer.linked import OwnPlanes, TwinList, flattened
from napari_dicom.widgets.graphics import OwnContext, give_back
from napari_dicom.widgets.letters import EdgeLetters
from napari_dicom.widgets.planes.crosshair import Crosshair
from napari_dicom.widgets.planes.mouse import PlaceByMouse

if TYPE_CHECKING:
    from collections.abc import Callable

    from napari.layers import Layer
    from numpy.typing import NDArray

    from napari_dicom.viewer.linked import SharedPlace

_LEAST = 120
"""Pixels a pane is wide and high at least."""

_TURNED = 1e-3
"""Sine of the least turn that is one: rounded positions lean by less."""

_SAID = 5e-4
"""Part of a length: less is no digit of what is said."""

_NAME = "dicom_plane"
_COLOURS = {"color": "white", "box": True, "box_color": "black"}
"""Of its own, as the letters': readable on any picture."""


def is_turned(matrix: NDArray[np.float64]) -> bool:
    """Tell whether a homogeneous 4x4 leans or turns axes by more than positions are rounded by."""
    return bool(np.abs(matrix[:3, :3] - np.eye(3)).max() > _TURNED)


class Pane(QWidget):
    """Shows a plane, or the volume, of what a viewer shows; awake while it is seen.

    Parameters
    ----------
    across
        The axis of (z, y, x) across the plane.
    ndisplay
        2 for the plane, 3 for the volume.
    """

    enlarged = Signal(object)

    def __init__(
        self,
        viewer: ViewerModel,
        main: Layer,
        place: SharedPlace,
        *,
        across: int,
        title: str,
        drags: Callable[[], bool],
        ndisplay: int = 2,
    ) -> None:
        super().__init__()
        self._viewer = viewer
        self._main = main
        self._place = place
        self.across = across
        self._title = title
        self._ndisplay = ndisplay
        self._busy = False
        self._fitted = 0.0
        self.model = ViewerModel(title=title, ndisplay=ndisplay)
        self.model.theme = viewer.theme
        self.canvas = QtViewer(self.model)
        self.canvas.setAcceptDrops(False)
        self.canvas.dims.hide()  # the place is moved by the mouse, time in the main canvas
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.canvas)
        self.setMinimumSize(_LEAST, _LEAST)
        self._context = OwnContext(self.model, self.canvas.canvas.native)
        self._cut = OwnPlanes(self.model, main, flattened)
        self.twins = TwinList(viewer, self.model, main)
        self._face()
        self.letters = EdgeLetters(self.model)
        self.letters.show_layer(self.twins.twin_of(main))
        self.letters.start()
        self.model.canvas.overlays[_NAME] = TextOverlay(
            text=self._name(), visible=True, position="top_left", font_size=9, **_COLOURS
        )
        self.crosshair = Crosshair(self.model, self.canvas.canvas.native, place, self._cut)
        self.mouse = PlaceByMouse(self.model, place, self._cut, drags)
        self.model.mouse_double_click_callbacks.clear()
        self.model.mouse_double_click_callbacks.append(self._on_double_click)
        bind_windows(self.model, viewer)
        viewer.events.theme.connect(self._on_theme)
        main.events.affine.connect(self._refit, position="last")  # when the twins are laid
        for event in self._turns():
            event.connect(self._face)
        self.model.canvas.events.size.connect(self.fit)

    def wake(self) -> None:
        """Go to the place, and follow it."""
        self._place.remove(self.model)
        self._place.add(self.model, self._cut)

    def sleep(self) -> None:
        """Follow the place no longer: nothing is drawn that is not seen."""
        self._place.remove(self.model)

    def stop(self) -> None:
        """Leave no callback, no layer and no canvas behind."""
        self.sleep()
        self.model.canvas.events.size.disconnect(self.fit)
        self._viewer.events.theme.disconnect(self._on_theme)
        self._main.events.affine.disconnect(self._refit)
        for event in self._turns():
            event.disconnect(self._face)
        self.model.mouse_double_click_callbacks.clear()
        self.model.keymap.clear()
        self.mouse.stop()
        self.crosshair.stop()
        self.letters.stop()
        self._context.stop()
        give_back(self.canvas, self.twins.stop)
        self.canvas.close()

    def fit(self, event: Any = None) -> None:  # Any: napari's untyped events  # noqa: ARG002
        """Fit the main layer to the pane, unless the user zoomed."""
        layer, camera = self.twins.twin_of(self._main), self.model.scene.camera
        is_ours = self._fitted == 0 or np.isclose(self._fitted, camera.zoom)
        if layer is not None and is_ours:
            fit(self.model, layer)
            self._fitted = camera.zoom

    def _refit(self, event: Any = None) -> None:  # Any: napari's untyped events  # noqa: ARG002
        """Look at the layer where it lies now, and say how it is cut there."""
        self._fitted = 0.0
        self.fit()
        self.model.canvas.overlays[_NAME].text = self._name()

    def _name(self) -> str:
        """Return the plane's name; where it is cut along a tilted gantry, that is said, and how."""
        stride = self.twins.stride_of(self._main)
        if stride > 1:
            return f"{self._title}, every {ordinal(stride)} voxel"
        if not is_turned(self._cut.matrix()):
            return self._title
        lost = 1 - self._cut.shortest()
        if lost < _SAID:
            return f"{self._title}, along\nthe tilt or turn"
        return f"{self._title}, along\nthe tilt: lengths\nfrom slice to slice\n{lost:.1%} too short"

    def _turns(self) -> tuple[Any, ...]:  # Any: napari's untyped emitters
        events = self.model.dims.events
        return events.order, events.ndisplay, events.ndim

    def _face(self, event: Any = None) -> None:  # Any: as above  # noqa: ARG002
        """Stay upright: napari's keys would roll and transpose the axes."""
        if self._busy or self.model.dims.ndim < 3:
            return
        self._busy = True
        try:
            self.model.dims.ndisplay = self._ndisplay
            face(self.model, self.across)
        finally:
            self._busy = False

    def _on_theme(self, event: Any = None) -> None:  # Any: as above  # noqa: ARG002
        self.model.theme = self._viewer.theme

    def _on_double_click(self, viewer: ViewerModel, event: Any) -> None:  # Any: as above  # noqa: ARG002
        self.enlarged.emit(self)
