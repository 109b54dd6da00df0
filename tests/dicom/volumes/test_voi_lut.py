"""A VOI lookup table is shown as the curve it is, in the byte order and sign of its file."""

import numpy as np
import pydicom
import pytest
from napari.layers import Image
from pydicom import uid as uids
from pydicom.dataset import Dataset
from pydicom.pixels import apply_voi

import phantom
from napari_dicom.dicom import Window, load, scan
from napari_dicom.dicom.volumes import display_windows
from napari_dicom.layers import build_layers, contrast_limits, is_turned
from napari_dicom.viewer import invert, show_window, window_of


def table(curve, first):
    item = Dataset()
    item.add_new("LUTDescriptor", "US", [len(curve), first, 16])
    item.add_new("LUTExplanation", "LO", "bone")
    item.add_new("LUTData", "OW", np.asarray(curve, "<u2").tobytes())
    return item


def opened(folder, curve, first=100, **header):
    phantom.write_series(
        folder,
        phantom.ramp(dtype="uint16"),
        header={"VOILUTSequence": [table(curve, first)], **header},
    )
    (volume,) = scan(folder).volumes
    return load(volume)


SYNTAXES = pytest.mark.parametrize(
    "transfer_syntax",
    [
        pytest.param(uids.ExplicitVRLittleEndian, id="little"),
        pytest.param(uids.ImplicitVRLittleEndian, id="implicit"),
        pytest.param(uids.ExplicitVRBigEndian, id="big"),
    ],
)
RISING = np.linspace(0, 65535, 1001).round()


def judged(dataset, values):
    """Return what pydicom shows values as, from 0 to 1."""
    item = dataset.VOILUTSequence[0]
    return apply_voi(values, dataset) / (2 ** item.LUTDescriptor[2] - 1)


TABLES = {
    "16 bits": ([1001, 100, 16], RISING, "OW"),
    "from 0 on": ([1001, 0, 16], RISING, "OW"),
    "falling": ([1001, 100, 16], RISING[::-1], "OW"),
    "a bump": ([1001, 0, 16], np.concatenate([RISING[::2], RISING[-3::-2]]), "OW"),
    "a step": ([300, 0, 16], np.where(np.arange(300) < 150, 0, 65535), "OW"),
    "flat ends": ([1001, 0, 16], np.clip(RISING * 3 - 65535, 0, 65535).round(), "OW"),
    "as numbers": ([1024, 0, 10], np.arange(1024), "US"),
    "8 bits, one a word": ([256, 30, 8], np.arange(256), "OW"),
}


@SYNTAXES
@pytest.mark.parametrize("case", list(TABLES))
def test_a_table_is_the_curve_it_is(tmp_path, case, transfer_syntax):
    descriptor, curve, vr = TABLES[case]
    order = ">" if transfer_syntax == uids.ExplicitVRBigEndian else "<"
    item = Dataset()
    item.add_new("LUTDescriptor", "US", descriptor)
    words = np.asarray(curve, np.uint16)
    item.add_new(
        "LUTData", vr, words.tolist() if vr == "US" else words.astype(f"{order}u2").tobytes()
    )
    header = {"VOILUTSequence": [item]}
    stored = phantom.ramp(dtype="uint16")
    (path, *_) = phantom.write_series(
        tmp_path, stored, header=header, transfer_syntax=transfer_syntax
    )

    (window,) = display_windows(scan(tmp_path).volumes[0].first)

    values = np.arange(0, 1400)
    expected = words[np.clip(values - descriptor[1], 0, len(words) - 1)] / (2 ** descriptor[2] - 1)
    np.testing.assert_allclose(window.shades(values), expected, atol=0.6 / 255)
    if case != "8 bits, one a word":  # which pydicom reads as two a word
        np.testing.assert_allclose(judged(pydicom.dcmread(path), values), expected, atol=1e-9)


@pytest.mark.parametrize(
    ("descriptor", "dtype", "rescale", "low"),
    [
        pytest.param([1001, 65036, 16], "int16", {}, -498, id="signed pixels"),
        pytest.param([1001, 65036, 16], "uint16", {"slope": 1, "intercept": -1024}, -498, id="CT"),
        pytest.param([1001, 40000, 16], "uint16", {}, 40002, id="unsigned values"),
        pytest.param([1001, 32767, 16], "int16", {}, 32769, id="the greatest of signed"),
    ],
)
@SYNTAXES
def test_the_first_value_has_the_sign_of_the_values(
    tmp_path, descriptor, dtype, rescale, low, transfer_syntax
):
    order = ">" if transfer_syntax == uids.ExplicitVRBigEndian else "<"
    item = Dataset()
    item.add_new("LUTDescriptor", "US", descriptor)
    item.add_new("LUTData", "OW", RISING.astype(f"{order}u2").tobytes())
    stored = phantom.ramp(dtype=dtype)
    phantom.write_series(
        tmp_path,
        stored,
        header={"VOILUTSequence": [item]},
        transfer_syntax=transfer_syntax,
        **rescale,
    )

    (window,) = display_windows(scan(tmp_path).volumes[0].first)

    assert window.limits[0] == low


def test_two_entries_of_8_bits_are_packed_to_a_word(tmp_path):
    item = Dataset()
    item.add_new("LUTDescriptor", "US", [256, 0, 8])
    item.add_new("LUTData", "OW", bytes(range(256)))
    phantom.write_series(tmp_path, phantom.ramp(dtype="uint16"), header={"VOILUTSequence": [item]})

    (window,) = display_windows(scan(tmp_path).volumes[0].first)

    values = np.arange(256)
    np.testing.assert_allclose(window.shades(values), values / 255, atol=0.6 / 255)


