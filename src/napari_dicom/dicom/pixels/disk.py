"""Open files that hold pixels, and say what the disk says in our own words."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from napari_dicom.dicom.errors import DecodeError

_GRAIN = 1000
"""ns: some file systems tell another machine of the same time in steps of a microsecond."""


@dataclass(frozen=True, slots=True)
class FileState:
    """What a file was like when its header was read: it may be replaced while its image is open.

    Parameters
    ----------
    size
        Bytes.
    changed
        When it was last written to, ns since 1970.
    """

    size: int
    changed: int

    @classmethod
    def of(cls, status: os.stat_result) -> Self:
        """Return the state that the system tells of."""
        return cls(status.st_size, status.st_mtime_ns)

    def check(self, path: str | os.PathLike[str]) -> None:
        """Refuse a file that is another now.

        Raises
        ------
        DecodeError
            It has been replaced, cut short or written to; the text names it.
        OSError
            It is not there any more.
        """
        self.check_status(os.stat(path), Path(path).name)  # noqa: PTH116 - called for each file

    def check_status(self, status: os.stat_result, name: str) -> None:
        """Refuse a file of a name of which the system tells another state."""
        now = self.of(status)
        if now.size != self.size:
            raise DecodeError(
                f"{name}: the file has changed since it was opened: it has {now.size:,} bytes, "
                f"it had {self.size:,}; open it anew"
            )
        if now.changed // _GRAIN != self.changed // _GRAIN:
            raise DecodeError(
                f"{name}: the file has been written to since it was opened; open it anew"
            )


@contextmanager
def disk_errors() -> Iterator[None]:
    """Turn what the disk or the network says while a file is read into a DecodeError."""
    try:
        yield
    except OSError as error:
        raise DecodeError(f"cannot be read: {error.strerror or type(error).__name__}") from error


def open_regular(path: str, state: FileState | None = None) -> BinaryIO:
    """Open a regular file without a buffer; a pipe is refused instead of waited for.

    Parameters
    ----------
    state
        What the file must be like still.

    Raises
    ------
    DecodeError
        It cannot be opened, is not a regular file, or is another than it was.
    """
    try:
        status = os.stat(path)  # noqa: PTH116 - called for each file
        if not stat.S_ISREG(status.st_mode):
            raise DecodeError(f"{Path(path).name}: not a regular file")
        if state is not None:
            state.check_status(status, Path(path).name)
        return open(path, "rb", buffering=0)  # noqa: PTH123 - who called closes it
    except OSError as error:
        reason = DecodeError(f"cannot be opened: {error.strerror or type(error).__name__}")
        raise DecodeError(f"{Path(path).name}: {reason}") from reason
