"""Whether pixels of one kind can be decoded here, and by which decoder."""

from dataclasses import dataclass

from napari_dicom.dicom.pixels import optionals
from napari_dicom.dicom.pixels.compression import Compression
from napari_dicom.dicom.pixels.decoders import DECODERS
from napari_dicom.dicom.pixels.format import PixelFormat
from napari_dicom.dicom.pixels.one_decoder import decoder_label
from napari_dicom.dicom.pixels.self_test import why_unfit
from napari_dicom.dicom.pixels.transfer_syntax import syntax_of
from napari_dicom.dicom.pixels.trust import describe, missing_text, trusted_names

NATIVE = "none needed"


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether pixels of one kind can be decoded here.

    Parameters
    ----------
    ready
        Whether an installed decoder is trusted with exactly these bits and samples.
    decoder
        Which one comes first, with its version; empty where there is none.
    message
        One or two sentences; where it is not ready, what to install and how.
    passed_over
        Decoders that come before it and are not asked, and why.
    """

    ready: bool
    decoder: str
    message: str
    passed_over: str = ""


def status_for(transfer_syntax_uid: str, pixel_format: PixelFormat) -> Readiness:
    """Return whether pixels of this kind can be decoded here, and by what.

    Parameters
    ----------
    transfer_syntax_uid
        (0002,0010).
    pixel_format
        Layout of a frame.
    """
    syntax = syntax_of(transfer_syntax_uid)
    what = describe(syntax, pixel_format)
    if syntax.compression is Compression.NONE and not syntax.encapsulated:
        return Readiness(True, NATIVE, f"{what}: uncompressed, no decoder is needed.")
    reasons: dict[str, str] = {}
    for name in trusted_names(syntax.compression, pixel_format):
        decoder = DECODERS[name]
        missing = optionals.problem(decoder.package)
        unfit = None if missing else why_unfit(decoder, syntax.compression, pixel_format)
        if missing is None and unfit is None:
            label = decoder_label(decoder)
            passed_over = _passed_over(reasons)
            said = f" {passed_over}" if passed_over else ""
            return Readiness(True, label, f"{what}: {label} reads it.{said}", passed_over)
        reasons[name] = missing or str(unfit)
    return Readiness(False, "", missing_text(what, syntax.compression, reasons))


def decodes_in_parallel(transfer_syntax_uid: str, pixel_format: PixelFormat) -> bool:
    """Tell whether the decoder that is asked first for such pixels lets other threads run."""
    syntax = syntax_of(transfer_syntax_uid)
    for name in trusted_names(syntax.compression, pixel_format):
        decoder = DECODERS[name]
        missing = optionals.problem(decoder.package)
        if missing is None and why_unfit(decoder, syntax.compression, pixel_format) is None:
            return decoder.releases_lock
    return False


def _passed_over(reasons: dict[str, str]) -> str:
    """Name the installed decoders that come before it and are not asked."""
    said = [f"{name} is {why}." for name, why in reasons.items() if why.startswith("not asked")]
    return " ".join(said)
