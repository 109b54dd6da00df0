"""How fast steps follow each other: by the header, as acquired, or as napari plays."""

import numpy as np
import pytest
from napari.layers import Image

import phantom
from napari_dicom import add_dicom
from napari_dicom.viewer import DEFAULT_CINE_RATE, cine_rate


def playing(coordinates, unit="s", label="t"):
    """Return a layer of so many steps of two slices."""
    axes = [{"label": label, "unit": unit, "coordinates": list(coordinates), "source": ""}]
    data = np.zeros((len(coordinates), 2, 3, 3), np.int16)
    return Image(data, metadata={"dicom": {"axes": axes, "slice_axis": 1}}, contrast_limits=(0, 1))


@pytest.mark.parametrize(("unit", "step"), [("s", 0.05), ("ms", 50.0)])
def test_steps_are_played_as_they_were_acquired(unit, step):
    rate = cine_rate(playing(np.arange(5) * step, unit))

    assert (rate.axis, rate.steps) == (0, 5)
    assert rate.per_second == pytest.approx(20)
    assert rate.said == "as acquired"


@pytest.mark.parametrize(("seconds", "played"), [(0.99, 1 / 0.99), (1.01, DEFAULT_CINE_RATE)])
def test_steps_that_are_no_motion_are_played_faster_and_it_is_said(seconds, played):
    rate = cine_rate(playing(np.arange(5) * seconds))

    assert rate.per_second == pytest.approx(played)
    assert ("faster" in rate.said) is (seconds > 1)


@pytest.mark.parametrize(("rate", "played"), [(119.0, 119.0), (121.0, 120.0)])
def test_steps_faster_than_a_screen_are_played_slower_and_it_is_said(rate, played):
    found = cine_rate(playing(np.arange(5) / rate))

    assert found.per_second == pytest.approx(played)
    assert ("slower" in found.said) is (rate > 120)


@pytest.mark.parametrize(
    "layer",
    [
        pytest.param(playing(range(5), "", "echo"), id="no unit"),
        pytest.param(playing(["a", "b"], "s"), id="names"),
        pytest.param(playing([1.0, 1.0, 1.0]), id="all at once"),
    ],
)
def test_without_a_rate_steps_are_played_as_napari_does_and_it_is_said(layer):
    rate = cine_rate(layer)

    assert rate.per_second == DEFAULT_CINE_RATE
    assert rate.said.startswith("no rate is known")


def test_a_volume_without_steps_is_played_through_its_slices(viewer, tmp_path):
    phantom.write_series(tmp_path)
    (layer,) = add_dicom(viewer, tmp_path)

    rate = cine_rate(layer)

    assert (rate.axis, rate.steps, rate.said) == (0, 4, "slices")


def test_one_image_does_not_play(viewer, tmp_path):
    phantom.write_series(tmp_path, phantom.ramp(1))
    (layer,) = add_dicom(viewer, tmp_path)

    assert cine_rate(layer) is None
