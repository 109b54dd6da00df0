"""Colour and lossless JPEG streams with too many or too few data are told of or refused."""

import io
import random
from collections import Counter

import numpy as np
import pytest
from PIL import Image

from napari_dicom.dicom.errors import DecodeError
from napari_dicom.dicom.pixels import PixelFormat, syntax_of
from napari_dicom.dicom.pixels.coded import decode_frame
from napari_dicom.dicom.pixels.leftover import DAMAGED

imagecodecs = pytest.importorskip("imagecodecs")
BASELINE, LOSSLESS = "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.57"
SHAPES = [(8, 8), (16, 16), (7, 9), (16, 5), (157, 211), (64, 8), (8, 500), (100, 96)]


def picture(shape, bits=8, samples=1):
    i, j = np.ogrid[: shape[0], : shape[1]]
    smooth = (np.sin(i / 17) * np.cos(j / 23) * 0.4 + 0.5) * ((1 << bits) - 1)
    noise = np.random.default_rng(shape[0]).normal(0, 1 << (bits - 7), (*shape, samples))
    if samples == 3:
        smooth = np.stack([smooth, smooth[::-1], smooth[:, ::-1] / 2], -1)
    values = ((smooth if samples == 3 else smooth[..., None]) + noise).clip(0, (1 << bits) - 1)
    values = values.astype(np.uint8 if bits == 8 else np.uint16)
    return values[..., 0] if samples == 1 else np.ascontiguousarray(values)


def layout_of(shape, bits=8, samples=1, photometric="MONOCHROME2"):
    return PixelFormat(
        *shape,
        samples_per_pixel=samples,
        photometric_interpretation=photometric,
        bits_allocated=8 if bits == 8 else 16,
        bits_stored=bits,
        high_bit=bits - 1,
    )


def colour(shape, subsampling):
    stream = io.BytesIO()
    Image.fromarray(picture(shape, 8, 3)).save(stream, "JPEG", quality=90, subsampling=subsampling)
    return stream.getvalue()


def lossless(shape, bits, samples, predictor):
    more = {"colorspace": "RGB", "outcolorspace": "RGB"} if samples == 3 else {}
    return imagecodecs.jpeg8_encode(
        picture(shape, bits, samples),
        lossless=True,
        predictor=predictor,
        bitspersample=bits,
        **more,
    )


def decoded(stream, uid, layout):
    return decode_frame(stream, syntax_of(uid), layout)


def with_rows(stream, rows):
    """Let the header of a stream name another number of rows."""
    place = max(stream.find(b"\xff\xc0"), stream.find(b"\xff\xc3")) + 5
    return stream[:place] + rows.to_bytes(2, "big") + stream[place + 2 :]


