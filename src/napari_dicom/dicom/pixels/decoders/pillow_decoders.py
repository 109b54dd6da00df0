"""Decode with Pillow, which every napari environment has: 8 bit only."""

import io

import numpy as np

from napari_dicom.dicom.pixels import optionals
from napari_dicom.dicom.pixels.decoded_frame import Array
from napari_dicom.dicom.pixels.decoders.decoder import CodedFrame, Decoder, Samples


def _jpeg(task: CodedFrame) -> Samples:
    """Decode 8-bit JPEG, YBR to RGB where the stream is YBR."""
    colour = task.format.samples_per_pixel == 3
    with _open(task, "JPEG") as image:
        if not colour:
            return Samples(np.asarray(image), task.photometric_interpretation)
        if image.mode != "RGB":
            raise ValueError(f"Pillow reads this stream as {image.mode}, not as three components")
        # without a marker of its own the stream counts as YBR for Pillow; "YCbCr" turns that off
        is_ybr = task.photometric_interpretation.startswith("YBR")
        if not is_ybr and image.info.get("adobe_transform") != 0:
            image.draft("YCbCr", image.size)
        return Samples(np.asarray(image), "RGB")


def _jpeg2k(task: CodedFrame) -> Samples:
    """Decode 8-bit JPEG 2000; signed samples come shifted by 128."""
    with _open(task, "JPEG2000") as image:
        values: Array = np.asarray(image)
    if task.header is not None and task.header.signed:
        values = (values ^ 0x80).view(np.int8)
    return Samples(values, task.photometric_interpretation)


def _open(task: CodedFrame, kind: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - Pillow is optional
    pillow = optionals.module("pillow")
    most = pillow.MAX_IMAGE_PIXELS
    if most is not None and task.format.rows * task.format.columns > most:
        raise ValueError(f"more than Pillow's limit of {most} pixels")
    return pillow.open(io.BytesIO(task.stream), formats=(kind,))


PILLOW_DECODERS = (
    Decoder("pillow.jpeg", "pillow", _jpeg, notices_damage=False),
    Decoder("pillow.jpeg2k", "pillow", _jpeg2k),
)
