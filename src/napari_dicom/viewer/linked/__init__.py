"""Layers of one viewer shown in others, at one place: without Qt."""

from napari_dicom.viewer.linked.own_planes import OwnPlanes, as_drawn, flattened
from napari_dicom.viewer.linked.place import SharedPlace
from napari_dicom.viewer.linked.twin import Twin
from napari_dicom.viewer.linked.twin_list import TwinList, members_of

__all__ = ["OwnPlanes", "SharedPlace", "Twin", "TwinList", "as_drawn", "flattened", "members_of"]
