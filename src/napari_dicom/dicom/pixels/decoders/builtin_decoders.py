"""Decode with what is always there: numpy, zlib, pydicom's own RLE."""

import zlib

import numpy as np

from napari_dicom.dicom.errors import DecodeError
from napari_dicom.dicom.pixels.decoders.decoder import CodedFrame, Decoder, Samples
from napari_dicom.dicom.pixels.native import unpack_frame
from napari_dicom.dicom.pixels.rle_header import join_planes


def _raw(task: CodedFrame) -> Samples:
    """Read a frame that is encapsulated but not compressed (PS3.5 A.4.11)."""
    size = -(-task.format.frame_bits // 8)
    if len(task.stream) > size + 1:
        raise DecodeError(f"the frame has {len(task.stream):,} bytes, its picture takes {size:,}")
    return Samples(unpack_frame(task.stream, task.format), task.photometric_interpretation)


def _deflated(task: CodedFrame) -> Samples:
    """Inflate a frame (PS3.5 A.4.13), never past its own size."""
    size = -(-task.format.frame_bits // 8)
    inflater = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
    raw = inflater.decompress(task.stream, size + 2)
    if len(raw) > size + 1:
        raise DecodeError(f"the deflated frame inflates past the {size} bytes of its picture")
    return Samples(unpack_frame(raw, task.format), task.photometric_interpretation)


def _rle(task: CodedFrame) -> Samples:
    # inside: importing pydicom's decoders imports every optional package that it finds
    from pydicom.pixels.decoders.rle import _rle_decode_frame

    layout = task.format
    planes = _rle_decode_frame(
        task.stream,
        layout.rows,
        layout.columns,
        layout.samples_per_pixel,
        layout.bits_allocated,
    )
    dtype = np.dtype(f"<u{layout.bits_allocated // 8}")
    return Samples(join_planes(planes, dtype, layout), task.photometric_interpretation)


BUILTIN_DECODERS = (
    Decoder("numpy", "numpy", _raw),
    Decoder("zlib", "numpy", _deflated),
    Decoder("pydicom.rle", "pydicom", _rle),
)
