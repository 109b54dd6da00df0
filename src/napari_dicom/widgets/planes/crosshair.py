"""A crosshair over a canvas: lines one pixel wide at any zoom, open in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qtpy.QtCore import QEvent, QObject, Qt
from qtpy.QtWidgets import QWidget

from napari_dicom.widgets.planes.screen import pixel_of

if TYPE_CHECKING:
    from napari.components import ViewerModel

    from napari_dicom.viewer.linked import OwnPlanes, SharedPlace

_COLOUR = "#ffd54f"
_OPEN = 9
"""Pixels from the place to where a line begins: what is there stays seen."""


class Crosshair(QObject):
    """Shows a shared place over a viewer's canvas; the mouse goes through it.

    Parameters
    ----------
    canvas
        The Qt widget a viewer draws in.
    cut
        How that viewer sees a place.
    """

    def __init__(
        self, viewer: ViewerModel, canvas: QWidget, place: SharedPlace, cut: OwnPlanes
    ) -> None:
        super().__init__(canvas)
        self._viewer = viewer
        self._canvas = canvas
        self._place = place
        self._cut = cut
        self.lines = [_line(canvas) for _ in range(4)]
        canvas.installEventFilter(self)
        place.moved.connect(self.update)
        for event in self._events():
            event.connect(self.update)
        self.update()

    def stop(self) -> None:
        """Take the lines off the canvas."""
        self._place.moved.disconnect(self.update)
        for event in self._events():
            event.disconnect(self.update)
        self._canvas.removeEventFilter(self)
        for line in self.lines:
            line.hide()
            line.deleteLater()
        self.lines.clear()
        self.deleteLater()

    def update(self, event: object = None) -> None:  # noqa: ARG002 - napari's event, or none
        """Draw the lines where the place is."""
        if self._viewer.dims.ndisplay == 3 or self._viewer.dims.ndim < 3:
            for line in self.lines:
                line.hide()
            return
        size = self._canvas.width(), self._canvas.height()
        x, y = pixel_of(self._viewer, self._cut.seen(self._place.point), size)
        arms = (
            (0, y, x - _OPEN, 1),
            (x + _OPEN, y, size[0] - x - _OPEN, 1),
            (x, 0, 1, y - _OPEN),
            (x, y + _OPEN, 1, size[1] - y - _OPEN),
        )
        for line, (left, top, width, height) in zip(self.lines, arms, strict=True):
            line.setGeometry(left, top, max(width, 0), max(height, 0))
            line.show()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        """Follow the canvas' size."""
        if event is not None and watched is self._canvas and event.type() == QEvent.Type.Resize:
            self.update()
        return False

    def _events(self) -> tuple[Any, ...]:  # Any: napari's untyped emitters
        camera, dims = self._viewer.scene.camera.events, self._viewer.dims.events
        return camera.center, camera.zoom, camera.orientation, dims.order, dims.ndisplay


def _line(canvas: QWidget) -> QWidget:
    line = QWidget(canvas)
    line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    line.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    line.setStyleSheet(f"background-color: {_COLOUR};")
    return line
