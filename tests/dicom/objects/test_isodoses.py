"""Isodose lines run where the dose has their value, and open on request only."""

from dataclasses import replace

import numpy as np
import pytest

import phantom
from napari_dicom.dicom import DEFAULT_LIMITS, HowToLoad, load_content, load_contents, scan
from napari_dicom.dicom.errors import DecodeError, LimitError
from napari_dicom.dicom.objects.isodoses import PERCENT, Isodoses
from napari_dicom.dicom.objects.marching_squares import level_lines
from phantom import make_affine


def cone(size=41):
    rows, columns = np.mgrid[:size, :size] - size // 2
    return np.maximum(0.0, 18 - np.hypot(rows, columns))


@pytest.mark.parametrize("level", [1.5, 3.3, 10.0])
def test_a_line_runs_where_the_values_are_the_level(level):
    (line,) = level_lines(cone(), level)

    radii = np.linalg.norm(line - 20, axis=1)
    np.testing.assert_allclose(radii, 18 - level, atol=0.05)
    assert np.array_equal(line[0], line[-1])
    assert np.linalg.norm(np.diff(line, axis=0), axis=1).max() < 1.5


def test_a_line_that_reaches_the_border_ends_there():
    ramp = np.tile(np.arange(6.0), (4, 1))

    (line,) = level_lines(ramp, 2.5)

    np.testing.assert_allclose(line[:, 1], 2.5)
    assert sorted(line[[0, -1], 0]) == [0, 3]


def test_two_hills_have_two_lines():
    assert len(level_lines(np.hstack([cone(), cone()]), 9)) == 2


@pytest.mark.parametrize(("middle", "joined"), [(9.0, True), (4.0, False)])
def test_at_a_saddle_the_mean_decides_what_is_joined(middle, joined):
    saddle = np.array([[middle, 0.0], [0.0, 9.0]])
    values = np.pad(saddle, 1)

    lines = level_lines(values, 3.5)

    assert len(lines) == (1 if joined else 2)


@pytest.mark.parametrize("level", [-1.0, 99.0])
def test_a_level_beyond_all_values_has_no_line(level):
    assert level_lines(cone(), level) == []


def write_dose(folder, values=None):
    values = (
        (np.stack([cone(), 2 * cone(), cone()]) * 100).astype("u2") if values is None else values
    )
    header = {"DoseGridScaling": "0.01", "DoseUnits": "GY"}
    phantom.write_series(folder, values, modality="RTDOSE", series="dose", header=header)


def isodoses(folder):
    (one,) = [one for one in scan(folder).objects if isinstance(one, Isodoses)]
    return one


def test_isodoses_are_found_beside_a_dose_and_open_on_request_only(tmp_path):
    write_dose(tmp_path)

    opened = load_contents(scan(tmp_path), HowToLoad())

    assert len(opened.loaded) == 1
    assert isodoses(tmp_path).name == "RTDOSE 1 dose isodoses"


def test_other_images_have_none(tmp_path):
    phantom.write_series(tmp_path)

    assert scan(tmp_path).objects == ()


def test_each_line_lies_on_its_plane_and_says_its_dose(tmp_path):
    write_dose(tmp_path)

    loaded = load_content(isodoses(tmp_path), HowToLoad())

    found = {(round(one.index[0, 0]), one.mark.facts["percent"]) for one in loaded.placed}
    assert found == {(0, 20), (1, 20), (2, 20)} | {(1, percent) for percent in PERCENT}
    half = next(one for one in loaded.placed if one.mark.facts["percent"] == 50)
    assert half.mark.facts["dose"] == pytest.approx(18.0)
    assert half.mark.facts["label"] == "50 %, 18 Gy"
    radii = np.linalg.norm(half.index[:, 1:] - 20, axis=1)
    np.testing.assert_allclose(radii, 9, atol=0.1)


def test_lines_are_in_the_patients_millimetres(tmp_path):
    write_dose(tmp_path)

    mark = load_content(isodoses(tmp_path), HowToLoad()).placed[0]

    affine = make_affine()
    expected = mark.index @ affine[:3, :3].T + affine[:3, 3]
    np.testing.assert_allclose(mark.mark.points, expected, atol=1e-4)


def test_no_dose_has_no_lines(tmp_path):
    write_dose(tmp_path, np.zeros((2, 6, 5), "u2"))

    with pytest.raises(DecodeError, match="no dose above 0"):
        load_content(isodoses(tmp_path), HowToLoad())


def test_lines_of_too_many_points_are_refused(tmp_path):
    write_dose(tmp_path)

    with pytest.raises(LimitError):
        load_content(
            isodoses(tmp_path), HowToLoad(limits=replace(DEFAULT_LIMITS, contour_points=50))
        )
