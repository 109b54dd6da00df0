"""Decoders: one small function for each package and family of streams."""

from napari_dicom.dicom.pixels.decoders.decoder import Array, Decoder, Samples, Task
from napari_dicom.dicom.pixels.decoders.pyav_decoders import video_frames
from napari_dicom.dicom.pixels.decoders.registry import DECODERS

__all__ = ["DECODERS", "Array", "Decoder", "Samples", "Task", "video_frames"]
