"""Fusion: one click lays a second series over the selected one, another takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from magicgui.widgets import ComboBox, Container, FloatSlider, PushButton

from napari_dicom.viewer import FUSION_OPACITY, fusable, fuse
from napari_dicom.widgets.choice_box import keep_narrow
from napari_dicom.widgets.elided_label import ElidedLabel
from napari_dicom.widgets.rows import row

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Image

    from napari_dicom.viewer import Fusion

_NONE = "Needs a second series of this frame of reference"


class FusionSection(Container[Any]):
    """Chooses what lies over the selected layer, how strongly, and undoes it."""

    def __init__(self, viewer: ViewerModel) -> None:
        self._viewer = viewer
        self._layer: Image | None = None
        self._fusion: Fusion | None = None
        self._busy = False
        self.over = ComboBox(choices=(), nullable=True, tooltip="What is laid over this layer")
        keep_narrow(self.over.native)
        self.fuse = PushButton(text="Lay over", tooltip="In colours, clear where it is near 0")
        self.opacity = FloatSlider(
            min=0, max=1, step=0.01, value=FUSION_OPACITY, tooltip="Of what is over"
        )
        self.undo = PushButton(text="Undo", tooltip="Both layers as they were")
        self.said = ElidedLabel()
        super().__init__(
            widgets=[row(self.over, self.fuse), row(self.opacity, self.undo)], labels=False
        )
        self.margins = (0, 0, 0, 0)
        self.native.layout().addWidget(self.said)
        self.fuse.changed.connect(self._on_fuse)
        self.undo.changed.connect(self._on_undo)
        self.opacity.changed.connect(self._on_opacity)
        self.refresh()  # nothing can be laid over nothing

    def show_layer(self, layer: Image | None) -> None:
        """Offer what can lie over another layer."""
        self._layer = layer
        self.refresh()

    def refresh(self) -> None:
        """Offer the layers there are now."""
        layer, fusion = self._layer, self._fusion
        if fusion is not None and fusion.over not in self._viewer.layers:
            fusion = self._fusion = None
        found = (
            []
            if layer is None or layer not in self._viewer.layers
            else fusable(self._viewer, layer)
        )
        self._busy = True
        chosen, names = self.over.value, [one.name for one in found]
        self.over.choices = names
        self.over.value = chosen if chosen in names else (names[0] if names else None)
        is_fused = fusion is not None
        self.fuse.enabled = bool(names)
        self.over.enabled = bool(names)
        self.opacity.enabled = self.undo.enabled = is_fused
        if fusion is not None:
            self.opacity.value = float(fusion.over.opacity)
        self._busy = False
        told = _NONE if not names else ""
        self.said.show_text(told if fusion is None else f"{fusion.over.name}: {fusion.said}")

    def _on_fuse(self) -> None:
        if self._layer is None or self.over.value not in self._viewer.layers:
            return
        if self._fusion is not None:
            self._fusion.undo(self._viewer)
        self._fusion = fuse(self._viewer, self._layer, self._viewer.layers[self.over.value])
        self.refresh()

    def _on_undo(self) -> None:
        if self._fusion is not None:
            self._fusion.undo(self._viewer)
            self._fusion = None
        self.refresh()

    def _on_opacity(self, opacity: float) -> None:
        if self._fusion is not None and not self._busy:
            self._fusion.over.opacity = opacity
