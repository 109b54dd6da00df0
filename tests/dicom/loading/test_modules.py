"""Modules of PS3.3 that make values of stored ones: present, absent, contradicting, big endian."""

import numpy as np
import pydicom
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
        pytest.param(
            {"ImageType": ["ORIGINAL", "PRIMARY", "LOCALIZER"], "RescaleType": "HU"},
            None,
            id="localizer that says so",
        ),
        pytest.param({"ImageType": ["DERIVED", "SECONDARY", "MPR"]}, "HU", id="derived CT image"),
        pytest.param({"MultienergyCTAcquisition": "NO"}, "HU", id="CT of one energy"),
        pytest.param({"MultienergyCTAcquisition": "YES"}, None, id="CT of several energies"),
        pytest.param(
            {"MultienergyCTAcquisition": "YES", "RescaleType": "HU"},
            "HU",
            id="CT of several energies that says so",
        ),
        pytest.param(
            {"MultienergyCTAcquisition": "YES", "RescaleType": "MGML"},
            "MGML",
            id="iodine by its mass",
        ),
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
@pytest.mark.parametrize(
    ("sop_class", "can_be_tiled"),
    [
        pytest.param(uids.EnhancedCTImageStorage, True, id="enhanced"),
        pytest.param(uids.VLWholeSlideMicroscopyImageStorage, True, id="slide"),
        pytest.param(uids.SecondaryCaptureImageStorage, False, id="capture"),
        pytest.param(
            uids.MultiFrameGrayscaleByteSecondaryCaptureImageStorage, False, id="captures"
        ),
    ],
)
def test_tiles_are_told_of_where_there_are_some(
    tmp_path, columns, told, frames, sop_class, can_be_tiled
):
    header = {"TotalPixelMatrixColumns": columns, "SOPClassUID": sop_class}
    phantom.write_enhanced(tmp_path / "one.dcm", phantom.ramp(frames), header=header)
    (volume,) = scan(tmp_path).volumes

    found = [note for note in volume.notes if note.code == "tiles"]

    assert bool(found) is (told and can_be_tiled and frames > 1)


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


TABLES = {
    "values above 32767 of signed pixels": (
        [-2, 0, 1, 1],
        [4, 65534, 16],
        [100, 40000, 300, 65535],
        [100, 300, 65535, 65535],
    ),
    "a first value that is signed": ([-2, -1, 0, 5], [3, -2, 16], [7, 8, 9], [7, 8, 9, 9]),
    "a first value above 32767": ([40000, 40001, 0, 65535], [2, 40000, 16], [7, 8], [7, 8, 7, 8]),
    "fewer values than it says": ([-500, 0, 1, 2], [4, 0, 16], [7, 8], [-500, 0, 1, 2]),
    "no values": ([-500, 0, 1, 2], [4, 0, 16], [], [-500, 0, 1, 2]),
    "more values than it says": ([0, 1, 2, 3], [2, 0, 16], [7, 8, 9, 10], [7, 8, 8, 8]),
}


@SYNTAXES
@pytest.mark.parametrize("lazy", [False, True], ids=["eager", "lazy"])
@pytest.mark.parametrize("case", list(TABLES))
def test_a_table_means_what_it_says_or_nothing(tmp_path, case, lazy, transfer_syntax):
    stored, descriptor, data, values = TABLES[case]
    pixels = np.array([[stored]], "uint16" if max(stored) > 32767 else "int16")
    first = descriptor[1] % 65536
    edit = with_table([descriptor[0], first, descriptor[2]], data, "US")
    phantom.write_series(tmp_path, pixels, edit=edit, transfer_syntax=transfer_syntax)

    (loaded,) = read_volumes(tmp_path, lazy=lazy)

    assert np.asarray(loaded.values).ravel().tolist() == values
    is_told = any("modality LUT" in note.message for note in loaded.volume.notes)
    assert is_told is (values == stored)


