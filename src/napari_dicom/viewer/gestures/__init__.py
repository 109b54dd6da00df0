"""What radiologists do with mouse and keys, where napari leaves it free: the door."""

from napari_dicom.viewer.gestures.as_opened import reset
from napari_dicom.viewer.gestures.figures import WINDOW_TEXT, window_text
from napari_dicom.viewer.gestures.gestures import follow_settings, install_gestures
from napari_dicom.viewer.gestures.keys import KEYS, bind_windows, key_words
from napari_dicom.viewer.gestures.stepping import sliced_coordinates, step

__all__ = [
    "KEYS",
    "WINDOW_TEXT",
    "bind_windows",
    "follow_settings",
    "install_gestures",
    "key_words",
    "reset",
    "sliced_coordinates",
    "step",
    "window_text",
]
