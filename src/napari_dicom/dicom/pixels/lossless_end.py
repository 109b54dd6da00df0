"""Prove where the data of a JPEG Lossless picture end: to the bit (ITU-T T.81 F.1.2.3, H.1.2).

Behind a picture there are up to seven bits, all of them 1, to fill the last byte; some writers take
0, some put a byte of 0 behind. What is more was meant to be picture. It looks like the picture
itself where it is nothing but zero bits, as those that bare background is coded by: so known bits
are put behind the data, the picture is decoded a row longer, and the row must begin with what these
bits mean.
"""

from dataclasses import replace

import numpy as np

from napari_dicom.dicom.pixels.codestream import StreamHeader
from napari_dicom.dicom.pixels.decoders import Array, CodedFrame
from napari_dicom.dicom.pixels.leftover import predicted

_KNOWN = bytes.fromhex("10842108110421021042200810410211044084022010") * 3
"""Lone bits of 1 at uneven distances: hardly a table of codes has no meaning for them."""
_SAMPLES = 24
"""How many samples of the row behind are compared."""
_MOST_FILL, _EVEN = 7, 8
"""Bits that fill a byte; of the byte that makes a length even."""
_FILL, _STUFFED, _TABLES = b"\xff", b"\xff\x00", 0xC4
_LONGEST = 16

Codes = dict[str, int]
"""What strings of bits mean: how many bits of a difference come behind."""


def with_known_end(task: CodedFrame) -> CodedFrame:
    """Return the task of decoding a picture with known bits behind its data."""
    assert task.header is not None
    data = _data(task)
    return replace(task, stream=data + _KNOWN + task.stream[len(data) :])


def ends_as_it_should(values: Array, task: CodedFrame) -> bool | None:
    """Whether the data of `task` end with its picture; None where it cannot be told.

    Parameters
    ----------
    values
        The picture, decoded a row longer, from `with_known_end`.
    task
        The picture as it is.
    """
    header = task.header
    assert header is not None
    tables = _tables(task.stream, header)
    if tables is None or header.columns < _SAMPLES:
        return None
    last = _data(task)[-4:].replace(_STUFFED, _FILL)[-2:]
    rows = values[header.rows - 1 : header.rows + 1, :_SAMPLES].reshape(2, _SAMPLES, -1)
    above, below = rows.astype(np.int64).tolist()
    unsaid = False
    for fill in _possible_fills(_bits(last)):
        found = _begins_with(fill + _bits(_KNOWN), above, below, tables, header)
        if found:
            return True
        unsaid |= found is None
    return None if unsaid else False


def _data(task: CodedFrame) -> bytes:
    """Return a stream up to the end of its data; bytes of FF that fill up are none."""
    assert task.header is not None
    return task.stream[: task.header.end].rstrip(_FILL)


def _possible_fills(bits: str) -> list[str]:
    """Return what of the last two bytes may fill up, and be no picture."""
    fills = []
    for even in (0, _EVEN):
        end = len(bits) - even
        if "1" in bits[end:]:
            break
        fills += [
            bits[end - count :]
            for count in range(_MOST_FILL + 1)
            if len(set(bits[end - count : end])) < 2
        ]
    return fills


def _bits(data: bytes) -> str:
    return "".join(f"{byte:08b}" for byte in data)


def _begins_with(
    bits: str,
    above: list[list[int]],
    below: list[list[int]],
    tables: list[Codes],
    header: StreamHeader,
) -> bool | None:
    """Whether a row begins with what some bits mean; None where they mean nothing."""
    place, left = 0, above[0]
    most = 0xFF if header.precision <= 8 else 0xFFFF
    for number, (samples, over) in enumerate(zip(below, above, strict=True)):
        row = []
        for part, codes in enumerate(tables):
            difference, place = _difference(bits, place, codes)
            if difference is None:
                return None
            if number:
                corner = above[number - 1][part]
                expected = predicted(header.predictor, left[part], over[part], corner)
            else:
                expected = over[part]
            row.append(expected + difference & 0xFFFF)
        if any((one ^ sample) & most for one, sample in zip(row, samples, strict=True)):
            return False
        left = row
    return True


def _difference(bits: str, place: int, codes: Codes) -> tuple[int | None, int]:
    """Return the difference that stands at a place, and the place behind it (T.81 H.1.2.2)."""
    for end in range(place + 1, place + _LONGEST + 1):
        size = codes.get(bits[place:end])
        if size is not None:
            break
    else:
        return None, place
    if size in (0, _LONGEST):
        return (1 << 15 if size else 0), end
    number = int(bits[end : end + size] or "0", 2)
    return number if number >> (size - 1) else number - (1 << size) + 1, end + size


def _tables(stream: bytes, header: StreamHeader) -> list[Codes] | None:
    """Return the codes of each component; None where the header lacks some (T.81 B.2.4.2)."""
    found: dict[int, Codes] = {}
    place = 2
    while place < header.scan:
        length = int.from_bytes(stream[place + 2 : place + 4], "big")
        if stream[place + 1] == _FILL[0]:
            length = -1
        elif stream[place + 1] == _TABLES:
            _read_tables(stream[place + 4 : place + 2 + length], found)
        place += 2 + length
    first = header.scan + 6
    asked = [stream[first + 2 * part] >> 4 for part in range(header.components)]
    return [found[one] for one in asked] if all(one in found for one in asked) else None


def _read_tables(segment: bytes, found: dict[int, Codes]) -> None:
    """Read the codes of some tables: numbers that count up, one bit longer each time."""
    while len(segment) > _LONGEST:
        counts, sizes, code, codes = segment[1 : 1 + _LONGEST], segment[1 + _LONGEST :], 0, {}
        taken = 0
        for length, count in enumerate(counts, 1):
            for size in sizes[taken : taken + count]:
                codes[f"{code:0{length}b}"] = min(size, _LONGEST)
                code += 1
            code <<= 1
            taken += count
        found[segment[0]] = codes
        segment = sizes[taken:]