@pytest.mark.parametrize(
    ("kind", "data", "unit"),
    [
        pytest.param("HU", VALUES, "HU", id="HU"),
        pytest.param("OD", VALUES, "OD", id="optical density"),
        pytest.param("US", VALUES, None, id="unspecified"),
        pytest.param("", VALUES, None, id="not given"),
        pytest.param("HU", [1], None, id="HU, and a damaged table"),
    ],
)
def test_the_unit_of_a_table_is_its_type(tmp_path, kind, data, unit):
    edit = with_table([4, 0, 16], data, "US", kind=kind)

    loaded = only(tmp_path, edit=edit)

    assert loaded.unit == unit


@pytest.mark.parametrize("lazy", [False, True], ids=["eager", "lazy"])
def test_a_table_and_a_rescale_side_by_side_are_each_slices_own(tmp_path, lazy):
    table = with_table([4, 0, 16], VALUES, "US", kind="HU")

    def edit(dataset, index):
        if index == 1:
            table(dataset, index)

    stored = np.repeat(STORED, 2, axis=0)
    phantom.write_series(tmp_path, stored, slope=1, intercept=-1024, edit=edit)

    (loaded,) = read_volumes(tmp_path, lazy=lazy)

    expected = [[[-1024, -1023, -1022, -1021]], [VALUES]]
    assert np.asarray(loaded.values).tolist() == expected


def test_single_captures_in_one_series_are_no_tiles(tmp_path):
    header = {"TotalPixelMatrixColumns": 99}

    assert codes(tmp_path, "tiles", header=header) == []
    assert codes(tmp_path / "sc", "tiles", modality="OT", header=header) == []


RGB = {
    "8 bits": ("uint8", 8),
    "12 bits": ("uint16", 12),
    "16 bits": ("uint16", 16),
    "32 bits": ("uint32", 32),
}


def write_colours(path, samples, bits, planar, transfer_syntax, photometric="RGB"):
    """Write colours (frame, row, column, sample) as one file, plane by plane where `planar`."""
    frames = len(samples)
    (made,) = phantom.write_series(
        path.parent / "blank", samples[:1], modality="OT", transfer_syntax=transfer_syntax
    )
    dataset = pydicom.dcmread(made)
    dataset.NumberOfFrames, dataset.PlanarConfiguration = frames, planar
    dataset.BitsStored, dataset.HighBit = bits, bits - 1
    dataset.PhotometricInterpretation = photometric
    order = ">" if transfer_syntax == uids.ExplicitVRBigEndian else "<"
    cells = samples.transpose(0, 3, 1, 2) if planar else samples
    cells = np.ascontiguousarray(cells).astype(f"{order}u{samples.dtype.itemsize}")
    dataset["PixelData"].VR = "OB" if samples.dtype.itemsize == 1 else "OW"
    dataset.PixelData = cells.tobytes()
    made.unlink()
    made.parent.rmdir()
    dataset.save_as(path)


@SYNTAXES
@pytest.mark.parametrize("frames", [1, 2])
@pytest.mark.parametrize("planar", [0, 1], ids=["by pixel", "by plane"])
@pytest.mark.parametrize("lazy", [False, True], ids=["eager", "lazy"])
@pytest.mark.parametrize("depth", list(RGB))
def test_colours_of_any_depth_are_shown_by_their_upper_8_bits(
    tmp_path, depth, planar, frames, lazy, transfer_syntax
):
    dtype, bits = RGB[depth]
    rng = np.random.default_rng(bits)
    samples = rng.integers(0, 1 << bits, (frames, 4, 6, 3), dtype=np.uint64).astype(dtype)
    write_colours(tmp_path / "one.dcm", samples, bits, planar, transfer_syntax)

    (loaded,) = read_volumes(tmp_path, lazy=lazy)

    expected = (samples >> (bits - 8)).astype(np.uint8)
    found = np.asarray(loaded.values).reshape(samples.shape)
    np.testing.assert_array_equal(found, expected)
    assert any(note.code == "colour-depth" for note in loaded.notes) is (bits > 8)


