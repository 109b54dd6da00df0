"""Three dimensions: a look by one click, and a cut along a slice by one control."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from magicgui.widgets import ComboBox, Container, PushButton, Slider

from napari_dicom.viewer.depth import CUTS, DepthPreset, depth_of, depth_presets_of
from napari_dicom.widgets.rows import row

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Image

NO_CUT = "No cut"
_NO_PRESET = "–"


class DepthSection(Container[Any]):
    """Shows a layer in three dimensions as chosen, and cuts it open."""

    def __init__(self, viewer: ViewerModel) -> None:
        self._viewer = viewer
        self._layer: Image | None = None
        self._presets: dict[str, DepthPreset] = {}
        self._busy = False
        self.look = ComboBox(choices=(_NO_PRESET,), tooltip="How the volume is drawn")
        self.show_look = PushButton(
            text="Show in 3D",
            tooltip="From the front, standing, not mirrored; in two dimensions all is as before",
        )
        self.plane = ComboBox(
            choices=(NO_CUT, *CUTS),
            tooltip="Cuts the volume along the slice: feet, back or left side stay",
        )
        self.slice = Slider(min=1, max=2, tooltip="The slice that is cut along, from 1")
        super().__init__(
            widgets=[row(self.look, self.show_look), row(self.plane, self.slice)], labels=False
        )
        self.margins = (0, 0, 0, 0)
        self.show_look.changed.connect(self._on_look)
        self.plane.changed.connect(self._on_plane)
        self.slice.changed.connect(self._on_slice)

    def show_layer(self, layer: Image | None) -> None:
        """Offer the looks of another layer."""
        found = () if layer is None else depth_presets_of(layer)
        self._layer = layer if found else None
        self._presets = {one.name: one for one in found}
        with self._filling():
            self.look.choices = tuple(self._presets) or (_NO_PRESET,)
        for part in (self.look, self.show_look):
            part.enabled = bool(found)
        self.refresh()

    def refresh(self, event: Any = None) -> None:  # Any: napari's untyped events  # noqa: ARG002
        """Show the cut there is; there is none in two dimensions."""
        is_deep = self._layer is not None and self._viewer.dims.ndisplay == 3
        self.plane.enabled = is_deep
        plane, index = ("", 0.0)
        if is_deep and self._layer is not None:
            plane, index = depth_of(self._viewer).cut_of(self._layer)
        self.slice.enabled = bool(plane)
        with self._filling():
            self.plane.value = plane or NO_CUT
            if plane and self._layer is not None:
                axis = self._layer.ndim - 3 + CUTS[plane][0]
                self.slice.max = max(2, self._layer.data.shape[axis])
                self.slice.value = round(index) + 1

    def start(self) -> None:
        """Follow the viewer between two and three dimensions."""
        self._viewer.dims.events.ndisplay.connect(self.refresh, position="last")
        self.refresh()

    def stop(self) -> None:
        """Follow it no more; may be called more than once."""
        self._viewer.dims.events.ndisplay.disconnect(self.refresh)

    @contextmanager
    def _filling(self) -> Iterator[None]:
        before, self._busy = self._busy, True
        try:
            yield
        finally:
            self._busy = before

    def _on_look(self) -> None:
        if self._layer is not None:
            depth_of(self._viewer).show(self._layer, self._presets[self.look.value])
            self.refresh()

    def _on_plane(self, plane: str) -> None:
        if self._layer is not None and not self._busy:
            depth_of(self._viewer).cut(self._layer, "" if plane == NO_CUT else plane)
            self.refresh()

    def _on_slice(self, number: int) -> None:
        if self._layer is not None and not self._busy and self.plane.value in CUTS:
            depth_of(self._viewer).cut(self._layer, self.plane.value, float(number - 1))
