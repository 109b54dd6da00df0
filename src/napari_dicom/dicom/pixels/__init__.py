"""Pixels: from the bytes of a file to stored values, by trusted decoders."""

from napari_dicom.dicom.pixels.colour import to_rgb8
from napari_dicom.dicom.pixels.compression import Compression
from napari_dicom.dicom.pixels.decode import decode_frame
from napari_dicom.dicom.pixels.deflate import InflatedFile, inflate
from napari_dicom.dicom.pixels.disk import FileState, disk_errors, open_regular
from napari_dicom.dicom.pixels.format import HALVED_CHROMA, PixelFormat, PixelSource, SampleKind
from napari_dicom.dicom.pixels.guard import check_size
from napari_dicom.dicom.pixels.installing import how_to_install
from napari_dicom.dicom.pixels.native import ends_early
from napari_dicom.dicom.pixels.one_decoder import DecodedFrame
from napari_dicom.dicom.pixels.optionals import module as optional_module
from napari_dicom.dicom.pixels.palette import Palette, palette_of
from napari_dicom.dicom.pixels.reader import PixelReader
from napari_dicom.dicom.pixels.readiness import Readiness, decodes_in_parallel, status_for
from napari_dicom.dicom.pixels.self_test import Finding, repeat_self_test, run_self_test
from napari_dicom.dicom.pixels.status import (
    DecoderRow,
    decoder_report,
    report_as_json,
    report_as_text,
)
from napari_dicom.dicom.pixels.stored import FOREIGN_BITS, stored_values
from napari_dicom.dicom.pixels.stream_syntax import syntax_of_stream
from napari_dicom.dicom.pixels.transfer_syntax import TRANSFER_SYNTAXES, TransferSyntax, syntax_of

__all__ = [
    "FOREIGN_BITS",
    "HALVED_CHROMA",
    "TRANSFER_SYNTAXES",
    "Compression",
    "DecodedFrame",
    "DecoderRow",
    "FileState",
    "Finding",
    "InflatedFile",
    "Palette",
    "PixelFormat",
    "PixelReader",
    "PixelSource",
    "Readiness",
    "SampleKind",
    "TransferSyntax",
    "check_size",
    "decode_frame",
    "decoder_report",
    "decodes_in_parallel",
    "disk_errors",
    "ends_early",
    "how_to_install",
    "inflate",
    "open_regular",
    "optional_module",
    "palette_of",
    "repeat_self_test",
    "report_as_json",
    "report_as_text",
    "run_self_test",
    "status_for",
    "stored_values",
    "syntax_of",
    "syntax_of_stream",
    "to_rgb8",
]
