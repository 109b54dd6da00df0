"""Decode with the pylibjpeg plugins: libjpeg (GPL-3.0), openjpeg and rle (MIT)."""

import numpy as np

from napari_dicom.dicom.pixels import optionals
from napari_dicom.dicom.pixels.compression import Compression
from napari_dicom.dicom.pixels.decoders.decoder import CodedFrame, Decoder, Samples
from napari_dicom.dicom.pixels.repair import set_end_of_spectral_selection
from napari_dicom.dicom.pixels.rle_header import join_planes


def _libjpeg(task: CodedFrame) -> Samples:
    """Decode JPEG, JPEG Lossless or JPEG-LS; colour stays as it is in the stream."""
    stream, header = task.stream, task.header
    if header is not None and header.sequential and header.compression is Compression.JPEG:
        stream = set_end_of_spectral_selection(stream, header.scan)
    values = optionals.module("pylibjpeg-libjpeg").decode(stream)
    photometric = task.photometric_interpretation
    return Samples(values, "YBR_FULL" if photometric == "YBR_FULL_422" else photometric)


def _openjpeg(task: CodedFrame) -> Samples:
    """Decode JPEG 2000 or HTJ2K."""
    values = optionals.module("pylibjpeg-openjpeg").decode(task.stream, 0)
    return Samples(values, task.photometric_interpretation)


def _rle(task: CodedFrame) -> Samples:
    layout = task.format
    planes = optionals.module("pylibjpeg-rle").decode_pixel_data(
        task.stream,
        version=2,
        rows=layout.rows,
        columns=layout.columns,
        bits_allocated=layout.bits_allocated,
    )
    dtype = np.dtype(f"<u{max(1, layout.bits_allocated // 8)}")
    return Samples(join_planes(planes, dtype, layout), task.photometric_interpretation)


PYLIBJPEG_DECODERS = (
    Decoder("pylibjpeg-libjpeg", "pylibjpeg-libjpeg", _libjpeg, notices_damage=False),
    Decoder("pylibjpeg-openjpeg", "pylibjpeg-openjpeg", _openjpeg),
    Decoder("pylibjpeg-rle", "pylibjpeg-rle", _rle),
)
