"""Which viewer is meant, whether its window is there, what it shows already."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from napari.components import ViewerModel


def window_viewer() -> ViewerModel | None:
    """Return the viewer of the active window; None where there is no window."""
    if "napari._qt.qt_main_window" not in sys.modules:
        return None  # no window yet: asking napari would import Qt
    from napari import current_viewer  # only where napari and Qt are loaded already

    return current_viewer()


def opening_viewer() -> ViewerModel | None:
    """Return the viewer whose ``open`` is under way, None where none is.

    napari does not tell its readers who asks, and the active window need not be the one.
    """
    from napari.components import ViewerModel  # there is a window, so it is loaded

    frame = sys._getframe()
    while frame.f_back is not None:
        frame = frame.f_back
        if frame.f_code.co_name == "open" and isinstance(frame.f_locals.get("self"), ViewerModel):
            viewer: ViewerModel = frame.f_locals["self"]
            return viewer
    return None


def own_viewer(viewer: ViewerModel) -> ViewerModel:
    """Return the viewer itself: what napari gives a dock widget stands for it.

    That hands out each layer wrapped anew, so that no two are the same object, nor of their type.
    """
    own: ViewerModel = getattr(viewer, "__wrapped__", viewer)
    return own


def is_closed(viewer: ViewerModel) -> bool:
    """Tell whether the window of a viewer that had one is gone; adding layers then fails."""
    own = own_viewer(viewer)
    # not public: napari's list of open windows
    main = sys.modules.get("napari._qt.qt_main_window")
    windows = getattr(getattr(main, "_QtMainWindow", None), "_instances", None)
    if windows is None or not hasattr(own, "window"):
        return False
    return all(window._qt_viewer.viewer is not own for window in windows)


def shown_in(viewer: ViewerModel, path: str) -> bool:
    """Tell whether a layer of a viewer shows an image of this file, or another object in it."""
    wanted = os.path.realpath(path)
    keys = ("dicom_volume", "dicom_content")
    contents = (layer.metadata.get(key) for layer in viewer.layers for key in keys)
    instances = (one for content in contents if content is not None for one in content.instances)
    return any(os.path.realpath(instance.path) == wanted for instance in instances)
