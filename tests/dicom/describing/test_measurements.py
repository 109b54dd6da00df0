"""Measurements in words: digits, units, the text beside a shape, lines of a file."""

import pytest

from napari_dicom.dicom.describing import (
    FILE_TITLES,
    TITLES,
    Measured,
    cells_of,
    file_cells_of,
    number_text,
    short_text,
    unit_text,
)
from napari_dicom.dicom.measuring import Measurement, Statistics

VALUES = Statistics(9, -1023.456, 12.3456, -1024, 3071, 2, 1, 0)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (12.34567, "12.35"),
        (9.99951, "10"),
        (2.4, "2.4"),
        (123456.7, "123457"),
        (0.00012345, "0.0001234"),
        (-1023.456, "-1023"),
        (2000, "2000"),
        (float("nan"), "–"),
        (float("inf"), "–"),
    ],
)
def test_numbers_have_four_digits_and_no_powers_of_ten(number, text):
    assert number_text(number) == text


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (Measurement("line", length=12.34567), "12.35 mm"),
        (Measurement("line", length=12.34567, is_in_mm=False), "12.35 px"),
        (Measurement("angle", length=30.0, angle=89.99), "89.99°"),
        (Measurement("ellipse", area=50.0, values=VALUES, unit="HU"), "50 mm²\n-1023.5 ± 12.35 HU"),
        (Measurement("polygon", area=50.0), "50 mm²"),
    ],
)
def test_beside_a_shape_stand_its_size_and_what_is_in_it(found, text):
    assert short_text(found) == text


def test_cells_carry_their_units():
    found = Measurement(
        "label", area=50.0, volume=1.5, values=VALUES, unit="HU", remarks=("a", "b")
    )
    cells = dict(
        zip(TITLES, cells_of(Measured("x", "slice 3", "t 1 of 2", "CT", found)), strict=True)
    )

    assert (cells["Area"], cells["Volume"], cells["Mean"]) == ("50 mm²", "1.5 ml", "-1023.5 HU")
    assert (cells["Minimum"], cells["Maximum"]) == ("-1024 HU", "3071 HU")
    assert (cells["Length"], cells["Step"], cells["Remarks"]) == ("", "t 1 of 2", "a; b")


def test_a_file_has_all_digits_and_no_units_in_its_numbers():
    found = Measurement("label", area=50.123456789, values=VALUES, unit="HU")
    line = dict(zip(FILE_TITLES, file_cells_of(Measured("x", "", "", "CT", found)), strict=True))

    assert (line["area_mm2"], line["mean"], line["pixels"]) == ("50.12345679", "-1023.456", "9")
    assert (line["pixels_left_out"], line["value_unit"], line["length_mm"]) == ("3", "HU", "")


def test_without_a_pixel_size_no_millimetres_are_claimed_in_a_file():
    found = Measurement("line", length=3.0, is_in_mm=False)
    line = dict(zip(FILE_TITLES, file_cells_of(Measured("x", "", "", "CT", found)), strict=True))

    assert (line["length_mm"], line["length_pixels"]) == ("", "3")


@pytest.mark.parametrize(("unit", "text"), [("BQML", "Bq/ml"), ("HU", "HU"), (None, "")])
def test_units_are_written_as_people_do(unit, text):
    assert unit_text(unit) == text
