"""napari's File > Open Sample: the sample study, by the route any folder takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from napari_dicom.dicom import open_paths
from napari_dicom.layers import LayerData, build_layers
from napari_dicom.samples import sample_study

if TYPE_CHECKING:
    from napari.components import ViewerModel

    from napari_dicom.viewer import LayerTuple


def two_mixed_ct_series() -> list[LayerTuple]:
    """Open the sample study as napari's sample data: one image layer a series."""
    layers = build_layers(open_paths(sample_study()).loaded)[::-1]
    _fit_to_window(layers)
    return [layer.as_tuple for layer in layers]


def _fit_to_window(layers: Sequence[LayerData]) -> None:
    """Fit layers to what a window shows, and do what tuples cannot say once it has added them.

    The range of the contrast slider, and the view of an empty viewer.
    """
    # only a viewer has settings, a window, and layers beside these
    from napari_dicom.viewer import current_settings, fit_to_open, window_viewer
    from napari_dicom.viewer.gestures import install_gestures  # and a mouse

    viewer = window_viewer()
    if viewer is not None:
        install_gestures(viewer)
        settings = current_settings()
        fit_to_open(viewer, layers, settings.space)
        arrange = settings.arrange_view and not viewer.layers
        _connect(viewer, list(layers), arrange=arrange)


def _connect(viewer: ViewerModel, waiting: list[LayerData], *, arrange: bool) -> None:
    from napari_dicom.viewer import arrange_view, widen_slider  # only a viewer needs them

    def on_inserted(event: Any) -> None:  # Any: napari's event carries the layer as value
        volume = event.value.metadata.get("dicom_volume")
        if waiting and volume is waiting[0].keywords["metadata"]["dicom_volume"]:
            widen_slider(event.value, waiting.pop(0))
        else:
            waiting.clear()
        if not waiting:
            viewer.layers.events.inserted.disconnect(on_inserted)
            if arrange and volume is not None:
                arrange_view(viewer, event.value)

    viewer.layers.events.inserted.connect(on_inserted, position="last")
