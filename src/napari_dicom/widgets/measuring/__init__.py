"""The Measurements panel: the door."""

from napari_dicom.widgets.measuring.widget import MeasurementsPanel

__all__ = ["MeasurementsPanel"]