def test_65536_entries_are_0_in_the_descriptor(tmp_path):
    item = Dataset()
    item.add_new("LUTDescriptor", "US", [0, 0, 16])
    item.add_new("LUTData", "OW", np.arange(65536).astype("<u2").tobytes())
    phantom.write_series(tmp_path, phantom.ramp(dtype="uint16"), header={"VOILUTSequence": [item]})

    (window,) = display_windows(scan(tmp_path).volumes[0].first)

    np.testing.assert_allclose(window.shades(np.array([32768])), [0.5], atol=0.6 / 255)


@pytest.mark.parametrize(
    "flat", [pytest.param(0.0019, id="just below"), pytest.param(0.0021, id="just above")]
)
def test_an_end_is_flat_to_within_two_thousandths(tmp_path, flat):
    curve = np.full(1000, 65535)
    curve[:500], curve[500:900] = 0, round(flat * 65535)

    low, _ = contrast_limits(opened(tmp_path, curve, first=0))

    assert low == (899 if flat < 0.002 else 499)


@pytest.mark.parametrize(
    ("bits", "top"), [pytest.param(16, 65535, id="16"), pytest.param(16, 4095, id="12, called 16")]
)
def test_white_is_all_bits_that_are_used(tmp_path, bits, top):
    item = table(np.linspace(0, top, 500).round(), 0)
    item.LUTDescriptor = [500, 0, bits]
    phantom.write_series(tmp_path, phantom.ramp(dtype="uint16"), header={"VOILUTSequence": [item]})

    (window,) = display_windows(scan(tmp_path).volumes[0].first)

    assert window.shades(np.array([499]))[0] == pytest.approx(1, abs=0.6 / 255)


def test_a_window_of_the_header_comes_first(tmp_path):
    loaded = opened(tmp_path, RISING, WindowCenter="50", WindowWidth="20")

    assert contrast_limits(loaded) == (40.0, 59.0)


@pytest.mark.parametrize(
    ("curve", "count"),
    [
        pytest.param([7, 7, 7], 3, id="flat"),
        pytest.param(RISING, 1002, id="fewer entries than it says"),
        pytest.param([], 0, id="none"),
    ],
)
def test_a_damaged_table_is_left_out(tmp_path, curve, count):
    item = table(curve, 100)
    item.LUTDescriptor = [count, 100, 16]
    phantom.write_series(tmp_path, phantom.ramp(dtype="uint16"), header={"VOILUTSequence": [item]})
    loaded = load(scan(tmp_path).volumes[0])

    assert display_windows(loaded.volume.first) == ()
    assert any("cannot be read" in note.message for note in loaded.volume.notes)
    assert contrast_limits(loaded)[1] <= 330


@pytest.mark.parametrize("inverted", [False, True])
def test_a_layer_shows_the_curve_and_another_window_undoes_it(tmp_path, inverted):
    photometric = "MONOCHROME1" if inverted else "MONOCHROME2"
    loaded = opened(tmp_path, RISING[::-1], PhotometricInterpretation=photometric)
    (made,) = build_layers([loaded])
    keywords = {key: made.keywords[key] for key in ("contrast_limits", "colormap", "metadata")}
    layer = Image(loaded.values[0], rgb=False, **keywords)

    values = loaded.values[0].astype(np.int64)
    parts = (values - layer.contrast_limits[0]) / np.diff(layer.contrast_limits)
    seen = layer.colormap.map(np.clip(parts, 0, 1).ravel())[:, 0].reshape(parts.shape)
    expected = RISING[::-1][np.clip(values - 100, 0, 1000)] / 65535
    np.testing.assert_allclose(seen, 1 - expected if inverted else expected, atol=0.8 / 255)
    assert window_of(layer).function == "TABLE"

    invert(layer)
    assert is_turned(layer.colormap.name) is not inverted
    invert(layer)
    show_window(layer, Window(50, 100))
    assert layer.colormap.name == ("gray_r" if inverted else "gray")


def test_a_note_says_so(tmp_path):
    loaded = opened(tmp_path, RISING)

    assert "voi-lut" in {note.code for note in loaded.volume.notes}


@SYNTAXES
@pytest.mark.parametrize("where", ["own", "shared"])
def test_a_frame_of_an_enhanced_file_has_the_table_of_its_group(tmp_path, where, transfer_syntax):
    order = ">" if transfer_syntax == uids.ExplicitVRBigEndian else "<"

    def voi(index):
        table = Dataset()
        table.add_new("LUTDescriptor", "US", [1001, 100 * index, 16])
        table.add_new("LUTData", "OW", RISING.astype(f"{order}u2").tobytes())
        item = Dataset()
        item.VOILUTSequence = [table]
        return item

    def edit(groups, index):
        if where == "own":
            groups.FrameVOILUTSequence = [voi(index)]

    stored = phantom.ramp(3, dtype="uint16")
    how = {"edit_frame": edit, "transfer_syntax": transfer_syntax}
    path = phantom.write_enhanced(tmp_path / "one.dcm", stored, **how)
    if where == "shared":
        dataset = pydicom.dcmread(path)
        dataset.SharedFunctionalGroupsSequence[0].FrameVOILUTSequence = [voi(2)]
        dataset.save_as(path)

    (volume,) = scan(tmp_path).volumes

    firsts = [0, 100, 200] if where == "own" else [200] * 3
    for frame, first in zip(volume.acquired, firsts, strict=True):
        (window,) = display_windows(frame)
        values = np.arange(1400)
        expected = RISING[np.clip(values - first, 0, 1000)] / 65535
        np.testing.assert_allclose(window.shades(values), expected, atol=0.6 / 255)
    assert "voi-lut" in {note.code for note in volume.notes}
