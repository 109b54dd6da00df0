"""The Volume panel: the door."""

from napari_dicom.widgets.volume.widget import VolumePanel

__all__ = ["VolumePanel"]
