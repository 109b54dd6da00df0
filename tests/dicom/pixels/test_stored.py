"""Stored values cut out of cells with garbage around them."""

import numpy as np
import pytest

from napari_dicom.dicom.pixels import FOREIGN_BITS, PixelFormat, stored_values
from napari_dicom.dicom.pixels.stored import cut_cells


def layout(stored: int, signed: bool = False, high: int | None = None) -> PixelFormat:
    return PixelFormat(
        1,
        4,
        bits_stored=stored,
        high_bit=stored - 1 if high is None else high,
        pixel_representation=int(signed),
    )


@pytest.mark.parametrize("stored", [10, 12, 15, 16])
@pytest.mark.parametrize("signed", [False, True])
def test_bits_above_the_stored_ones_are_cut_off(stored: int, signed: bool) -> None:
    low, high = (-(1 << stored - 1), (1 << stored - 1) - 1) if signed else (0, (1 << stored) - 1)
    known = np.array([[low, low + 1, high - 1, high]])
    mask, garbage = (1 << stored) - 1, 0xFFFF & ~((1 << stored) - 1)
    cells = ((known & mask) | garbage).astype(np.uint16).view(f"{'i' if signed else 'u'}2")

    values = stored_values(cells, layout(stored, signed))

    assert values.tolist() == known.tolist()


def test_values_that_end_below_the_high_bit_are_shifted_down() -> None:
    known = np.array([[0, 1, 2046, 4095]])
    cells = ((known << 4) | 0b1001).astype(np.uint16)

    values = stored_values(cells, layout(12, high=15))

    assert values.tolist() == known.tolist()


def test_signed_values_that_end_below_the_high_bit_keep_their_sign() -> None:
    known = np.array([[-2048, -1, 0, 2047]])
    cells = (known << 4).astype(np.int16)

    values = stored_values(cells, layout(12, signed=True, high=15))

    assert values.tolist() == known.tolist()


def test_padding_that_does_not_fit_into_the_stored_bits_is_kept() -> None:
    cells = np.array([[-2000, 0x7000 | 5, 3, -2000]], np.int16)

    values = stored_values(cells, layout(11, signed=True), padding=-2000)

    assert values.tolist() == [[-2000, 5, 3, -2000]]


def test_padding_that_fits_is_cut_like_any_other_value() -> None:
    cells = np.array([[0xF007, 7, 8, 9]], np.uint16)

    values = stored_values(cells, layout(12), padding=7)

    assert values.tolist() == [[7, 7, 8, 9]]


def test_full_cells_are_returned_untouched() -> None:
    cells = np.array([[1, 2, 3, 0xFFFF]], np.uint16)

    assert stored_values(cells, layout(16)) is cells


def _cells(*values, signed=False):
    return np.array([values] * 40, np.int16 if signed else np.uint16)


@pytest.mark.parametrize(
    ("cells", "layout", "told"),
    [
        pytest.param(_cells(0, 4095), {"bits_stored": 12, "high_bit": 11}, False, id="clean"),
        pytest.param(_cells(0, 4096), {"bits_stored": 12, "high_bit": 11}, True, id="a bit above"),
        pytest.param(
            _cells(-2048, 2047, signed=True),
            {"bits_stored": 12, "high_bit": 11, "pixel_representation": 1},
            False,
            id="signs that fill their cells",
        ),
        pytest.param(
            _cells(0x0800, 0x07FF, signed=True),
            {"bits_stored": 12, "high_bit": 11, "pixel_representation": 1},
            False,
            id="signs that stand alone",
        ),
        pytest.param(
            _cells(0x4800, 0, signed=True),
            {"bits_stored": 12, "high_bit": 11, "pixel_representation": 1},
            True,
            id="a bit above a sign",
        ),
        pytest.param(
            _cells(-2000, 5, signed=True),
            {
                "bits_stored": 10,
                "high_bit": 9,
                "pixel_representation": 1,
                "pixel_padding_value": -2000,
            },
            False,
            id="padding beyond",
        ),
        pytest.param(_cells(65535), {"bits_stored": 16, "high_bit": 15}, False, id="whole cells"),
        pytest.param(_cells(65520), {"bits_stored": 12, "high_bit": 15}, False, id="upper bits"),
    ],
)
def test_what_is_left_out_of_cells_is_told(cells, layout, told):
    found = cut_cells(cells, PixelFormat(*cells.shape, **layout))

    assert found == ((FOREIGN_BITS,) if told else ())
