"""Side by side: several series in panes of their own that go in step: the door."""

from napari_dicom.widgets.side_by_side.choice import MOST
from napari_dicom.widgets.side_by_side.docked import (
    show_side_by_side,
    side_by_side_of,
    toggle_side_by_side,
)
from napari_dicom.widgets.side_by_side.widget import SideBySide

__all__ = ["MOST", "SideBySide", "show_side_by_side", "side_by_side_of", "toggle_side_by_side"]
