"""What speaks for gaps between slices and what against: numbers, declared distances, decimals."""

import numpy as np
import pytest

from napari_dicom.dicom.stacks.evidence import Evidence, grain_of, speaks_for_gaps
from napari_dicom.dicom.stacks.grid import Regularity, lay_on_grids

NORMAL = np.array([0.0, 0.0, 1.0])


def along_z(*depths):
    return np.outer(depths, NORMAL)


@pytest.mark.parametrize(
    ("values", "grain"),
    [
        pytest.param([100, 200], 100, id="hundreds"),
        pytest.param([1, 2, 12], 1, id="whole"),
        pytest.param([0.1, 0.2, 1.3], 0.1, id="tenths"),
        pytest.param([-0.625, 1.25], 0.001, id="thousandths"),
        pytest.param([1 / 3], 0, id="none"),
        pytest.param([1, 2 + 0.9e-6], 1, id="a millionth off, less"),
        pytest.param([1, 2 + 1.1e-6], 1e-7, id="a millionth off, more"),
    ],
)
def test_the_grain_is_the_decimal_unit_of_all_coordinates(values, grain):
    assert grain_of(np.array(values, dtype=float)) == pytest.approx(grain)


def rounded(step, count, digits=0):
    return along_z(*np.round(np.arange(count) * step + 1e-9, digits))


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        pytest.param(Evidence(), Regularity.REGULAR, id="no evidence, many gaps"),
        pytest.param(Evidence((2.5,)), Regularity.REGULAR, id="the distance says so"),
        pytest.param(Evidence((), tuple(range(16))), Regularity.REGULAR, id="so do the numbers"),
        pytest.param(Evidence((1.0,)), Regularity.GAPS, id="the distance speaks for gaps"),
    ],
)
def test_positions_rounded_to_a_millimetre_have_no_gaps_unless_something_says_so(
    evidence, expected
):
    (grid,) = lay_on_grids(rounded(2.5, 16), NORMAL, evidence)

    assert grid.regularity is expected


def test_rounded_planes_lie_evenly_and_no_further_off_than_the_rounding():
    (grid,) = lay_on_grids(rounded(0.625, 16, 1), NORMAL, Evidence((0.625,)))

    assert grid.step[2] == pytest.approx(0.625, abs=0.01)
    assert list(grid.nodes) == list(range(16))


GAP = [0, 1, 2, 3, 5, 6, 7, 8]


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        pytest.param(Evidence((1.0,)), GAP, id="the distance"),
        pytest.param(Evidence((1.0,), tuple(range(8))), GAP, id="the distance, numbers made anew"),
        pytest.param(Evidence((), tuple(GAP)), GAP, id="numbers that leave one out"),
        pytest.param(Evidence((), tuple(-n for n in GAP)), GAP, id="numbers that descend"),
        pytest.param(Evidence(), GAP, id="nothing: few are missing"),
        pytest.param(Evidence((), tuple(range(8))), list(range(8)), id="numbers without a gap"),
        pytest.param(Evidence((8 / 7,)), list(range(8)), id="the distance of no gap"),
    ],
)
def test_a_gap_in_whole_millimetres_is_weighed(evidence, expected):
    (grid,) = lay_on_grids(along_z(*GAP), NORMAL, evidence)

    assert list(grid.nodes) == expected


@pytest.mark.parametrize(("missing", "gaps"), [(2, True), (3, False)], ids=["a quarter", "more"])
def test_without_evidence_up_to_a_quarter_may_be_missing(missing, gaps):
    nodes = [*range(5), *range(5 + missing, 6 + missing)]  # 6 of 8, 6 of 9

    assert speaks_for_gaps(Evidence(), nodes, 1.0, 1.3, 0.1) is gaps


@pytest.mark.parametrize(("off", "same"), [(0.009, True), (0.011, False)], ids=["0.9 %", "1.1 %"])
def test_a_distance_within_one_percent_is_the_declared_one(off, same):
    assert Evidence((2.0,)).names(2.0 * (1 + off)) is same


def test_jitter_is_no_fine_grid_with_gaps_where_numbers_and_distance_speak_against_it():
    depths = [0, 2.6, 5.0, 7.4, 10.0, 12.6, 15.0]
    evidence = Evidence((2.5,), tuple(range(7)))

    (grid,) = lay_on_grids(along_z(*depths), NORMAL, evidence)

    assert list(grid.nodes) == list(range(7))
