"""Decode JPEG-LS with pyjpegls (MIT)."""

import numpy as np

from napari_dicom.dicom.pixels import optionals
from napari_dicom.dicom.pixels.decoders.decoder import CodedFrame, Decoder, Samples


def _jpegls(task: CodedFrame) -> Samples:
    data = np.frombuffer(task.stream, dtype=np.uint8)
    values = optionals.module("pyjpegls").decode(data)
    return Samples(values, task.photometric_interpretation)


PYJPEGLS_DECODERS = (Decoder("pyjpegls", "pyjpegls", _jpegls),)
