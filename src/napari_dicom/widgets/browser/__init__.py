"""The Series browser: the door."""

from napari_dicom.widgets.browser.widget import SeriesBrowser, open_dicom

__all__ = ["SeriesBrowser", "open_dicom"]
