"""How samples are coded, and the decoders trusted with each way.

Nothing else in the project knows which decoder reads what; the order was measured (right first,
then fast).
"""

from dataclasses import dataclass
from enum import StrEnum


class Compression(StrEnum):
    """How the samples of a frame are coded."""

    NONE = "uncompressed"
    JPEG = "JPEG"
    JPEG_ARITHMETIC = "JPEG, arithmetic coding"
    JPEG_HIERARCHICAL = "JPEG, hierarchical"
    JPEG_LOSSLESS = "JPEG Lossless"
    JPEG_LOSSLESS_ARITHMETIC = "JPEG Lossless, arithmetic coding"
    JPEG_LS = "JPEG-LS"
    JPEG_2000 = "JPEG 2000"
    HTJ2K = "High-Throughput JPEG 2000"
    JPEG_XL = "JPEG XL"
    RLE = "RLE"
    DEFLATED_FRAME = "deflated frame"
    VIDEO = "video"
    REMOTE = "pixels kept elsewhere"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Trust:
    """A decoder that is trusted with some kinds of stream.

    Parameters
    ----------
    decoder
        Key in `decoders.DECODERS`.
    bits
        Fewest and most bits of a sample in the stream.
    samples
        Samples per pixel.
    remark
        What is known to be wrong with it all the same; whoever sees its pixels is told.
    """

    decoder: str
    bits: tuple[int, int] = (1, 16)
    samples: tuple[int, ...] = (1, 3, 4)
    remark: str = ""

    def covers(self, bits: int, samples: int) -> bool:
        """Whether samples of so many bits, and so many of them a pixel, are trusted to it."""
        return self.bits[0] <= bits <= self.bits[1] and samples in self.samples


TRUSTED: dict[Compression, tuple[Trust, ...]] = {
    Compression.NONE: (Trust("numpy", (1, 64), (1, 2, 3, 4)),),
    Compression.JPEG: (
        Trust("imagecodecs.jpeg8", (2, 12)),
        Trust("pillow.jpeg", (2, 8), (1, 3)),
        Trust("pylibjpeg-libjpeg", (2, 12), (1, 3)),
    ),
    Compression.JPEG_ARITHMETIC: (
        Trust("imagecodecs.jpeg8", (2, 12)),
        Trust("pylibjpeg-libjpeg", (2, 12), (1, 3)),
    ),
    Compression.JPEG_HIERARCHICAL: (),
    Compression.JPEG_LOSSLESS: (
        Trust("imagecodecs.jpeg8", (2, 16)),
        Trust("imagecodecs.ljpeg", (8, 16), (1, 3)),
        Trust("pylibjpeg-libjpeg", (2, 16), (1, 3), "wrong pixels where differences wrap"),
    ),
    Compression.JPEG_LOSSLESS_ARITHMETIC: (),
    Compression.JPEG_LS: (
        Trust("imagecodecs.jpegls", (2, 16)),
        Trust("pyjpegls", (2, 16)),
        Trust("pylibjpeg-libjpeg", (2, 16), (1, 3)),
    ),
    Compression.JPEG_2000: (
        Trust("imagecodecs.jpeg2k", (1, 32)),
        Trust("pylibjpeg-openjpeg", (1, 32)),
        Trust("pillow.jpeg2k", (8, 8), (1, 3)),
    ),
    Compression.HTJ2K: (
        Trust("imagecodecs.jpeg2k", (1, 32)),
        Trust("pylibjpeg-openjpeg", (1, 32)),
    ),
    Compression.JPEG_XL: (Trust("imagecodecs.jpegxl", (1, 16)),),
    Compression.RLE: (
        Trust("imagecodecs.dicomrle", (8, 64)),
        Trust("pylibjpeg-rle", (1, 64)),
        Trust("pydicom.rle", (8, 64)),
    ),
    Compression.DEFLATED_FRAME: (Trust("zlib", (1, 64)),),
    Compression.VIDEO: (Trust("pyav", (8, 16), (3,)),),
    Compression.REMOTE: (),
    Compression.UNKNOWN: (),
}
