"""Decode MPEG-2, H.264 and HEVC with PyAV (BSD-3-Clause): the extra `video`."""

import io
from collections.abc import Iterator

import numpy as np

from napari_dicom.dicom.pixels import optionals
from napari_dicom.dicom.pixels.decoders.task import Array, Decoder, Samples, Task


def video_frames(stream: bytes) -> Iterator[Array]:
    """Yield the frames of a video stream in order, each (rows, columns, 3) uint8 RGB."""
    with optionals.module("av").open(io.BytesIO(stream)) as container:
        for frame in container.decode(video=0):
            yield np.asarray(frame.to_ndarray(format="rgb24"))


def _first_frame(task: Task) -> Samples:
    return Samples(next(video_frames(task.stream)), "RGB")


PYAV_DECODERS = (Decoder("pyav", "av", _first_frame),)
