"""Values: which dtype holds them, what is padding, how a modality table reads."""

import numpy as np
import pytest
from pydicom import uid as uids
from pydicom.dataset import Dataset

import phantom
from napari_dicom.api import read_volumes
from napari_dicom.dicom.frames.frame import (
    Rescale,
    has_modality_table,
    rescale_of,
)
from napari_dicom.dicom.frames.modality_lut import ModalityTable, modality_table
from napari_dicom.dicom.frames.window import windows_of
from napari_dicom.dicom.loading.values import (
    has_wrapped,
    hoped_dtype,
    padding_range,
    padding_values,
    put_values,
    stored_range,
    value_dtype,
)
from napari_dicom.dicom.pixels import PixelFormat, SampleKind
from planes import frame, header


def one(
    bits=16, signed=0, allocated=16, slope=1.0, intercept=0.0, kind=SampleKind.INTEGER, **values
):
    """A frame of such a pixel format, with such a modality LUT and header."""
    pixel_format = PixelFormat(
        6,
        5,
        bits_allocated=allocated,
        bits_stored=bits,
        high_bit=bits - 1,
        pixel_representation=signed,
        kind=kind,
    )
    values = {"PixelRepresentation": signed, "BitsAllocated": allocated, **values}
    return frame(pixel_format=pixel_format, rescale=Rescale(slope, intercept), values=values)


@pytest.mark.parametrize(
    ("frames", "dtype"),
    [
        pytest.param([one(8, allocated=8)], "uint8", id="8 bits"),
        pytest.param([one(12)], "int16", id="12 bits"),
        pytest.param([one(16)], "uint16", id="16 bits"),
        pytest.param([one(16, signed=1)], "int16", id="16 bits signed"),
        pytest.param([one(12, intercept=-1024)], "int16", id="12-bit CT"),
        pytest.param([one(16, signed=1, intercept=-1024)], "int32", id="16-bit signed CT"),
        pytest.param([one(16, intercept=-1024)], "int32", id="16-bit unsigned CT"),
        pytest.param([one(8, allocated=8, intercept=-1024)], "int16", id="8-bit CT"),
        pytest.param([one(32, allocated=32)], "uint32", id="32 bits"),
        pytest.param([one(32, allocated=32, intercept=-1)], "int64", id="32 bits, below 0"),
        pytest.param([one(12), one(16)], "uint16", id="BitsStored varies"),
        pytest.param(
            [one(12, intercept=-1024), one(12, intercept=40000)], "int32", id="intercepts vary"
        ),
        pytest.param([one(12, slope=0.5)], "float32", id="slope"),
        pytest.param([one(12, intercept=0.5)], "float32", id="broken intercept"),
        pytest.param([one(12), one(12, slope=2.0)], "float32", id="one slope of several"),
        pytest.param([one(32, allocated=32, kind=SampleKind.FLOAT)], "float32", id="float pixels"),
        pytest.param(
            [one(64, allocated=64, kind=SampleKind.DOUBLE)], "float64", id="double pixels"
        ),
        pytest.param([one(12, signed=1, PixelPaddingValue=63536)], "int16", id="padding of -2000"),
        pytest.param([one(12, PixelPaddingValue=65535)], "uint16", id="padding above BitsStored"),
    ],
)
def test_the_dtype_is_the_smallest_that_holds_every_value_exactly(frames, dtype):
    assert value_dtype(frames) == np.dtype(dtype)


