"""A VOI lookup table becomes the window that comes nearest to it."""

import numpy as np
import pytest
from pydicom import uid as uids
from pydicom.dataset import Dataset

import phantom
from napari_dicom.dicom import load, scan
from napari_dicom.dicom.volumes.voi_lut import table_window
from napari_dicom.layers import contrast_limits


def table(curve, first):
    item = Dataset()
    item.add_new("LUTDescriptor", "US", [len(curve), first, 16])
    item.add_new("LUTExplanation", "LO", "bone")
    item.add_new("LUTData", "OW", np.asarray(curve, "<u2").tobytes())
    return item


def holding(item):
    """A header in memory with this table."""
    dataset = Dataset()
    dataset.VOILUTSequence = [item]
    dataset.set_original_encoding(False, True)
    return dataset


def opened(folder, curve, first=100, **header):
    phantom.write_series(
        folder,
        phantom.ramp(dtype="uint16"),
        header={"VOILUTSequence": [table(curve, first)], **header},
    )
    (volume,) = scan(folder).volumes
    return load(volume)


def test_a_straight_table_is_the_window_it_spans(tmp_path):
    low, high = contrast_limits(opened(tmp_path, np.arange(1001) * 60))

    assert low == pytest.approx(120, abs=1)
    assert high == pytest.approx(1080, abs=1)


def test_the_flat_ends_of_a_curve_are_left_out(tmp_path):
    curve = [0] * 200 + list(np.linspace(0, 65535, 301)) + [65535] * 500

    low, high = contrast_limits(opened(tmp_path, curve))

    assert 300 <= low <= 310
    assert 590 <= high <= 600


def test_a_window_of_the_header_comes_first(tmp_path):
    loaded = opened(tmp_path, np.arange(1001) * 60, WindowCenter="50", WindowWidth="20")

    assert contrast_limits(loaded) == (40.0, 59.0)


def test_a_damaged_table_is_left_out(tmp_path):
    loaded = opened(tmp_path, [7, 7, 7])

    assert contrast_limits(loaded)[1] <= 330


def test_a_note_says_so(tmp_path):
    loaded = opened(tmp_path, np.arange(1001) * 60)

    assert "voi-lut" in {note.code for note in loaded.volume.notes}


@pytest.mark.parametrize(
    ("curve", "ends"),
    [
        pytest.param([0, 20, 500, 980, 1000], (101, 103), id="at 2 % and at 98 %"),
        pytest.param([0, 19, 500, 981, 1000], (101.5, 102.5), id="just beyond both"),
        pytest.param([0, 19, 500, 980, 1000], (102, 103), id="just below 2 %"),
        pytest.param([0, 20, 500, 981, 1000], (101, 102), id="just above 98 %"),
    ],
)
def test_a_curve_leaves_the_dark_at_2_percent_and_reaches_the_bright_at_98(curve, ends):
    window = table_window(holding(table(curve, 100)))

    assert (window.center - window.width / 2, window.center + window.width / 2) == ends


@pytest.mark.parametrize("little_endian", [True, False], ids=["little endian", "big endian"])
def test_a_table_is_read_in_the_byte_order_of_its_file(little_endian):
    order = "<" if little_endian else ">"
    item = table([0, 200, 300, 400, 500], 100)
    item.LUTData = np.array([0, 200, 300, 400, 500], f"{order}u2").tobytes()
    dataset = holding(item)
    dataset.set_original_encoding(False, little_endian)

    assert (table_window(dataset).center, table_window(dataset).width) == (102, 2)


@pytest.mark.parametrize(
    ("transfer_syntax", "order"),
    [(uids.ExplicitVRLittleEndian, "<"), (uids.ExplicitVRBigEndian, ">")],
    ids=["little endian", "big endian"],
)
def test_a_table_gives_the_contrast_whatever_the_byte_order(tmp_path, transfer_syntax, order):
    item = table([], 100)
    item.LUTDescriptor = [1001, 100, 16]
    item.LUTData = (np.arange(1001) * 60).astype(f"{order}u2").tobytes()
    header = {"VOILUTSequence": [item]}
    stored = phantom.ramp(dtype="uint16")
    phantom.write_series(tmp_path, stored, header=header, transfer_syntax=transfer_syntax)

    assert contrast_limits(load(scan(tmp_path).volumes[0])) == (120.0, 1080.0)
