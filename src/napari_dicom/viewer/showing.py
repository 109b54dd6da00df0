"""Which layers are seen: those that lie in one space; or one alone.

Layers of two frames of reference have no common place: drawn over each other they would look like
one patient. So what lies elsewhere than what is shown opens hidden, and it is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import ref

from napari_dicom.viewer.layer_window import show_opening_window
from napari_dicom.viewer.open_layers import (
    dicom_layers,
    frame_of_reference,
    lies_with,
    show_drawings_of,
    volume_of,
)
from napari_dicom.viewer.view import arrange_view

if TYPE_CHECKING:
    from collections.abc import Sequence

    from napari.components import ViewerModel
    from napari.layers import Image, Layer

    from napari_dicom.viewer.report import Offer


def hide_elsewhere(viewer: ViewerModel, layers: Sequence[Layer], main: Layer) -> None:
    """Hide those of the layers about to be added that lie elsewhere than what is shown.

    Parameters
    ----------
    main
        The one of them that is shown where nothing is shown yet. What is shown is left as it is.
    """
    shown = [layer for layer in dicom_layers(viewer) if layer.visible] or [main]
    for layer in layers:
        is_placed = volume_of(layer) is not None or frame_of_reference(layer)
        if is_placed and not any(lies_with(layer, one) for one in shown):
            layer.visible = False


def show_alone(viewer: ViewerModel, layer: Image) -> None:
    """Show one DICOM image without the others: its plane, its middle slice, its window."""
    for other in viewer.layers:
        if other is not layer and "dicom" in other.metadata:
            other.visible = False
    layer.visible = True
    show_drawings_of(viewer, layer)
    viewer.layers.selection.active = layer
    show_opening_window(layer)
    arrange_view(viewer, layer)


def offers_for(viewer: ViewerModel, main: Layer) -> tuple[Offer, ...]:
    """Return the button that shows what was opened hidden; none where it is seen."""
    if main.visible or volume_of(main) is None:
        return ()
    there, opened = ref(viewer), ref(main)  # napari keeps its notifications for ever

    def show(_notification: object) -> None:
        seen_in, layer = there(), opened()
        if seen_in is not None and layer is not None and layer in seen_in.layers:
            show_alone(seen_in, layer)

    return (("Show it alone", show),)