@pytest.mark.parametrize(
    ("bits", "signed", "expected"),
    [
        (8, 0, (0, 255)),
        (12, 0, (0, 4095)),
        (12, 1, (-2048, 2047)),
        (16, 1, (-32768, 32767)),
    ],
)
def test_bits_stored_bound_the_stored_values(bits, signed, expected):
    pixel_format = PixelFormat(1, 1, bits_stored=bits, pixel_representation=signed)

    assert stored_range(pixel_format) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param({}, None, id="none"),
        pytest.param({"PixelPaddingValue": 0, "PixelRepresentation": 0}, (0, 0), id="value"),
        pytest.param(
            {"PixelPaddingValue": 63536, "PixelRepresentation": 1},
            (-2000, -2000),
            id="signed, written as unsigned",
        ),
        pytest.param(
            {"PixelPaddingValue": 63536, "PixelRepresentation": 0}, (63536, 63536), id="unsigned"
        ),
        pytest.param(
            {"PixelPaddingValue": 10, "PixelPaddingRangeLimit": 2, "PixelRepresentation": 0},
            (2, 10),
            id="range, given backwards",
        ),
        pytest.param(
            {"PixelPaddingValue": 32768, "PixelPaddingRangeLimit": 65535, "PixelRepresentation": 1},
            (-32768, -1),
            id="signed range",
        ),
        pytest.param({"PixelPaddingValue": b""}, None, id="empty"),
    ],
)
def test_padding_is_read_as_the_pixels_are(values, expected):
    assert padding_range(header({"BitsAllocated": 16, **values})) == expected


def test_padding_is_a_range_of_values_after_the_modality_lut():
    padded = one(16, slope=-2.0, intercept=10.0, PixelPaddingValue=5, PixelPaddingRangeLimit=7)

    assert padding_values(padded) == (-4.0, 0.0)


@pytest.mark.parametrize(
    ("stored", "rescale", "dtype", "expected"),
    [
        pytest.param([0, 24, 4095], Rescale(1, -1024), "int16", [-1024, -1000, 3071], id="HU"),
        pytest.param([0, 65535], Rescale(1, -1024), "int32", [-1024, 64511], id="16-bit HU"),
        pytest.param([0, 100], Rescale(0.5, 1), "float32", [1, 51], id="slope"),
        pytest.param([0, 100], Rescale(-1, 0), "float32", [0, -100], id="negative slope"),
        pytest.param([7], Rescale(1, 0.25), "float32", [7.25], id="broken intercept"),
        pytest.param([7], Rescale(1, 3), "float32", [10], id="whole beside others"),
        pytest.param([1], Rescale(1, 1e20), "float64", [1e20], id="enormous intercept"),
    ],
)
def test_values_are_stored_times_slope_plus_intercept(stored, rescale, dtype, expected):
    out = np.empty(len(stored), dtype)

    put_values(np.array(stored, np.uint16), rescale, out)

    assert out.tolist() == expected


def table(descriptor, data, kind=None):
    item = Dataset()
    item.LUTDescriptor = descriptor
    item.LUTData = data
    if kind:
        item.ModalityLUTType = kind
    dataset = Dataset()
    dataset.ModalityLUTSequence = [item]
    dataset.set_original_encoding(False, True)
    return dataset


def test_a_modality_table_gives_a_value_for_each_stored_one_and_holds_its_ends():
    lut = ModalityTable(10, np.array([5, 7, 100], np.uint16), None)

    assert lut.apply(np.array([0, 10, 11, 12, 500])).tolist() == [5, 5, 7, 100, 100]


@pytest.mark.parametrize(
    "data", [[1, 20, 300], np.array([1, 20, 300], "<u2").tobytes()], ids=["numbers", "bytes"]
)
def test_a_modality_table_is_read_with_its_first_value_and_unit(data):
    lut = modality_table(table([3, 10, 16], data, "HU"), signed=False)

    assert (lut.first, lut.values.tolist(), lut.unit) == (10, [1, 20, 300], "HU")


def test_the_first_stored_value_of_a_table_may_be_negative():
    assert modality_table(table([2, 65526, 16], [1, 2]), signed=True).first == -10


