"""Which layers are measured, and what of theirs changes a measurement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from napari_dicom.viewer import active_layer

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Layer


def is_measured(viewer: ViewerModel, layer: Layer) -> bool:
    """Tell whether a layer is measured: what the user draws always.

    Labels that were opened while they are seen; contours and marks while they are active, for
    there are hundreds.
    """
    if layer.__class__.__name__ not in {"Shapes", "Labels"}:
        return False
    if "dicom" not in layer.metadata:
        return True
    return bool(layer.visible if is_opened(layer) else layer is active_layer(viewer))


def is_opened(layer: Layer) -> bool:
    """Tell whether a layer is labels that were opened from files."""
    return layer.__class__.__name__ == "Labels" and "dicom" in layer.metadata


def layer_events(layer: Layer) -> tuple[Any, ...]:  # Any: napari's untyped emitters
    """Return what tells that something drawn changed, or lies elsewhere."""
    events = layer.events
    own = (events.paint,) if layer.__class__.__name__ == "Labels" else (events.features,)
    return (events.data, events.set_data, events.affine, events.scale, events.translate, *own)


def image_events(image: Layer) -> tuple[Any, ...]:  # Any: napari's untyped emitters
    """Return what tells that an image has other values, or lies elsewhere."""
    events = image.events
    return events.data, events.metadata, events.affine, events.scale, events.translate
