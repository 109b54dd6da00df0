"""Modules of PS3.3 that make values of stored ones: present, absent, contradicting, big endian."""

import numpy as np
import pytest
from pydicom import uid as uids
from pydicom.dataset import Dataset

import phantom
from napari_dicom import read_volumes
from napari_dicom.dicom import scan

SYNTAXES = pytest.mark.parametrize(
    "transfer_syntax",
    [
        pytest.param(uids.ExplicitVRLittleEndian, id="little"),
        pytest.param(uids.ImplicitVRLittleEndian, id="implicit"),
        pytest.param(uids.ExplicitVRBigEndian, id="big"),
    ],
)
STORED = np.array([[[0, 1, 2, 3]]], np.int16)
VALUES = [100, 200, 300, 400]
SECONDARY_CAPTURE = uids.SecondaryCaptureImageStorage


def with_table(descriptor, data, vr="OW", kind="US", **more):
    """Return an edit that gives a file a modality LUT as a table."""

    def edit(dataset, _):
        item = Dataset()
        item.add_new(0x00283002, "US", descriptor)
        item.add_new(0x00283004, "LO", kind)
        item.add_new(0x00283006, vr, data)
        dataset.ModalityLUTSequence = [item]
        for keyword in ("RescaleSlope", "RescaleIntercept", "RescaleType"):
            if keyword in dataset:
                del dataset[keyword]
        phantom.set_attributes(dataset, more)

    return edit


def only(folder, stored=STORED, **how):
    phantom.write_series(folder, stored, **how)
    (loaded,) = read_volumes(folder)
    return loaded


@SYNTAXES
@pytest.mark.parametrize("lazy", [False, True], ids=["eager", "lazy"])
@pytest.mark.parametrize(
    ("more", "values"),
    [
        pytest.param({}, VALUES, id="a table"),
        pytest.param({"RescaleIntercept": "-1024"}, VALUES, id="a table and a stray intercept"),
        pytest.param({"RescaleType": "HU"}, VALUES, id="a table and a stray type"),
        pytest.param({"RescaleSlope": "1"}, [0, 1, 2, 3], id="a table and a slope"),
        pytest.param(
            {"RescaleSlope": "2", "RescaleIntercept": "-1"},
            [-1, 1, 3, 5],
            id="a table and a rescale",
        ),
    ],
)
def test_a_modality_lut_is_a_table_or_a_rescale(tmp_path, transfer_syntax, lazy, more, values):
    edit = with_table([4, 0, 16], VALUES, "US", **more)
    phantom.write_series(tmp_path, STORED, edit=edit, transfer_syntax=transfer_syntax)

    (loaded,) = read_volumes(tmp_path, lazy=lazy)

    assert np.asarray(loaded.values).ravel().tolist() == values
    assert loaded.volume.first.rescale.unit != "HU" or "RescaleSlope" in more


@SYNTAXES
def test_a_damaged_table_leaves_negative_values_what_they_are(tmp_path, transfer_syntax):
    stored = np.array([[[-500, 0, 500, 1]]], np.int16)
    edit = with_table([4, 0], VALUES, "US")

    loaded = only(tmp_path, stored, edit=edit, transfer_syntax=transfer_syntax)

    assert loaded.values.ravel().tolist() == stored.ravel().tolist()
    assert any("modality LUT" in note.message for note in loaded.volume.notes)


@pytest.mark.parametrize(
    ("descriptor", "data", "values"),
    [
        pytest.param([4, 0, 16], np.array(VALUES, "<u2").tobytes(), VALUES, id="16 bits"),
        pytest.param([4, 0, 8], bytes([9, 8, 7, 6]), [9, 8, 7, 6], id="8 bits, two a word"),
        pytest.param([3, 0, 8], bytes([9, 8, 7, 0]), [9, 8, 7, 7], id="8 bits and a byte of fill"),
        pytest.param(
            [4, 0, 8],
            np.array([9, 8, 7, 6], "<u2").tobytes(),
            [9, 8, 7, 6],
            id="8 bits, one a word",
        ),
    ],
)
def test_tables_of_8_and_16_bits_are_read(tmp_path, descriptor, data, values):
    loaded = only(tmp_path, edit=with_table(descriptor, data))

    assert loaded.values.ravel().tolist() == values


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        pytest.param({"RescaleIntercept": "-1024", "RescaleSlope": "1"}, "HU", id="CT image"),
        pytest.param({"RescaleType": "HU"}, "HU", id="CT image that says so"),
        pytest.param({"RescaleType": "US"}, None, id="CT image of unspecified units"),
        pytest.param({"SOPClassUID": SECONDARY_CAPTURE}, None, id="screenshot of a CT"),
        pytest.param(
            {"SOPClassUID": SECONDARY_CAPTURE, "RescaleType": "HU"}, "HU", id="capture that says so"
        ),
        pytest.param({"SOPClassUID": uids.EnhancedCTImageStorage}, "HU", id="enhanced CT"),
        pytest.param({"ImageType": ["ORIGINAL", "PRIMARY", "LOCALIZER"]}, None, id="localizer"),
        pytest.param({"Modality": "MR", "RescaleType": "HU"}, "HU", id="MR that says so"),
        pytest.param({"Modality": "MR"}, None, id="MR"),
    ],
)
def test_hounsfield_units_are_said_where_the_object_says_so(tmp_path, header, unit):
    phantom.write_series(tmp_path, phantom.ramp(1), header=header)
    (volume,) = scan(tmp_path).volumes

    assert volume.first.rescale.unit == unit


