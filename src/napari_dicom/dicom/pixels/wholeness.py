"""Find JPEG streams that end before their picture does, though their decoder did not say so.

libjpeg fills up what is missing with the middle of the range and says nothing. A picture that ends
in that grey is suspicious; so is every picture of the slower decoders that fill up otherwise. Only
a suspicious picture is decoded once more, with noise between the data and the end marker: a whole
one does not change.
"""

from functools import cache

import numpy as np

from napari_dicom.dicom.pixels.codestream import StreamHeader
from napari_dicom.dicom.pixels.compression import Compression
from napari_dicom.dicom.pixels.decoders import Array, CodedFrame, Decoder
from napari_dicom.dicom.pixels.jpeg2000_header import end_of_tile_parts

END_MARKER = b"\xff\xd9"

_FILL = b"\xff"
_FILLS_WITH_GREY = "imagecodecs.jpeg8"
_COUNTED = {Compression.JPEG_2000, Compression.HTJ2K}  # their tile parts say how long they are


def with_end_marker(stream: bytes, header: StreamHeader) -> bytes:
    """Return a stream that lacks its end marker with one behind its data.

    What makes its length even is cut off first, or half of a marker: JPEG 2000 says where its data
    end, and a byte FF at the end of JPEG data is none of them (T.81 F.1.2.3).
    """
    if header.compression in _COUNTED:
        end = end_of_tile_parts(stream, header.scan)
        is_whole = stream[end:].strip(b"\0") in (b"", _FILL)  # else bytes were lost or came in
        return (stream[:end] if is_whole else stream) + END_MARKER
    return stream.rstrip(_FILL) + END_MARKER


def may_be_cut_off(decoder: Decoder, task: CodedFrame, values: Array) -> bool:
    """Whether a decoded picture looks as if the end of its stream were missing.

    Parameters
    ----------
    decoder
        The one that ran; one that notices damage is believed.
    task
        What it was given.
    values
        What it gave, (rows, columns) or (rows, columns, samples).
    """
    header = task.header
    if decoder.notices_damage or header is None or header.compression in _COUNTED:
        return False
    if header.end is None or decoder.name != _FILLS_WITH_GREY:
        return True
    if header.compression is not Compression.JPEG_LOSSLESS and not header.sequential:
        return True  # later scans of a progressive picture only sharpen it
    return bool((values[-1, -1] == 1 << (header.precision - 1)).all())


def with_noise_at_end(stream: bytes) -> bytes:
    """Return a stream with noise between its data and its end marker; fill bytes are no data."""
    end = stream.rfind(END_MARKER)
    return stream[:end].rstrip(_FILL) + _noise() + END_MARKER


@cache
def _noise() -> bytes:
    """Return 4096 bytes that mean nothing; numpy.random is loaded where a stream is suspicious."""
    return bytes(np.random.Generator(np.random.PCG64(8)).integers(0, 255, 4096, np.uint8))
