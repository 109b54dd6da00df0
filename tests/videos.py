"""Video streams of a few frames, made with PyAV: each frame of one even colour, or a picture."""

import io
from typing import Any

import av
from numpy.typing import NDArray

CODECS = {
    "mpeg2": ("1.2.840.10008.1.2.4.100", "mpeg2video", "mpeg"),
    "h264": ("1.2.840.10008.1.2.4.102", "libx264", "mp4"),
    "hevc": ("1.2.840.10008.1.2.4.107", "libx265", "mp4"),
}
"""Name -> transfer syntax UID, encoder, container."""


def encode(pictures: NDArray[Any], codec: str, container: str) -> bytes:
    """Return a stream of (frame, row, column, 3) pictures, 8 bits."""
    file = io.BytesIO()
    with av.open(file, "w", format=container) as output:
        video = output.add_stream(codec, rate=25)
        video.height, video.width = pictures.shape[1:3]
        video.pix_fmt, video.bit_rate = "yuv420p", 2_000_000
        for picture in pictures:
            output.mux(video.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        output.mux(video.encode())
    return file.getvalue()
