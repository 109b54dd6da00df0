"""One series in a canvas of its own, upright: a member of those that go in step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from napari.components import ViewerModel
from napari.qt import QtViewer
from qtpy.QtCore import Qt
from qtpy.QtWidgets import QLabel, QVBoxLayout, QWidget

from napari_dicom.viewer import face, fit
from napari_dicom.viewer.gestures import install_gestures, window_text
from napari_dicom.viewer.in_step import Member
from napari_dicom.viewer.linked import OwnPlanes, Twin, flattened
from napari_dicom.widgets.corner_words import doubt_words, slice_words, step_words
from napari_dicom.widgets.elided_label import ElidedLabel
from napari_dicom.widgets.graphics import OwnContext, give_back
from napari_dicom.widgets.letters import EdgeLetters
from napari_dicom.widgets.side_by_side.wheel import SlicesByWheel

if TYPE_CHECKING:
    from napari.layers import Image

_LEAST = 140
"""Pixels a pane is wide and high at least."""

_APART = frozenset({"visible", "opacity", "blending", "name"})
"""A pane shows its series whatever the canvas shows."""


class SidePane(QWidget):
    """Shows an image in a plane, with letters and corner texts of its own.

    Attributes
    ----------
    model
        The viewer of the pane.
    member
        What goes in step.
    """

    def __init__(self, viewer: ViewerModel, layer: Image, across: int) -> None:
        super().__init__()
        self._viewer = viewer
        self.layer = layer
        self.model = ViewerModel(title=layer.name)
        self.model.theme = viewer.theme
        self._cut = OwnPlanes(self.model, layer, flattened)
        self._twin = Twin(layer, self._where_original, self._where, self._cut.matrix, _APART)
        self.image: Image = self._twin.layer
        self.image.visible, self.image.opacity = True, 1.0
        self.member = Member(self.model, layer, self._cut)
        self._put_together()
        self.model.layers.append(self.image)
        self.letters = EdgeLetters(self.model)
        self.turn_to(across)
        self.member.begin()
        self.letters.show_layer(self.image)
        self.letters.start()
        self.wheel = SlicesByWheel(self.model, self.image)
        install_gestures(self.model)
        viewer.events.theme.connect(self._on_theme)
        self._offset: float | None = None
        self._is_turned = False
        for event in self._told_of():
            event.connect(self._tell_again)

    def turn_to(self, across: int) -> None:
        """Show the plane across an axis of (z, y, x), upright."""
        if self.model.dims.ndim > 2:
            face(self.model, across)
            self._twin.lay()

    def fitting_zoom(self) -> float:
        """Return the zoom at which the whole image is seen, in pixels a mm; the view stays so."""
        fit(self.model, self.image)
        return float(self.model.scene.camera.zoom)

    def tell(self, offset: float | None, is_turned: bool = False) -> None:
        """Say what is not plain to see: that no slice is here, that slices are set off.

        Parameters
        ----------
        offset
            In mm, where the image lies in another frame of reference; else None.
        is_turned
            Whether its planes are others than those of the first pane.
        """
        self._offset, self._is_turned = offset, is_turned
        is_here = self.member.is_on_slice()
        if self.image.visible != is_here:
            self.image.visible = is_here
        self.name.show_text(self.layer.name)
        words = [self._figures()]
        if not is_here:
            words = ["No slice here: the series has none at this place."]
        if offset is not None:
            by = f"slices by an offset of {offset:+.1f} mm, not by position"
            how = by if self.member.has_depth else "its place is not known"
            words.append(f"Other frame of reference: {how}.")
        if is_turned:
            words.append("Its planes are turned against those of the first pane.")
        self.words.setText("\n".join(words))

    def stop(self) -> None:
        """Leave no callback, no layer and no canvas behind."""
        self._viewer.events.theme.disconnect(self._on_theme)
        for event in self._told_of():
            event.disconnect(self._tell_again)
        self.wheel.stop()
        self.letters.stop()
        self._twin.stop()
        self._context.stop()
        give_back(self.canvas, self.model.layers.clear)
        self.canvas.close()

    def _tell_again(self, event: Any = None) -> None:  # Any: napari's events  # noqa: ARG002
        self.tell(self._offset, self._is_turned)

    def _told_of(self) -> tuple[Any, ...]:  # Any: napari's untyped emitters
        events = self.layer.events
        return (events.name,) if self.layer.rgb else (events.name, events.contrast_limits)

    def _put_together(self) -> None:
        self.canvas = QtViewer(self.model)
        self.canvas.setAcceptDrops(False)
        self.canvas.dims.hide()  # one slider moves all
        self._context = OwnContext(self.model, self.canvas.canvas.native)
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        self.name = ElidedLabel()
        column.addWidget(self.name)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.words)
        self.setMinimumSize(_LEAST, _LEAST)

    def _figures(self) -> str:
        """Return slice, step of time and window, and what to know before trusting the picture."""
        window = "" if self.layer.rgb else window_text(self.layer)
        found = (
            slice_words(self.model, self.image),
            step_words(self.model, self.image),
            window,
            *doubt_words(self.layer),
        )
        return ", ".join(one.replace("\n", ", ") for one in found if one)

    def _where_original(self) -> object:
        return tuple(self._viewer.dims.point), tuple(self._viewer.dims.order)

    def _where(self) -> object:
        return tuple(self.model.dims.point), tuple(self.model.dims.order)

    def _on_theme(self, event: Any = None) -> None:  # Any: napari's untyped events  # noqa: ARG002
        self.model.theme = self._viewer.theme
