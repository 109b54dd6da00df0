"""What another decoder than the plugin's says of the JPEG stream in a file."""

from pathlib import Path

import pydicom
from pydicom.encaps import generate_frames
from pydicom.errors import InvalidDicomError

_JPEG = {f"1.2.840.10008.1.2.4.{number}" for number in (50, 51, 57, 70)}
_SE = 63
"""What the last byte but one of a scan's header must be for libjpeg to take 12 bits."""


def objects_to(path: Path) -> bool:
    """Whether pylibjpeg-libjpeg, which is no kin of libjpeg-turbo, refuses the first frame."""
    try:
        import libjpeg  # GPL: only where it is asked
    except ImportError:
        return False
    try:
        dataset = pydicom.dcmread(path)
        if dataset.file_meta.TransferSyntaxUID not in _JPEG:
            return False
        stream = next(generate_frames(dataset.PixelData, number_of_frames=1))
    except (InvalidDicomError, AttributeError, KeyError, ValueError, EOFError, StopIteration):
        return False  # no picture to ask about
    try:
        libjpeg.decode(_with_whole_spectrum(stream))
    except (RuntimeError, ValueError):
        return True
    return False


def _with_whole_spectrum(stream: bytes) -> bytes:
    """Return a stream whose scan names all coefficients: many 12 bit ones do not."""
    scan, frame = stream.find(b"\xff\xda"), stream.find(b"\xff\xc1")
    if scan < 0 or frame < 0:
        return stream
    place = scan + int.from_bytes(stream[scan + 2 : scan + 4], "big")
    return stream[:place] + bytes([_SE]) + stream[place + 1 :]