@pytest.mark.parametrize("subsampling", [0, 1, 2], ids=["4:4:4", "4:2:2", "4:2:0"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_whole_colour_stream_is_shown_without_a_word(shape, subsampling):
    stream = colour(shape, subsampling)

    frame = decoded(stream, BASELINE, layout_of(shape, 8, 3, "YBR_FULL_422"))

    np.testing.assert_array_equal(frame.values, imagecodecs.jpeg8_decode(stream))
    assert frame.warnings == ()


@pytest.mark.parametrize("subsampling", [0, 1, 2], ids=["4:4:4", "4:2:2", "4:2:0"])
@pytest.mark.parametrize("shape", [(160, 211), (64, 8), (32, 500)], ids=str)
def test_colour_left_over_is_told_of(shape, subsampling):
    rows, columns = shape
    stream = with_rows(colour((rows + 64, columns), subsampling), rows)

    frame = decoded(stream, BASELINE, layout_of(shape, 8, 3, "YBR_FULL_422"))

    assert frame.warnings == (DAMAGED,)


@pytest.mark.parametrize("predictor", range(1, 8))
@pytest.mark.parametrize(("bits", "samples"), [(8, 1), (12, 1), (16, 1), (8, 3)])
@pytest.mark.parametrize("shape", [(1, 13), (7, 12), (40, 56), (157, 211)], ids=str)
def test_a_whole_lossless_stream_is_shown_without_a_word(shape, bits, samples, predictor):
    stream = lossless(shape, bits, samples, predictor)

    frame = decoded(
        stream, LOSSLESS, layout_of(shape, bits, samples, "RGB" if samples == 3 else "MONOCHROME2")
    )

    np.testing.assert_array_equal(frame.values, picture(shape, bits, samples))
    assert frame.warnings == ()


@pytest.mark.parametrize("predictor", range(1, 8))
@pytest.mark.parametrize(("bits", "samples"), [(8, 1), (12, 1), (16, 1), (8, 3)])
@pytest.mark.parametrize("value", [0, 128, 2048, 32768])
def test_a_whole_lossless_stream_of_one_value_is_shown_without_a_word(
    value, bits, samples, predictor
):
    values = np.full((20, 30) if samples == 1 else (20, 30, 3), value % (1 << bits))
    values = values.astype(np.uint8 if bits == 8 else np.uint16)
    more = {"colorspace": "RGB", "outcolorspace": "RGB"} if samples == 3 else {}
    stream = imagecodecs.jpeg8_encode(
        values, lossless=True, predictor=predictor, bitspersample=bits, **more
    )
    layout = layout_of((20, 30), bits, samples, "RGB" if samples == 3 else "MONOCHROME2")

    frame = decoded(stream, LOSSLESS, layout)

    np.testing.assert_array_equal(frame.values, values)
    assert frame.warnings == ()


@pytest.mark.parametrize("subsampling", [0, 1, 2], ids=["4:4:4", "4:2:2", "4:2:0"])
@pytest.mark.parametrize("missing", [64, 8], ids=str)
def test_a_colour_stream_whose_last_blocks_are_missing_is_refused(subsampling, missing):
    stream = colour((157, 211), subsampling)
    cut = stream[: -2 - missing] + stream[-2:]

    with pytest.raises(DecodeError, match="cut off"):
        decoded(cut, BASELINE, layout_of((157, 211), 8, 3, "YBR_FULL_422"))


@pytest.mark.parametrize("predictor", range(1, 8))
@pytest.mark.parametrize(("bits", "samples"), [(8, 1), (12, 1), (16, 1), (8, 3)])
def test_lossless_data_left_over_are_told_of(bits, samples, predictor):
    stream = with_rows(lossless((41, 56), bits, samples, predictor), 40)
    layout = layout_of((40, 56), bits, samples, "RGB" if samples == 3 else "MONOCHROME2")

    frame = decoded(stream, LOSSLESS, layout)

    assert DAMAGED in frame.warnings


@pytest.mark.parametrize("predictor", range(1, 8))
@pytest.mark.parametrize(("bits", "samples"), [(8, 1), (12, 1), (16, 1), (8, 3)])
def test_a_lossless_stream_whose_last_samples_are_missing_is_refused(bits, samples, predictor):
    stream = lossless((40, 56), bits, samples, predictor)
    cut = stream[:-12] + stream[-2:]
    layout = layout_of((40, 56), bits, samples, "RGB" if samples == 3 else "MONOCHROME2")

    with pytest.raises(DecodeError, match="cut off"):
        decoded(cut, LOSSLESS, layout)


@pytest.mark.parametrize(("most", "told"), [(4095, False), (4096, True)])
def test_lossless_samples_beyond_the_precision_of_the_stream_are_told_of(most, told):
    """The first sample is predicted as the middle of the range: it moves with the precision."""
    shift = (1 << 15) - (1 << 11)
    values = picture((40, 56), 12) // 2 + shift
    values[20, 30] = most + shift
    stream = imagecodecs.jpeg8_encode(values, lossless=True, predictor=1, bitspersample=16)
    place = stream.find(b"\xff\xc3") + 4

    frame = decoded(
        stream[:place] + b"\x0c" + stream[place + 1 :], LOSSLESS, layout_of((40, 56), 12)
    )

    assert any(f"go up to {most}" in text for text in frame.warnings) is told


CASES = {
    "4:4:4": (BASELINE, colour((157, 211), 0), layout_of((157, 211), 8, 3, "YBR_FULL"), 0.5),
    "4:2:0": (BASELINE, colour((157, 211), 2), layout_of((157, 211), 8, 3, "YBR_FULL_422"), 0.2),
    "lossless, 12 bit": (LOSSLESS, lossless((157, 211), 12, 1, 1), layout_of((157, 211), 12), 0.7),
    "lossless, predictor 4": (
        LOSSLESS,
        lossless((157, 211), 12, 1, 4),
        layout_of((157, 211), 12),
        0.6,
    ),
    "lossless, RGB": (LOSSLESS, lossless((99, 99), 8, 3, 1), layout_of((99, 99), 8, 3, "RGB"), 0.6),
}


@pytest.mark.parametrize("name", CASES)
def test_so_much_of_the_damage_that_changes_the_picture_is_seen(name):
    uid, stream, layout, least = CASES[name]
    good, chance = decoded(stream, uid, layout).values, random.Random(7)
    start, seen = stream.find(b"\xff\xda") + 14, Counter()

    for turn in range(80):
        place, damaged = chance.randrange(start, len(stream) - 20), bytearray(stream)
        if turn % 2:
            damaged[place : place + 6] = chance.randbytes(6)
        else:
            del damaged[place : place + chance.randrange(1, 40)]
        seen[outcome_of(bytes(damaged), uid, layout, good)] += 1

    assert seen["told"] + seen["refused"] >= least * 80, seen


def outcome_of(stream, uid, layout, good):
    try:
        frame = decoded(stream, uid, layout)
    except DecodeError:
        return "refused"
    if frame.warnings:
        return "told"
    return "same" if good is not None and np.array_equal(frame.values, good) else "silent"
