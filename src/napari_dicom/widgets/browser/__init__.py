"""The Series browser: the door."""

from napari_dicom.widgets.browser.dialog import open_dicom
from napari_dicom.widgets.browser.widget import SeriesBrowser

__all__ = ["SeriesBrowser", "open_dicom"]
