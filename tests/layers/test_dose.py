"""A dose lies over its images in colours, clear where there is little of it."""

import numpy as np
import pytest
from napari.layers import Image

import phantom
from napari_dicom.api import read_volumes
from napari_dicom.layers import DisplaySpace, build_layers
from napari_dicom.layers.dose import CLEAR_BELOW, dose_colours, is_dose
from napari_dicom.viewer import add_loaded


def write_dose(folder, name="dose", **header):
    values = phantom.ramp(4, 6, 5, "uint16")
    more = {"DoseGridScaling": "0.01", "DoseUnits": "GY", **header}
    phantom.write_series(folder, values, modality="RTDOSE", series=name, header=more)


@pytest.fixture
def dose(tmp_path):
    write_dose(tmp_path / "dose")
    (loaded,) = read_volumes(tmp_path)
    return loaded


def test_a_dose_is_seen_from_a_part_of_its_maximum_on(dose):
    (made,) = build_layers([dose])

    layer = Image(made.data, **made.keywords)

    highest = float(layer.data.max())
    assert layer.contrast_limits == [0, pytest.approx(highest)]
    parts = np.array([0.0, CLEAR_BELOW - 0.01, CLEAR_BELOW + 0.01, 1.0])
    assert layer.colormap.map(parts)[:, 3].tolist() == [0, 0, 1, 1]
    assert made.keywords["metadata"]["dicom"]["value_unit"] == "Gy"


def test_a_relative_dose_has_no_unit(tmp_path):
    write_dose(tmp_path, DoseUnits="RELATIVE")

    (made,) = build_layers(read_volumes(tmp_path))

    assert made.keywords["metadata"]["dicom"]["value_unit"] is None


@pytest.mark.parametrize("part", [0.0, 0.3, 0.95])
def test_colours_are_clear_below_the_part_that_is_asked_for(part):
    opacities = dose_colours(part)[:, 3]

    shown = np.linspace(0, 1, len(opacities)) >= part
    np.testing.assert_array_equal(opacities.astype(bool), shown)


def test_the_greatest_dose_is_red_and_the_least_blue():
    first, last = dose_colours(0.0)[[0, -1]]

    np.testing.assert_allclose([first, last], [[0, 0, 1, 1], [1, 0, 0, 1]], atol=1e-9)


def test_a_dose_of_nothing_has_limits_that_differ(tmp_path):
    phantom.write_series(
        tmp_path,
        np.zeros((3, 6, 5), np.uint16),
        modality="RTDOSE",
        header={"DoseGridScaling": "0.01", "DoseUnits": "GY"},
    )

    (made,) = build_layers(read_volumes(tmp_path))

    assert made.keywords["contrast_limits"] == [0.0, 1.0]


def test_an_image_is_no_dose_and_stays_grey(tmp_path):
    phantom.write_series(tmp_path)
    (loaded,) = read_volumes(tmp_path)

    (made,) = build_layers([loaded])

    assert not is_dose(loaded.volume)
    assert made.keywords["colormap"] == "gray"


@pytest.mark.parametrize("first", ["a-dose", "z-dose"], ids=["found first", "found last"])
def test_a_dose_lies_over_its_images_whatever_is_found_first(viewer, tmp_path, first):
    write_dose(tmp_path / first)
    phantom.write_series(tmp_path / "ct")

    add_loaded(viewer, read_volumes(tmp_path), DisplaySpace.OWN_PLANES, arrange=True)

    assert [layer.name for layer in viewer.layers] == ["CT 1 series", "RTDOSE 1 dose"]
    assert all(layer.visible for layer in viewer.layers)


@pytest.mark.parametrize(
    ("lacking", "words", "unit"),
    [
        pytest.param("DoseUnits", "it is taken to be in Gy", "Gy", id="unit"),
        pytest.param("DoseGridScaling", "shown as stored, without a unit", None, id="scale"),
    ],
)
def test_a_dose_that_lacks_what_makes_it_one_says_what_was_taken(tmp_path, lacking, words, unit):
    write_dose(tmp_path, **{lacking: None})

    (loaded,) = read_volumes(tmp_path)

    (said,) = [note for note in loaded.volume.notes if note.code == "assumed"]
    assert lacking in said.message
    assert said.message.endswith(words)
    assert loaded.volume.first.rescale.unit == unit


@pytest.mark.parametrize("units", ["GY", "RELATIVE"])
def test_a_whole_dose_leaves_nothing_to_assume(tmp_path, units):
    write_dose(tmp_path, DoseUnits=units)

    (loaded,) = read_volumes(tmp_path)

    assert "assumed" not in [note.code for note in loaded.volume.notes]
