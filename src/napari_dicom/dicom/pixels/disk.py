"""Open files that hold pixels, and say what the disk says in our own words."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from napari_dicom.dicom.errors import DecodeError


@contextmanager
def disk_errors() -> Iterator[None]:
    """Turn what the disk or the network says while a file is read into a DecodeError."""
    try:
        yield
    except OSError as error:
        raise DecodeError(f"cannot be read: {error.strerror or type(error).__name__}") from error


def open_regular(path: str) -> BinaryIO:
    """Open a regular file without a buffer; a pipe is refused instead of waited for.

    Raises
    ------
    DecodeError
        It cannot be opened, or is not a regular file.
    """
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116 - called for each file
            raise DecodeError(f"{Path(path).name}: not a regular file")
        return open(path, "rb", buffering=0)  # noqa: PTH123 - who called closes it
    except OSError as error:
        reason = DecodeError(f"cannot be opened: {error.strerror or type(error).__name__}")
        raise DecodeError(f"{Path(path).name}: {reason}") from reason
