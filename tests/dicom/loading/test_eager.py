"""Loading: the values of every plane, exact, in place; what cannot be had is said."""

import numpy as np
import pydicom
import pytest
from pydicom import uid as uids
from pydicom.dataset import Dataset

import phantom
from napari_dicom.api import read_volumes
from napari_dicom.dicom import PixelError, load, scan
from napari_dicom.dicom.pixels import PixelReader


def only(path):
    (loaded,) = read_volumes(path)
    return loaded


def ramp(low, high, shape=(4, 6, 5), dtype="int16"):
    return np.linspace(low, high, int(np.prod(shape))).round().astype(dtype).reshape(shape)


@pytest.mark.parametrize(
    ("stored", "slope", "intercept", "dtype"),
    [
        pytest.param(ramp(0, 255, dtype="uint8"), None, None, "uint8", id="8 bits"),
        pytest.param(ramp(-32768, 32767), None, None, "int16", id="16 bits signed"),
        pytest.param(ramp(0, 65535, dtype="uint16"), None, None, "uint16", id="16 bits unsigned"),
        pytest.param(
            ramp(0, 65535, dtype="uint16"), 1, -1024, "int32", id="16 bits, intercept -1024"
        ),
        pytest.param(ramp(-1000, 3000), 1, 0, "int16", id="CT, signed"),
        pytest.param(ramp(0, 2**32 - 1, dtype="uint32"), None, None, "uint32", id="32 bits"),
        pytest.param(ramp(0, 4000), 0.25, -10, "float32", id="slope"),
        pytest.param(ramp(-1, 1, dtype="float32"), None, None, "float32", id="float pixels"),
        pytest.param(ramp(-1, 1, dtype="float64"), None, None, "float64", id="double pixels"),
    ],
)
def test_values_are_exact_and_of_the_smallest_dtype(tmp_path, stored, slope, intercept, dtype):
    phantom.write_series(tmp_path, stored, slope=slope, intercept=intercept)

    loaded = only(tmp_path)

    expected = stored.astype(np.float64) * (slope or 1) + (intercept or 0)
    assert loaded.values.dtype == np.dtype(dtype)
    assert np.array_equal(loaded.values, expected)
    assert loaded.value_range == (expected.min(), expected.max())


@pytest.mark.parametrize(
    "transfer_syntax",
    [
        pytest.param(uids.ImplicitVRLittleEndian, id="implicit"),
        pytest.param(uids.ExplicitVRBigEndian, id="big endian"),
        pytest.param(uids.DeflatedExplicitVRLittleEndian, id="deflated"),
        pytest.param(uids.RLELossless, id="RLE"),
        pytest.param(uids.JPEGLosslessSV1, id="JPEG Lossless"),
        pytest.param(uids.JPEGLSLossless, id="JPEG-LS"),
        pytest.param(uids.JPEG2000Lossless, id="JPEG 2000"),
    ],
)
def test_every_lossless_transfer_syntax_gives_the_same_values(tmp_path, transfer_syntax):
    stored = ramp(0, 4000, dtype="uint16")
    phantom.write_series(
        tmp_path, stored, transfer_syntax=transfer_syntax, intercept=-1024, bits_stored=12
    )

    loaded = only(tmp_path)

    assert np.array_equal(loaded.values, stored.astype(int) - 1024)
    assert list(loaded.decoders) == [transfer_syntax]


def test_files_in_any_order_and_of_any_name_give_the_same_volume(tmp_path):
    phantom.write_series(tmp_path / "a", shuffle=1)
    phantom.write_series(tmp_path / "b", shuffle=2, name=lambda n: f"{phantom.uid(n)}")
    phantom.write_series(tmp_path / "c", shuffle=3, name="{}".format)

    for folder in "abc":
        loaded = only(tmp_path / folder)
        assert np.array_equal(loaded.values, phantom.ramp())
        assert loaded.volume.geometry.affine == pytest.approx(phantom.make_affine(), abs=1e-6)


def test_every_slice_is_scaled_by_its_own_slope(tmp_path):
    def scale(dataset, index):
        dataset.RescaleSlope = str(0.5 * (index + 1))
        dataset.RescaleIntercept = str(index)

    phantom.write_series(tmp_path, modality="PT", edit=scale)

    slopes = np.array([0.5, 1.0, 1.5, 2.0])[:, None, None]
    expected = phantom.ramp() * slopes + np.arange(4)[:, None, None]
    assert np.array_equal(only(tmp_path).values, expected)


def test_every_slice_is_shifted_by_its_own_intercept_and_stays_an_integer(tmp_path):
    def shift(dataset, index):
        dataset.RescaleSlope, dataset.RescaleIntercept = "1", str(-1000 * index)

    phantom.write_series(tmp_path, edit=shift)

    loaded = only(tmp_path)

    assert loaded.values.dtype.kind == "i"
    assert np.array_equal(loaded.values, phantom.ramp() - 1000 * np.arange(4)[:, None, None])


