"""Frames: what a header says of a plane's place, size and direction."""

import pytest

import phantom
from napari_dicom.dicom.files.instance import read_instance
from napari_dicom.dicom.frames.directions import header_orientation, orientation_of
from napari_dicom.dicom.frames.frame import (
    linear_of,
    pixel_spacing_of,
    position_of,
    rescale_of,
)
from napari_dicom.dicom.frames.instance_frames import frames_of
from napari_dicom.dicom.frames.window import Window, windows_of
from planes import header, malformed


@pytest.mark.parametrize(
    ("numbers", "is_one"),
    [
        pytest.param((1, 0, 0, 0, 1, 0), True, id="axial"),
        pytest.param((0.7071, 0.7071, 0, -0.7071, 0.7071, 0), True, id="oblique, rounded"),
        pytest.param((1, 0, 0, 1, 0, 0), False, id="twice the same"),
        pytest.param((0, 0, 0, 0, 1, 0), False, id="no direction"),
        pytest.param((2, 0, 0, 0, 1, 0), False, id="too long"),
        pytest.param((1, 0, 0, 0.1, 1, 0), False, id="not at right angles"),
        pytest.param((1, 0, 0), False, id="one direction"),
        pytest.param(None, False, id="none"),
    ],
)
def test_directions_are_taken_only_where_they_span_a_plane(numbers, is_one):
    assert (orientation_of(numbers) is not None) == is_one


def test_directions_that_span_no_plane_are_remembered():
    one = header({"ImageOrientationPatient": "1\\0\\0\\1\\0\\0"})

    assert header_orientation(one) is None
    assert list(malformed(one)) == ["ImageOrientationPatient"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param(
            {"PixelSpacing": "0.7\\0.8"}, ((0.7, 0.8), "PixelSpacing"), id="in the patient"
        ),
        pytest.param(
            {"PixelSpacing": "0.7\\0.8", "ImagerPixelSpacing": "1\\1"},
            ((0.7, 0.8), "PixelSpacing"),
            id="patient before detector",
        ),
        pytest.param(
            {"ImagerPixelSpacing": "0.1\\0.2"},
            ((0.1, 0.2), "ImagerPixelSpacing"),
            id="at the detector",
        ),
        pytest.param(
            {"NominalScannedPixelSpacing": "0.1\\0.2"},
            ((0.1, 0.2), "NominalScannedPixelSpacing"),
            id="of a film",
        ),
        pytest.param(
            {"PixelSpacing": "0\\0", "ImagerPixelSpacing": "1\\1"},
            ((1.0, 1.0), "ImagerPixelSpacing"),
            id="no size is none",
        ),
        pytest.param({"PixelSpacing": "0.7"}, ((0.7, 0.7), "PixelSpacing"), id="one number"),
        pytest.param({}, (None, "unknown"), id="none"),
    ],
)
def test_the_pixel_spacing_has_a_source(values, expected):
    assert pixel_spacing_of(header(values)) == expected


@pytest.mark.parametrize("text", ["1\\2", "1\\2\\nan", "1\\2\\3\\4", "", "a\\b\\c"])
def test_a_position_is_three_numbers_or_none(text):
    assert position_of(header({"ImagePositionPatient": text})) is None


def test_a_classic_file_is_one_frame(tmp_path):
    path = phantom.write_series(tmp_path, phantom.ramp(1), modality="CT", intercept=-1024)[0]

    (one,) = frames_of(read_instance(path))

    assert one.position == (-30, -20, 100)
    assert one.orientation == (1, 0, 0, 0, 1, 0)
    assert one.pixel_spacing == (0.7, 0.8)
    assert one.slice_thickness == 2.5
    assert (one.rescale.intercept, one.rescale.unit) == (-1024, "HU")


def test_an_object_without_pixels_has_no_frame(tmp_path):
    path = phantom.write_series(tmp_path, phantom.ramp(1), header={"PixelData": None})[0]

    assert frames_of(read_instance(path)) == []


@pytest.mark.parametrize(
    ("numbers", "is_one"),
    [
        pytest.param((1.0098, 0, 0, 0, 1, 0), True, id="row 0.98 % too long"),
        pytest.param((1.0101, 0, 0, 0, 1, 0), False, id="row 1.01 % too long"),
        pytest.param((1, 0, 0, 0, 0.9901, 0), True, id="column 0.99 % too short"),
        pytest.param((1, 0, 0, 0, 0.9897, 0), False, id="column 1.03 % too short"),
        pytest.param((1, 0, 0, 0.0099, 1, 0), True, id="0.0099 off the right angle"),
        pytest.param((1, 0, 0, -0.0101, 1, 0), False, id="-0.0101 off the right angle"),
    ],
)
def test_directions_that_span_a_plane_are_exact_within_one_percent(numbers, is_one):
    assert (orientation_of(numbers) is not None) is is_one


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param({"RescaleSlope": "9e27"}, (9e27, 0), id="largest slope"),
        pytest.param({"RescaleSlope": "1e28"}, (None, 0), id="too large a slope"),
        pytest.param({"RescaleSlope": "-1e28"}, (None, 0), id="too large a slope below 0"),
        pytest.param({"RescaleSlope": "0"}, (None, 0), id="no slope"),
        pytest.param({"RescaleIntercept": "-9e27"}, (None, -9e27), id="largest intercept"),
        pytest.param({"RescaleIntercept": "-1e28"}, (None, 0), id="too large an intercept"),
        pytest.param({"RescaleSlope": "2", "RescaleIntercept": "3"}, (2, 3), id="both"),
    ],
)
def test_slope_and_intercept_are_of_a_size_that_float32_can_hold(values, expected):
    one = header(values)

    assert linear_of(one) == expected
    assert set(malformed(one)) == {
        key for key, text in values.items() if text in {"0", "1e28", "-1e28"}
    }


@pytest.mark.parametrize(
    ("centers", "widths", "names", "expected"),
    [
        pytest.param("40", "400", "", [Window(40, 400)], id="one"),
        pytest.param(
            "40\\-600",
            "400\\1500",
            "SOFT\\LUNG",
            [Window(40, 400, "SOFT"), Window(-600, 1500, "LUNG")],
            id="two with names",
        ),
        pytest.param(
            "40\\-600", "0\\1500", "SOFT\\LUNG", [Window(-600, 1500, "LUNG")], id="first is none"
        ),
        pytest.param("40\\-600", "400\\-1", "", [Window(40, 400)], id="second is none"),
        pytest.param("40\\-600", "400", "", [Window(40, 400)], id="one width"),
    ],
)
def test_windows_have_a_centre_a_width_above_0_and_maybe_a_name(centers, widths, names, expected):
    one = header(
        {"WindowCenter": centers, "WindowWidth": widths, "WindowCenterWidthExplanation": names}
    )

    assert list(windows_of(one)) == expected


CT, PET = "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.128"


@pytest.mark.parametrize(
    ("values", "unit"),
    [
        pytest.param({"SOPClassUID": CT}, "HU", id="CT"),
        pytest.param({"SOPClassUID": CT, "Modality": "OT"}, None, id="CT that says otherwise"),
        pytest.param({"SOPClassUID": PET, "Units": "BQML"}, "BQML", id="PET"),
        pytest.param({"Units": "BQML"}, None, id="nothing"),
    ],
)
def test_without_a_modality_the_sop_class_says_the_unit(values, unit):
    assert rescale_of(header(values)).unit == unit
