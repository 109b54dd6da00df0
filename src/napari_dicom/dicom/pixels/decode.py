"""Decode one compressed frame with the decoders trusted with it, best first.

One that failed its self-test on such samples is not asked; what each of the others said is kept.
"""

from dataclasses import dataclass

from napari_dicom.dicom.errors import DecodeError, NoDecoderError, PixelError
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.pixels import optionals
from napari_dicom.dicom.pixels.decoded_frame import DecodedFrame
from napari_dicom.dicom.pixels.decoders import DECODERS
from napari_dicom.dicom.pixels.format import PixelFormat
from napari_dicom.dicom.pixels.one_decoder import (
    Job,
    decode_with,
    decoder_label,
    prepare,
)
from napari_dicom.dicom.pixels.self_test import why_unfit
from napari_dicom.dicom.pixels.transfer_syntax import TransferSyntax
from napari_dicom.dicom.pixels.trust import describe, missing_text, trusted_names

_NONE_READS_IT = (
    "no decoder can read the image, so its data are damaged or of a kind that none of them knows: "
    "fetch or export it anew"
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one trusted decoder said, or why it was not asked.

    Parameters
    ----------
    ran
        Whether it was given the frame.
    told
        Whether whoever sees the pixels is told: another one gave them.
    """

    decoder: str
    said: str
    ran: bool = False
    told: bool = False

    def __str__(self) -> str:
        """Return a sentence: the words of a decoder are quoted, for they are none of ours."""
        return f"{self.decoder} said “{self.said}”" if self.ran else f"{self.decoder}: {self.said}"


def decode_frame(
    stream: bytes,
    syntax: TransferSyntax,
    pixel_format: PixelFormat,
    limits: Limits = DEFAULT_LIMITS,
) -> DecodedFrame:
    """Return the stored values of one compressed frame.

    Raises
    ------
    NoDecoderError
        No installed decoder is trusted with this kind of stream; the text says what to install.
    DecodeError
        The stream is damaged or contradicts the header, or every decoder failed on it.
    LimitError
        The frame is larger than the limit.
    """
    job = prepare(stream, syntax, pixel_format, limits)
    attempts: list[Attempt] = []
    for name in trusted_names(job.compression, job.task.format, job.task.header):
        result = _attempt(name, job, attempts)
        if isinstance(result, DecodedFrame):
            return result
        attempts.append(result)
    raise _failure(job, attempts)


def _attempt(name: str, job: Job, before: list[Attempt]) -> DecodedFrame | Attempt:
    """Ask one decoder, where it may be asked."""
    decoder, task = DECODERS[name], job.task
    missing = optionals.problem(decoder.package)
    if missing is not None:
        return Attempt(name, missing)
    unfit = why_unfit(decoder, job.compression, task.format, task.header)
    if unfit is not None:
        return Attempt(decoder_label(decoder), unfit, told=True)
    if not decoder.notices_damage and any(attempt.ran for attempt in before):
        return Attempt(name, "not asked, it does not notice damaged streams")
    try:
        return decode_with(decoder, job, [str(one) for one in before if one.told])
    except DecodeError as error:
        return Attempt(decoder_label(decoder), str(error), ran=True, told=True)


def _failure(job: Job, attempts: list[Attempt]) -> PixelError:
    what = describe(job.syntax, job.task.format, job.task.header)
    said = "; ".join(str(attempt) for attempt in attempts)
    if any(attempt.ran for attempt in attempts):
        return DecodeError(f"{what}: {_NONE_READS_IT} ({said})")
    names = trusted_names(job.compression, job.task.format, job.task.header)
    reasons = {name: one.said for name, one in zip(names, attempts, strict=True)}
    return NoDecoderError(missing_text(what, job.compression, reasons))