@pytest.mark.parametrize(
    "dataset",
    [
        pytest.param(Dataset(), id="none"),
        pytest.param(table([3, 0], [1, 2, 3]), id="descriptor too short"),
        pytest.param(table([3, 0, 16], []), id="no data"),
    ],
)
def test_a_damaged_modality_table_is_none(dataset):
    assert modality_table(dataset, signed=False) is None


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param({}, Rescale(), id="none"),
        pytest.param({"RescaleSlope": "2", "RescaleIntercept": "-5"}, Rescale(2, -5), id="MR"),
        pytest.param({"RescaleSlope": "0"}, Rescale(), id="a slope of 0 is none"),
        pytest.param({"RescaleSlope": "1e300"}, Rescale(), id="a slope beyond all bounds is none"),
        pytest.param({"RescaleSlope": "1.5.2"}, Rescale(), id="a slope that is no number is none"),
        pytest.param(
            {"Modality": "CT", "RescaleIntercept": "-1024"}, Rescale(1, -1024, "HU"), id="CT"
        ),
        pytest.param({"Modality": "PT", "Units": "BQML"}, Rescale(unit="BQML"), id="PET"),
        pytest.param(
            {"DoseGridScaling": "0.001", "DoseUnits": "GY"}, Rescale(0.001, 0, "Gy"), id="dose"
        ),
        pytest.param(
            {"DoseGridScaling": "0.001", "DoseUnits": "RELATIVE"},
            Rescale(0.001),
            id="relative dose",
        ),
    ],
)
def test_the_modality_lut_of_a_header(values, expected):
    assert rescale_of(header(values)) == expected


@pytest.mark.parametrize(
    ("center", "width", "expected"),
    [
        pytest.param("40", "400", [(40, 400)], id="one"),
        pytest.param("40\\-600", "400\\1500", [(40, 400), (-600, 1500)], id="two"),
        pytest.param("40\\-600", "400", [(40, 400)], id="a width too few"),
        pytest.param("40\\10", "0\\5", [(10, 5)], id="no width"),
        pytest.param("nan", "5", [], id="not a number"),
        pytest.param("", "", [], id="empty"),
    ],
)
def test_windows_are_pairs_of_center_and_width(center, width, expected):
    windows = windows_of(header({"WindowCenter": center, "WindowWidth": width}))

    assert [(window.center, window.width) for window in windows] == expected


@pytest.mark.parametrize(
    ("frames", "dtype"),
    [
        pytest.param([one(16, signed=1, intercept=-1024)], "int16", id="16-bit signed CT"),
        pytest.param([one(16, intercept=32767)], "int16", id="half the range, less one"),
        pytest.param([one(16, intercept=32768)], "int32", id="half the range"),
        pytest.param([one(16, intercept=-32768)], "int16", id="half the range below"),
        pytest.param([one(16, intercept=-32769)], "int32", id="half the range and one below"),
        pytest.param([one(16, intercept=-40000)], "int32", id="far below"),
        pytest.param(
            [one(16, intercept=-1024), one(16, intercept=-40000)], "int32", id="the second frame's"
        ),
        pytest.param([one(8, allocated=8, intercept=-1)], "int16", id="8 bits are never hoped for"),
        pytest.param([one(16, slope=0.5, intercept=-1024)], "float32", id="slope"),
    ],
)
def test_a_dtype_no_wider_than_the_stored_one_is_hoped_for_where_it_can_do(frames, dtype):
    assert hoped_dtype(frames) == np.dtype(dtype)


@pytest.mark.parametrize(
    ("ends", "wrapped"),
    [
        pytest.param((-1024, 3071), False, id="all that 12 bits allow"),
        pytest.param((-1025, 3071), True, id="one below"),
        pytest.param((-1024, 3072), True, id="one above"),
    ],
)
def test_values_outside_the_stored_range_went_round_the_end(ends, wrapped):
    layout = PixelFormat(1, 1, bits_stored=12, high_bit=11)

    assert has_wrapped(*ends, layout, Rescale(1, -1024)) is wrapped


def test_a_modality_table_of_65536_entries_is_read_whole():
    lut = modality_table(table([0, 0, 16], list(range(65536))), signed=False)

    assert lut.apply(np.array([0, 1, 65535])).tolist() == [0, 1, 65535]


