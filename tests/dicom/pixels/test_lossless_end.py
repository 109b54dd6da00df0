"""The data of a JPEG Lossless picture end with it, to the bit: what is more is told of."""

import numpy as np
import pytest

from napari_dicom.dicom.pixels import PixelFormat, syntax_of
from napari_dicom.dicom.pixels.coded import decode_frame
from napari_dicom.dicom.pixels.leftover import DAMAGED

imagecodecs = pytest.importorskip("imagecodecs")
LOSSLESS = "1.2.840.10008.1.2.4.70"
ROWS, COLUMNS = 40, 56


def on_bare_background(bits=12, samples=1):
    """Return a picture whose last rows are bare: they are coded by bits of 0 alone."""
    i, j = np.ogrid[:ROWS, :COLUMNS]
    noise = np.random.default_rng(3).normal(0, 1 << (bits - 5), (ROWS, COLUMNS))
    values = (np.sin(i / 7) * np.cos(j / 9) * 0.3 + 0.5) * ((1 << bits) - 1) + noise
    values[20:] = 0
    values = values.clip(0, (1 << bits) - 1).astype(np.uint8 if bits == 8 else np.uint16)
    return values if samples == 1 else np.stack([values] * samples, -1)


def coded(values, predictor=1, bits=12):
    more = {"colorspace": "RGB", "outcolorspace": "RGB"} if values.ndim == 3 else {}
    return imagecodecs.jpeg8_encode(
        values, lossless=True, predictor=predictor, bitspersample=bits, **more
    )


def decoded(stream, rows=ROWS, bits=12, samples=1, columns=COLUMNS):
    layout = PixelFormat(
        rows,
        columns,
        samples_per_pixel=samples,
        photometric_interpretation="MONOCHROME2" if samples == 1 else "RGB",
        bits_allocated=8 if bits == 8 else 16,
        bits_stored=bits,
        high_bit=bits - 1,
    )
    return decode_frame(stream, syntax_of(LOSSLESS), layout)


def named_shorter(stream, rows):
    """Let the header of a stream name fewer rows than it holds."""
    place = stream.find(b"\xff\xc3") + 5
    return stream[:place] + rows.to_bytes(2, "big") + stream[place + 2 :]


def filled(bits):
    """Return a stream whose last byte ends in some bits of 1, by its width."""
    for columns in range(30, 80):
        values = np.pad(on_bare_background(), ((0, 0), (0, 24)))[:, :columns]
        stream = coded(values)
        if stream[-3] == (1 << bits) - 1:
            return values, stream
    raise AssertionError("no width gives such an end")


@pytest.mark.parametrize("predictor", range(1, 8))
@pytest.mark.parametrize(("bits", "samples"), [(8, 1), (12, 1), (16, 1), (8, 3)])
def test_a_whole_picture_that_ends_bare_is_shown_without_a_word(bits, samples, predictor):
    values = on_bare_background(bits, samples)

    frame = decoded(coded(values, predictor, bits), bits=bits, samples=samples)

    np.testing.assert_array_equal(frame.values, values)
    assert frame.warnings == ()


@pytest.mark.parametrize("predictor", range(1, 8))
@pytest.mark.parametrize(("bits", "samples"), [(8, 1), (12, 1), (16, 1), (8, 3)])
@pytest.mark.parametrize("missing", [1, 12])
def test_left_over_bare_background_is_told_of(missing, bits, samples, predictor):
    stream = coded(on_bare_background(bits, samples), predictor, bits)
    rows = ROWS - missing

    frame = decoded(named_shorter(stream, rows), rows, bits, samples)

    np.testing.assert_array_equal(frame.values, on_bare_background(bits, samples)[:rows])
    assert frame.warnings == (DAMAGED,)


@pytest.mark.parametrize(
    ("more", "told"), [(b"", False), (b"\0", False), (b"\0\0", True), (b"\xff\xff", False)]
)
@pytest.mark.parametrize("ones", [2, 4, 6])
def test_fill_behind_the_data_is_no_damage_and_more_is(ones, more, told):
    values, stream = filled(ones)

    frame = decoded(stream[:-2] + more + stream[-2:], columns=values.shape[1])

    np.testing.assert_array_equal(frame.values, values)
    assert frame.warnings == ((DAMAGED,) if told else ())


@pytest.mark.parametrize(("more", "told"), [(b"", False), (b"\0", False), (b"\0\0", True)])
def test_a_last_byte_that_is_filled_by_zeros_is_no_damage(more, told):
    values, stream = filled(6)

    frame = decoded(stream[:-3] + b"\0" + more + stream[-2:], columns=values.shape[1])

    np.testing.assert_array_equal(frame.values, values)
    assert frame.warnings == ((DAMAGED,) if told else ())
