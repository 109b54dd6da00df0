"""Decoders: one small function for each package and family of streams."""

from napari_dicom.dicom.pixels.decoded_frame import Array
from napari_dicom.dicom.pixels.decoders.decoder import CodedFrame, Decoder, Samples
from napari_dicom.dicom.pixels.decoders.pyav_decoders import video_frames
from napari_dicom.dicom.pixels.decoders.registry import DECODERS

__all__ = ["DECODERS", "Array", "CodedFrame", "Decoder", "Samples", "video_frames"]
