"""An opening, a viewer, its settings and what the user is told: the door."""

from napari_dicom.viewer.adding import add_beside, add_loaded, widen_slider
from napari_dicom.viewer.drawings import (
    MEASURE,
    NAME,
    add_labels_on,
    add_shapes_on,
    image_measured,
    image_to_draw_on,
    keep_drawings,
    line_width,
)
from napari_dicom.viewer.failed import not_opened, remember
from napari_dicom.viewer.measuring import Found, Job, go_to, is_whole, job_of, step_at
from napari_dicom.viewer.open_layers import (
    DRAWN_ON,
    dicom_layers,
    drawn_on,
    followers,
    has_place,
    image_of,
    is_laid_out,
    layer_display,
    layer_of,
    loaded_of,
    middle_of,
    move_with,
    open_volumes,
    put_at,
    relatives,
    show_through,
    volume_of,
    world_of,
)
from napari_dicom.viewer.opening import LayerTuple, NoLayer, add_opened, read_layers
from napari_dicom.viewer.overlays import add_overlays
from napari_dicom.viewer.report import report_on, tell
from napari_dicom.viewer.saved import look_of
from napari_dicom.viewer.settings import PLUGIN, Settings, current_settings
from napari_dicom.viewer.showing import show_alone
from napari_dicom.viewer.splitting import split_labels
from napari_dicom.viewer.view import (
    ViewState,
    arrange_view,
    face,
    fit,
    restore_view,
    view_of,
)
from napari_dicom.viewer.windows import is_closed, window_viewer

__all__ = [
    "DRAWN_ON",
    "MEASURE",
    "NAME",
    "PLUGIN",
    "Found",
    "Job",
    "LayerTuple",
    "NoLayer",
    "Settings",
    "ViewState",
    "add_beside",
    "add_labels_on",
    "add_loaded",
    "add_opened",
    "add_overlays",
    "add_shapes_on",
    "arrange_view",
    "current_settings",
    "dicom_layers",
    "drawn_on",
    "face",
    "fit",
    "followers",
    "go_to",
    "has_place",
    "image_measured",
    "image_of",
    "image_to_draw_on",
    "is_closed",
    "is_laid_out",
    "is_whole",
    "job_of",
    "keep_drawings",
    "layer_display",
    "layer_of",
    "line_width",
    "loaded_of",
    "look_of",
    "middle_of",
    "move_with",
    "not_opened",
    "open_volumes",
    "put_at",
    "read_layers",
    "relatives",
    "remember",
    "report_on",
    "restore_view",
    "show_alone",
    "show_through",
    "split_labels",
    "step_at",
    "tell",
    "view_of",
    "volume_of",
    "widen_slider",
    "window_viewer",
    "world_of",
]
