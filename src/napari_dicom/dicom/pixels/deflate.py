"""Inflate a deflated data set (PS3.5 A.5) in bounded steps."""

import io
import zlib
from typing import BinaryIO

from napari_dicom.dicom.errors import DecodeError, LimitError
from napari_dicom.dicom.limits import Limits

_STEP = 1 << 20
_SMALL_STEP = 1 << 16


class InflatedFile(io.RawIOBase):
    """A deflated data set as a file that can be read and sought in; inflated as far as is asked.

    What cannot be inflated, because the stream is damaged or ends, is the end of the file.

    Parameters
    ----------
    file
        Open for reading in binary.
    dataset_offset
        Byte offset at which the deflated part starts, behind the file meta information.
    most
        Bytes after which a `LimitError` is raised.
    """

    def __init__(self, file: BinaryIO, dataset_offset: int, most: int) -> None:
        super().__init__()
        file.seek(dataset_offset)
        self._file = file
        self._inflater = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
        self._inflated = bytearray()
        self._waiting = b""
        self._most = most
        self._position = 0
        self._ended = False
        self.damage = ""

    def readable(self) -> bool:
        """Whether it can be read: yes."""
        return True

    def seekable(self) -> bool:
        """Whether positions can be sought: yes."""
        return True

    def tell(self) -> int:
        """Return the position in the inflated data set."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a position; nothing is inflated yet, but to find the end."""
        if whence == io.SEEK_END:
            self._inflate_to(self._most)
        base = (0, self._position, len(self._inflated))[whence]
        self._position = max(0, base + offset)
        return self._position

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes from the position, all that follow where it is negative."""
        end = self._most if size is None or size < 0 else self._position + size
        self._inflate_to(end)
        part = bytes(self._inflated[self._position : end])
        self._position += len(part)
        return part

    def _inflate_to(self, end: int) -> None:
        while len(self._inflated) < end and not self._ended:
            self._waiting = self._waiting or self._file.read(_SMALL_STEP)
            try:
                self._inflated += self._inflater.decompress(self._waiting, _STEP)
            except zlib.error as error:
                self.damage = str(error)
                self._ended = True
            if not (self._waiting or self._inflater.eof):
                self.damage = self.damage or "it ends early"
                self._ended = True
            self._ended |= self._inflater.eof
            self._waiting = self._inflater.unconsumed_tail
            if len(self._inflated) > self._most:
                raise LimitError(
                    f"the deflated header inflates past {self._most:,} bytes (limits.header_bytes)"
                )


def inflate(file: BinaryIO, dataset_offset: int, limits: Limits, size: int | None = None) -> bytes:
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
