"""The Segmentation panel: the door."""

from napari_dicom.widgets.segmentation.widget import SegmentationPanel

__all__ = ["SegmentationPanel"]