@pytest.mark.parametrize("is_halved", [True, False], ids=["halved", "whole"])
@pytest.mark.parametrize("photometric", ["YBR_FULL_422", "YBR_PARTIAL_422"])
def test_uncompressed_chroma_is_halved_where_the_pixels_are_so_many(
    tmp_path, photometric, is_halved
):
    grey = np.full((1, 4, 6, 3), 128, np.uint8)
    grey[0, :, :, 0] = 16 + np.arange(24).reshape(4, 6)
    write_colours(tmp_path / "one.dcm", grey, 8, 0, uids.ExplicitVRLittleEndian, photometric)
    if is_halved:
        dataset = pydicom.dcmread(tmp_path / "one.dcm")
        pairs = grey.reshape(-1, 2, 3)
        dataset.PixelData = np.stack(
            [pairs[:, 0, 0], pairs[:, 1, 0], pairs[:, 0, 1], pairs[:, 0, 2]], axis=1
        ).tobytes()
        dataset.save_as(tmp_path / "one.dcm")

    (loaded,) = read_volumes(tmp_path)

    luma = grey[0, :, :, 0].astype(np.float64)
    expected = luma if photometric == "YBR_FULL_422" else (luma - 16) * 255 / 219
    shown = np.asarray(loaded.values).reshape(4, 6, 3)
    np.testing.assert_array_equal(shown, np.rint(expected)[..., None].repeat(3, axis=2))
    is_told = any(note.code == "malformed-value" for note in loaded.notes)
    assert is_told is not is_halved


@pytest.mark.parametrize(
    ("photometric", "told"), [("RGB", False), ("YBR_RCT", True), ("YBR_ICT", True)]
)
def test_colours_called_what_only_jpeg_2000_has_are_rgb_and_told(tmp_path, photometric, told):
    samples = np.arange(72, dtype=np.uint8).reshape(1, 4, 6, 3)
    write_colours(tmp_path / "one.dcm", samples, 8, 0, uids.ExplicitVRLittleEndian, photometric)

    (loaded,) = read_volumes(tmp_path)

    np.testing.assert_array_equal(np.asarray(loaded.values).reshape(4, 6, 3), samples[0])
    assert any(photometric in note.message for note in loaded.notes) is told


def with_padding(vr, value, limit):
    def edit(dataset, _):
        dataset.add_new(0x00280120, vr, value)
        if limit is not None:
            dataset.add_new(0x00280121, vr, limit)

    return edit


