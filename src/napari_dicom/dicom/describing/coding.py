"""How the pixels of a volume are coded, whether they can be read here, and how fast.

Transfer syntax (0002,0010), Image Pixel module (PS3.3 C.7.6.3), lossy compression (C.7.6.1.1.5).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter

from napari_dicom.dicom.errors import NapariDicomError
from napari_dicom.dicom.pixels import PixelReader, PixelSource, TransferSyntax, syntax_of
from napari_dicom.dicom.pixels.coded import DecoderRow, Readiness, report_as_text, status_for
from napari_dicom.dicom.volumes import Volume


@dataclass(frozen=True, slots=True)
class Coding:
    """One way in which images of a volume are coded.

    Parameters
    ----------
    syntax
        The transfer syntax.
    source
        The first image that is coded so.
    images
        How many files are.
    ratio
        Lossy Image Compression Ratio (0028,2112) of that image, the product of all steps.
    was_lossy
        Whether the header says that it has been through lossy compression (0028,2110).
    readiness
        Whether it can be decoded here.
    """

    syntax: TransferSyntax
    source: PixelSource
    images: int
    ratio: float | None
    was_lossy: bool
    readiness: Readiness

    @property
    def bits(self) -> str:
        """Bits stored of those allocated: ``"12 of 16 bits"``."""
        layout = self.source.format
        return f"{layout.bits_stored} of {layout.bits_allocated} bits"

    @property
    def compression(self) -> str:
        """Uncompressed, lossless, or lossy with its ratio."""
        ratio = f" {self.ratio:.3g}:1" if self.ratio else ""
        if self.was_lossy or self.syntax.lossy:
            return f"lossy{ratio}"
        return "lossless" if self.syntax.encapsulated else "uncompressed"


def codings_of(volume: Volume) -> tuple[Coding, ...]:
    """Return the ways in which the images of a volume are coded, in order of appearance.

    By transfer syntax, bits and photometric interpretation, for images in RGB, in YBR and with a
    palette may share a volume. Whoever shows less than that shows what reads the same only once.
    """
    found: dict[tuple[object, ...], list[int]] = {}
    for number, instance in enumerate(volume.instances):
        if instance.pixels is not None:
            layout = instance.pixels.format
            kind = (
                instance.pixels.transfer_syntax_uid,
                layout.bits_allocated,
                layout.bits_stored,
                layout.photometric_interpretation,
            )
            found.setdefault(kind, []).append(number)
    return tuple(_coding(volume, numbers) for numbers in found.values())


def milliseconds_a_frame(source: PixelSource) -> float | None:
    """Decode the first frame of a file three times; return the least time, None if it fails."""
    spent = []
    try:
        with PixelReader(source) as reader:
            for _ in range(3):
                started = perf_counter()
                reader.read(1)
                spent.append(1000 * (perf_counter() - started))
    except (NapariDicomError, OSError):
        return None
    return min(spent)


def coding_report(volumes: Iterable[Volume], rows: Sequence[DecoderRow]) -> str:
    """Return a report for a bug report: how the open images are coded, then all decoders.

    Neither names nor paths of images are in it.
    """
    lines = []
    for number, volume in enumerate(volumes, 1):
        for one in codings_of(volume):
            photometric = one.source.format.photometric_interpretation
            parts = (str(one.syntax), one.bits, photometric, one.compression, one.readiness.message)
            modality = volume.header.text("Modality")[:16]
            lines.append(f"{number}. {modality}, {one.images} files: {', '.join(parts)}")
    return "\n".join((*lines, "", report_as_text(tuple(rows))))


def _coding(volume: Volume, numbers: Sequence[int]) -> Coding:
    instance = volume.instances[numbers[0]]
    source = instance.pixels
    assert source is not None
    ratios = instance.header.numbers("LossyImageCompressionRatio") or ()
    product = 1.0
    for ratio in ratios:
        product *= ratio
    return Coding(
        syntax=syntax_of(source.transfer_syntax_uid),
        source=source,
        images=len(numbers),
        ratio=product if ratios else None,
        was_lossy=instance.header.text("LossyImageCompression") == "01",
        readiness=status_for(source.transfer_syntax_uid, source.format),
    )
