"""Compressed pixels, and what decodes them: the second door, opened where there are any.

Uncompressed images are read without these modules, two thirds of the room.
"""

from napari_dicom.dicom.pixels.decode import decode_frame
from napari_dicom.dicom.pixels.readiness import Readiness, decodes_in_parallel, status_for
from napari_dicom.dicom.pixels.self_test import Finding, repeat_self_test, run_self_test
from napari_dicom.dicom.pixels.status import (
    DecoderRow,
    decoder_report,
    report_as_json,
    report_as_text,
)
from napari_dicom.dicom.pixels.stream_syntax import syntax_of_stream

__all__ = [
    "DecoderRow",
    "Finding",
    "Readiness",
    "decode_frame",
    "decoder_report",
    "decodes_in_parallel",
    "repeat_self_test",
    "report_as_json",
    "report_as_text",
    "run_self_test",
    "status_for",
    "syntax_of_stream",
]
