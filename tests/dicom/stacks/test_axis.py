"""Axes: where their steps are even, and where frames give them seconds."""

import pytest

import phantom
from napari_dicom.dicom.stacks.axis import Axis, give_seconds, label_axis, rank_axis
from planes import frames_on, with_coordinates

AFFINE = phantom.make_affine()


@pytest.mark.parametrize(
    ("last", "is_even"),
    [
        pytest.param(3.009, True, id="0.9 % more"),
        pytest.param(3.011, False, id="1.1 % more"),
        pytest.param(2.991, True, id="0.9 % less"),
        pytest.param(2.989, False, id="1.1 % less"),
        pytest.param(3.1, False, id="10 % more"),
    ],
)
def test_steps_of_an_axis_are_even_within_one_percent(last, is_even):
    axis = Axis("t", "s", (0.0, 1.0, 2.0, last), "Time")

    assert (axis.step is not None) is is_even


@pytest.mark.parametrize(
    "coordinates",
    [pytest.param((4.0, 2.0, 0.0), id="descends"), pytest.param((5.0, 5.0, 5.0), id="stays")],
)
def test_an_axis_that_does_not_ascend_has_no_step(coordinates):
    assert Axis("t", "s", coordinates, "Time").step is None


def numbered(*times, keyword="Time"):
    frames = frames_on(AFFINE, len(times))
    return {
        (step, 0): with_coordinates(one, **{keyword: time})
        for step, (one, time) in enumerate(zip(frames, times, strict=True))
    }


COUNTED = Axis("t", "", (1.0, 2.0, 3.0), "TemporalPositionIdentifier")


@pytest.mark.parametrize(
    ("keyword", "times", "coordinates"),
    [
        pytest.param("Time", (5.0, 6.0, 8.0), (0.0, 1.0, 3.0), id="ascending"),
        pytest.param("Time", (5.0, 6.0, 6.0), (1.0, 2.0, 3.0), id="one time twice"),
        pytest.param("Time", (5.0, 8.0, 6.0), (1.0, 2.0, 3.0), id="not in order"),
        pytest.param("Time", (5.0, 6.0, None), (1.0, 2.0, 3.0), id="one without a time"),
        pytest.param("TriggerTime", (0.0, 50.0, 100.0), (0.0, 0.05, 0.1), id="milliseconds"),
        pytest.param("AcquisitionTime", (36000.0, 36002.0, 36004.0), (0.0, 2.0, 4.0), id="clock"),
    ],
)
def test_an_axis_that_counts_takes_seconds_where_they_ascend(keyword, times, coordinates):
    found = give_seconds(COUNTED, 0, numbered(*times, keyword=keyword))

    assert found.coordinates == coordinates
    assert found.unit == ("s" if coordinates[0] == 0 else "")


def test_an_axis_that_has_a_unit_keeps_it():
    echoes = Axis("echo", "ms", (4.6, 9.2, 13.8), "EchoTime")

    assert give_seconds(echoes, 0, numbered(5.0, 6.0, 8.0)) is echoes


@pytest.mark.parametrize(
    ("values", "coordinates"),
    [
        pytest.param([1.0, 2.0], (1.0, 2.0), id="numbers"),
        pytest.param(["M", "P"], ("M", "P"), id="names"),
        pytest.param([(0.0,), (1000.0, 1, 0, 0)], (0.0, 1000.0), id="gradients by their b-value"),
    ],
)
def test_the_steps_of_a_label_are_its_values(values, coordinates):
    axis = label_axis("DiffusionGradient", values)

    assert axis == Axis("b", "s/mm²", coordinates, "DiffusionGradient")


def test_the_time_of_a_step_is_the_median_of_its_slices_from_the_first_step():
    steps = [
        [
            with_coordinates(one, TriggerTime=1000.0 * step + late)
            for one, late in zip(frames_on(AFFINE, 3), (100.0, 200.0, 900.0), strict=True)
        ]
        for step in (1, 2, 4)
    ]

    assert rank_axis("TriggerTime", steps).coordinates == (0.0, 1.0, 3.0)
