"""Layers of one viewer shown in others, at one place: without Qt."""

from napari_dicom.viewer.linked.place import SharedPlace, cut_through
from napari_dicom.viewer.linked.twin import Twin
from napari_dicom.viewer.linked.twin_list import TwinList, members_of

__all__ = ["SharedPlace", "Twin", "TwinList", "cut_through", "members_of"]
