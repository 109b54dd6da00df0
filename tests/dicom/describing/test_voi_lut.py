"""A VOI lookup table becomes the window that comes nearest to it."""

import numpy as np
import pytest
from pydicom.dataset import Dataset

import phantom
from napari_dicom.dicom import load, scan
from napari_dicom.layers import contrast_limits


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

    assert contrast_limits(loaded) == (40.0, 60.0)


def test_a_damaged_table_is_left_out(tmp_path):
    loaded = opened(tmp_path, [7, 7, 7])

    assert contrast_limits(loaded)[1] <= 330


def test_a_note_says_so(tmp_path):
    loaded = opened(tmp_path, np.arange(1001) * 60)

    assert "voi-lut" in {note.code for note in loaded.volume.notes}
