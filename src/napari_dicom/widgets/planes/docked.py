"""Linked planes on and off by one call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from napari_dicom.viewer import own_viewer
from napari_dicom.widgets.canvases import window_of
from napari_dicom.widgets.docking import dock_of
from napari_dicom.widgets.planes.widget import LinkedPlanes

if TYPE_CHECKING:
    import napari

TITLE = "Linked planes (DICOM)"


def linked_planes_of(viewer: napari.Viewer) -> LinkedPlanes | None:
    """Return a viewer's linked planes; None where they are not open."""
    own = own_viewer(viewer)
    window = window_of(own)
    found = [] if window is None else window.findChildren(LinkedPlanes)
    return next((one for one in found if dock_of(one) is not None), None)


def can_link_planes(viewer: napari.Viewer) -> bool:
    """Tell whether a viewer has a window that panes have room in."""
    return hasattr(viewer, "window")


def toggle_linked_planes(viewer: napari.Viewer) -> LinkedPlanes | None:
    """Show a viewer's layers in their other planes beside the canvas, or close that again.

    Returns
    -------
    LinkedPlanes or None
        What was opened; None where it was open and is closed now.
    """
    shown = linked_planes_of(viewer)
    if shown is not None:
        viewer.window.remove_dock_widget(shown)
        return None
    planes = LinkedPlanes(viewer)
    viewer.window.add_dock_widget(planes, name=TITLE, area="left")
    return planes
