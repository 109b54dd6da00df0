"""Middle slices in the viewer, until the volumes they belong to are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from napari_dicom.viewer import ViewState, add_loaded, is_closed, restore_view, view_of

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Image

    from napari_dicom.dicom import LoadedVolume
    from napari_dicom.layers import DisplaySpace


class Previews:
    """Adds and takes away the layers of middle slices; only in the thread that paints."""

    def __init__(self, viewer: ViewerModel) -> None:
        self._viewer = viewer
        self._layers: list[Image] = []
        self._before: ViewState | None = None

    def show(self, loaded: LoadedVolume, space: DisplaySpace, *, arrange: bool) -> None:
        """Add a layer of one plane; an empty viewer is arranged for it."""
        if not self._viewer.layers:
            self._before = view_of(self._viewer)
        self._layers += add_loaded(self._viewer, [loaded], space, arrange=arrange)

    def take_away(self) -> None:
        """Remove what is left of them; a viewer that is then empty is as it was before."""
        if is_closed(self._viewer):
            self._layers.clear()
        for layer in self._layers:
            if layer in self._viewer.layers:
                self._viewer.layers.remove(layer)
        if self._layers and self._before is not None and not self._viewer.layers:
            restore_view(self._viewer, self._before)
        self._layers.clear()
        self._before = None