@SYNTAXES
@pytest.mark.parametrize("lazy", [False, True], ids=["eager", "lazy"])
@pytest.mark.parametrize(
    ("stored", "vr", "value", "limit", "least"),
    [
        pytest.param([-2000, -1990, 5, 9], "SS", -2000, None, -1990, id="signed"),
        pytest.param([-2000, -1990, 5, 9], "US", 63536, None, -1990, id="written as unsigned"),
        pytest.param([-2000, -1990, 5, 9], "SS", -2000, -1990, 5, id="signed range"),
        pytest.param([-2000, -1990, 5, 9], "SS", -1990, -2000, 5, id="range, given backwards"),
        pytest.param([-2000, -1990, 5, 9], "US", 63536, 63546, 5, id="range written as unsigned"),
        pytest.param([63536, 7, 5, 9], "US", 63536, None, 5, id="unsigned"),
        pytest.param([63536, 7, 5, 9], "SS", -2000, None, 5, id="unsigned, written as signed"),
        pytest.param([0, 7, 5, 9], "US", 0, None, 5, id="0"),
        pytest.param([0, 7, 5, 9], "US", 0, 5, 7, id="0 to 5"),
    ],
)
def test_padding_is_no_part_of_the_contrast(
    tmp_path, transfer_syntax, stored, vr, value, limit, least, lazy
):
    pixels = np.array([[stored]], "uint16" if max(stored) > 32767 else "int16")
    edit = with_padding(vr, value, limit)
    how = {"slope": 1, "intercept": -24, "transfer_syntax": transfer_syntax}
    phantom.write_series(tmp_path, pixels, edit=edit, **how)

    (loaded,) = read_volumes(tmp_path, lazy=lazy)

    assert np.asarray(loaded.values).ravel().tolist() == [one - 24 for one in stored]
    assert loaded.value_range[0] == least - 24


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("lazy", [False, True], ids=["eager", "lazy"])
def test_padding_of_big_endian_float_pixels_is_no_part_of_the_contrast(tmp_path, dtype, lazy):
    values = np.array([[[-9999, 1, 2, 3]]], dtype)
    double = "Double" if dtype == "float64" else ""
    header = {
        f"{double}FloatPixelData": values.astype(values.dtype.newbyteorder(">")).tobytes(),
        f"{double}FloatPixelPaddingValue": -9999.0,
        f"{double}FloatPixelPaddingRangeLimit": 1.0,
    }
    phantom.write_series(
        tmp_path, values, modality="OT", header=header, transfer_syntax=uids.ExplicitVRBigEndian
    )

    (loaded,) = read_volumes(tmp_path, lazy=lazy)

    np.testing.assert_array_equal(np.asarray(loaded.values).reshape(values.shape), values)
    assert loaded.value_range == (2.0, 3.0)


@pytest.mark.parametrize("way", ["classic", "enhanced"])
@pytest.mark.parametrize("units", [("HU", "HU"), ("HU", "OD"), ("HU", "US")])
def test_slices_of_other_units_are_no_one_volume(tmp_path, way, units):
    def edit(dataset, index):
        item = dataset
        if way == "enhanced":
            item = Dataset()
            dataset.PixelValueTransformationSequence = [item]
        item.RescaleSlope, item.RescaleIntercept = "1", str(-index)
        item.RescaleType = units[index > 1]

    if way == "classic":
        phantom.write_series(tmp_path, phantom.ramp(4), edit=edit)
    else:
        phantom.write_enhanced(tmp_path / "one.dcm", phantom.ramp(4), edit_frame=edit)

    found = read_volumes(tmp_path)

    wanted = list(dict.fromkeys(None if unit == "US" else unit for unit in units))
    assert [one.unit for one in found] == wanted
    values = np.concatenate([np.asarray(one.values).reshape(-1, 6, 5) for one in found])
    offsets = np.arange(4)[:, None, None]
    np.testing.assert_array_equal(values, phantom.ramp(4) - offsets)


@pytest.mark.parametrize("way", ["classic", "enhanced"])
@pytest.mark.parametrize(
    ("photometric", "shape", "inverted", "told"),
    [
        pytest.param("MONOCHROME2", None, False, False, id="2"),
        pytest.param("MONOCHROME2", "IDENTITY", False, False, id="2, identity"),
        pytest.param("MONOCHROME2", "INVERSE", True, True, id="2, inverse"),
        pytest.param("MONOCHROME1", None, True, False, id="1"),
        pytest.param("MONOCHROME1", "INVERSE", True, False, id="1, inverse"),
        pytest.param("MONOCHROME1", "IDENTITY", True, True, id="1, identity"),
    ],
)
def test_what_contradicts_itself_about_black_and_white_is_told(
    tmp_path, way, photometric, shape, inverted, told
):
    header = {"PhotometricInterpretation": photometric, "PresentationLUTShape": shape}
    if way == "classic":
        phantom.write_series(tmp_path, header=header)
    else:
        phantom.write_enhanced(tmp_path / "one.dcm", header=header)
    (volume,) = scan(tmp_path).volumes

    assert volume.is_inverted is inverted
    assert any("PresentationLUTShape" in note.message for note in volume.notes) is told
