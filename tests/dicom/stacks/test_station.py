"""Stations: images of one depth that lie side by side, and those that lie on each other."""

from dataclasses import replace

import numpy as np
import pytest

import phantom
from napari_dicom.dicom.stacks.station import by_depth, part_into_stations
from planes import frames_on

AFFINE = phantom.make_affine(spacing=(3.0, 2.0, 1.0))
NORMAL = np.array([0.0, 0.0, 1.0])


def shifted(affine, by, planes=4, **others):
    moved = affine.copy()
    moved[:3, 3] += by
    return frames_on(moved, planes, **others)


def prefixes(stations):
    return [{one.instance.path.name[0] for one in station} for station in stations]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        pytest.param((0.49, 0, 0), [{"A", "B"}], id="less than half a column"),
        pytest.param((0.51, 0, 0), [{"A"}, {"B"}], id="more than half a column"),
        pytest.param((-0.51, 0, 0), [{"B"}, {"A"}], id="the other way"),
        pytest.param((0, 0.98, 0), [{"A", "B"}], id="less than half a row"),
        pytest.param((0, 1.02, 0), [{"A"}, {"B"}], id="more than half a row"),
        pytest.param((2, 0, 0), [{"A"}, {"B"}], id="two columns"),
        pytest.param((0, 4, 0), [{"A"}, {"B"}], id="two rows"),
    ],
)
def test_images_shifted_by_more_than_half_a_pixel_are_two_stations(by, expected):
    frames = [*frames_on(AFFINE, 4, prefix="A"), *shifted(AFFINE, by, prefix="B")]

    found = part_into_stations(frames)

    assert sorted(prefixes(found), key=sorted) == sorted(expected, key=sorted)


def test_stations_in_two_directions_are_told_apart_in_both():
    shifts = [(x, y, 0) for x in (0, 300) for y in (0, 250)]
    frames = [
        one for number, by in enumerate(shifts) for one in shifted(AFFINE, by, prefix=f"{number}")
    ]

    assert sorted(map(sorted, prefixes(part_into_stations(frames)))) == [["0"], ["1"], ["2"], ["3"]]


@pytest.mark.parametrize(
    "planes", [pytest.param(4, id="side by side"), pytest.param(30, id="overlapping")]
)
def test_stations_that_a_tilt_shifts_from_slice_to_slice_are_told_apart(planes):
    tilted = phantom.make_affine(spacing=(3.0, 2.0, 1.0), tilt_degrees=15)
    frames = [
        *frames_on(tilted, planes, prefix="A"),
        *shifted(tilted, (0, 10, 0), planes, prefix="B"),
    ]

    assert prefixes(part_into_stations(frames)) == [{"A"}, {"B"}]


@pytest.mark.parametrize(
    ("second", "by", "stations"),
    [
        pytest.param(17, 3.9, 1, id="fewer than 0.6 of the depths, less than two pixels apart"),
        pytest.param(18, 3.9, 2, id="0.6 of the depths"),
        pytest.param(17, 4.1, 2, id="more than two pixels apart"),
    ],
)
def test_overlapping_stations_share_most_of_their_depths_or_lie_far_apart(second, by, stations):
    tilted = phantom.make_affine(spacing=(3.0, 2.0, 1.0), tilt_degrees=15)
    frames = [
        *frames_on(tilted, 30, prefix="A"),
        *shifted(tilted, (0, by, 0), second, prefix="B"),
    ]

    assert len(part_into_stations(frames)) == stations


def test_two_images_that_moved_and_share_a_depth_by_chance_are_no_stations():
    moved = np.random.default_rng(5).uniform(-0.4, 0.4, (20, 3))
    moved[3], moved[13] = (0.4, 0.1, 0.05), (-0.2, 0.1, 0.05)
    frames = [*frames_on(AFFINE, 10), *frames_on(AFFINE, 10)]
    noisy = [
        replace(frame, position=tuple(np.add(frame.position, by)))
        for frame, by in zip(frames, moved, strict=True)
    ]

    assert [len(station) for station in part_into_stations(noisy)] == [20]


def test_images_of_one_depth_are_found_in_any_order_and_ascend_along_the_normal():
    frames = frames_on(AFFINE, 3)
    nearly = [replace(one, position=tuple(np.add(one.position, (0, 0, 0.0009)))) for one in frames]
    apart = replace(frames[0], position=tuple(np.add(frames[0].position, (0, 0, 0.0011))))

    found = by_depth([nearly[2], frames[1], frames[2], apart, frames[0], nearly[1]], NORMAL)

    assert [sorted(group) for group in found] == [[4], [3], [1, 5], [0, 2]]
