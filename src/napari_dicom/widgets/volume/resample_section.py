"""Straighten a tilt, lay slices evenly, show overlays: a new layer each, the old one stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from magicgui.widgets import Container, PushButton

from napari_dicom.dicom import (
    HowToLoad,
    Loaded,
    LoadedVolume,
    Progress,
    Volume,
    is_uneven,
    load_content,
    regularise,
    straighten,
)
from napari_dicom.dicom.objects import Registered, find_overlays, find_registered
from napari_dicom.viewer import add_beside, add_loaded, layer_of, loaded_of, open_volumes
from napari_dicom.widgets.active_layer import plane_axes
from napari_dicom.widgets.background import Questions, Work
from napari_dicom.widgets.elided_label import ElidedLabel
from napari_dicom.widgets.placing import space_of
from napari_dicom.widgets.rows import row

if TYPE_CHECKING:
    from collections.abc import Callable

    from napari.components import ViewerModel
    from napari.layers import Image, Layer


class ResampleSection(Container[Any]):
    """Three buttons, and a line that says what is under way."""

    def __init__(self, viewer: ViewerModel) -> None:
        self._viewer = viewer
        self._layer: Image | None = None
        self._volume: Volume | None = None
        self._beside: Layer | None = None
        self.straighten = PushButton(
            text="Straighten tilt", tooltip="New layer: shift rows until slices stand upright"
        )
        self.regularise = PushButton(
            text="Regularise", tooltip="New layer: slices evenly spaced, linearly interpolated"
        )
        self.overlays = PushButton(
            text="Show overlays", tooltip="New layer: the overlay planes (60xx) as labels"
        )
        self.registered = PushButton(
            text="Show registered",
            tooltip="New layer: one image on the grid of another, as an open registration says",
        )
        self.status = ElidedLabel()
        super().__init__(
            widgets=[row(self.straighten, self.regularise), row(self.overlays, self.registered)],
            labels=False,
        )
        self._questions = Questions(self.native)
        self.margins = (0, 0, 0, 0)
        self.native.layout().addWidget(self.status)
        self.status.hide()
        self.straighten.changed.connect(self._on_straighten)
        self.regularise.changed.connect(self._on_regularise)
        self.overlays.changed.connect(self._on_overlays)
        self.registered.changed.connect(self._on_registered)

    def show_layer(self, layer: Image | None, volume: Volume | None) -> None:
        """Offer what another layer can need."""
        self._layer, self._volume = layer, volume
        geometry = None if volume is None else volume.geometry
        here = layer is not None and isinstance(layer.data, np.ndarray) and bool(plane_axes(layer))
        idle = not self._questions.is_busy
        deep = geometry is not None and geometry.shape[0] > 1
        self.straighten.enabled = bool(geometry and here and idle and deep and geometry.is_tilted)
        self.regularise.enabled = bool(here and idle and volume and is_uneven(volume))
        self.overlays.enabled = idle and volume is not None and find_overlays(volume) is not None
        self.registered.enabled = idle and self._find_registered() is not None

    def _on_straighten(self) -> None:
        self._begin("Straightening", straighten)

    def _on_regularise(self) -> None:
        self._begin("Laying out", regularise)

    def _on_overlays(self) -> None:
        if self._layer is None or self._volume is None or self._questions.is_busy:
            return
        layer, volume = self._layer, self._volume
        self._beside = layer

        overlays = find_overlays(volume)
        if overlays is None:
            return

        def work(_progress: Progress) -> Loaded:
            return load_content(overlays, HowToLoad())

        self._start(work, f"Reading the overlays of {layer.name} …", self._on_read)

    def _find_registered(self) -> Registered | None:
        """Return what a registration makes of the layer and another open one."""
        if self._layer is None or self._volume is None:
            return None
        entries = self._layer.metadata["dicom"].get("registrations", ())
        others = (one for one in open_volumes(self._viewer) if one is not self._volume)
        return find_registered(self._volume, others, entries)

    def _on_registered(self) -> None:
        found = self._find_registered()
        if found is None or self._questions.is_busy:
            return
        self._beside = layer_of(self._viewer.layers, found.fixed)

        def work(progress: Progress) -> Loaded:
            return load_content(found, HowToLoad(progress=progress))

        self._start(work, f"Registering {found.volume.name} …", self._on_read)

    def _begin(self, what: str, resample: Callable[[LoadedVolume], LoadedVolume]) -> None:
        if self._layer is None or self._volume is None or self._questions.is_busy:
            return
        loaded = loaded_of(self._layer)
        self._space = space_of(self._layer)

        def work(_progress: Progress) -> LoadedVolume:
            return resample(loaded)

        self._start(work, f"{what} {self._layer.name} …", self._on_returned)

    def _start(self, work: Work, what: str, on_returned: Callable[[Any], None]) -> None:
        self._questions.ask(work, on_returned, on_failed=self._say, on_ended=self._on_ended)
        self._say(what)
        self.show_layer(self._layer, self._volume)

    def _on_read(self, loaded: Loaded) -> None:
        self._say("")
        if self._beside is not None and self._beside in self._viewer.layers:
            self._beside.visible = True
            add_beside(self._viewer, loaded, self._beside)

    def _on_returned(self, loaded: LoadedVolume) -> None:
        self._say("")
        add_loaded(self._viewer, [loaded], self._space, arrange=False)

    def _on_ended(self) -> None:
        self.show_layer(self._layer, self._volume)

    def _say(self, text: str) -> None:
        self.status.setVisible(bool(text))
        self.status.show_text(text)
