"""Inflate a deflated data set (PS3.5 A.5) in bounded steps."""

import zlib
from typing import BinaryIO

from napari_dicom.dicom.errors import DecodeError, LimitError
from napari_dicom.dicom.limits import Limits

_STEP = 1 << 20


def inflated(file: BinaryIO, dataset_offset: int, limits: Limits, size: int | None = None) -> bytes:
    """Return the inflated data set of a file, or its first `size` bytes.

    Parameters
    ----------
    file
        Open for reading in binary.
    dataset_offset
        Byte offset at which the deflated part starts, behind the file meta information.
    limits
        `inflated_bytes` bounds what is returned.
    size
        Stop once so many bytes are there.

    Raises
    ------
    LimitError
        It inflates past the limit.
    DecodeError
        It is not deflated, or it ends early.
    """
    file.seek(dataset_offset)
    inflater = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
    parts: list[bytes] = []
    total = 0
    waiting = b""
    while not inflater.eof and (size is None or total < size):
        waiting = waiting or file.read(_STEP)
        if not waiting:
            raise DecodeError(f"the deflated data set ends early, after {total:,} bytes")
        try:
            part = inflater.decompress(waiting, _STEP)
        except zlib.error as error:
            raise DecodeError(f"the deflated data set is damaged: {error}") from error
        waiting = inflater.unconsumed_tail
        parts.append(part)
        total += len(part)
        if total > limits.inflated_bytes:
            raise LimitError(
                f"the deflated data set inflates past {limits.inflated_bytes:,} bytes "
                "(limits.inflated_bytes)"
            )
    return b"".join(parts)
