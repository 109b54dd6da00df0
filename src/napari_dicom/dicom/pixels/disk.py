"""Open files that hold pixels, and say what the disk says in our own words."""

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
    file_path = Path(path)
    try:
        if not stat.S_ISREG(file_path.stat().st_mode):
            raise DecodeError(f"{file_path.name}: not a regular file")
        return file_path.open("rb", buffering=0)
    except OSError as error:
        reason = DecodeError(f"cannot be opened: {error.strerror or type(error).__name__}")
        raise DecodeError(f"{file_path.name}: {reason}") from reason
