"""Side by side on and off by one call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from napari_dicom.viewer import own_viewer
from napari_dicom.widgets.canvases import window_of
from napari_dicom.widgets.docking import dock_of
from napari_dicom.widgets.side_by_side.widget import SideBySide

if TYPE_CHECKING:
    from collections.abc import Sequence

    import napari
    from napari.components import ViewerModel
    from napari.layers import Layer

TITLE = "Side by side (DICOM)"


def side_by_side_of(viewer: napari.Viewer) -> SideBySide | None:
    """Return a viewer's series side by side; None where that is not open."""
    window = window_of(own_viewer(viewer))
    found = [] if window is None else window.findChildren(SideBySide)
    return next((one for one in found if dock_of(one) is not None), None)


def toggle_side_by_side(viewer: napari.Viewer) -> SideBySide | None:
    """Show a viewer's series side by side, beside the canvas, or close that again.

    Returns
    -------
    SideBySide or None
        What was opened; None where it was open and is closed now.
    """
    shown = side_by_side_of(viewer)
    if shown is not None:
        viewer.window.remove_dock_widget(shown)
        return None
    panes = SideBySide(viewer)
    viewer.window.add_dock_widget(panes, name=TITLE, area="left")
    return panes


def show_side_by_side(viewer: ViewerModel, layers: Sequence[Layer]) -> None:
    """Show these series of a viewer side by side, and no others; opened where it is not."""
    if not hasattr(viewer, "window"):
        return
    panes = side_by_side_of(viewer) or toggle_side_by_side(viewer)
    if panes is not None:
        panes.choice.tick(layers)
