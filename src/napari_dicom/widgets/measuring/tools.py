"""The buttons that begin a drawing: a layer on the image's voxels, with the tool in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from magicgui.widgets import Container, PushButton
from psygnal import Signal
from qtpy.QtCore import QTimer

from napari_dicom.viewer import (
    DRAWN_ON,
    active_layer,
    add_labels_on,
    add_shapes_on,
    drawn_on,
    image_to_draw_on,
    is_whole,
    line_width,
    stand_on_slice,
)
from napari_dicom.widgets.rows import row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from napari.components import ViewerModel
    from napari.layers import Layer

_SHAPES = {
    "Line": ("add_line", "Drag from one end to the other: its length in mm"),
    "Angle": ("add_polyline", "Click three points, the second at the corner: the angle there"),
    "Rectangle": ("add_rectangle", "Drag: area in mm², mean, SD, minimum and maximum within"),
    "Ellipse": ("add_ellipse", "Drag: area in mm², mean, SD, minimum and maximum within"),
    "Polygon": (
        "add_polygon",
        "Click its corners; a double click or Esc ends. Area, mean, SD, minimum and maximum",
    ),
}
_BRUSH = "Paint labels, on as many slices as you like: volume in ml, mean, SD, minimum, maximum"

_CORNERS = 3
"""Points of an angle."""

NO_DRAWING_IN_3D = "Turn to 2D to draw (Ctrl+Y): napari draws on slices"
NO_IMAGE = "Open a DICOM image to measure on"
CUT = "This image was cut or projected: its pixels have no known place"


class Tools(Container[Any]):
    """Six buttons.

    Attributes
    ----------
    told
        Emitted with why nothing was begun, ``""`` where it was.
    """

    told = Signal(str)

    def __init__(self, viewer: ViewerModel) -> None:
        self._viewer = viewer
        self._angled: Layer | None = None
        self.buttons = {
            name: PushButton(text=name, tooltip=tip) for name, (_, tip) in _SHAPES.items()
        }
        self.buttons["Brush"] = PushButton(text="Brush", tooltip=_BRUSH)
        each = list(self.buttons.values())
        self._rows = row(*each[:3]), row(*each[3:])
        super().__init__(widgets=list(self._rows), labels=False)
        self._end = QTimer(self.native)
        self._end.setSingleShot(True)
        self._end.timeout.connect(self._end_angle)
        self.margins = (0, 0, 0, 0)
        self.native.layout().setSpacing(4)
        self.buttons["Line"].changed.connect(self._on_line)
        self.buttons["Angle"].changed.connect(self._on_angle)
        self.buttons["Rectangle"].changed.connect(self._on_rectangle)
        self.buttons["Ellipse"].changed.connect(self._on_ellipse)
        self.buttons["Polygon"].changed.connect(self._on_polygon)
        self.buttons["Brush"].changed.connect(self._on_brush)

    def stop(self) -> None:
        """Leave no callback behind."""
        if self._angled is not None and self._on_click in self._angled.mouse_drag_callbacks:
            self._angled.mouse_drag_callbacks.remove(self._on_click)
        self._angled = None

    def begin(self, name: str) -> None:
        """Take a tool in hand, on a layer of the image that is active or seen."""
        image = image_to_draw_on(self._viewer)
        if image is None or not is_whole(image):
            self.told.emit(NO_IMAGE if image is None else CUT)
            return
        if self._viewer.dims.ndisplay != 2:
            self.told.emit(NO_DRAWING_IN_3D)
            return
        layer = self._layer(image, "Labels" if name == "Brush" else "Shapes")
        stand_on_slice(self._viewer, image)
        layer.visible = True
        self._viewer.layers.selection.active = layer
        layer.mode = "paint" if name == "Brush" else _SHAPES[name][0]
        if name != "Brush":
            layer.current_edge_width = line_width(self._viewer, image)  # of what is drawn from now
        self.stop()
        if name == "Angle":
            self._angled = layer
            layer.mouse_drag_callbacks.append(self._on_click)
        self.told.emit("")

    def _layer(self, image: Layer, kind: str) -> Layer:
        """Return the layer of this kind that was made for an image: the active one, else any."""
        viewer = self._viewer
        made = [one for one in viewer.layers if DRAWN_ON in one.metadata]
        made = [
            one for one in made if one.__class__.__name__ == kind and drawn_on(viewer, one) is image
        ]
        active = active_layer(viewer)
        if made:
            return active if active in made else made[-1]
        return (add_labels_on if kind == "Labels" else add_shapes_on)(viewer, image)

    def _on_click(self, _layer: Layer, event: Any) -> Iterator[None]:  # Any: napari's event
        """Look, when the button is let go, whether that was the third point."""
        yield
        while event.type == "mouse_move":
            yield
        self._end.start(0)  # napari is at work on the click

    def _end_angle(self) -> None:
        """End an angle of three points as napari does at a double click, keeping the tool."""
        layer = self._angled
        if layer is None or layer.mode != _SHAPES["Angle"][0]:
            self.stop()
        elif layer.nshapes and len(layer.data[-1]) == _CORNERS + 1:  # one is under the mouse
            for callback in list(layer.mouse_double_click_callbacks):
                callback(layer, None)

    def _on_line(self) -> None:
        self.begin("Line")

    def _on_angle(self) -> None:
        self.begin("Angle")

    def _on_rectangle(self) -> None:
        self.begin("Rectangle")

    def _on_ellipse(self) -> None:
        self.begin("Ellipse")

    def _on_polygon(self) -> None:
        self.begin("Polygon")

    def _on_brush(self) -> None:
        self.begin("Brush")
