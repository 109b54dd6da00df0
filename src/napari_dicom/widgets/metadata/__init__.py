"""The Metadata panel: the door."""

from napari_dicom.widgets.metadata.widget import MetadataWidget

__all__ = ["MetadataWidget"]
