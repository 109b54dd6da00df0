"""File > IO Utilities > Open DICOM: the browser, and the dialog for a folder."""

from __future__ import annotations

import napari

from napari_dicom.viewer import PLUGIN
from napari_dicom.widgets.browser.widget import SeriesBrowser


def open_dicom() -> None:
    """Show the Series browser in the active window and ask for a folder (File > IO Utilities)."""
    viewer = napari.current_viewer()
    if viewer is None:
        return
    _, widget = viewer.window.add_plugin_dock_widget(PLUGIN, "DICOM Series")
    assert isinstance(widget, SeriesBrowser)
    widget.folder.ask_for_folder()
