"""The line that planes lie on: straight where they sway, and not bent by a few beside it."""

import numpy as np
import pytest

from napari_dicom.dicom.stacks import Regularity
from napari_dicom.dicom.stacks.grid import lay_on_grids
from napari_dicom.dicom.stacks.line import ON_GRID, line_through

UP = np.array([0.0, 0.0, 1.0])


def planes(count, step=(0.0, 0.0, 2.0)):
    return np.array([5.0, -3.0, 11.0]) + np.arange(count)[:, None] * np.asarray(step)


@pytest.mark.parametrize("aside", range(2, 6))
@pytest.mark.parametrize("step", [(0.0, 0.0, 2.0), (0.0, 0.4, 2.0)], ids=["straight", "tilted"])
def test_one_slice_to_the_side_does_not_bend_the_others(aside, step):
    positions = planes(8, step)
    positions[aside, 0] += 30

    (grid,) = lay_on_grids(positions, UP)

    assert grid.regularity is Regularity.IRREGULAR
    assert grid.step == pytest.approx(step)
    assert grid.origin == pytest.approx(planes(8)[0])


@pytest.mark.parametrize(
    ("count", "aside", "is_bent"),
    [(8, 3, False), (8, 4, True), (4, 1, False), (3, 1, True)],
    ids=["most on it", "half beside it", "three of four", "two of three"],
)
def test_a_line_is_that_of_most_planes_from_four_on(count, aside, is_bent):
    positions = planes(count)
    positions[count - aside :, 0] += 7.0 * np.arange(1, aside + 1)

    _, step = line_through(positions, np.arange(count), UP, of_most=True)

    assert (abs(step[0]) > 1e-9) == is_bent


@pytest.mark.parametrize(("part", "is_on_it"), [(0.99, True), (1.01, False)])
def test_a_plane_beside_the_line_by_less_than_a_part_of_the_step_is_one_of_most(part, is_on_it):
    positions = planes(8)
    positions[[1, 2, 4], 0] += 50.0
    positions[5, 0] += part * ON_GRID * 2.0

    origin, _ = line_through(positions, np.arange(8), UP, of_most=True)

    assert (abs(origin[0] - 5.0) < 2.0) == is_on_it


@pytest.mark.parametrize("count", [4, 8, 9])
def test_slices_that_sway_from_side_to_side_do_not_lean(count):
    positions = planes(count)
    positions[::2, 0] += 0.05

    (grid,) = lay_on_grids(positions, UP)

    assert grid.step == pytest.approx([0, 0, 2.0])


@pytest.mark.parametrize("degrees", [0.01, 0.1, 12.0])
def test_what_leans_leans_however_little(degrees):
    lean = 2.0 * np.tan(np.radians(degrees))

    (grid,) = lay_on_grids(planes(8, (0.0, lean, 2.0)), UP)

    assert grid.step == pytest.approx([0.0, lean, 2.0], abs=1e-9)
