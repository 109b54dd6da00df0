"""How the samples of one frame are laid out: the Image Pixel module (PS3.3 C.7.6.3).

`PixelFormat` and `PixelSource` are plain values: they can be pickled and sent to another process,
and hold all that decoding needs besides the bytes in the file.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np

from napari_dicom.dicom.pixels.disk import FileState

HALVED_CHROMA = {"YBR_FULL_422", "YBR_PARTIAL_422"}
"""Of these two pixels share one pair of chroma samples, where they are not compressed."""


class SampleKind(StrEnum):
    """Which element carries the pixels: (7FE0,0010), (7FE0,0008) or (7FE0,0009)."""

    INTEGER = "PixelData"
    FLOAT = "FloatPixelData"
    DOUBLE = "DoubleFloatPixelData"


@dataclass(frozen=True, slots=True)
class PixelFormat:
    """Layout of one frame as its header declares it.

    Attributes are those of PS3.3 C.7.6.3.1; `bits_stored` and `high_bit` are consistent with
    `bits_allocated` (the header reader has seen to that). `pixel_padding_value` (0028,0120) only
    serves to keep cells whole that hold it though BitsStored could not.
    """

    rows: int
    columns: int
    samples_per_pixel: int = 1
    photometric_interpretation: str = "MONOCHROME2"
    planar_configuration: int = 0
    bits_allocated: int = 16
    bits_stored: int = 16
    high_bit: int = 15
    pixel_representation: int = 0
    kind: SampleKind = SampleKind.INTEGER
    pixel_padding_value: int | None = None

    @property
    def is_signed(self) -> bool:
        """Whether stored values are two's complement."""
        return self.pixel_representation == 1

    @property
    def dtype(self) -> np.dtype[np.generic]:
        """Native-endian dtype that holds the stored values (1 bit allocated: uint8)."""
        return _dtype(self.kind, self.bits_allocated, self.is_signed)

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of a decoded frame: (rows, columns) or (rows, columns, samples)."""
        if self.samples_per_pixel == 1:
            return (self.rows, self.columns)
        return (self.rows, self.columns, self.samples_per_pixel)

    @property
    def frame_bits(self) -> int:
        """Number of bits one uncompressed frame takes in the file."""
        samples: float = self.samples_per_pixel
        if self.photometric_interpretation in HALVED_CHROMA and self.samples_per_pixel == 3:
            samples = 2
        return int(self.rows * self.columns * samples * self.bits_allocated)


@lru_cache
def _dtype(kind: SampleKind, bits_allocated: int, is_signed: bool) -> np.dtype[np.generic]:
    if kind is SampleKind.FLOAT:
        return np.dtype(np.float32)
    if kind is SampleKind.DOUBLE:
        return np.dtype(np.float64)
    size = max(1, (bits_allocated + 7) // 8)
    size = 1 << (size - 1).bit_length()
    return np.dtype(f"{'i' if is_signed else 'u'}{size}")


@dataclass(frozen=True, slots=True)
class PixelSource:
    """Where a file keeps its pixels.

    Parameters
    ----------
    path
        The file.
    transfer_syntax_uid
        (0002,0010), corrected where the file lies about it.
    format
        Layout of every frame of the file.
    number_of_frames
        (0028,0008), at least 1.
    offset
        Byte offset of the first byte of the value of the pixel element: in the file, or, where
        the data set is deflated, in the inflated data set.
    length
        Length in bytes of that value, or None where it is encapsulated (undefined length).
    dataset_offset
        Byte offset at which the data set starts behind the file meta information; the deflated
        part, where there is one, starts there.
    extended_offsets
        Extended Offset Table (7FE0,0001), where the header has one.
    state
        What the file was like when its header was read; None where that does not matter.
    """

    path: str
    transfer_syntax_uid: str
    format: PixelFormat
    number_of_frames: int
    offset: int
    length: int | None
    dataset_offset: int = 0
    extended_offsets: tuple[int, ...] = ()
    state: FileState | None = None
