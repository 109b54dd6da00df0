"""The Metadata panel: the door."""

from napari_dicom.widgets.metadata.attribute_view import AttributeView
from napari_dicom.widgets.metadata.row_model import RowModel
from napari_dicom.widgets.metadata.widget import MetadataWidget

__all__ = ["AttributeView", "MetadataWidget", "RowModel"]
