"""Follow the viewer's active DICOM image and the plane it shows, as long as somebody looks.

Where a companion is active, a segmentation on an image, that image is followed.

An `ActiveLayer` belongs to a widget: it listens while that widget is visible and to nothing while
it is hidden or closed, so that a closed dock leaves no callback behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from psygnal import Signal
from qtpy.QtCore import QEvent, QObject, QTimer

from napari_dicom.dicom import Frame, Volume
from napari_dicom.viewer import image_of, source_of

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Layer
    from qtpy.QtWidgets import QWidget


@dataclass(frozen=True, slots=True, eq=False)
class ShownPlane:
    """One acquired plane of a layer.

    Parameters
    ----------
    layer
        The napari layer.
    volume
        Its ``metadata["dicom_volume"]``.
    index
        (leading axes..., slice) in the order of the layer's data; the slice only where there is
        an axis across the planes.
    frame
        What was acquired there; None for a plane that had to be filled.
    inside
        False where the slider stands outside the layer; `index` is then the nearest plane.
    """

    layer: Layer
    volume: Volume
    index: tuple[int, ...]
    frame: Frame | None
    inside: bool = True

    @property
    def key(self) -> tuple[int, int, tuple[int, ...], bool]:
        """What tells one shown plane from another; a copied layer shares its volume."""
        return id(self.layer), id(self.volume), self.index, self.inside


class ActiveLayer(QObject):
    """The active layer's shown plane; says so when it changes, while its owner is visible.

    Parameters
    ----------
    viewer
        The viewer to follow.
    owner
        The Qt widget that must be visible for anything to happen; also the Qt parent.
    panel
        The magicgui container that `owner` belongs to: napari connects its ``reset_choices`` when
        it docks it and never disconnects it; here that is done when it is hidden.

    Attributes
    ----------
    changed
        Emitted with the new `ShownPlane`, or None where the active layer is no DICOM layer.
    listed
        Emitted when layers were added, removed or renamed.
    """

    changed = Signal(object)
    listed = Signal()

    def __init__(
        self,
        viewer: ViewerModel,
        owner: QWidget,
        panel: Any = None,  # Any: a magicgui container, of widgets of any kind
    ) -> None:
        super().__init__(owner)
        self._panel = panel
        self._viewer = viewer
        self._layer: Layer | None = None
        self._key: object = None
        self._following = False
        self._settling = False
        self._none_yet = QTimer(self)
        self._none_yet.setSingleShot(True)
        self._none_yet.timeout.connect(self._settle)
        self.current: ShownPlane | None = None
        owner.installEventFilter(self)
        if owner.isVisible():
            self.start()

    @property
    def following(self) -> bool:
        """Whether callbacks are connected."""
        return self._following

    def start(self) -> None:
        """Connect to the viewer and say what it shows."""
        if self._following:
            return
        self._following = True
        for event in self._events():
            event.connect(self._update)
        for event in self._list_events():
            event.connect(self._relist)
        self.listed.emit()
        self._update()

    def stop(self) -> None:
        """Disconnect from the viewer and from the layer."""
        if self._panel is not None:
            events = self._viewer.layers.events
            for event in (events.inserted, events.removed, events.reordered, events.renamed):
                event.disconnect(self._panel.reset_choices)
        if not self._following:
            return
        self._following = False
        for event in self._events():
            event.disconnect(self._update)
        for event in self._list_events():
            event.disconnect(self._relist)
        self._watch(None)

    def refresh(self) -> None:
        """Say again what is shown, changed or not."""
        self._key = None
        self._update()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        """Start when the owner is shown, stop when it is hidden."""
        if event is not None and watched is self.parent():
            if event.type() == QEvent.Type.Show:
                self.start()
            elif event.type() in {QEvent.Type.Hide, QEvent.Type.Close}:
                self.stop()
        return False

    def _events(self) -> tuple[Any, ...]:  # Any: napari's untyped emitters
        dims, layers = self._viewer.dims.events, self._viewer.layers
        return (
            layers.selection.events.active,
            layers.events.renamed,
            layers.events.removed,  # a companion stays active when its image goes
            dims.point,
            dims.order,
            dims.ndisplay,
        )

    def _list_events(self) -> tuple[Any, ...]:  # Any: napari's untyped emitters
        events = self._viewer.layers.events
        return events.inserted, events.removed, events.renamed

    def _relist(self, event: Any = None) -> None:  # Any: napari's untyped events  # noqa: ARG002
        self.listed.emit()

    def _update(self, event: Any = None) -> None:  # Any: napari's untyped events
        layer = image_of(self._viewer, self._viewer.layers.selection.active)
        if layer is None and self.current is not None and not self._settling:
            self._none_yet.start(0)
            return
        self._watch(layer)
        plane = None if layer is None else shown_plane(layer, self._viewer)
        renamed = getattr(event, "type", "") in {"renamed", "metadata"}
        key = None if plane is None else plane.key
        if key == self._key and plane is not None and not renamed:
            return
        if plane is None and self.current is None and self._key == ():
            return
        self._key = () if key is None else key
        self.current = plane
        self.changed.emit(plane)

    def _settle(self) -> None:
        """Believe that there is no active layer: napari says so between any two that are."""
        if self._following:
            self._settling = True
            self._update()
            self._settling = False

    def _watch(self, layer: Layer | None) -> None:
        """Listen to the layer's metadata, which a change of its geometry replaces."""
        if layer is self._layer:
            return
        if self._layer is not None:
            self._layer.events.metadata.disconnect(self._update)
        if layer is not None:
            layer.events.metadata.connect(self._update)
        self._layer = layer


