"""The frames of a binary segmentation as packed bits: what overlaps is found without unpacking.

Frames of 1 bit a pixel follow each other without padding (PS3.5 8.1.1): frame n starts at bit
n x rows x columns, which need not be the start of a byte.
"""

from typing import Self

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.errors import DecodeError
from napari_dicom.dicom.limits import Limits
from napari_dicom.dicom.pixels import PixelReader, PixelSource, syntax_of

Bits = NDArray[np.uint8]
"""Packed, the first pixel in the lowest bit; bits behind the last pixel are 0."""


class BitFrames:
    """Reads frames of a segmentation as packed bits; a context manager.

    Parameters
    ----------
    source
        Where the file keeps its pixels.
    """

    def __init__(self, source: PixelSource, limits: Limits) -> None:
        self._source = source
        self._reader = PixelReader(source, limits)
        self._pixels = source.format.rows * source.format.columns
        syntax = syntax_of(source.transfer_syntax_uid)
        plain = source.length is not None and syntax.little_endian
        plain = plain and not (syntax.encapsulated or syntax.deflated)
        self._is_plain = plain and source.format.frame_bits == self._pixels
        self._file = open(source.path, "rb") if self._is_plain else None  # noqa: PTH123, SIM115 - closed with the reader
        self.decoders: dict[str, None] = {}
        self.warnings: dict[str, None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._reader.close()
        if self._file is not None:
            self._file.close()

    def read(self, number: int) -> Bits:
        """Return frame `number`, counted from 1.

        Raises
        ------
        PixelError
            It cannot be had.
        """
        if self._file is None or self._source.length is None:
            return self._decoded(number)
        first, offset = divmod((number - 1) * self._pixels, 8)
        size = -(-(offset + self._pixels) // 8)
        if first + size > self._source.length:
            return self._decoded(number)  # which says how many bytes are missing
        self._file.seek(self._source.offset + first)
        raw = np.frombuffer(self._file.read(size), np.uint8)
        if raw.size < size:
            raise DecodeError(f"frame {number}: the file ends before it does")
        if not offset and not self._pixels % 8:
            return raw
        bits = np.unpackbits(raw, bitorder="little")[offset : offset + self._pixels]
        return np.packbits(bits, bitorder="little")

    def _decoded(self, number: int) -> Bits:
        frame = self._reader.read(number)
        self.decoders[frame.decoder] = None
        self.warnings.update(dict.fromkeys(frame.warnings))
        return np.packbits(frame.values.ravel() != 0, bitorder="little")


def add_bits(bits: Bits, value: int, plane: NDArray[np.unsignedinteger]) -> int:
    """Write a value into the pixels of a plane that are set; return how many there are.

    Only the part of the plane that holds any is unpacked. The plane is 0 there.
    """
    words = bits.view(np.uint64) if bits.size % 8 == 0 else bits
    held = np.flatnonzero(words)
    if not held.size:
        return 0
    start, stop = int(held[0]) * words.itemsize, (int(held[-1]) + 1) * words.itemsize
    part = plane.reshape(-1)[8 * start : 8 * stop]
    pixels = np.unpackbits(bits[start:stop], count=part.size, bitorder="little")
    part |= np.multiply(pixels, value, dtype=plane.dtype)
    return int(np.count_nonzero(pixels))
