"""An opening, a viewer, its settings and what the user is told: the door."""

from napari_dicom.viewer.failed import not_opened, remember
from napari_dicom.viewer.open_layers import (
    dicom_layers,
    has_place,
    layer_display,
    line_up,
    loaded_of,
    put_at,
    relatives,
    volume_of,
    world_of,
)
from napari_dicom.viewer.opening import (
    LayerTuple,
    NoLayer,
    add_opened,
    bottom_up,
    main_layer,
    napari_layer,
    read_layers,
)
from napari_dicom.viewer.overlays import add_labels, add_overlays
from napari_dicom.viewer.report import report_on, tell
from napari_dicom.viewer.settings import PLUGIN, Settings, current_settings
from napari_dicom.viewer.view import (
    ViewState,
    arrange_view,
    face,
    is_closed,
    restore_view,
    view_of,
    window_viewer,
)

__all__ = [
    "PLUGIN",
    "LayerTuple",
    "NoLayer",
    "Settings",
    "ViewState",
    "add_labels",
    "add_opened",
    "add_overlays",
    "arrange_view",
    "bottom_up",
    "current_settings",
    "dicom_layers",
    "face",
    "has_place",
    "is_closed",
    "layer_display",
    "line_up",
    "loaded_of",
    "main_layer",
    "napari_layer",
    "not_opened",
    "put_at",
    "read_layers",
    "relatives",
    "remember",
    "report_on",
    "restore_view",
    "tell",
    "view_of",
    "volume_of",
    "window_viewer",
    "world_of",
]