@pytest.mark.parametrize("dtype", ["uint16", "int16"])
def test_bits_above_those_stored_are_no_values(tmp_path, dtype):
    values = ramp(0, 4095) if dtype == "uint16" else ramp(-2048, 2047)
    garbage = (values.astype("uint16") & 0x0FFF) | (0xA000 * (np.indices(values.shape).sum(0) % 2))
    phantom.write_series(tmp_path, garbage.astype("uint16").view(dtype), bits_stored=12)

    assert np.array_equal(only(tmp_path).values, values)


def test_signed_values_that_are_not_extended_get_their_sign(tmp_path):
    values = ramp(-2048, 2047)
    phantom.write_series(tmp_path, (values & 0x0FFF).astype("int16"), bits_stored=12)

    assert np.array_equal(only(tmp_path).values, values)


def test_bits_stored_may_vary_within_a_series(tmp_path):
    values = ramp(0, 4095, dtype="uint16")
    values[1] *= 2

    def widen(dataset, index):
        if index == 1:
            dataset.BitsStored, dataset.HighBit = 13, 12

    phantom.write_series(tmp_path, values, bits_stored=12, edit=widen)

    assert np.array_equal(only(tmp_path).values, values)


@pytest.mark.parametrize("limit", [None, -1995], ids=["value", "range"])
def test_padding_keeps_its_value_and_is_no_part_of_the_range_of_values(tmp_path, limit):
    values = ramp(-1000, 3000)
    values[:, 0] = -2000 if limit is None else [-2000, -1999, -1998, -1997, -1995]
    header = {"PixelPaddingValue": -2000, "PixelPaddingRangeLimit": limit}
    phantom.write_series(tmp_path, values, header=header, slope=1, intercept=-24)

    loaded = only(tmp_path)

    assert np.array_equal(loaded.values, values - 24)
    image = values[:, 1:] - 24
    assert loaded.value_range == (image.min(), image.max())


def test_a_modality_table_gives_the_values(tmp_path):
    values = ramp(0, 255, dtype="uint8")
    lut = np.arange(256, dtype="uint16") ** 2
    item = Dataset()
    item.LUTDescriptor = [256, 0, 16]
    item.LUTData = lut.tobytes()
    item.ModalityLUTType = "US"
    item["LUTData"].VR = "OW"
    phantom.write_series(
        tmp_path, values, header={"ModalityLUTSequence": [item], **phantom.NO_RESCALE}
    )

    loaded = only(tmp_path)

    assert np.array_equal(loaded.values, lut[values])
    assert loaded.volume.first.rescale.unit is None  # a CT, yet not HU


@pytest.mark.parametrize("lazy", [False, True], ids=["in memory", "lazy"])
def test_a_modality_table_that_cannot_be_read_is_told_of(tmp_path, lazy):
    item = Dataset()
    item.LUTDescriptor = [256, 0, 16]  # and no data
    phantom.write_series(tmp_path, header={"ModalityLUTSequence": [item], **phantom.NO_RESCALE})

    (loaded,) = read_volumes(tmp_path, lazy=lazy)

    (note,) = [note for note in loaded.volume.notes if note.code == "decoding"]
    assert "(0028,3000)" in note.message
    assert np.array_equal(np.asarray(loaded.values), phantom.ramp())


def test_colour_is_kept_as_three_bytes_a_pixel(tmp_path):
    values = np.random.default_rng(0).integers(0, 256, (3, 6, 5, 3), "uint8")
    phantom.write_series(tmp_path, values, modality="OT")

    loaded = only(tmp_path)

    assert np.array_equal(loaded.values, values)
    assert loaded.value_range == (0, 255)


def test_a_missing_slice_is_filled_with_padding_or_the_least_value(tmp_path):
    paths = phantom.write_series(tmp_path, ramp(100, 900))
    paths[1].unlink()
    padded = {"PixelPaddingValue": -2000}
    for path in phantom.write_series(tmp_path / "padded", header=padded, series="padded")[1:2]:
        path.unlink()

    plain, with_padding = read_volumes(tmp_path)

    assert plain.volume.frames[1] is None
    assert set(plain.values[1].ravel()) == {100}
    assert set(with_padding.values[1].ravel()) == {-2000}


def test_a_slice_that_cannot_be_decoded_is_left_empty_and_named(tmp_path):
    paths = phantom.write_series(tmp_path, transfer_syntax=uids.JPEG2000Lossless)
    data = paths[2].read_bytes()
    start = data.index(b"\xff\x4f\xff\x51")
    paths[2].write_bytes(data[:start] + b"\0" * 40 + data[start + 40 :])

    loaded = only(tmp_path)

    (note,) = [note for note in loaded.volume.notes if note.code == "not-decoded"]
    assert note.details["files"] == ["IM0002.dcm"]
    assert loaded.volume.frames[2] is None
    kept = [0, 1, 3]
    assert np.array_equal(loaded.values[kept], phantom.ramp()[kept])


