"""JPEG streams that hold more data than their picture are told of; whole ones are not."""

import random

import numpy as np
import pytest

from napari_dicom.dicom.errors import DecodeError
from napari_dicom.dicom.pixels import PixelFormat, syntax_of
from napari_dicom.dicom.pixels.coded import decode_frame
from napari_dicom.dicom.pixels.leftover import DAMAGED
from napari_dicom.dicom.pixels.samples import SAMPLES, streams
from napari_dicom.dicom.pixels.self_test import format_of

imagecodecs = pytest.importorskip("imagecodecs")
BASELINE, EXTENDED = "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51"


def picture(rows, columns, bits):
    i, j = np.ogrid[:rows, :columns]
    smooth = (np.sin(i / 17) * np.cos(j / 23) * 0.4 + 0.5) * ((1 << bits) - 1)
    noise = np.random.default_rng(rows * columns).normal(0, 1 << (bits - 7), (rows, columns))
    return (smooth + noise).clip(0, (1 << bits) - 1).astype(np.uint8 if bits == 8 else np.uint16)


def coded(values, bits):
    more = {} if bits == 8 else {"bitspersample": bits}
    return imagecodecs.jpeg8_encode(values, level=90, **more)


def decoded(stream, shape, bits):
    uid = BASELINE if bits == 8 else EXTENDED
    layout = PixelFormat(
        *shape, bits_allocated=8 if bits == 8 else 16, bits_stored=bits, high_bit=bits - 1
    )
    return decode_frame(stream, syntax_of(uid), layout)


@pytest.mark.parametrize("bits", [8, 12])
@pytest.mark.parametrize(
    "shape", [(8, 8), (1, 1), (7, 9), (16, 5), (157, 211), (64, 8), (8, 500), (100, 96)], ids=str
)
def test_a_whole_stream_decodes_to_itself_without_a_word(shape, bits):
    values = picture(*shape, bits)
    stream = coded(values, bits)

    frame = decoded(stream, shape, bits)

    np.testing.assert_array_equal(frame.values, imagecodecs.jpeg8_decode(stream))
    assert frame.warnings == ()


@pytest.mark.parametrize("bits", [8, 12])
@pytest.mark.parametrize("fill", [b"\xff", b"\xff\xff\xff"], ids=["one", "three"])
def test_fill_bytes_before_the_end_marker_are_no_data(bits, fill):
    stream = coded(picture(40, 56, bits), bits)

    frame = decoded(stream[:-2] + fill + stream[-2:], (40, 56), bits)

    assert frame.warnings == ()


@pytest.mark.parametrize("bits", [8, 12])
@pytest.mark.parametrize("shape", [(157, 211), (64, 8), (24, 500)], ids=str)
@pytest.mark.parametrize("missing", [2, 5])
def test_data_left_over_are_told_of(shape, bits, missing):
    """The picture a header names is some blocks shorter than the one in the stream."""
    rows, columns = shape
    values = picture(rows + 8 * missing, columns, bits)
    stream = bytearray(coded(values, bits))
    place = max(stream.find(b"\xff\xc0"), stream.find(b"\xff\xc1")) + 5
    stream[place : place + 2] = rows.to_bytes(2, "big")

    frame = decoded(bytes(stream), shape, bits)

    assert frame.warnings == (DAMAGED,)


@pytest.mark.parametrize("bits", [8, 12])
def test_a_third_of_the_damage_that_changes_the_picture_is_told_of(bits):
    values, chance = picture(157, 211, bits), random.Random(bits)
    stream = coded(values, bits)
    start, told = stream.find(b"\xff\xda") + 14, 0

    for _ in range(60):
        damaged = bytearray(stream)
        place = chance.randrange(start, len(stream) - 20)
        damaged[place : place + 6] = chance.randbytes(6)
        try:
            told += decoded(bytes(damaged), values.shape, bits).warnings != ()
        except DecodeError:
            told += 1

    assert told >= 15


def test_streams_of_several_components_and_scans_are_left_as_they_are():
    for sample, stream in zip(SAMPLES, streams(), strict=True):
        if sample.transfer_syntax_uid.endswith((".50", ".51", ".55", ".70")):
            layout = format_of(sample)
            frame = decode_frame(stream, syntax_of(sample.transfer_syntax_uid), layout)

            assert frame.values.shape == layout.shape
            assert DAMAGED not in frame.warnings
