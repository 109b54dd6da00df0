"""Linked planes: the layers of the viewer in their other planes, at one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qtpy.QtCore import Qt, QTimer
from qtpy.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from napari_dicom.viewer import dicom_layers, image_of, is_laid_out, own_viewer, volume_of
from napari_dicom.viewer.linked import OwnPlanes, SharedPlace, as_drawn, members_of
from napari_dicom.widgets.beside import Beside
from napari_dicom.widgets.canvases import canvas_of
from napari_dicom.widgets.docking import dock_of
from napari_dicom.widgets.graphics import OwnContext, own_context
from napari_dicom.widgets.planes.crosshair import Crosshair
from napari_dicom.widgets.planes.mouse import PlaceByMouse
from napari_dicom.widgets.planes.pane import Pane
from napari_dicom.widgets.visibility import Visibility

if TYPE_CHECKING:
    import napari
    from napari.layers import Layer

PLANES = ("Axial", "Coronal", "Sagittal")
"""By the axis of (z, y, x) across the plane."""

_NO_LAYER = "Select a volume that was opened from DICOM files to see its other planes here."
_VOLUME = 3
_LAID = "dicom_planes"
"""Property of a dock that has been put in its place: where the user puts it then, it stays."""


class LinkedPlanes(QWidget):
    """The planes that the main canvas does not show, and the volume if wanted."""

    def __init__(self, napari_viewer: napari.viewer.Viewer) -> None:
        super().__init__()
        self._viewer = own_viewer(napari_viewer)
        self._is_on = self._is_batch = False
        self.main: Layer | None = None
        self.place: SharedPlace | None = None
        self.panes: dict[int, Pane] = {}
        self._parts: list[Crosshair | PlaceByMouse] = []
        self._context: OwnContext | None = None
        self._large: Pane | None = None
        self._heard: Layer | None = None
        self._soon = QTimer(self)  # layers come and go by the dozen: panes are built once
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._on_layers)
        self._put_together()
        self._watcher = Visibility(self)

    @property
    def native(self) -> QWidget:
        """Itself: what `Visibility` watches."""
        return self

    @property
    def is_waiting(self) -> bool:
        """Whether layers have come or gone that were not looked at yet."""
        return self._soon.isActive()

    def start(self) -> None:
        """Show the planes of the active layer, or of the uppermost; called when it is shown."""
        if self._is_on:
            return
        self._is_on = True
        for event, callback in self._events():
            event.connect(callback)
        self._context = own_context(self._viewer)
        self._viewer.dims.events.order.connect(self._arrange)
        self._viewer.dims.events.ndisplay.connect(self._arrange)
        self._on_layers()
        self._lie_beside()

    def stop(self) -> None:
        """Leave nothing behind; called when it is hidden or closed."""
        if not self._is_on:
            return
        self._is_on = False
        self._soon.stop()
        self._hear_of(None)
        for event, callback in self._events():
            event.disconnect(callback)
        if self._context is not None:
            self._context.stop()
        self._viewer.dims.events.order.disconnect(self._arrange)
        self._viewer.dims.events.ndisplay.disconnect(self._arrange)
        self._show(None)

    def _events(self) -> tuple[tuple[Any, Any], ...]:  # Any: napari's untyped emitters
        layers = self._viewer.layers
        return (
            (layers.selection.events.active, self._on_change),
            (layers.events.inserted, self._on_change),
            (layers.events.removed, self._on_removed),
            (layers.events.begin_batch, self._on_batch),
            (layers.events.end_batch, self._on_batch_end),
        )

    def _on_change(self, event: Any = None) -> None:  # Any: napari's events  # noqa: ARG002
        """Wait: of the layers that come together, each is the active one for a moment."""
        self._soon.start(0)

    def _on_removed(self, event: Any = None) -> None:  # Any: as above  # noqa: ARG002
        if self.main not in self._viewer.layers:
            self._show(None)
        if not self._is_batch:
            self._on_layers()

    def _on_batch(self, event: Any = None) -> None:  # Any: as above  # noqa: ARG002
        self._is_batch = True

    def _on_batch_end(self, event: Any = None) -> None:  # Any: as above  # noqa: ARG002
        self._is_batch = False
        self._on_layers()

    def _lie_beside(self) -> None:
        dock = dock_of(self)
        window = None if dock is None else dock.parentWidget()
        if dock is not None and isinstance(window, QMainWindow) and not dock.property(_LAID):
            dock.setProperty(_LAID, True)
            Beside(window, dock, self, self._viewer)

    def _put_together(self) -> None:
        self.volume = QCheckBox("3D")
        self.volume.setToolTip("The volume, too: it takes more memory, and time to draw")
        self.volume.toggled.connect(self._arrange)
        self.drag = QCheckBox("Drag moves the cross")
        self.drag.setToolTip(
            "Off: a click moves it, and a drag pans. The middle button pans in any case, "
            "the wheel zooms, Ctrl+wheel steps through the slices."
        )
        self.drag.setChecked(True)
        self.hint = QLabel(_NO_LAYER)
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setWordWrap(True)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setChildrenCollapsible(False)
        switches = QHBoxLayout()
        switches.addWidget(self.volume)
        switches.addWidget(self.drag)
        switches.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.addWidget(self.hint)
        column.addWidget(self.splitter, 1)
        column.addLayout(switches)

    def _on_layers(self) -> None:
        wanted = self._wanted()
        if wanted is not self.main:
            self._show(wanted)
        self._hear_of(image_of(self._viewer, self._viewer.layers.selection.active))

    def _hear_of(self, image: Layer | None) -> None:
        """Listen to whether the active image is seen: hidden ones wait until they are."""
        if image is self._heard:
            return
        if self._heard is not None:
            self._heard.events.visible.disconnect(self._on_change)
        if image is not None:
            image.events.visible.connect(self._on_change)
        self._heard = image

    def _wanted(self) -> Layer | None:
        """Return the layer whose planes are shown: the one that was, while that can be.

        Where the active layer lies in another frame of reference and is seen: that one; else any,
        of those that are seen first.
        """
        chosen = self._viewer.layers.selection.active
        main = self.main if self.main in self._viewer.layers else None
        active = image_of(self._viewer, chosen)
        stays = active is None or not active.visible or chosen in self._members(main)
        if main is not None and stays:
            return main
        images = [one for one in dicom_layers(self._viewer) if _has_planes(one)]
        wanted = [one for one in (active, main) if one is not None and one in images]
        return min((*wanted, *images), key=lambda one: not one.visible, default=None)

    def _members(self, main: Layer | None) -> list[Layer]:
        return [] if main is None else members_of(self._viewer, main)

    def _show(self, main: Layer | None) -> None:
        """Show the planes of another layer; of none."""
        for part in self._parts:
            part.stop()
        self._parts.clear()
        for pane in self.panes.values():
            pane.stop()
            pane.setParent(None)
            pane.deleteLater()
        self.panes.clear()
        self._large = None
        if self.place is not None:
            self.place.stop()
        self.place = None
        self.main = main
        self.hint.setVisible(main is None)
        self.volume.setEnabled(main is not None)
        if main is None:
            return
        canvas, cut = canvas_of(self._viewer), OwnPlanes(self._viewer, main, as_drawn)
        self.place = SharedPlace(self._viewer, cut)
        if canvas is not None:
            self._parts.append(Crosshair(self._viewer, canvas, self.place, cut))
        self._parts.append(PlaceByMouse(self._viewer, self.place, cut, self.drag.isChecked))
        self._arrange()

    def _arrange(self, event: Any = None) -> None:  # Any: napari's events  # noqa: ARG002
        """Show the planes that the main canvas does not show; make those that are not there."""
        if self.main is None:
            return
        dims = self._viewer.dims
        shown = dims.order[-3] - dims.ndim + 3 if dims.ndisplay == 2 and dims.ndim > 2 else None
        wanted = {across for across in range(3) if across != shown}
        if self.volume.isChecked():
            wanted.add(_VOLUME)
        with self._watcher.deaf():
            for key in sorted(wanted - set(self.panes)):
                self._add(key)
        for key, pane in self.panes.items():
            is_seen = key in wanted and self._large in {None, pane}
            if is_seen:
                pane.wake()
            else:
                pane.sleep()
            pane.setVisible(is_seen)

    def _add(self, key: int) -> None:
        assert self.main is not None
        assert self.place is not None
        axis = self.main.metadata["dicom"]["slice_axis"] - self.main.ndim + 3
        is_volume = key == _VOLUME
        pane = Pane(
            self._viewer,
            self.main,
            self.place,
            across=axis if is_volume else key,
            title="3D" if is_volume else PLANES[key],
            drags=self.drag.isChecked,
            ndisplay=3 if is_volume else 2,
        )
        pane.enlarged.connect(self._on_enlarged)
        self.panes[key] = pane
        before = sum(1 for other in self.panes if other < key)
        self.splitter.insertWidget(before, pane)

    def _on_enlarged(self, pane: Pane) -> None:
        self._large = pane if self._large is None else None
        self._arrange()


def _has_planes(layer: Layer) -> bool:
    volume = volume_of(layer)
    return volume is not None and is_laid_out(layer) and _slice_axis(layer) is not None


def _slice_axis(layer: Layer) -> int | None:
    axis: int | None = layer.metadata["dicom"]["slice_axis"]
    return axis
