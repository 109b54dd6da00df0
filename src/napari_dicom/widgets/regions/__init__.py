"""The Segments and ROIs panel: the door."""

from napari_dicom.widgets.regions.widget import RegionsPanel

__all__ = ["RegionsPanel"]
