"""How many frames a file may claim: no more than it can hold (PS3.3 C.7.6.6.1.1).

A frame costs time and memory before its pixels are looked at; a file of 1 kB may claim 2147483647.
"""

from napari_dicom.dicom.errors import HeaderError, LimitError
from napari_dicom.dicom.limits import Limits
from napari_dicom.dicom.pixels import PixelFormat, syntax_of

_DEFLATE_RATIO = 1032  # the most that deflating can save
_ITEM_BYTES = 8
_MISSING = 10_000
"""Frames that may be missing: a copy that was cut short is shown as far as it goes."""


def check_frame_count(
    claimed: int, pixel_format: PixelFormat, uid: str, file_bytes: int, limits: Limits
) -> None:
    """Refuse a number of frames that the file cannot hold, or that is past the limit.

    Parameters
    ----------
    claimed
        NumberOfFrames (0028,0008).
    uid
        Transfer syntax (0002,0010).
    file_bytes
        Size of the file.

    Raises
    ------
    HeaderError
        The file is too small for most of them.
    LimitError
        They are more than `limits.frames`.
    """
    if claimed > limits.frames:
        raise LimitError(
            f"NumberOfFrames is {claimed}, the limit is {limits.frames:,} (limits.frames)"
        )
    possible = _possible(pixel_format, uid, file_bytes)
    if claimed > possible + _MISSING:
        raise HeaderError(
            f"NumberOfFrames is {claimed}, a file of {file_bytes:,} bytes holds {possible} at most"
        )


def _possible(pixel_format: PixelFormat, uid: str, file_bytes: int) -> int:
    syntax = syntax_of(uid)
    if syntax.video:
        return file_bytes
    if syntax.encapsulated:
        return file_bytes // _ITEM_BYTES
    size = file_bytes * (_DEFLATE_RATIO if syntax.deflated else 1)
    return 8 * size // max(1, pixel_format.frame_bits)
