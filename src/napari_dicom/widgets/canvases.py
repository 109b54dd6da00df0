"""The Qt widget that a viewer's window draws its picture in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from napari.qt import QtViewer
from qtpy.QtWidgets import QApplication, QMainWindow

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from qtpy.QtWidgets import QWidget


def window_of(viewer: ViewerModel) -> QMainWindow | None:
    """Return the window of a viewer; None where it has none."""
    for window in QApplication.topLevelWidgets():
        if isinstance(window, QMainWindow) and _shown_by(window, viewer) is not None:
            return window
    return None


def canvas_of(viewer: ViewerModel) -> QWidget | None:
    """Return the widget that a viewer's picture is drawn in; None where it has no window."""
    for window in QApplication.topLevelWidgets():
        shown = _shown_by(window, viewer)
        if shown is not None:
            native: QWidget = shown.canvas.native
            return native
    return None


def _shown_by(window: QWidget, viewer: ViewerModel) -> QtViewer | None:
    for shown in window.findChildren(QtViewer):
        if shown.viewer is viewer:
            return shown
    return None
