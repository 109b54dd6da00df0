"""Numbers in odd writing: read where they mean one thing, told; else not read."""

import pytest

import phantom
from napari_dicom.dicom import Severity, scan
from planes import header, malformed, mended


@pytest.mark.parametrize(
    ("keyword", "count", "text", "numbers"),
    [
        pytest.param("PixelSpacing", 2, "0,8\\0,7", (0.8, 0.7), id="decimal commas"),
        pytest.param("PixelSpacing", 2, "0,8\\0.7", (0.8, 0.7), id="a comma and a point"),
        pytest.param("PixelSpacing", 2, "1,250\\1,250", (1.25, 1.25), id="no thousands of mm"),
        pytest.param("ImagePositionPatient", 3, "-4,5\\,5\\1e1", (-4.5, 0.5, 10), id="position"),
        pytest.param("PixelSpacing", 2, "0.8\\0.7\\", (0.8, 0.7), id="trailing backslash"),
        pytest.param("PixelSpacing", 2, "0.8\\0.7\\ \\", (0.8, 0.7), id="two trailing"),
        pytest.param("ImagePositionPatient", 3, "1\\2\\3\\", (1, 2, 3), id="position, trailing"),
        pytest.param("WindowCenter", None, "40\\-600\\", (40, -600), id="windows, trailing"),
        pytest.param("PixelSpacing", 2, "0.8,0.7", (0.8, 0.7), id="comma between"),
        pytest.param("PixelSpacing", 2, "0.8, 0.7", (0.8, 0.7), id="comma and blank between"),
        pytest.param("PixelSpacing", 2, "0,8;0,7", (0.8, 0.7), id="semicolon between"),
        pytest.param("PixelSpacing", 2, "0.8 0.7", (0.8, 0.7), id="blank between"),
        pytest.param("ImagePositionPatient", 3, "-1,2,3", (-1, 2, 3), id="two commas between"),
        pytest.param("RescaleSlope", 1, "0,5", (0.5,), id="slope"),
        pytest.param("RescaleSlope", 1, "1,000", (1.0,), id="slope of three decimals"),
        pytest.param("RescaleIntercept", 1, "-1024,0", (-1024.0,), id="intercept"),
        pytest.param("RescaleIntercept", 1, "0,125", (0.125,), id="below one"),
    ],
)
def test_what_means_one_thing_is_read(keyword, count, text, numbers):
    one = header({keyword: text})

    assert one.numbers(keyword, count) == numbers
    assert malformed(one) == {}
    assert "," not in mended(one)[keyword]


@pytest.mark.parametrize(
    ("keyword", "text", "numbers"),
    [
        pytest.param("PixelSpacing", "0.8", (0.8, 0.8), id="one spacing"),
        pytest.param("PixelSpacing", "0.8\\", (0.8, 0.8), id="one and a backslash"),
        pytest.param("PixelSpacing", "0,8", (0.8, 0.8), id="one with a decimal comma"),
        pytest.param("ImagerPixelSpacing", "1,0", (1.0, 1.0), id="nothing behind the comma"),
    ],
)
def test_one_spacing_is_taken_for_both_axes_and_that_is_a_guess(keyword, text, numbers):
    one = header({keyword: text})

    assert one.positive(keyword, 2) == numbers
    assert "both directions" in mended(one)[keyword]


@pytest.mark.parametrize(
    ("keyword", "count", "text"),
    [
        pytest.param("PixelSpacing", 2, "1,2", id="one decimal or two whole spacings"),
        pytest.param("PixelSpacing", 2, "0.8\\0.7\\0.6", id="three for two"),
        pytest.param("PixelSpacing", 2, "\\0.8", id="the first is missing"),
        pytest.param("PixelSpacing", 2, "0,8,0,7", id="four or two"),
        pytest.param("PixelSpacing", 2, "0,8\\abc", id="no number"),
        pytest.param("ImagePositionPatient", 3, "5", id="one for three"),
        pytest.param("ImagePositionPatient", 3, "1\\\\3", id="one of three is missing"),
        pytest.param("RescaleIntercept", 1, "-1,024", id="may be thousands"),
        pytest.param("SliceThickness", 1, "5mm", id="a unit"),
    ],
)
def test_what_may_mean_two_things_is_not_read(keyword, count, text):
    one = header({keyword: text})

    assert one.numbers(keyword, count) is None
    assert list(malformed(one)) == [keyword]
    assert mended(one) == {}


@pytest.mark.parametrize("text", ["0.8\\0\\", "-0,8\\0,7", "0"])
def test_a_spacing_in_odd_writing_must_be_positive_too(text):
    one = header({"PixelSpacing": text})

    assert one.positive("PixelSpacing", 2) is None
    assert (list(malformed(one)), mended(one)) == (["PixelSpacing"], {})


def test_the_first_of_two_values_is_taken_where_one_is_asked():
    one = header({"Columns": (512, 256), "RescaleSlope": "2\\3", "SliceThickness": "5\\1"})

    assert one.integer("Columns") == 512
    assert one.number("RescaleSlope") == 2
    assert one.positive("SliceThickness") == (5,)
    assert set(mended(one)) == {"Columns", "RescaleSlope", "SliceThickness"}


def test_elements_that_hold_several_values_may():
    one = header({"EchoNumbers": "1\\2"})

    assert one.number("EchoNumbers") == 1
    assert mended(one) == {}


@pytest.mark.parametrize(
    ("edit", "severity"),
    [
        pytest.param((b"0.7\\0.8", b"0,7\\0,8"), Severity.INFO, id="decimal commas"),
        pytest.param((b"0.7\\0.8", b"0.7    "), Severity.WARNING, id="one spacing"),
    ],
)
def test_odd_numbers_are_told_once_with_their_files(tmp_path, edit, severity):
    for path in phantom.write_series(tmp_path):
        path.write_bytes(path.read_bytes().replace(*edit))

    (volume,) = scan(tmp_path).volumes

    assert volume.shape == (4, 6, 5)
    (note,) = [note for note in volume.notes if note.code == "odd-number"]
    assert note.severity is severity
    assert len(note.details["files"]) == 4


@pytest.mark.parametrize("modality", ["CT", "PT"])
@pytest.mark.parametrize(
    "header", [{"RescaleSlope": b"two "}, {"RescaleIntercept": b"-1,024"}, {"RescaleSlope": b"0 "}]
)
def test_a_rescale_that_cannot_be_read_leaves_no_unit(tmp_path, modality, header):
    marks = {"RescaleSlope": "1.12345", "RescaleIntercept": "-1.125", "Units": "BQML"}
    (path,) = phantom.write_series(tmp_path, phantom.ramp(1), modality=modality, header=marks)
    for keyword, raw in header.items():
        mark = marks[keyword].encode()
        path.write_bytes(path.read_bytes().replace(mark, raw.ljust(len(mark))))

    (volume,) = scan(tmp_path).volumes

    assert volume.first.rescale.unit is None
    assert "malformed-value" in [note.code for note in volume.notes]


def test_a_rescale_in_a_functional_group_that_cannot_be_read_leaves_no_unit(tmp_path):
    path = phantom.write_enhanced(tmp_path / "e.dcm", slope=1.12345, intercept=-5.0)
    path.write_bytes(path.read_bytes().replace(b"1.12345", b"unknown"))

    (volume,) = scan(tmp_path).volumes

    assert volume.first.rescale.unit is None
    assert "malformed-value" in [note.code for note in volume.notes]
