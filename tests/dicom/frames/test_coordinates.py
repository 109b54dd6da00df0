"""What places a classic image along further dimensions."""

import pytest

from napari_dicom.dicom.frames.coordinates import (
    classic_coordinates,
    diffusion_coordinates,
    image_type_coordinates,
    seconds_of_day,
)
from napari_dicom.dicom.headers.header import Header
from planes import header


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        pytest.param("000000", 0.0, id="midnight"),
        pytest.param("101530", 36930.0, id="whole seconds"),
        pytest.param("101530.25", 36930.25, id="fraction"),
        pytest.param("1015", 36900.0, id="minutes"),
        pytest.param("10", 36000.0, id="hours"),
        pytest.param("10:15:30", 36930.0, id="ACR-NEMA colons"),
        pytest.param("101530.5+0100", 36930.5, id="time zone"),
        pytest.param(" 101530 ", 36930.0, id="padded"),
        pytest.param("", None, id="empty"),
        pytest.param("noon", None, id="words"),
        pytest.param("1015305", None, id="seven digits"),
        pytest.param("101530.x", None, id="broken fraction"),
    ],
)
def test_times_are_seconds_since_midnight(text, seconds):
    assert seconds_of_day(text) == seconds


@pytest.mark.parametrize(
    ("values", "component"),
    [
        (["ORIGINAL", "PRIMARY", "M", "ND"], "magnitude"),
        (["ORIGINAL", "PRIMARY", "P", "ND"], "phase"),
        (["ORIGINAL", "PRIMARY", "M_FFE", "M", "FFE"], "magnitude"),
        (["ORIGINAL", "PRIMARY", "PHASE MAP", "P", "FFE"], "phase"),
        (["DERIVED", "PRIMARY", "REAL"], "real"),
        (["ORIGINAL", "PRIMARY", "AXIAL"], None),
        (["M", "P"], None),
    ],
)
def test_image_types_say_magnitude_or_phase(values, component):
    assert image_type_coordinates(tuple(values)).get("Component") == component


def test_the_acquisition_date_and_time_wins_over_the_time_alone():
    found = classic_coordinates(
        header({"AcquisitionDateTime": "20260102101530.5", "AcquisitionTime": "090000"})
    )

    assert found["AcquisitionTime"] % 86400 == 36930.5


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            {"AcquisitionDate": "20260131", "AcquisitionTime": "235958"},
            {"AcquisitionDate": "20260201", "AcquisitionTime": "000004.5"},
            id="date and time",
        ),
        pytest.param(
            {"AcquisitionDateTime": "20251231235958"},
            {"AcquisitionDateTime": "20260101000004.5"},
            id="date and time in one",
        ),
    ],
)
def test_time_goes_on_past_midnight(before, after):
    first, second = (classic_coordinates(header(values)) for values in (before, after))

    assert second["AcquisitionTime"] - first["AcquisitionTime"] == 6.5


@pytest.mark.parametrize("date", ["", "2026", "20261301", "yesterday"])
def test_a_time_without_a_sensible_date_is_that_of_a_day(date):
    found = classic_coordinates(header({"AcquisitionDate": date, "AcquisitionTime": "101530"}))

    assert found["AcquisitionTime"] == 36930


CREATORS = {
    0x00190010: b"SIEMENS MR HEADER",
    0x20010010: b"Philips Imaging DD 001",
    0x00430010: b"GEMS_PARM_01",
}


@pytest.mark.parametrize(
    ("values", "b_value"),
    [
        pytest.param({"DiffusionBValue": 800.0}, 800, id="standard"),
        pytest.param({"SiemensBValue": "1000"}, 1000, id="Siemens"),
        pytest.param({"PhilipsBValue": 700.0}, 700, id="Philips"),
        pytest.param({"GEBValue": "1000000050\\8\\0\\0"}, 50, id="GE, with its offset"),
        pytest.param({"GEBValue": "50\\8\\0\\0"}, 50, id="GE, plain"),
        pytest.param({"DiffusionBValue": 0.0}, 0, id="none"),
    ],
)
def test_the_b_value_is_found_where_each_maker_puts_it(values, b_value):
    found = classic_coordinates(Header({**header(values).raw, **CREATORS}))

    assert found["DiffusionBValue"] == b_value


def test_gradients_of_one_b_value_are_told_apart_and_b_0_has_none():
    first = diffusion_coordinates(1000.0, (1.0, 0.0, 0.0))
    second = diffusion_coordinates(1000.0, (0.0, 1.0, 0.0))
    none = diffusion_coordinates(0.0, (0.0, 1.0, 0.0))

    assert first["DiffusionGradient"] != second["DiffusionGradient"]
    assert none["DiffusionGradient"] == (0.0,)
    assert diffusion_coordinates(None, None) == {}


def test_what_cannot_be_read_is_left_out():
    found = classic_coordinates(
        header({"EchoTime": "1.5ms", "TriggerTime": "", "EchoNumbers": "2"})
    )

    assert "EchoTime" not in found
    assert "TriggerTime" not in found
    assert found["EchoNumbers"] == 2


@pytest.mark.parametrize(
    ("text", "b_value"),
    [
        pytest.param("1000000050", 50, id="50"),
        pytest.param("1000012000", 12000, id="five digits"),
        pytest.param("99999", 99999, id="largest"),
    ],
)
def test_a_b_value_of_ge_has_up_to_five_digits(text, b_value):
    found = classic_coordinates(Header({**header({"GEBValue": text}).raw, **CREATORS}))

    assert found["DiffusionBValue"] == b_value


@pytest.mark.parametrize(
    ("other", "are_one"),
    [pytest.param(0.00004, True, id="0.00004 off"), pytest.param(0.0001, False, id="0.0001 off")],
)
def test_gradients_are_told_apart_to_four_decimals(other, are_one):
    first = diffusion_coordinates(5.0, (1.0, 0.0, 0.0))["DiffusionGradient"]
    second = diffusion_coordinates(5.0, (1.0, other, 0.0))["DiffusionGradient"]

    assert len(first) == 4
    assert (first == second) is are_one
