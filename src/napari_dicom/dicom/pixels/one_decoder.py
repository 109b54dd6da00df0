"""One compressed frame and one decoder: look at the stream, decode it, cut out stored values.

The only place that calls third-party decoders, and so the only one that catches whatever they
raise.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from napari_dicom.dicom.errors import DecodeError, PixelError
from napari_dicom.dicom.limits import Limits
from napari_dicom.dicom.pixels import optionals
from napari_dicom.dicom.pixels.codestream import StreamHeader
from napari_dicom.dicom.pixels.colour_space import colour_space
from napari_dicom.dicom.pixels.compression import Compression
from napari_dicom.dicom.pixels.decoded_frame import DecodedFrame
from napari_dicom.dicom.pixels.decoders import Array, CodedFrame, Decoder, Samples
from napari_dicom.dicom.pixels.format import PixelFormat, SampleKind
from napari_dicom.dicom.pixels.frame_size import check_size
from napari_dicom.dicom.pixels.guard import check_stream, read_stream_header
from napari_dicom.dicom.pixels.jpeg2000_header import codestream_of
from napari_dicom.dicom.pixels.leftover import (
    DAMAGED,
    alters_picture,
    can_be_lengthened,
    ended_early,
    has_leftover,
    lengthened,
)
from napari_dicom.dicom.pixels.lossless_end import ends_as_it_should, with_known_end
from napari_dicom.dicom.pixels.stored import extend_sign, stored_values
from napari_dicom.dicom.pixels.stray_markers import STRAY, has_stray_markers
from napari_dicom.dicom.pixels.transfer_syntax import TransferSyntax
from napari_dicom.dicom.pixels.trust import remark_on
from napari_dicom.dicom.pixels.wholeness import may_be_cut_off, with_end_marker, with_noise_at_end

T = TypeVar("T")

_WHOLE_CELLS = {Compression.JPEG_LOSSLESS, Compression.JPEG_LOSSLESS_ARITHMETIC}


@dataclass(frozen=True, slots=True)
class Job:
    """A frame that has passed the guard: the task, what it is, and what is doubtful about it."""

    task: CodedFrame
    syntax: TransferSyntax
    compression: Compression
    doubts: tuple[str, ...]


def decode_with(decoder: Decoder, job: Job, before: Sequence[str] = ()) -> DecodedFrame:
    """Return the stored values of a frame as one decoder gives them.

    Parameters
    ----------
    before
        What decoders that were asked before it have said.

    Raises
    ------
    DecodeError
        The decoder failed, or gave a picture that is not whole or of another shape.
    """
    samples, doubts = _run(decoder, job.task)
    return _finish(job, decoder, samples, (*before, *doubts))


def prepare(
    stream: bytes, syntax: TransferSyntax, pixel_format: PixelFormat, limits: Limits
) -> Job:
    """Look at a stream, and refuse what no decoder should see.

    Raises
    ------
    DecodeError
        The stream is damaged or contradicts the header.
    LimitError
        The frame is larger than the limit.
    """
    check_size(pixel_format, limits)
    if not stream:
        raise DecodeError("the frame is empty")
    if syntax.compression in (Compression.JPEG_2000, Compression.HTJ2K):
        stream = codestream_of(stream)
    header = read_stream_header(stream, syntax.compression)
    doubts = list(check_stream(stream, header, syntax.compression, pixel_format))
    photometric, doubt = colour_space(header, pixel_format)
    if doubt:
        doubts.append(doubt)
    if header is not None and header.end is None:
        stream = with_end_marker(stream, header)
        doubts.append("the stream has no end marker")
    elif header is not None and has_stray_markers(stream, header):
        doubts.append(STRAY)
    compression = syntax.compression if header is None else header.compression
    return Job(
        CodedFrame(stream, pixel_format, header, photometric), syntax, compression, tuple(doubts)
    )


def third_party(call: Callable[[], T]) -> T:
    """Call third-party code; whatever it raises becomes a DecodeError with its text.

    Raises
    ------
    DecodeError
        The call failed.
    """
    try:
        return call()
    except PixelError:
        raise
    except MemoryError as error:
        raise DecodeError("out of memory") from error
    except Exception as error:
        raise DecodeError(_text(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # pyo3's, of no importable type
            raise
        raise DecodeError(f"panic: {_text(error)}") from error


def decoder_label(decoder: Decoder) -> str:
    """Return the name of a decoder with its version: ``"imagecodecs 2026.3.6 (jpeg8)"``."""
    if decoder.name == "zlib":
        return f"zlib (Python {sys.version_info.major}.{sys.version_info.minor})"
    codec = decoder.name.partition(".")[2]
    version = optionals.version(decoder.package) or "?"
    return f"{decoder.package} {version}" + (f" ({codec})" if codec else "")


def _finish(job: Job, decoder: Decoder, samples: Samples, failures: Sequence[str]) -> DecodedFrame:
    task = job.task
    values, overflow = _as_stored(samples.values, task.header, task.format)
    remark = remark_on(job.compression, decoder.name)
    remarks = [f"{decoder_label(decoder)} may give {remark}"] if remark else []
    return DecodedFrame(
        values=values,
        decoder=decoder_label(decoder),
        photometric_interpretation=samples.photometric_interpretation,
        warnings=(*job.doubts, *failures, *remarks, *overflow),
    )


def _as_stored(
    values: Array, header: StreamHeader | None, pixel_format: PixelFormat
) -> tuple[Array, list[str]]:
    """Return decoded samples as stored values: the dtype, sign and bits of the pixel format.

    The stream's precision counts, not BitsStored (PS3.5 8.2.1, 8.2.3, 8.2.4): a lossy stream may
    overshoot BitsStored. JPEG Lossless alone carries whole cells, garbage bits and all.
    """
    if pixel_format.kind is not SampleKind.INTEGER:
        return values, []
    cells = _cells(values, pixel_format)
    if header is not None and header.compression not in _WHOLE_CELLS:
        if pixel_format.is_signed and not header.signed:
            extend_sign(cells, min(header.precision, pixel_format.bits_stored))
        return cells, _overflow(cells, header, pixel_format.bits_stored)
    overflow = []
    if not pixel_format.is_signed:
        overflow = _overflow(cells, header, pixel_format.bits_stored)
        overflow += _beyond(cells, header)
    return stored_values(cells, pixel_format, pixel_format.pixel_padding_value), overflow


def _overflow(cells: Array, header: StreamHeader | None, bits_stored: int) -> list[str]:
    """Return a warning where samples of a stream need more bits than BitsStored has.

    Lossy streams overshoot a little; that is let pass.
    """
    if header is None or header.precision <= bits_stored:
        return []
    half = 1 << (bits_stored - 1)
    slack = 0 if header.compression in _WHOLE_CELLS else half >> 3
    low, high = (-half, half - 1) if cells.dtype.kind == "i" else (0, 2 * half - 1)
    least, most = int(cells.min()), int(cells.max())
    if low - slack <= least and most <= high + slack:
        return []
    return [f"samples go from {least} to {most}, past the {bits_stored} bits of BitsStored"]


def _beyond(cells: Array, header: StreamHeader | None) -> list[str]:
    """Return a warning where lossless samples need more bits than their stream says it has.

    Their differences are taken modulo 2^16 (T.81 H.1.2.1): one that is damaged leads out of range.
    """
    if header is None or header.precision >= 16:
        return []
    most = int(cells.max())
    if most < 1 << header.precision:
        return []
    return [
        f"samples go up to {most}, past the {header.precision} bits of the stream: it may be "
        "damaged, part of the picture wrong"
    ]


def _cells(values: Array, pixel_format: PixelFormat) -> Array:
    """Return samples in cells of the right dtype, in memory of our own."""
    wanted = pixel_format.dtype
    if values.dtype.itemsize == wanted.itemsize and values.dtype.isnative:
        cells = values.view(wanted) if values.flags.c_contiguous else values.astype(wanted)
    else:
        cells = values.astype(wanted, casting="unsafe")
    return cells if cells.flags.writeable and cells.flags.c_contiguous else cells.copy()


def _run(decoder: Decoder, task: CodedFrame) -> tuple[Samples, tuple[str, ...]]:
    """Decode, and say what is doubtful of a stream that its decoder says nothing of.

    Where the picture may be cut off, it is decoded again with other bytes behind the data: a whole
    one stays as it is.
    """
    samples, doubts, early = _longer(decoder, task)
    if early or may_be_cut_off(decoder, task, samples.values):
        again = _call(decoder, replace(task, stream=with_noise_at_end(task.stream)))
        if not np.array_equal(again.values, samples.values):
            raise DecodeError("the stream is cut off: it ends before its picture does")
    return samples, doubts


def _longer(decoder: Decoder, task: CodedFrame) -> tuple[Samples, tuple[str, ...], bool]:
    """Decode, a little more than there is where that tells of damage or of an early end."""
    if not can_be_lengthened(decoder, task):
        return _call(decoder, task), (), False
    header, longer = task.header, lengthened(task)
    assert header is not None
    ends: bool | None = None
    if header.compression is Compression.JPEG_LOSSLESS:
        samples = _call(decoder, with_known_end(longer))
        ends = ends_as_it_should(samples.values, task)
        if ends:
            return _cropped(samples, task), (), False
    samples = _call(decoder, longer)
    damaged = ends is False or has_leftover(samples.values, task)
    early = ended_early(samples.values, header)
    samples = _call(decoder, task) if alters_picture(header) else _cropped(samples, task)
    return samples, (DAMAGED,) if damaged else (), early


def _cropped(samples: Samples, task: CodedFrame) -> Samples:
    return replace(samples, values=samples.values[: task.format.rows])


def _call(decoder: Decoder, task: CodedFrame) -> Samples:
    samples = third_party(lambda: decoder.decode(task))
    return Samples(_shaped(samples.values, task.format), samples.photometric_interpretation)


def _shaped(values: Array, pixel_format: PixelFormat) -> Array:
    if values.shape == pixel_format.shape:
        return values
    if values.size == np.prod(pixel_format.shape, dtype=np.int64) and values.ndim == 3:
        squeezed = values.reshape(pixel_format.shape) if 1 in values.shape else values
        if squeezed.shape == pixel_format.shape:
            return squeezed
    found = " x ".join(str(side) for side in values.shape)
    wanted = " x ".join(str(side) for side in pixel_format.shape)
    raise DecodeError(f"the decoder gave a picture of {found}, the header says {wanted}")


def _text(error: BaseException) -> str:
    text = str(error).strip() or "no message"
    return f"{type(error).__name__}: {text.splitlines()[0][:200]}"
