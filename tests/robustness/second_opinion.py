"""What another decoder than the plugin's says of the JPEG stream in a file."""

import warnings
from pathlib import Path

import pydicom
from pydicom.encaps import generate_frames

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
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            dataset = pydicom.dcmread(path)
        if dataset.file_meta.TransferSyntaxUID not in _JPEG:
            return False
        stream = next(generate_frames(dataset.PixelData, number_of_frames=1))
    except Exception:  # noqa: BLE001 - whatever pydicom raises: no picture to ask about
        return False
    try:
        libjpeg.decode(_with_whole_spectrum(stream))
    except Exception:  # noqa: BLE001 - whatever it raises is an objection
        return True
    return False


def _with_whole_spectrum(stream: bytes) -> bytes:
    """Return a stream whose scan names all coefficients: many 12 bit ones do not."""
    scan, frame = stream.find(b"\xff\xda"), stream.find(b"\xff\xc1")
    if scan < 0 or frame < 0:
        return stream
    place = scan + int.from_bytes(stream[scan + 2 : scan + 4], "big")
    return stream[:place] + bytes([_SE]) + stream[place + 1 :]
