"""Grids: from the positions of planes to where each of them lies."""

from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from napari_dicom.dicom.stacks.grid import Regularity, fits, lay_on_grids

NORMAL = np.array([0.0, 0.0, 1.0])


def along_z(*depths, shift=0.0):
    """Positions at these depths; each mm along z moves them `shift` mm along y."""
    return np.array([(-10.0, 5.0 + shift * depth, depth) for depth in depths])


@pytest.mark.parametrize(
    ("depths", "nodes", "regularity"),
    [
        pytest.param([0, 2, 4, 6, 8], [[0, 1, 2, 3, 4]], Regularity.REGULAR, id="regular"),
        pytest.param([7], [[0]], Regularity.REGULAR, id="single plane"),
        pytest.param([0, 9], [[0, 1]], Regularity.REGULAR, id="two planes"),
        pytest.param([0, 2.005, 4, 6.004, 8], [[0, 1, 2, 3, 4]], Regularity.REGULAR, id="rounding"),
        pytest.param([0, 2, 6, 8, 10], [[0, 1, 3, 4, 5]], Regularity.GAPS, id="one missing"),
        pytest.param(
            [0, 2, 4, 12, 14, 18], [[0, 1, 2, 6, 7, 9]], Regularity.GAPS, id="several missing"
        ),
        pytest.param([0, 5, 7.5, 10, 15], [[0, 2, 3, 4, 6]], Regularity.GAPS, id="finest grid"),
        pytest.param(
            [0, 3.0003, 5.0005, 8.0008], [[0, 3, 5, 8]], Regularity.GAPS, id="finer than any"
        ),
        pytest.param([0, 3, 5, 8], [[0, 1, 2, 3]], Regularity.REGULAR, id="rounded to 1 mm"),
        pytest.param(
            [0, 3.19, 6.48, 9.67, 12.96], [[0, 1, 2, 3, 4]], Regularity.REGULAR, id="PET, few"
        ),
    ],
)
def test_planes_get_the_nodes_they_lie_on(depths, nodes, regularity):
    found = lay_on_grids(along_z(*depths), NORMAL)

    assert [list(grid.nodes) for grid in found] == nodes
    assert [grid.regularity for grid in found] == [regularity]


@pytest.mark.parametrize("seed", range(5))
def test_a_whole_body_pet_with_steps_from_3_19_to_3_29_stays_one_volume(seed):
    steps = np.random.default_rng(seed).choice([3.19, 3.27, 3.29], 300)

    (grid,) = lay_on_grids(along_z(*np.cumsum(steps)), NORMAL)

    assert list(grid.nodes) == list(range(300))
    assert grid.regularity is Regularity.JITTER


def test_jitter_of_less_than_a_tenth_of_the_step_is_one_grid_and_said_to_be():
    steps = [1.0] * 10 + [1.08] * 10

    (grid,) = lay_on_grids(along_z(0, *np.cumsum(steps)), NORMAL)

    assert list(grid.nodes) == list(range(21))
    assert grid.regularity is Regularity.JITTER


def test_runs_of_different_constant_steps_that_share_no_grid_become_grids_of_their_own():
    fine, coarse = np.arange(300) * 0.7, 300 + np.arange(200) * 3.333

    found = lay_on_grids(along_z(*fine, *coarse), NORMAL)

    assert [len(grid.members) for grid in found] == [300, 200]
    assert [grid.step[2] for grid in found] == pytest.approx([0.7, 3.333])


def test_planes_without_any_order_are_kept_in_one_grid_and_called_irregular():
    depths = np.cumsum(np.random.default_rng(3).uniform(1, 9, 300))

    (grid,) = lay_on_grids(along_z(*depths), NORMAL)

    assert list(grid.nodes) == list(range(300))
    assert grid.regularity is Regularity.IRREGULAR


@pytest.mark.parametrize("depths", [[0, 3, 6, 9], [0, 3, 9, 12]], ids=["whole", "with a gap"])
def test_the_step_of_a_tilted_gantry_is_not_along_the_normal(depths):
    positions = along_z(*depths, shift=0.3)

    (grid,) = lay_on_grids(positions, NORMAL)

    assert grid.step == pytest.approx([0, 0.9, 3])
    assert grid.origin == pytest.approx(positions[0])
    assert fits(grid, positions) < 1e-9


def test_a_single_plane_has_no_step():
    (grid,) = lay_on_grids(along_z(4), NORMAL)

    assert grid.step is None
    assert fits(grid, along_z(4)) == 0


def test_planes_far_apart_do_not_cost_thousands_of_empty_ones():
    depths = [*range(20), 5000.37]

    found = lay_on_grids(along_z(*depths), NORMAL)

    assert sum(grid.length for grid in found) < 100


STEPS = st.lists(st.floats(0.05, 50), min_size=0, max_size=40)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(steps=STEPS, shift=st.floats(-0.5, 0.5))
def test_every_plane_is_on_exactly_one_grid_whatever_the_steps(steps, shift):
    positions = along_z(0, *np.cumsum(steps), shift=shift)

    found = lay_on_grids(positions, NORMAL)

    assert sorted(chain.from_iterable(g.members for g in found)) == list(range(len(positions)))
    for grid in found:
        assert list(grid.nodes) == sorted(set(grid.nodes))
        assert grid.nodes[0] == 0


def farthest_move(positions):
    """Return how far planes lie from their nodes, in parts of the step, on grids that are even."""
    return [
        fits(grid, positions) / grid.step[2]
        for grid in lay_on_grids(positions, NORMAL)
        if grid.regularity in {Regularity.REGULAR, Regularity.GAPS} and grid.step is not None
    ]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(steps=STEPS, shift=st.floats(-0.5, 0.5))
def test_only_jitter_and_irregular_grids_move_a_plane(steps, shift):
    positions = along_z(0, *np.cumsum(steps), shift=shift)

    assert max(farthest_move(positions), default=0) <= 0.04


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    step=st.floats(0.5, 20),
    gaps=st.lists(st.sampled_from([1, 1, 1, 2]), min_size=12, max_size=30),
    noise=st.floats(-0.01, 0.01),
)
def test_regular_grids_and_those_with_gaps_move_no_plane(step, gaps, noise):
    depths = step * np.cumsum([0, *gaps])
    depths[5] += noise * step

    moves = farthest_move(along_z(*depths))

    assert len(moves) == 1
    assert moves[0] <= 0.04


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    step=st.floats(0.05, 20),
    kept=st.sets(st.integers(0, 30), min_size=12, max_size=31),
    shift=st.floats(-0.5, 0.5),
)
def test_a_regular_stack_keeps_its_step_when_planes_are_lost(step, kept, shift):
    indices = np.array(sorted(kept))
    if np.diff(indices).min() > 1 and np.gcd.reduce(np.diff(indices)) != 1:
        return  # what is left is a coarser regular stack

    (grid,) = lay_on_grids(along_z(*(indices * step), shift=shift), NORMAL)

    divisor = np.gcd.reduce(np.diff(indices))
    assert grid.step[2] == pytest.approx(step * divisor)
    assert list(grid.nodes) == list((indices - indices[0]) // divisor)