@pytest.mark.parametrize("lazy", [False, True], ids=["in memory", "lazy"])
def test_a_file_the_disk_does_not_give_stops_no_other(tmp_path, monkeypatch, lazy):
    phantom.write_series(tmp_path)
    read = PixelReader._read_in_place

    def fail_for_one(reader, number, out):
        if reader.source.path.endswith("IM0002.dcm"):
            raise OSError(5, "Input/output error")
        return read(reader, number, out)

    monkeypatch.setattr(PixelReader, "_read_in_place", fail_for_one)

    (loaded,) = read_volumes(tmp_path, lazy=lazy)

    (note,) = [note for note in loaded.volume.notes if note.code == "not-decoded"]
    assert "Input/output error" in note.message
    kept = [0, 1, 3]
    assert np.array_equal(np.asarray(loaded.values)[kept], phantom.ramp()[kept])


def test_files_gone_since_they_were_scanned_are_one_cause_without_their_folder(tmp_path):
    paths = phantom.write_series(tmp_path)
    (volume,) = scan(tmp_path).volumes
    for path in paths:
        path.unlink()

    with pytest.raises(PixelError) as error:
        load(volume)

    assert str(error.value).startswith("cannot be opened")
    assert str(tmp_path) not in str(error.value)


def test_a_volume_of_which_nothing_can_be_decoded_says_why(tmp_path):
    path = phantom.write_series(tmp_path, phantom.ramp(1))[0]
    path.write_bytes(path.read_bytes()[:-20])
    (volume,) = scan(tmp_path).volumes

    with pytest.raises(PixelError, match="bytes"):
        load(volume)


def test_dose_is_in_gray_on_the_planes_of_its_grid(tmp_path):
    stored = ramp(0, 2**31, dtype="uint32")
    affine = phantom.make_affine()
    dataset = phantom.image_header("RTDOSE", "dose", "study", 0)
    dataset.update(phantom.plane_header(affine, 0))
    dataset.GridFrameOffsetVector = ["0", "2.5", "5", "7.5"]
    dataset.DoseGridScaling, dataset.DoseUnits = "1e-8", "GY"
    dataset.NumberOfFrames = 4
    phantom.set_pixels(dataset, list(stored), uids.ExplicitVRLittleEndian)
    phantom.save(dataset, tmp_path / "dose.dcm", uids.ExplicitVRLittleEndian)

    loaded = only(tmp_path)

    assert loaded.values == pytest.approx(stored * 1e-8, rel=1e-6)
    assert loaded.volume.geometry.affine == pytest.approx(affine, abs=1e-6)
    assert loaded.volume.first.rescale.unit == "Gy"


def test_lazy_and_eager_values_are_the_same(tmp_path):
    pytest.importorskip("dask")
    phantom.write_series(tmp_path, slope=1, intercept=-7)
    (volume,) = scan(tmp_path).volumes

    lazy, eager = load(volume, lazy=True), load(volume, lazy=False)

    assert np.array_equal(np.asarray(lazy.values), eager.values)


def test_reading_changes_no_file(tmp_path):
    paths = phantom.write_series(tmp_path)
    before = [path.read_bytes() for path in paths]

    only(tmp_path)

    assert [path.read_bytes() for path in sorted(tmp_path.iterdir())] == before
    assert pydicom.dcmread(paths[0]).PatientName == phantom.PATIENT_NAME


@pytest.mark.parametrize(
    ("least", "dtype"),
    [
        pytest.param(-2000, "int16", id="padding-as-GE-has-it"),
        pytest.param(-32768 + 1024, "int16", id="just-fits"),
        pytest.param(-32768 + 1023, "int32", id="one-too-low"),
    ],
)
def test_signed_values_stay_as_wide_as_stored_where_they_fit(tmp_path, least, dtype):
    values = phantom.ramp()
    values[2, 0, 0] = least
    phantom.write_series(tmp_path, values, slope=1, intercept=-1024)
    (volume,) = scan(tmp_path).volumes

    loaded = load(volume, lazy=False)

    assert loaded.values.dtype == dtype
    np.testing.assert_array_equal(np.asarray(loaded.values), values.astype(int) - 1024)


def test_unsigned_values_beyond_the_signed_half_are_kept(tmp_path):
    values = phantom.ramp(dtype="uint16")
    values[1, 1, 1] = 65535
    phantom.write_series(tmp_path, values, slope=1, intercept=-1024)
    (volume,) = scan(tmp_path).volumes

    loaded = load(volume)

    assert loaded.values.dtype == np.int32
    np.testing.assert_array_equal(loaded.values, values.astype(int) - 1024)