@pytest.mark.parametrize(
    "transfer_syntax", [uids.ExplicitVRLittleEndian, uids.ImplicitVRLittleEndian]
)
@pytest.mark.parametrize("lazy", [False, True], ids=["eager", "lazy"])
@pytest.mark.parametrize(
    ("dtype", "padding", "least"),
    [
        pytest.param("float32", {}, -9999.0, id="none"),
        pytest.param("float32", {"FloatPixelPaddingValue": -9999.0}, 1.0, id="float"),
        pytest.param(
            "float32",
            {"FloatPixelPaddingValue": -10000.0, "FloatPixelPaddingRangeLimit": -9000.0},
            1.0,
            id="float range",
        ),
        pytest.param("float64", {"DoubleFloatPixelPaddingValue": -9999.0}, 1.0, id="double"),
        pytest.param(
            "float64", {"FloatPixelPaddingValue": -9999.0}, -9999.0, id="float beside double pixels"
        ),
        pytest.param(
            "float32", {"PixelPaddingValue": 1}, -9999.0, id="integers' beside float pixels"
        ),
    ],
)
def test_padding_of_float_pixels_is_no_part_of_the_contrast(
    tmp_path, transfer_syntax, dtype, padding, least, lazy
):
    values = np.array([[[-9999, 1, 2, 3]]], dtype)
    phantom.write_series(
        tmp_path, values, modality="OT", header=padding, transfer_syntax=transfer_syntax
    )

    (loaded,) = read_volumes(tmp_path, lazy=lazy)

    assert loaded.value_range == (least, 3.0)


def codes(folder, code, stored=None, **how):
    phantom.write_series(folder, stored, **how)
    (volume,) = scan(folder).volumes
    return [note.message for note in volume.notes if note.code == code]


@pytest.mark.parametrize(
    ("header", "told"),
    [
        pytest.param({}, False, id="absent"),
        pytest.param({"VOILUTFunction": "LINEAR"}, False, id="linear"),
        pytest.param({"VOILUTFunction": "LINEAR_EXACT"}, False, id="exactly linear"),
        pytest.param({"VOILUTFunction": "SIGMOID"}, True, id="sigmoid"),
        pytest.param(
            {"VOILUTFunction": "SIGMOID", "WindowWidth": None}, False, id="sigmoid without a window"
        ),
    ],
)
def test_a_sigmoid_contrast_is_told_of(tmp_path, header, told):
    window = {"WindowCenter": "40", "WindowWidth": "400"}

    found = codes(tmp_path, "voi-lut", header=window | header)

    assert bool(found) is told


@pytest.mark.parametrize(("dtype", "told"), [("uint8", False), ("uint16", True), ("uint32", True)])
def test_colours_of_more_than_8_bits_are_told_of(tmp_path, dtype, told):
    stored = np.zeros((1, 4, 4, 3), dtype)

    found = codes(tmp_path, "colour-depth", stored, modality="OT")

    assert bool(found) is told


@pytest.mark.parametrize(
    ("columns", "told"),
    [pytest.param(None, False, id="absent"), (5, False), (6, True)],
)
@pytest.mark.parametrize("frames", [1, 3])
def test_tiles_are_told_of_where_there_are_some(tmp_path, columns, told, frames):
    header = {"TotalPixelMatrixColumns": columns}
    phantom.write_enhanced(tmp_path / "one.dcm", phantom.ramp(frames), header=header)
    (volume,) = scan(tmp_path).volumes

    found = [note for note in volume.notes if note.code == "tiles"]

    assert bool(found) is (told and frames > 1)


@SYNTAXES
@pytest.mark.parametrize("lazy", [False, True], ids=["eager", "lazy"])
@pytest.mark.parametrize("above", [0, 0x5000])
def test_what_is_left_out_above_high_bit_is_told_once_and_no_warning(
    tmp_path, transfer_syntax, lazy, above
):
    values = phantom.ramp(3, 16, 16, "uint16")
    phantom.write_series(tmp_path, values | above, bits_stored=12, transfer_syntax=transfer_syntax)

    (loaded,) = read_volumes(tmp_path, lazy=lazy)

    np.testing.assert_array_equal(np.asarray(loaded.values), values)
    notes = [note for note in loaded.volume.notes if "above HighBit" in note.message]
    assert [str(note.severity) for note in notes] == ["info"] * bool(above)
