"""Presets and cuts in three dimensions of one viewer, and the looks given back in two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from napari_dicom.viewer.depth.bound import bound_depth, coarse_of
from napari_dicom.viewer.depth.cutting import CUTS, cut_at
from napari_dicom.viewer.depth.reduced import LOOKS
from napari_dicom.viewer.open_layers import lies_with
from napari_dicom.viewer.view import face, fit
from napari_dicom.viewer.windows import own_viewer

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Image, Layer

    from napari_dicom.viewer.depth.presets import DepthPreset

_KEPT = ("contrast_limits_range", *LOOKS)
_CAMERA = ("orientation", "angles", "center", "zoom")


def depth_of(viewer: ViewerModel) -> Depth:
    """Return what keeps the looks of a viewer's layers in three dimensions; made once."""
    own = own_viewer(viewer)
    for one in own.dims.events.ndisplay.callbacks:
        if isinstance(one, Depth):
            return one
    made = Depth(own)
    own.dims.events.ndisplay.connect(made, position="last")
    own.dims.events.order.connect(made.on_order, position="last")
    own.layers.events.removed.connect(made.on_removed)
    return made


class Depth:
    """How layers look in three dimensions; napari holds it as a callback while any does."""

    def __init__(self, viewer: ViewerModel) -> None:
        self._viewer = viewer
        self._looks: dict[Image, dict[str, Any]] = {}  # Any: values of napari's attributes
        self._cuts: dict[Image, tuple[str, float]] = {}
        self._hidden: set[Image] = set()
        self._aside: set[Layer] = set()  # shown in two dimensions, and in no space with these
        self._flat: tuple[Any, ...] = ()  # Any: as above

    def show(self, layer: Image, preset: DepthPreset) -> None:
        """Show a layer in three dimensions as a preset says, the patient from the front."""
        bound_depth(self._viewer)
        self._remember(layer)
        self._remember_view()
        self._unhide(layer)
        low, high = layer.contrast_limits_range
        layer.contrast_limits_range = min(low, preset.limits[0]), max(high, preset.limits[1])
        layer.contrast_limits = preset.limits
        layer.gamma, layer.opacity, layer.blending = 1.0, 1.0, "translucent"
        layer.colormap = preset.colormap
        layer.rendering = preset.rendering
        if preset.iso_threshold is not None:
            layer.iso_threshold = preset.iso_threshold
        self.cut(layer, preset.cut)
        self._viewer.dims.ndisplay = 3
        face(self._viewer, CUTS["Coronal"][0])
        fit(self._viewer, layer)
        self.on_order()

    def cut(self, layer: Image, plane: str, index: float | None = None) -> None:
        """Cut a layer along one of `CUTS`, "" for none; at the viewer's slice, or at an index."""
        self._remember(layer)
        place = self.slice_of(layer, plane) if index is None else index
        self._cuts[layer] = plane, place
        self.on_order()

    def cut_of(self, layer: Image) -> tuple[str, float]:
        """Return the plane that a layer is cut along, "" for none, and the index there."""
        return self._cuts.get(layer, ("", 0.0))

    def slice_of(self, layer: Image, plane: str) -> float:
        """Return the index of the slice of a plane that the viewer stands on."""
        if not plane:
            return 0.0
        axis = layer.ndim - 3 + CUTS[plane][0]
        index = float(layer.world_to_data(self._viewer.dims.point)[axis])
        return min(max(index, 0.0), float(layer.data.shape[axis]) - 1.0)

    def on_order(self, event: Any = None) -> None:  # Any: napari's untyped events  # noqa: ARG002
        """Cut along the same planes however the axes are displayed."""
        if self._viewer.dims.ndisplay != 3:
            return
        lead = self._viewer.dims.ndim - 3
        displayed = [axis - lead for axis in self._viewer.dims.displayed]
        if len(displayed) != 3 or min(displayed) < 0:  # no depth left, or a further axis in it
            return
        for layer, (plane, index) in self._cuts.items():
            cut_at(layer, plane, index, displayed)
            coarse = coarse_of(self._viewer, layer)
            if coarse is not None:
                cut_at(coarse.layer, plane, index / coarse.stride, displayed)

    def on_removed(self, event: Any) -> None:  # Any: as above
        """Forget a layer that is gone."""
        self._looks.pop(event.value, None)
        self._cuts.pop(event.value, None)
        self._hidden.discard(event.value)
        self._aside.discard(event.value)

    def __call__(self, event: Any = None) -> None:  # Any: as above  # noqa: ARG002
        """Give all layers their looks back in two dimensions, and be gone."""
        if self._viewer.dims.ndisplay == 3:
            return
        for layer in [*self._looks]:
            self._restore(layer)
        for layer in self._aside:
            layer.visible = True
        self._aside.clear()
        self._restore_view()
        self._viewer.dims.events.ndisplay.disconnect(self)
        self._viewer.dims.events.order.disconnect(self.on_order)
        self._viewer.layers.events.removed.disconnect(self.on_removed)

    def _remember(self, layer: Image) -> None:
        if layer not in self._looks:
            self._looks[layer] = {name: getattr(layer, name) for name in _KEPT}
            planes = layer.experimental_clipping_planes
            self._looks[layer]["experimental_clipping_planes"] = [
                one.model_copy() for one in planes
            ]

    def _remember_view(self) -> None:
        dims, camera = self._viewer.dims, self._viewer.scene.camera
        if dims.ndisplay == 2:
            self._flat = dims.order, dims.point, [getattr(camera, name) for name in _CAMERA]

    def _restore_view(self) -> None:
        """Show the plane and the slice that were shown, unless axes came or went meanwhile."""
        dims = self._viewer.dims
        if not self._flat or len(self._flat[0]) != dims.ndim:
            return
        order, point, seen = self._flat
        back = _CameraBack(self._viewer, seen)
        is_turned = dims.order != order
        if is_turned:
            dims.events.order.connect(back, position="last")
        dims.order = order
        dims.set_point(range(dims.ndim), point)
        if not is_turned:
            back()

    def _unhide(self, layer: Image) -> None:
        """Show a hidden layer until two dimensions are back; its coarser view where it has one."""
        coarse = coarse_of(self._viewer, layer)
        if not (layer if coarse is None else coarse.layer).visible:
            self._hidden.add(layer)
            layer.visible = True
            self._put_aside(layer)

    def _put_aside(self, layer: Image) -> None:
        """Hide what lies in no space with a layer: together they would look like one patient."""
        for other in self._viewer.layers:
            if other.visible and "dicom" in other.metadata and not lies_with(layer, other):
                self._aside.add(other)
                other.visible = False

    def _restore(self, layer: Image) -> None:
        if layer in self._hidden:
            self._hidden.discard(layer)
            layer.visible = False
        self._cuts.pop(layer, None)
        for name, value in self._looks.pop(layer).items():
            setattr(layer, name, value)


class _CameraBack:
    """Looks as before once the order is told: napari fits then; held as a callback until it has."""

    def __init__(self, viewer: ViewerModel, seen: list[Any]) -> None:
        self._viewer = viewer
        self._seen = seen

    def __call__(self, event: Any = None) -> None:  # Any: as above  # noqa: ARG002
        """Turn the camera, and be gone."""
        self._viewer.dims.events.order.disconnect(self)
        for name, value in zip(_CAMERA, self._seen, strict=True):
            setattr(self._viewer.scene.camera, name, value)
