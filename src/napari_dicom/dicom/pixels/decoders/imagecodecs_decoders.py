"""Decode with imagecodecs (BSD-3-Clause). It releases the GIL; its own threads stay off."""

import numpy as np

from napari_dicom.dicom.pixels import optionals
from napari_dicom.dicom.pixels.compression import Compression
from napari_dicom.dicom.pixels.decoders.decoder import CodedFrame, Decoder, Samples
from napari_dicom.dicom.pixels.rle_header import join_planes


def _jpeg8(task: CodedFrame) -> Samples:
    """Decode JPEG by libjpeg-turbo, YBR to RGB where the stream is YBR."""
    decode = optionals.module("imagecodecs").jpeg8_decode
    if task.header is None or task.header.components != 3:
        return Samples(decode(task.stream), task.photometric_interpretation)
    lossless = task.header.compression is Compression.JPEG_LOSSLESS
    if lossless or not task.photometric_interpretation.startswith("YBR"):
        values = decode(task.stream, colorspace="RGB", outcolorspace="RGB")
        return Samples(values, task.photometric_interpretation)
    return Samples(decode(task.stream, colorspace="YCBCR", outcolorspace="RGB"), "RGB")


def _ljpeg(task: CodedFrame) -> Samples:
    """Decode JPEG Lossless by liblj92."""
    values = optionals.module("imagecodecs").ljpeg_decode(task.stream)
    return Samples(values, task.photometric_interpretation)


def _jpegls(task: CodedFrame) -> Samples:
    values = optionals.module("imagecodecs").jpegls_decode(task.stream)
    return Samples(values, task.photometric_interpretation)


def _jpeg2k(task: CodedFrame) -> Samples:
    """Decode JPEG 2000 and HTJ2K by OpenJPEG.

    imagecodecs' own HTJ2K decoder, OpenJPH, is twice as fast; but damaged streams make it hang, and
    where it fails it says nothing and gives memory nobody has written to.
    """
    values = optionals.module("imagecodecs").jpeg2k_decode(task.stream, numthreads=1)
    return Samples(values, task.photometric_interpretation)


def _jpegxl(task: CodedFrame) -> Samples:
    """Decode JPEG XL by libjxl, which gives RGB whatever is inside."""
    values = optionals.module("imagecodecs").jpegxl_decode(task.stream, numthreads=1)
    colour = values.ndim == 3 and values.shape[-1] == 3
    return Samples(values, "RGB" if colour else task.photometric_interpretation)


def _dicomrle(task: CodedFrame) -> Samples:
    size = task.format.bits_allocated // 8
    dtype = np.dtype(f"u{size}")
    planes = optionals.module("imagecodecs").dicomrle_decode(task.stream, dtype)
    return Samples(join_planes(planes, dtype, task.format), task.photometric_interpretation)


IMAGECODECS_DECODERS = (
    Decoder("imagecodecs.jpeg8", "imagecodecs", _jpeg8, notices_damage=False, releases_lock=True),
    Decoder("imagecodecs.ljpeg", "imagecodecs", _ljpeg, notices_damage=False, releases_lock=True),
    Decoder("imagecodecs.jpegls", "imagecodecs", _jpegls, releases_lock=True),
    Decoder("imagecodecs.jpeg2k", "imagecodecs", _jpeg2k, releases_lock=True),
    Decoder("imagecodecs.jpegxl", "imagecodecs", _jpegxl, releases_lock=True),
    Decoder("imagecodecs.dicomrle", "imagecodecs", _dicomrle, releases_lock=True),
)
