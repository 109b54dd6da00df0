"""Find JPEG streams that hold more data than their picture: libjpeg says nothing of it.

One changed bit makes the decoder lose its place among the codes; it finds it again, some blocks too
early or too late. Too late, the stream ends before the picture (`wholeness`). Too early, data are
left over: so the picture is decoded a few blocks longer than it is. Behind a whole stream these
stay grey, the middle of the range; data that are left over make something else of them.

ITU-T T.81 B.2.2 (number of lines), F.2.2.
"""

from dataclasses import replace

from napari_dicom.dicom.pixels.decoders import Array, CodedFrame, Decoder
from napari_dicom.dicom.pixels.transfer_syntax import Compression

DAMAGED = "the stream goes on behind its picture: it is damaged, part of it may be wrong"

_FILLS_WITH_GREY = "imagecodecs.jpeg8"
_BLOCK = 8
_MORE = 12
"""Blocks by which the picture is decoded longer, at least."""
_SPARED = 1
"""Blocks behind the picture: the bits that fill its last byte make something of one."""
_MOST_ROWS = 65_000


def can_be_lengthened(decoder: Decoder, task: CodedFrame) -> bool:
    """Whether a picture can be decoded longer than it is: grey, sequential, all of one scan."""
    header = task.header
    if header is None or decoder.name != _FILLS_WITH_GREY or not header.sequential:
        return False
    simple = header.compression is Compression.JPEG and not header.has_many_scans
    return simple and header.components == 1 and header.rows < _MOST_ROWS and header.end is not None


def lengthened(task: CodedFrame) -> CodedFrame:
    """Return the task of decoding a picture with some blocks more."""
    assert task.header is not None
    rows, columns = _whole_blocks(task.format.rows), _whole_blocks(task.format.columns)
    more = rows + _BLOCK * -(-_MORE * _BLOCK // columns)
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
    assert task.header is not None
    behind = values[_whole_blocks(task.format.rows) :]
    blocks = behind.shape[1] // _BLOCK
    grey = 1 << (task.header.precision - 1)
    where = (behind != grey).reshape(-1, _BLOCK, behind.shape[1])
    for row, part in enumerate(where):
        first = max(0, _SPARED - row * max(1, blocks)) * _BLOCK
        if part[:, first:].any():
            return True
    return False


def _whole_blocks(size: int) -> int:
    return -(-size // _BLOCK) * _BLOCK
