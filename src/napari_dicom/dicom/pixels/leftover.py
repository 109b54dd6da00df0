"""Find JPEG streams that hold more data than their picture: libjpeg says nothing of it.

One changed bit makes the decoder lose its place among the codes; it finds it again, some blocks too
early or too late. Too late, the stream ends before the picture (`wholeness`). Too early, data are
left over: so the picture is decoded a little longer than it is, and what stands there tells.

- Of blocks: behind a whole stream all but the first stay grey, the middle of the range (ITU-T T.81
  F.2.2); behind one that ended early the first does too.
- JPEG Lossless: in the row behind a whole stream all samples have the same difference from what is
  predicted, for they are made of zero bits; behind one that ended early all of it is grey
  (T.81 H.1.2).
"""

from dataclasses import replace
from typing import TypeVar

import numpy as np

from napari_dicom.dicom.pixels.codestream import StreamHeader
from napari_dicom.dicom.pixels.compression import Compression
from napari_dicom.dicom.pixels.decoders import Array, CodedFrame, Decoder

T = TypeVar("T", int, Array)

DAMAGED = "the stream goes on behind its picture: it is damaged, part of it may be wrong"

_FILLS_WITH_GREY = "imagecodecs.jpeg8"
_MORE = 12
"""Units, of one block for each component at least, by which the picture is decoded longer."""
_SPARED = 1
"""Units behind the picture: the bits that fill its last byte make something of one."""
_BLOCK = 8
_BLED = 2
"""Rows and columns that halved chroma of the unit before may reach into."""
_MOST_ROWS = 65_000


def can_be_lengthened(decoder: Decoder, task: CodedFrame) -> bool:
    """Whether a picture can be decoded longer than it is: sequential, all of one scan."""
    header = task.header
    if header is None or decoder.name != _FILLS_WITH_GREY or header.rows >= _MOST_ROWS:
        return False
    if header.has_many_scans or header.end is None or not all(header.unit):
        return False
    if header.compression is Compression.JPEG_LOSSLESS:
        simple = header.predictor and not header.restart and header.unit == (1, 1)
        return bool(simple) and header.columns > _MORE
    return header.compression is Compression.JPEG and header.sequential


def alters_picture(header: StreamHeader) -> bool:
    """Whether the last row of a picture is another one when it is decoded longer.

    Rows of halved chroma are smoothed with those below.
    """
    return header.compression is Compression.JPEG and header.unit[0] > _BLOCK


def lengthened(task: CodedFrame) -> CodedFrame:
    """Return the task of decoding a picture with some rows more."""
    assert task.header is not None
    rows, columns = (_whole(size, unit) for size, unit in _sizes(task.header))
    down, across = task.header.unit
    more = rows + down * -(-_MORE * across // columns)
    place = task.header.frame + 5
    stream = task.stream[:place] + more.to_bytes(2, "big") + task.stream[place + 2 :]
    return replace(
        task,
        stream=stream,
        format=replace(task.format, rows=more),
        header=replace(task.header, rows=more),
    )


def has_leftover(values: Array, task: CodedFrame) -> bool:
    """Whether a picture that was decoded longer than `task` says has something behind it."""
    header = task.header
    assert header is not None
    if header.compression is Compression.JPEG_LOSSLESS:
        return not ended_early(values, header) and _differs(values, header)
    rows, columns = (_whole(size, unit) for size, unit in _sizes(header))
    behind, (down, across) = values[rows:] != _grey(header), header.unit
    bled = _BLED if header.components > 1 else 0
    for number, start in enumerate(range(0, len(behind), down)):
        spared = max(0, _SPARED - number * (columns // across)) * across
        if behind[start + bled : start + down, spared + (bled if spared else 0) :].any():
            return True
    return False


def ended_early(values: Array, header: StreamHeader) -> bool:
    """Whether a picture that was decoded longer looks as if its data ended within it.

    What is decoded when the data end is made of zero bits; only what comes later is grey.
    """
    rows, columns = (_whole(size, unit) for size, unit in _sizes(header))
    down, across = header.unit
    if header.compression is Compression.JPEG_LOSSLESS:
        across = columns
    bled = min(_BLED, down - 1) if header.components > 1 else 0
    return bool((values[rows + bled : rows + down, : across - bled] == _grey(header)).all())


def predicted(predictor: int, a: T, b: T, c: T) -> T:
    """Return what samples are predicted as from those left, above, and above that (T.81 H.1)."""
    if predictor < 4:
        return (a, b, c)[predictor - 1]
    found: T = (a + b) >> 1
    if predictor == 4:
        found = a + b - c
    elif predictor == 5:
        found = a + ((b - c) >> 1)
    elif predictor == 6:
        found = b + ((a - c) >> 1)
    return found


def _differs(values: Array, header: StreamHeader) -> bool:
    """Whether the first row behind a lossless picture holds more than zero bits."""
    above, row = values[header.rows - 1 : header.rows + 1]
    a, b, c = row[:-1], above[1:], above[:-1]
    likely = predicted(header.predictor, *(one.astype(np.int64) for one in (a, b, c)))
    differences = (row[1:] - likely).astype(values.dtype)
    return bool((differences != differences[0]).any())


def _grey(header: StreamHeader) -> int:
    return 1 << (header.precision - 1)


def _sizes(header: StreamHeader) -> tuple[tuple[int, int], tuple[int, int]]:
    (down, across) = header.unit
    return (header.rows, down), (header.columns, across)


def _whole(size: int, unit: int) -> int:
    return -(-size // unit) * unit
