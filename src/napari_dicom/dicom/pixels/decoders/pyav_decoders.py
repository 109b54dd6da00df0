"""Decode MPEG-2, H.264 and HEVC with PyAV (BSD-3-Clause): the extra `video`."""

import io
from collections.abc import Iterator
from typing import Any

import numpy as np

from napari_dicom.dicom.errors import DecodeError
from napari_dicom.dicom.pixels import optionals
from napari_dicom.dicom.pixels.decoded_frame import Array
from napari_dicom.dicom.pixels.decoders.decoder import CodedFrame, Decoder, Samples

_STARTS = (
    (b"\0\0\1\xba", "mpeg"),
    (b"\0\0\1\xb3", "mpegvideo"),
    (b"\x47", "mpegts"),
    (b"\0\0\1\x40", "hevc"),
    (b"\0\0\1\x46", "hevc"),
    (b"\0\0\1", "h264"),
)
"""First bytes of a stream, its leading zeros but two left out: its container in PyAV's words."""


def video_frames(stream: bytes) -> Iterator[Array]:
    """Yield the frames of a video stream in order, each (rows, columns, 3) uint8 RGB.

    The container is named: left to guess, FFmpeg also takes play lists, which name other files and
    network addresses to open.

    Raises
    ------
    DecodeError
        It is no video, or damaged as far as can be told.
    """
    name = _container(stream)
    with optionals.module("av").open(io.BytesIO(stream), format=name) as container:
        _be_strict(container)
        for frame in container.decode(video=0):
            if frame.is_corrupt:
                raise DecodeError("the video is damaged here")
            yield np.asarray(frame.to_ndarray(format="rgb24"))


def _be_strict(container: Any) -> None:  # Any: PyAV's
    """Let damage be an error: FFmpeg would cover it up with what is near, or was in memory."""
    context = container.streams.video[0].codec_context
    context.options = {"err_detect": "crccheck+bitstream+buffer+explode"}
    context.thread_type = "NONE"


def _container(stream: bytes) -> str:
    if stream[4:8] == b"ftyp":
        return "mp4"
    start = stream.find(b"\1") - 2
    head = stream[start : start + 4] if start > 0 and not any(stream[:start]) else stream[:4]
    for known, name in _STARTS:
        if head.startswith(known):
            return name
    raise DecodeError(f"not a video: it starts with {stream[:4].hex(' ') or 'nothing'}")


def _first_frame(task: CodedFrame) -> Samples:
    return Samples(next(video_frames(task.stream)), "RGB")


PYAV_DECODERS = (Decoder("pyav", "av", _first_frame),)
