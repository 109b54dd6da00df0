"""Pixels: from the bytes of a file to stored values, by trusted decoders."""

from napari_dicom.dicom.pixels.colour import to_rgb8
from napari_dicom.dicom.pixels.decode import DecodedFrame, decode_frame
from napari_dicom.dicom.pixels.deflate import inflated
from napari_dicom.dicom.pixels.format import PixelFormat, PixelSource, SampleKind
from napari_dicom.dicom.pixels.palette import Palette, palette_of
from napari_dicom.dicom.pixels.reader import PixelReader
from napari_dicom.dicom.pixels.stored import stored_values
from napari_dicom.dicom.pixels.transfer_syntax import (
    TRANSFER_SYNTAXES,
    Compression,
    TransferSyntax,
    transfer_syntax,
)

__all__ = [
    "TRANSFER_SYNTAXES",
    "Compression",
    "DecodedFrame",
    "Palette",
    "PixelFormat",
    "PixelReader",
    "PixelSource",
    "SampleKind",
    "TransferSyntax",
    "decode_frame",
    "inflated",
    "palette_of",
    "stored_values",
    "to_rgb8",
    "transfer_syntax",
]
