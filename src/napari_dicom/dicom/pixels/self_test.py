"""Let installed decoders decode streams whose pixels are known: one verdict, which all go by.

Decoding, the status, the panel and the command line ask `why_unfit` before a decoder is used. Only
the streams that are like the samples at hand are decoded, once a process.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import numpy as np

from napari_dicom.dicom.errors import NapariDicomError
from napari_dicom.dicom.limits import DEFAULT_LIMITS
from napari_dicom.dicom.pixels import optionals
from napari_dicom.dicom.pixels.codestream import StreamHeader
from napari_dicom.dicom.pixels.colour import to_rgb8
from napari_dicom.dicom.pixels.compression import Compression
from napari_dicom.dicom.pixels.decoded_frame import DecodedFrame
from napari_dicom.dicom.pixels.decoders import DECODERS, Decoder
from napari_dicom.dicom.pixels.format import PixelFormat
from napari_dicom.dicom.pixels.formula import SIDE, known_pixels
from napari_dicom.dicom.pixels.one_decoder import decode_with, prepare
from napari_dicom.dicom.pixels.samples import SAMPLES, Sample, streams
from napari_dicom.dicom.pixels.transfer_syntax import syntax_of
from napari_dicom.dicom.pixels.trust import bits_of, trusted_names

_TIMES = 2
"""How often a stream is decoded: a second frame may come out otherwise than the first."""


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
    """Return the verdicts on all decoders; each is found once a process."""
    return tuple(
        _verdict(number, DECODERS[name])
        for number, sample in enumerate(SAMPLES)
        for name in trusted_names(_compression(sample), format_of(sample))
    )


def repeat_self_test() -> tuple[Verdict, ...]:
    """Return the verdicts on all decoders, found anew."""
    _tested.cache_clear()
    _unfit.cache_clear()
    return run_self_test()


def why_unfit(
    decoder: Decoder,
    compression: Compression,
    pixel_format: PixelFormat,
    header: StreamHeader | None = None,
) -> str | None:
    """Return how an installed decoder failed the self-test on such samples; None if it did not.

    Parameters
    ----------
    compression
        What the frame is.
    pixel_format
        What the data set says of it: samples, bits, sign.
    header
        What the stream says of itself; its precision counts where it is known.
    """
    bits = bits_of(compression, pixel_format, header)
    samples, signed = pixel_format.samples_per_pixel, pixel_format.is_signed
    return _unfit(decoder, compression, bits, samples, signed)


def verdicts_on(decoder: Decoder, compression: Compression) -> list[Verdict]:
    """Return the verdicts on a decoder for all streams of a compression that it is trusted with."""
    return [
        _verdict(number, decoder)
        for number, sample in enumerate(SAMPLES)
        if _compression(sample) is compression
        if decoder.name in trusted_names(compression, format_of(sample))
    ]


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


@cache
def _unfit(
    decoder: Decoder, compression: Compression, bits: int, samples: int, signed: bool
) -> str | None:
    found = [_verdict(number, decoder) for number in _like(compression, bits, samples, signed)]
    wrong = [one for one in found if one.outcome is Finding.WRONG]
    if not wrong and any(one.outcome is Finding.OK for one in found):
        return None
    failed = [*wrong, *(one for one in found if one.outcome is Finding.FAILS)]
    return f"not asked, it fails the self-test: {failed[0]}" if failed else None


def _like(compression: Compression, bits: int, samples: int, signed: bool) -> list[int]:
    """Return the numbers of the streams that are most like some samples.

    The next number of bits counts, for it is kept in the same cells; then samples, then sign.
    """
    numbers = [n for n, one in enumerate(SAMPLES) if _compression(one) is compression]
    colour = samples > 1
    numbers = _those(numbers, (n for n in numbers if (SAMPLES[n].samples > 1) is colour))
    sizes = {SAMPLES[n].bits_stored for n in numbers}
    nearest = min((size for size in sizes if size >= bits), default=max(sizes, default=0))
    numbers = [n for n in numbers if SAMPLES[n].bits_stored == nearest]
    return _those(numbers, (n for n in numbers if SAMPLES[n].signed is signed))


def _those(all_of_them: list[int], wanted: Iterable[int]) -> list[int]:
    """Return the numbers that are wanted; all where none of them is."""
    return list(wanted) or all_of_them


def _compression(sample: Sample) -> Compression:
    return syntax_of(sample.transfer_syntax_uid).compression


def _verdict(number: int, decoder: Decoder) -> Verdict:
    missing = optionals.problem(decoder.package)
    if missing is not None:
        sample = SAMPLES[number]
        uid, name = sample.transfer_syntax_uid, sample.name
        return Verdict(uid, decoder.name, name, Finding.NOT_INSTALLED, missing)
    return _tested(number, decoder)


@cache
def _tested(number: int, decoder: Decoder) -> Verdict:
    sample, stream = SAMPLES[number], _streams()[number]
    uid, name = sample.transfer_syntax_uid, decoder.name
    try:
        job = prepare(stream, syntax_of(uid), format_of(sample), DEFAULT_LIMITS)
        frames = [decode_with(decoder, job) for _ in range(_TIMES)]
        difference = max(_difference(frame, sample) for frame in frames)
    except NapariDicomError as error:
        return Verdict(uid, name, sample.name, Finding.FAILS, str(error))
    outcome = Finding.OK if difference <= sample.tolerance else Finding.WRONG
    return Verdict(uid, name, sample.name, outcome, difference=difference)


@cache
def _streams() -> list[bytes]:
    return streams()


def _difference(frame: DecodedFrame, sample: Sample) -> int:
    values = frame.values
    if sample.samples == 3:
        values = to_rgb8(values, frame.photometric_interpretation, sample.bits_stored)
    bits = min(sample.bits_stored, 16)
    known = known_pixels(bits, sample.signed, sample.samples)
    return int(np.abs(values.astype(np.int64) - known.astype(np.int64)).max())
