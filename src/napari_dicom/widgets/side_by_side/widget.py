"""Side by side: series of a viewer in panes of equal mm that go through their slices in step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qtpy.QtCore import Qt
from qtpy.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from napari_dicom.viewer import dicom_layers, is_laid_out, own_viewer
from napari_dicom.viewer.in_step import InStep, SameWindow
from napari_dicom.widgets.beside import Beside
from napari_dicom.widgets.docking import dock_of
from napari_dicom.widgets.graphics import OwnContext, own_context
from napari_dicom.widgets.side_by_side.choice import MOST, SeriesChoice
from napari_dicom.widgets.side_by_side.pane import SidePane
from napari_dicom.widgets.side_by_side.slider import PlaceSlider
from napari_dicom.widgets.visibility import Visibility

if TYPE_CHECKING:
    import napari
    from napari.layers import Image, Layer

PLANES = ("Axial", "Coronal", "Sagittal")
"""By the axis of (z, y, x) across the plane."""

_NO_LAYERS = "Open two series from DICOM files, or more, to see them side by side here."
_NO_TICKS = "Tick the series to see side by side."
_LAID = "dicom_side_by_side"
_COLUMNS = {1: 1, 2: 2, 3: 3, 4: 2, 5: 3, 6: 3}


class SideBySide(QWidget):
    """Shows the ticked series, each in a pane; the canvas and its layers are left as they are."""

    def __init__(self, napari_viewer: napari.viewer.Viewer) -> None:
        super().__init__()
        self._viewer = own_viewer(napari_viewer)
        self.panes: list[SidePane] = []
        self.step = InStep()
        self._same: SameWindow | None = None
        self._fitted = 0.0
        self._is_on = False
        self._context: OwnContext | None = None
        self._busy = False
        self._across = -1
        self._put_together()
        self._watcher = Visibility(self)

    @property
    def native(self) -> QWidget:
        """Itself: what `Visibility` watches."""
        return self

    def start(self) -> None:
        """Show the series that are ticked; called when it is shown."""
        if self._is_on:
            return
        self._is_on = True
        self._context = own_context(self._viewer)
        for event in self._events():
            event.connect(self._on_layers)
        self.step.moved.connect(self._on_moved)
        self._on_layers()
        self._lie_beside()

    def stop(self) -> None:
        """Leave nothing behind; called when it is hidden or closed."""
        if not self._is_on:
            return
        self._is_on = False
        if self._context is not None:
            self._context.stop()
        for event in self._events():
            event.disconnect(self._on_layers)
        self.step.moved.disconnect(self._on_moved)
        self._show([])
        self.choice.forget()

    def _events(self) -> tuple[Any, ...]:  # Any: napari's untyped emitters
        events = self._viewer.layers.events
        return events.inserted, events.removed, events.reordered

    def _lie_beside(self) -> None:
        dock = dock_of(self)
        window = None if dock is None else dock.parentWidget()
        if dock is not None and isinstance(window, QMainWindow) and not dock.property(_LAID):
            dock.setProperty(_LAID, True)
            Beside(window, dock, self, self._viewer)

    def _put_together(self) -> None:
        self.choice = SeriesChoice()
        self.choice.setToolTip(f"Tick the series to see, at most {MOST}")
        self.choice.chosen.connect(self._on_chosen)
        self.plane = QComboBox()
        self.plane.addItems(PLANES)
        self.plane.setToolTip("The plane that all panes show")
        self.plane.activated.connect(self._on_plane)
        self.together = QCheckBox("Move together")
        self.together.setToolTip(
            "Slices by position, the same mm in every pane. Off: each pane goes alone; on again: "
            "series of another frame of reference keep the offset they have then"
        )
        self.together.setChecked(True)
        self.together.toggled.connect(self._on_together)
        self.same = QCheckBox("Same window")
        self.same.setToolTip("A window set in one pane is set in all whose values have its unit")
        self.same.toggled.connect(self._on_window)
        self.slider = PlaceSlider()
        self.slider.setToolTip("Through the slices; over a pane, the wheel does")
        self.slider.went.connect(self._on_slider)
        self.hint = QLabel(_NO_LAYERS)
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setWordWrap(True)
        self.grid = QGridLayout()
        self.grid.setSpacing(2)
        switches = QHBoxLayout()
        for part in (self.plane, self.together, self.same):
            switches.addWidget(part)
        switches.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.addWidget(self.choice)
        column.addWidget(self.hint)
        column.addLayout(self.grid, 1)
        column.addWidget(self.slider)
        column.addLayout(switches)

    def _on_layers(self, event: Any = None) -> None:  # Any: napari's events  # noqa: ARG002
        images = dicom_layers(self._viewer)
        selected = [one for one in images if one in self._viewer.layers.selection]
        first = selected if len(selected) > 1 else [*selected, *images]
        self.choice.list_layers(images, list(dict.fromkeys(first))[: max(2, len(selected))][:MOST])
        self.hint.setText(_NO_TICKS if len(images) > 1 else _NO_LAYERS)
        self._on_chosen()

    def _on_chosen(self) -> None:
        wanted: list[Any] = self.choice.ticked()  # Any: images
        if [id(pane.layer) for pane in self.panes] != [id(layer) for layer in wanted]:
            with self._watcher.deaf():
                self._show(wanted)

    def _show(self, layers: list[Image]) -> None:
        """Show other series; those that were shown stay where they are."""
        kept = {id(pane.layer): pane for pane in self.panes}
        for pane in self.panes:
            self.grid.removeWidget(pane)
            if not any(pane.layer is layer for layer in layers):
                self._close(pane)
        if self._across < 0 and layers:
            self._across = _plane_of(layers[0])
            self.plane.setCurrentIndex(self._across)
        self.panes = [kept.get(id(layer)) or self._opened(layer) for layer in layers]
        for number, pane in enumerate(self.panes):
            self.grid.addWidget(pane, *divmod(number, _COLUMNS[len(layers)]))
        if self.panes:
            self.step.put_in_order([pane.member for pane in self.panes])
        for part in (self.plane, self.together, self.same, self.slider):
            part.setEnabled(bool(layers))
        self.hint.setVisible(not layers)
        self._on_size()
        self._reach()
        self._on_window(self.same.isChecked())
        self._on_moved()

    def _opened(self, layer: Image) -> SidePane:
        pane = SidePane(self._viewer, layer, self._across)
        self.step.add(pane.member)
        pane.model.canvas.events.size.connect(self._on_size)
        return pane

    def _close(self, pane: SidePane) -> None:
        self.step.remove(pane.member)
        pane.model.canvas.events.size.disconnect(self._on_size)
        pane.stop()
        pane.hide()  # else Qt shows it, a window of its own: the grid asked for that
        pane.setParent(None)
        pane.deleteLater()

    def _on_plane(self, across: int) -> None:
        self._across = across
        panes = {id(pane.member): pane for pane in self.panes}
        self.step.turn(lambda member: panes[id(member)].turn_to(across))
        self._fitted = 0.0
        self._on_size()
        self._reach()
        self._on_moved()

    def _on_together(self, is_on: bool) -> None:
        self.step.go_together(is_on)
        self._on_moved()

    def _on_window(self, is_on: bool) -> None:
        if self._same is not None:
            self._same.stop()
        images = [pane.layer for pane in self.panes] if is_on else []
        self._same = SameWindow(images) if images else None

    def _on_size(self, event: Any = None) -> None:  # Any: napari's events  # noqa: ARG002
        """Fit all panes at one scale, unless the user zoomed."""
        if self._busy or not self.panes:
            return
        camera = self.panes[0].model.scene.camera
        if self._fitted and abs(camera.zoom / self._fitted - 1) > 1e-6:
            return
        self._busy = True
        together, self.step.is_together = self.step.is_together, False
        try:
            self._fitted = min(pane.fitting_zoom() for pane in self.panes)
            for pane in self.panes:
                pane.model.scene.camera.zoom = self._fitted
        finally:
            self.step.is_together = together
            self._busy = False

    def _reach(self) -> None:
        if self.panes:
            self.slider.reach([pane.member for pane in self.panes])

    def _on_slider(self, depth: float) -> None:
        self.step.go_to(depth)

    def _on_moved(self) -> None:
        for pane in self.panes:
            pane.tell(self.step.offset(pane.member), self.step.is_turned(pane.member))
        depth = self.step.depth()
        if depth is not None:
            self.slider.show_depth(depth)


def _plane_of(layer: Layer) -> int:
    """Return the axis of (z, y, x) across the acquired planes; axial where there is none."""
    axis = layer.metadata["dicom"]["slice_axis"] if is_laid_out(layer) else None
    return 0 if axis is None else int(axis) - layer.ndim + 3
