"""Sequences as rows of a table: those that are written alike, all that vary, and no others."""

import struct

import numpy as np
import pytest

from napari_dicom.dicom.headers import OddBytesError, alike
from napari_dicom.dicom.headers.alike import written_alike
from napari_dicom.dicom.headers.encoding import BIG_ENDIAN, EXPLICIT, IMPLICIT

ENCODINGS = [
    pytest.param(EXPLICIT, id="explicit"),
    pytest.param(IMPLICIT, id="implicit"),
    pytest.param(BIG_ENDIAN, id="big endian"),
]
COUNTS = range(1, 21)


def element(encoding, tag, vr, value):
    order = "<" if encoding.little_endian else ">"
    head = struct.pack(f"{order}HH", tag >> 16, tag & 0xFFFF)
    length = struct.pack(f"{order}H", len(value)) if encoding.explicit else b""
    return head + (vr + length if encoding.explicit else struct.pack("<I", len(value))) + value


def content(encoding, count, stack=b"1 "):
    """Return the bytes of Frame Content Sequence of a frame."""
    order = "<" if encoding.little_endian else ">"
    inner = element(encoding, 0x00209056, b"SH", stack)
    inner += element(encoding, 0x00209057, b"UL", struct.pack(f"{order}I", count))
    return struct.pack(f"{order}HHI", 0xFFFE, 0xE000, len(inner)) + inner


def tables(contents, encoding=EXPLICIT):
    return list(written_alike(contents, b"SQ" if encoding.explicit else b"", encoding))


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_varies_is_a_column_of_its_values(encoding):
    (table,) = tables([content(encoding, count) for count in COUNTS], encoding)

    assert table.varying == {0x00209057}
    assert table.binary("InStackPositionNumber")[:, 0].tolist() == list(COUNTS)
    assert table.item.header.text("StackID") == "1"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_row_has_its_header(encoding):
    (table,) = tables([content(encoding, count) for count in COUNTS], encoding)

    assert [one.number("InStackPositionNumber") for one in table.headers()] == list(COUNTS)


@pytest.mark.parametrize("place", range(len(content(EXPLICIT, 1))))
def test_a_sequence_that_differs_in_any_byte_of_its_layout_is_left_out(place):
    contents = [content(EXPLICIT, 1) for _ in COUNTS]
    changed = bytearray(contents[7])
    changed[place] ^= 1
    contents[7] = bytes(changed)
    values = {*range(16, 18), *range(26, 30)}

    (table,) = tables(contents)

    assert (7 in table.numbers) is (place in values)


def test_sequences_of_several_layouts_and_lengths_are_tables_by_themselves():
    contents = [content(EXPLICIT, count) for count in COUNTS]
    contents += [content(EXPLICIT, count, b"long") for count in COUNTS]
    contents += [one.replace(b"SH", b"LO") for one in contents[:20]]

    found = tables(contents)

    assert [one.numbers.tolist() for one in found] == [
        [*range(20)],
        [*range(40, 60)],
        [*range(20, 40)],
    ]


def test_where_there_is_none_none_is_in_a_table():
    contents = [content(EXPLICIT, count) for count in COUNTS]
    contents[3] = None

    (table,) = tables(contents)

    assert 3 not in table.numbers
    assert len(table.numbers) == 19


def test_sequences_of_two_items_are_no_table():
    assert tables([content(EXPLICIT, count) * 2 for count in COUNTS]) == []


@pytest.mark.parametrize(("count", "expected"), [(15, 0), (16, 1)])
def test_few_are_no_table(count, expected):
    assert len(tables([content(EXPLICIT, 1)] * count)) == expected


@pytest.mark.parametrize(("largest", "expected"), [(29, 0), (30, 1)])
def test_long_ones_are_no_table(monkeypatch, largest, expected):
    monkeypatch.setattr(alike, "_LARGEST", largest)
    contents = [content(EXPLICIT, 1)] * 20

    assert len(contents[0]) == 30
    assert len(tables(contents)) == expected


def test_no_more_layouts_are_tried_than_are_worth_it(monkeypatch):
    monkeypatch.setattr(alike, "_MOST", 1)
    contents = [content(EXPLICIT, 1), *(content(EXPLICIT, 1, b"\0\0").replace(b"SH", b"LO"),) * 20]

    assert tables(contents) == []


def test_an_odd_sequence_is_told_of():
    with pytest.raises(OddBytesError):
        tables([content(EXPLICIT, 1).replace(b"SH", b"XX")] * 20)


def test_bytes_of_values_are_those_of_the_file():
    (table,) = tables([content(EXPLICIT, 1, stack) for stack in (b"1 ", b"2 ") * 10])

    assert np.array_equal(table.bytes_of("StackID")[:2], [[0x31, 0x20], [0x32, 0x20]])
