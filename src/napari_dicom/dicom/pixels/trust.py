"""Which decoders are trusted with a frame, and the words for it when none of them is there."""

from napari_dicom.dicom.pixels.codestream import StreamHeader
from napari_dicom.dicom.pixels.compression import TRUSTED, Compression
from napari_dicom.dicom.pixels.decoders import DECODERS
from napari_dicom.dicom.pixels.format import PixelFormat
from napari_dicom.dicom.pixels.installing import how_to_install
from napari_dicom.dicom.pixels.optionals import NOT_INSTALLED
from napari_dicom.dicom.pixels.transfer_syntax import TransferSyntax


def trusted_names(
    compression: Compression, pixel_format: PixelFormat, header: StreamHeader | None = None
) -> list[str]:
    """Return the keys of the decoders trusted with such a frame, best first.

    Parameters
    ----------
    compression
        What the frame is.
    pixel_format
        What the data set says of it.
    header
        What the stream says of itself; its precision counts where it is known.
    """
    samples = pixel_format.samples_per_pixel
    bits = bits_of(compression, pixel_format, header)
    return [row.decoder for row in TRUSTED[compression] if row.covers(bits, samples)]


def bits_of(
    compression: Compression, pixel_format: PixelFormat, header: StreamHeader | None = None
) -> int:
    """Return the bits of a sample that a decoder has to do with."""
    if header is not None:
        return header.precision
    by_cell = compression in (Compression.RLE, Compression.DEFLATED_FRAME, Compression.NONE)
    return pixel_format.bits_allocated if by_cell else pixel_format.bits_stored


def remark_on(compression: Compression, decoder: str) -> str:
    """Return what is known to be wrong with a decoder though it is trusted; empty if nothing."""
    remarks = (row.remark for row in TRUSTED[compression] if row.decoder == decoder)
    return next(remarks, "")


def describe(
    syntax: TransferSyntax, pixel_format: PixelFormat, header: StreamHeader | None = None
) -> str:
    """Return what is to be decoded, for messages: syntax, UID, bits, samples."""
    bits = pixel_format.bits_stored if header is None else header.precision
    samples = pixel_format.samples_per_pixel
    return f"{syntax}, {bits} bit, {samples} sample{'s' * (samples > 1)} per pixel"


def missing_text(what: str, compression: Compression, reasons: dict[str, str]) -> str:
    """Return why nothing reads a frame, and what to do about it.

    Parameters
    ----------
    what
        From `describe`.
    compression
        What the frame is.
    reasons
        For each trusted decoder, in order of trust, why it cannot be used.
    """
    if not reasons:
        way_out = ""
        if compression is Compression.UNKNOWN:
            way_out = " Export the images again in a standard transfer syntax."
        return f"{what}: no decoder exists for this kind of stream ({compression}).{way_out}"
    others = [row.decoder for row in TRUSTED[compression] if row.decoder not in reasons]
    everything = {**reasons, **dict.fromkeys(others, "not for these bits and samples")}
    said = "; ".join(f"{name}: {reason}" for name, reason in everything.items())
    missing = [name for name, reason in reasons.items() if reason == NOT_INSTALLED]
    packages = list(dict.fromkeys(DECODERS[name].package for name in missing or reasons))
    return f"{what}: no installed decoder reads it. {how_to_install(packages)} Tried: {said}."
