"""Layers made and added to a viewer, of any type; only in the thread that paints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from napari_dicom.layers import DisplaySpace, build_layers, is_dose
from napari_dicom.viewer.cached import bound_cache
from napari_dicom.viewer.depth import bound_depth
from napari_dicom.viewer.gestures import install_gestures
from napari_dicom.viewer.lining_up import line_up_all
from napari_dicom.viewer.open_layers import (
    has_depth,
    is_laid_out,
    layer_display,
    volume_of,
)
from napari_dicom.viewer.painting import paint_where_drawn
from napari_dicom.viewer.remarks import tell_open_layers
from napari_dicom.viewer.report import Report, hidden_lines, tell, tell_of_lost_slices
from napari_dicom.viewer.settings import Interpolation, current_settings
from napari_dicom.viewer.showing import hide_elsewhere
from napari_dicom.viewer.slice_steps import keep_slice_steps
from napari_dicom.viewer.units import agree_on_units
from napari_dicom.viewer.view import arrange_view

if TYPE_CHECKING:
    from collections.abc import Sequence

    from napari.components import ViewerModel
    from napari.layers import Layer

    from napari_dicom.dicom import Loaded
    from napari_dicom.layers import LayerData


def make_layer(layer: LayerData) -> Layer:
    """Make the layer; given limits alone napari would clamp an image's slider to the window."""
    from napari.layers import Layer as NapariLayer  # the half second that tuples do without

    if layer.is_lazy:
        tell_of_lost_slices()
    made = NapariLayer.create(layer.data, layer.keywords, layer.layer_type)
    widen_slider(made, layer)
    interpolation = current_settings().looking.interpolation
    if layer.layer_type == "image" and interpolation is not Interpolation.NEAREST:
        made.interpolation2d = interpolation.value
    return made


def add_loaded(
    viewer: ViewerModel,
    loaded: Sequence[Loaded],
    space: DisplaySpace,
    *,
    arrange: bool,
    saved: Sequence[LayerData] = (),
) -> list[Layer]:
    """Add the layers of each thing loaded, lined up with open ones of its frame of reference.

    Parameters
    ----------
    arrange
        Whether an empty viewer is arranged for them.
    saved
        Layers that were saved, added with them.
    """
    layers = [make_layer(one) for one in (*build_layers(loaded, space), *saved)]
    tell_open_layers(viewer, loaded)
    add_layers(viewer, layers, space, arrange=arrange)
    return layers


def add_beside(viewer: ViewerModel, loaded: Loaded, layer: Layer) -> list[Layer]:
    """Add the layers of something that belongs to an open layer, shown through its display."""
    display = layer_display(layer) if is_laid_out(layer) else None
    layers = [make_layer(one) for one in build_layers([loaded], display=display)]
    for added in layers:
        added.visible = True
        viewer.add_layer(added)
    return layers


def add_layers(
    viewer: ViewerModel, layers: Sequence[Layer], space: DisplaySpace, *, arrange: bool
) -> None:
    """Add layers, the main one on top; an empty viewer is arranged for it, if it shall be."""
    if not layers:
        return
    was_empty = not viewer.layers
    prepare(viewer, layers, space)
    for layer in bottom_up(layers):
        viewer.add_layer(layer)
    if was_empty and arrange:
        arrange_view(viewer, main_layer(layers))


def prepare(viewer: ViewerModel, layers: Sequence[Layer], space: DisplaySpace) -> None:
    """Fit layers about to be added to what is open: place, units, what is shown; the mouse."""
    install_gestures(viewer)
    paint_where_drawn(viewer)
    bound_depth(viewer)
    keep_slice_steps(viewer)
    line_up_all(viewer, layers, space)
    agree_on_units([*viewer.layers, *layers])
    hide_elsewhere(viewer, layers, main_layer(layers))
    bound_cache(layers)


def fit_to_open(viewer: ViewerModel, made: Sequence[LayerData], space: DisplaySpace) -> None:
    """Fit layers that napari adds as tuples to what is open, as `prepare` does; tell what hides."""
    layers = [make_layer(one) for one in made]
    prepare(viewer, layers, space)
    for one, layer in zip(made, layers, strict=True):
        one.keywords["visible"] = layer.visible
    hidden = tuple(hidden_lines(layers))
    if hidden:
        tell(Report(hidden))


def main_layer(layers: Sequence[Layer]) -> Layer:
    """Return the layer the view is arranged for: the first image that has depth and a place.

    A dose only where there is nothing else: it lies over images.
    """
    shown = [layer for layer in layers if layer.visible] or list(layers)
    images = [layer for layer in shown if volume_of(layer) is not None] or shown
    images = [layer for layer in images if not _is_dose(layer)] or images
    return next((layer for layer in images if has_depth(layer)), images[0])


def bottom_up(layers: Sequence[Layer]) -> list[Layer]:
    """Return layers in the order napari adds them, so that the list reads from the top down.

    The main layer comes last of the images, on top of them; above it lie doses, and what is no
    image.
    """
    main = main_layer(layers)
    others = [layer for layer in reversed(layers) if layer is not main]
    images = [layer for layer in others if volume_of(layer) is not None and not _is_dose(layer)]
    doses = [layer for layer in others if _is_dose(layer)]
    drawn = [layer for layer in reversed(layers) if volume_of(layer) is None]
    return [*images, *([] if volume_of(main) is None else [main]), *doses, *drawn]


def _is_dose(layer: Layer) -> bool:
    volume = volume_of(layer)
    return volume is not None and is_dose(volume)


def widen_slider(layer: Any, made: LayerData) -> None:  # Any: layers of all types
    """Let an image's contrast slider reach all values; given limits alone napari ends it there."""
    if made.value_range is None or made.keywords.get("rgb"):
        return
    low, high = made.keywords["contrast_limits"]
    layer.contrast_limits_range = (min(low, made.value_range[0]), max(high, made.value_range[1]))
    layer.contrast_limits = (low, high)