def shown_plane(layer: Layer, viewer: ViewerModel) -> ShownPlane | None:
    """Return the plane of a layer at the viewer's sliders, as napari slices it.

    napari leaves the displayed axes out of the way from world to data: they count as 0.
    """
    volume = source_of(layer)
    if volume is None:
        return None
    dims = viewer.dims
    point = np.array(dims.point, dtype=float)
    full = np.asarray(layer.world_to_data(point))
    point[list(dims.displayed)] = 0.0
    data = np.asarray(layer.world_to_data(point))
    hidden = np.isin(np.arange(-layer.ndim, 0) + dims.ndim, dims.not_displayed)
    data = np.rint(np.where(hidden, data, full)).astype(int)
    sizes = plane_shape(layer)
    found = [int(data[axis]) for axis in plane_axes(layer)]
    index = tuple(min(max(i, 0), size - 1) for i, size in zip(found, sizes, strict=True))
    inside = all(i == j for i, j in zip(found, index, strict=True))
    return ShownPlane(layer, volume, index, frame_at(layer, index), inside)


def plane_axes(layer: Layer) -> tuple[int, ...]:
    """Return the axes of ``layer.data`` that tell one plane from another: leading, then slices.

    None at all where the layer has lost them: napari keeps the metadata of what it projects.
    """
    volume: Volume = layer.metadata["dicom_volume"]
    slice_axis = layer.metadata["dicom"]["slice_axis"]
    across = () if slice_axis is None else (slice_axis,)
    axes = (*range(len(volume.axes)), *across)
    sizes = tuple(layer.data.shape[axis] for axis in axes if axis < layer.ndim)
    return axes if sizes == _plane_shape(volume) else ()


def plane_shape(layer: Layer) -> tuple[int, ...]:
    """Return how many planes there are along each of `plane_axes`."""
    return tuple(layer.data.shape[axis] for axis in plane_axes(layer))


def frame_at(layer: Layer, index: tuple[int, ...]) -> Frame | None:
    """Return the frame behind a plane of a layer, None for a plane that had to be filled."""
    volume: Volume = layer.metadata["dicom_volume"]
    shape = _plane_shape(volume)
    if not index or len(index) != len(shape):
        return volume.first
    place = list(index)
    if _runs_backwards(layer, volume):
        place[-1] = shape[-1] - 1 - place[-1]
    return volume.frames[int(np.ravel_multi_index(place, shape))]


def show_plane(viewer: ViewerModel, layer: Layer, index: tuple[int, ...]) -> None:
    """Move the viewer's sliders to a plane of a layer."""
    axes = plane_axes(layer)
    data = np.zeros(layer.ndim)
    point = np.array(viewer.dims.point, dtype=float)
    data[:] = layer.world_to_data(point)
    data[list(axes)] = index
    world = layer.data_to_world(data)
    offset = viewer.dims.ndim - layer.ndim
    for axis in axes:
        viewer.dims.set_point(axis + offset, float(world[axis]))


def _plane_shape(volume: Volume) -> tuple[int, ...]:
    is_flat = volume.geometry is None and not volume.axes
    return () if is_flat else (*volume.lead_shape, volume.slices)


def _runs_backwards(layer: Layer, volume: Volume) -> bool:
    """Tell whether the layer's slices run against the volume's, by their affines."""
    contract = layer.metadata["dicom"]
    if volume.geometry is None or contract["affine"] is None:
        return False
    axis = contract["slice_axis"] - len(volume.axes)
    column = [row[axis] for row in contract["affine"][:3]]
    return bool(np.dot(column, volume.geometry.affine[:3, 0]) < 0)


def acquired_planes(layer: Layer) -> list[tuple[tuple[int, ...], Frame]]:
    """Return every plane of a layer that was acquired: (index, frame), in the layer's order."""
    pairs = [(index, frame_at(layer, index)) for index in np.ndindex(*plane_shape(layer))]
    return [(index, frame) for index, frame in pairs if frame is not None]


def plane_number_text(plane: ShownPlane) -> str:
    """Return where a plane is in its volume, counted from 1: ``"t 2 of 5, slice 12 of 28"``.

    Slices in the volume's order, as in its notes: the layer may run the other way.
    """
    sizes = plane_shape(plane.layer)
    places = list(plane.index)
    if places and _runs_backwards(plane.layer, plane.volume):
        places[-1] = sizes[-1] - 1 - places[-1]
    labels = [axis.label for axis in plane.volume.axes]
    labels += ["slice"] if plane.volume.geometry and sizes else []
    parts = zip(labels, places, sizes, strict=False)
    return ", ".join(f"{label} {index + 1} of {size}" for label, index, size in parts)
