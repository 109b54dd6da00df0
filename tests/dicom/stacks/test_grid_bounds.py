"""Bounds of grids: what still is one regular grid, jitter or a run, and what no longer is."""

import numpy as np
import pytest

from napari_dicom.dicom.stacks.grid import Regularity, fits, lay_on_grids

NORMAL = np.array([0.0, 0.0, 1.0])


def along_z(depths):
    return np.array([(-10.0, 5.0, depth) for depth in depths])


def stepping(*steps):
    """Positions that lie these steps apart, to more decimals than anything is rounded to."""
    return along_z(np.cumsum([0.0, *steps]) * 1.2345678)


def regularities(positions):
    return [grid.regularity for grid in lay_on_grids(positions, NORMAL)]


def members(positions):
    return [list(grid.members) for grid in lay_on_grids(positions, NORMAL)]


@pytest.mark.parametrize(
    ("off", "expected"),
    [
        pytest.param(0.9, [Regularity.JITTER], id="9 %"),
        pytest.param(1.1, [Regularity.REGULAR, Regularity.REGULAR], id="11 %"),
    ],
)
def test_steps_up_to_a_tenth_off_are_jitter_and_beyond_it_runs(off, expected):
    positions = stepping(*[10.0] * 21, *[10.0 + off] * 9)

    assert regularities(positions) == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        pytest.param(21, [Regularity.JITTER], id="adds up to less"),
        pytest.param(22, [Regularity.REGULAR, Regularity.REGULAR], id="adds up to more"),
    ],
)
def test_jitter_that_adds_up_to_half_a_step_is_not_one_grid(count, expected):
    positions = stepping(*[10.0] * (count + 1), *[10.9] * count)

    assert regularities(positions) == expected


@pytest.mark.parametrize(
    ("step", "off", "expected"),
    [
        pytest.param(10.0, 0.39, Regularity.REGULAR, id="3.9 % of the step"),
        pytest.param(10.0, 0.42, Regularity.JITTER, id="4.2 % of the step"),
        pytest.param(0.001, 0.000039, Regularity.REGULAR, id="3.9 % of a micrometre"),
        pytest.param(0.001, 0.000042, Regularity.JITTER, id="4.2 % of a micrometre"),
    ],
)
def test_a_plane_on_its_node_is_off_by_no_more_than_4_percent_of_the_step(step, off, expected):
    depths = np.arange(101) * step
    depths[50] += off

    assert regularities(along_z(depths)) == [expected]


@pytest.mark.parametrize(
    ("planes", "last", "expected"),
    [
        pytest.param(200, 399, [400], id="half of many acquired"),
        pytest.param(200, 400, [199, 1], id="less than half of many"),
        pytest.param(10, 255, [256], id="few of 256"),
        pytest.param(10, 256, [9, 1], id="few of 257"),
    ],
)
def test_a_long_grid_is_at_least_half_acquired_and_a_short_one_may_be_sparse(
    planes, last, expected
):
    found = lay_on_grids(along_z([*range(planes - 1), last]), NORMAL)

    assert [grid.length for grid in found] == expected


@pytest.mark.parametrize(
    ("steps", "nodes"),
    [
        pytest.param([3, 4, 3], [[0, 3, 7, 10]], id="a third"),
        pytest.param([4, 5, 4], [[0, 4, 9, 13]], id="a fourth"),
        pytest.param([5, 6, 5], [[0, 1], [0, 1]], id="a fifth is not tried"),
    ],
)
def test_a_grid_may_be_as_fine_as_the_fourth_part_of_the_smallest_step(steps, nodes):
    found = lay_on_grids(stepping(*steps), NORMAL)

    assert [list(grid.nodes) for grid in found] == nodes


FOUR_RUNS = (7, 7, 31.3, 9.37, 9.37, 41.7, 5.11, 5.11, 53.9, 3.3)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param((*FOUR_RUNS, 3.3), [3, 3, 3, 3], id="4 runs of 12 planes"),
        pytest.param(FOUR_RUNS, [11], id="4 runs of 11 planes"),
    ],
)
def test_runs_of_three_planes_on_average_are_grids_of_their_own(steps, expected):
    assert [len(one) for one in members(stepping(*steps))] == expected


def test_a_lone_plane_before_a_new_run_is_not_taken_into_it():
    positions = stepping(7, 7, 7, 31.3, 17.9, 9.37, 9.37, 9.37)

    assert members(positions) == [[0, 1, 2, 3], [4], [5, 6, 7, 8]]


def test_a_first_plane_that_has_the_step_of_its_run_is_taken_into_it():
    positions = stepping(7, 7, 7, 31.3, 9.37, 9.37, 9.37)

    assert members(positions) == [[0, 1, 2, 3], [4, 5, 6, 7]]


def test_the_worst_plane_says_how_well_a_grid_fits():
    depths = np.arange(101) * 10.0
    depths[50] += 0.3
    positions = along_z(depths)

    (grid,) = lay_on_grids(positions, NORMAL)

    assert fits(grid, positions) == pytest.approx(0.3, rel=0.02)
