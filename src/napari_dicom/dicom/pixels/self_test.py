"""Let every installed decoder decode streams whose pixels are known, and say what came out."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import numpy as np

from napari_dicom.dicom.errors import NapariDicomError
from napari_dicom.dicom.limits import DEFAULT_LIMITS
from napari_dicom.dicom.pixels import optionals
from napari_dicom.dicom.pixels.colour import to_rgb8
from napari_dicom.dicom.pixels.decode import DecodedFrame, decode_with, prepare
from napari_dicom.dicom.pixels.decoders import DECODERS, Decoder
from napari_dicom.dicom.pixels.format import PixelFormat
from napari_dicom.dicom.pixels.formula import SIDE, known_pixels
from napari_dicom.dicom.pixels.samples import SAMPLES, Sample, streams
from napari_dicom.dicom.pixels.transfer_syntax import syntax_of
from napari_dicom.dicom.pixels.trust import trusted_names


class Finding(StrEnum):
    """What a decoder made of a stream with known pixels."""

    OK = "OK"
    WRONG = "wrong"
    FAILS = "fails"
    NOT_INSTALLED = "not installed"
    NOT_TESTED = "not tested"
    NO_DECODER = "no decoder exists"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one decoder made of one stream.

    Parameters
    ----------
    transfer_syntax_uid
        The syntax of the stream.
    decoder
        Key in `decoders.DECODERS`.
    sample
        Which stream: ``"12 bit signed"``.
    outcome
        The verdict.
    text
        The decoder's words where it fails.
    difference
        Largest difference from the known pixels, in stored values.
    """

    transfer_syntax_uid: str
    decoder: str
    sample: str
    outcome: Finding
    text: str = ""
    difference: int = 0

    def __str__(self) -> str:
        if self.outcome is Finding.WRONG:
            return f"{self.sample}: wrong by up to {self.difference}"
        return f"{self.sample}: {self.outcome}" + (f" ({self.text})" if self.text else "")


def run_self_test() -> tuple[Verdict, ...]:
    """Return the verdicts on all decoders; they are kept until the installed versions change."""
    return _run(tuple((name, optionals.version(name)) for name in optionals.PACKAGES))


def repeat_self_test() -> tuple[Verdict, ...]:
    """Return the verdicts on all decoders, found anew."""
    _run.cache_clear()
    return run_self_test()


@cache
def _run(_versions: tuple[tuple[str, str | None], ...]) -> tuple[Verdict, ...]:
    verdicts = []
    for sample, stream in zip(SAMPLES, streams(), strict=True):
        syntax = syntax_of(sample.transfer_syntax_uid)
        for name in trusted_names(syntax.compression, format_of(sample)):
            verdicts.append(_verdict(sample, stream, DECODERS[name]))
    return tuple(verdicts)


def format_of(sample: Sample) -> PixelFormat:
    """Return the pixel format of a stream of the self-test."""
    return PixelFormat(
        rows=SIDE,
        columns=SIDE,
        samples_per_pixel=sample.samples,
        photometric_interpretation=sample.photometric_interpretation,
        bits_allocated=sample.bits_allocated,
        bits_stored=sample.bits_stored,
        high_bit=sample.bits_stored - 1,
        pixel_representation=int(sample.signed),
    )


def _verdict(sample: Sample, stream: bytes, decoder: Decoder) -> Verdict:
    uid, name = sample.transfer_syntax_uid, decoder.name
    missing = optionals.problem(decoder.package)
    if missing is not None:
        return Verdict(uid, name, sample.name, Finding.NOT_INSTALLED, missing)
    try:
        job = prepare(stream, syntax_of(uid), format_of(sample), DEFAULT_LIMITS)
        difference = _difference(decode_with(decoder, job), sample)
    except NapariDicomError as error:
        return Verdict(uid, name, sample.name, Finding.FAILS, str(error))
    outcome = Finding.OK if difference <= sample.tolerance else Finding.WRONG
    return Verdict(uid, name, sample.name, outcome, difference=difference)


def _difference(frame: DecodedFrame, sample: Sample) -> int:
    values = frame.values
    if sample.samples == 3:
        values = to_rgb8(values, frame.photometric_interpretation, sample.bits_stored)
    bits = min(sample.bits_stored, 16)
    known = known_pixels(bits, sample.signed, sample.samples)
    return int(np.abs(values.astype(np.int64) - known.astype(np.int64)).max())
