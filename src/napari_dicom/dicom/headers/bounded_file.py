"""A file of which no more is read than there is, whatever a damaged length says."""

import io
from pathlib import Path

_LARGE = 1 << 20
"""Bytes that are asked for without a look at how many there are."""


class BoundedFile(io.BufferedReader):
    """A file to be read: Python takes the memory of as many bytes as it is asked for.

    Parameters
    ----------
    path
        It is opened at once.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(io.FileIO(path))

    def read(self, size: int | None = -1, /) -> bytes:
        """Read as `io.BufferedReader` does."""
        if size is not None and size > _LARGE:
            place = self.tell()
            size = max(0, min(size, self.seek(0, io.SEEK_END) - place))
            self.seek(place)
        return super().read(size)