def test_a_modality_table_is_no_longer_than_its_descriptor_says():
    lut = modality_table(table([2, 0, 16], [1, 20, 300]), signed=False)

    assert lut.values.tolist() == [1, 20]


@pytest.mark.parametrize("little_endian", [True, False], ids=["little endian", "big endian"])
def test_a_modality_table_is_read_in_the_byte_order_of_its_file(little_endian):
    order = "<" if little_endian else ">"
    dataset = table([3, 10, 16], np.array([1, 20, 300], f"{order}u2").tobytes())
    dataset.set_original_encoding(False, little_endian)

    assert modality_table(dataset, signed=False).values.tolist() == [1, 20, 300]


@pytest.mark.parametrize(
    ("transfer_syntax", "order"),
    [
        pytest.param(uids.ExplicitVRLittleEndian, "<", id="little endian"),
        pytest.param(uids.ImplicitVRLittleEndian, "<", id="implicit"),
        pytest.param(uids.ExplicitVRBigEndian, ">", id="big endian"),
    ],
)
@pytest.mark.parametrize("lazy", [False, True], ids=["in memory", "lazy"])
def test_a_series_is_valued_by_the_table_of_its_files(tmp_path, transfer_syntax, order, lazy):
    curve = 3 * np.arange(400) + 7
    lut = Dataset()
    lut.add_new("LUTDescriptor", "US", [400, 0, 16])
    lut.add_new("ModalityLUTType", "LO", "HU")
    lut.add_new("LUTData", "OW", curve.astype(f"{order}u2").tobytes())
    stored = phantom.ramp(dtype="uint16")
    header = {"ModalityLUTSequence": [lut], **phantom.NO_RESCALE}
    phantom.write_series(tmp_path, stored, header=header, transfer_syntax=transfer_syntax)

    (loaded,) = read_volumes(tmp_path, lazy=lazy)

    assert np.array_equal(np.asarray(loaded.values), curve[stored])


@pytest.mark.parametrize(
    ("image_type", "unit"),
    [
        pytest.param("ORIGINAL\\PRIMARY\\AXIAL", "HU", id="an image"),
        pytest.param("ORIGINAL\\PRIMARY\\LOCALIZER", None, id="a localizer"),
        pytest.param("DERIVED\\SECONDARY\\X\\LOCALIZER", None, id="a localizer, said last"),
    ],
)
def test_a_ct_localizer_has_no_hounsfield_units(image_type, unit):
    values = {"Modality": "CT", "RescaleIntercept": "-1024", "ImageType": image_type}

    assert rescale_of(header(values)).unit == unit


@pytest.mark.parametrize(
    ("written", "allocated", "expected"),
    [
        pytest.param(127, 8, 127, id="the greatest of 8 bits"),
        pytest.param(128, 8, -128, id="the least of 8 bits"),
        pytest.param(32767, 16, 32767, id="the greatest of 16 bits"),
        pytest.param(32768, 16, -32768, id="the least of 16 bits"),
        pytest.param(32768, 32, -32768, id="of 32 bits 16 are written"),
    ],
)
def test_signed_padding_has_the_bits_of_the_pixels(written, allocated, expected):
    values = {"PixelPaddingValue": written, "PixelRepresentation": 1, "BitsAllocated": allocated}

    assert padding_range(header(values)) == (expected, expected)


@pytest.mark.parametrize(
    ("values", "has_one"),
    [
        pytest.param({}, False, id="neither"),
        pytest.param({"ModalityLUTSequence": b""}, True, id="a table"),
        pytest.param({"RescaleSlope": "1"}, False, id="a slope"),
        pytest.param({"ModalityLUTSequence": b"", "RescaleSlope": "1"}, False, id="both"),
    ],
)
def test_a_slope_wins_over_a_table(values, has_one):
    assert has_modality_table(one(12, **values).header) is has_one


def test_the_first_stored_value_of_a_table_has_the_sign_of_the_pixels():
    assert modality_table(table([2, 65526, 16], [1, 2]), signed=False).first == 65526
