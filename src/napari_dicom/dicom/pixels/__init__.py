"""Pixels: from the bytes of a file to stored values, by trusted decoders.

What knows the decoders stands behind a door of its own, `coded`: it loads with the first frame that
is compressed.
"""

from napari_dicom.dicom.pixels.colour import to_rgb8
from napari_dicom.dicom.pixels.compression import Compression
from napari_dicom.dicom.pixels.decoded_frame import DecodedFrame
from napari_dicom.dicom.pixels.deflate import InflatedFile, inflate
from napari_dicom.dicom.pixels.disk import FileState, disk_errors, open_regular
from napari_dicom.dicom.pixels.format import HALVED_CHROMA, PixelFormat, PixelSource, SampleKind
from napari_dicom.dicom.pixels.frame_size import check_size
from napari_dicom.dicom.pixels.installing import how_to_install
from napari_dicom.dicom.pixels.native import ends_early
from napari_dicom.dicom.pixels.optionals import module as optional_module
from napari_dicom.dicom.pixels.palette import Palette, palette_of
from napari_dicom.dicom.pixels.reader import PixelReader
from napari_dicom.dicom.pixels.stored import FOREIGN_BITS, stored_values
from napari_dicom.dicom.pixels.transfer_syntax import TRANSFER_SYNTAXES, TransferSyntax, syntax_of

__all__ = [
    "FOREIGN_BITS",
    "HALVED_CHROMA",
    "TRANSFER_SYNTAXES",
    "Compression",
    "DecodedFrame",
    "FileState",
    "InflatedFile",
    "Palette",
    "PixelFormat",
    "PixelReader",
    "PixelSource",
    "SampleKind",
    "TransferSyntax",
    "check_size",
    "disk_errors",
    "ends_early",
    "how_to_install",
    "inflate",
    "open_regular",
    "optional_module",
    "palette_of",
    "stored_values",
    "syntax_of",
    "to_rgb8",
]
