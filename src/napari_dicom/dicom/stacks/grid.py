"""Where along a stack its planes lie: from positions to a regular grid, or to several.

Pure arithmetic on positions in mm. All tolerances are parts of a step: a stack and the same one in
micrometres are laid on the same grid. Positions that were rounded count by their decimals.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.stacks.evidence import Evidence, grain_of, speaks_for_gaps
from napari_dicom.dicom.stacks.line import ON_GRID, furthest, line_through
from napari_dicom.dicom.stacks.rounding import ROUNDED, UNROUNDED, rounded_from

JITTER = 0.10
"""Steps that differ from the median by no more than this part of it are jitter, not gaps."""

FEW_NODES = 256
"""A grid of no more nodes than this may be sparse; a longer one holds at least half acquired."""

NO_EVIDENCE = Evidence()

FEWEST_IN_A_RUN = 3
"""Planes that runs of constant step hold on average, unless there are two runs: any two planes have
a step, so shorter runs prove nothing, and the planes stay together in their order."""


class Regularity(StrEnum):
    """How well the planes fit the grid they were given."""

    REGULAR = "regular"
    GAPS = "gaps"
    JITTER = "jitter"
    IRREGULAR = "irregular"


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Planes of one stack on a regular grid.

    Parameters
    ----------
    members
        Index into the given positions, in the order of the grid.
    nodes
        Node of each member on the grid, ascending from 0; nodes without a member are gaps.
    origin
        Position of node 0, LPS mm.
    step
        From one node to the next, LPS mm; not along the normal where the gantry was tilted.
        None for a single plane.
    """

    members: tuple[int, ...]
    nodes: tuple[int, ...]
    origin: NDArray[np.float64]
    step: NDArray[np.float64] | None
    regularity: Regularity

    @property
    def length(self) -> int:
        """Number of nodes, gaps included."""
        return self.nodes[-1] + 1


def lay_on_grids(
    positions: NDArray[np.float64],
    normal: NDArray[np.float64],
    evidence: Evidence = NO_EVIDENCE,
) -> list[Grid]:
    """Lay planes on as few regular grids as show every one of them at its true place.

    In this order: one regular grid; one whose positions were rounded to few decimals; one grid with
    missing planes, where filling them costs no more planes than were acquired, or few enough
    (`FEW_NODES`), and `evidence` does not speak against them; one grid whose planes jitter by up to
    10 % of the step; several grids of constant step; at last one grid in order, marked
    `Regularity.IRREGULAR`.

    Parameters
    ----------
    positions
        (n, 3) positions of distinct planes, LPS mm, ascending along `normal`.
    normal
        Unit normal of the planes.
    evidence
        What the files say of distances and numbers.
    """
    if len(positions) == 1:
        return [_single(positions, 0)]
    whole = np.arange(len(positions))
    grid = _exact(positions, normal, whole)
    if grid is None or grid.regularity is Regularity.GAPS:
        grid = _without_rounding(grid, positions, normal, evidence)
    elif fits(grid, positions) > UNROUNDED * grain_of(positions):
        grid = _rounded(positions, normal, evidence) or grid
    grid = grid or _jittered(positions, normal, whole)
    if grid is not None:
        return [grid]
    runs = _runs(positions, normal)
    if len(runs) <= max(2, len(positions) // FEWEST_IN_A_RUN):
        return [_run_grid(positions, normal, run) for run in runs]
    return [_in_order(positions, whole, Regularity.IRREGULAR, normal)]


def _without_rounding(
    gapped: Grid | None,
    positions: NDArray[np.float64],
    normal: NDArray[np.float64],
    evidence: Evidence,
) -> Grid | None:
    """Return the grid that holds rounded planes one by one, where it says more than one with gaps.

    Gaps that the numbers of the images and the declared distance both speak against are none.
    """
    straight = _rounded(positions, normal, evidence, gapped)
    even = straight or _in_order(positions, np.arange(len(positions)), Regularity.REGULAR, normal)
    assert even.step is not None
    grain = grain_of(positions) / 2 * float(np.abs(normal).sum())
    even_step = float(even.step @ normal)
    off = fits(even, positions)
    is_rounded = straight is not None or 0 < off <= ROUNDED * grain + ON_GRID * even_step
    if gapped is None:
        return even if is_rounded else None
    assert gapped.step is not None
    step, doubt = float(gapped.step @ normal), 2 * grain / (len(positions) - 1)
    if is_rounded:
        return gapped if speaks_for_gaps(evidence, gapped.nodes, step, even_step, doubt) else even
    is_even = evidence.counts_without_a_gap and evidence.names(even_step)
    return None if is_even and not evidence.names(step) else gapped


def _rounded(
    positions: NDArray[np.float64],
    normal: NDArray[np.float64],
    evidence: Evidence,
    gapped: Grid | None = None,
) -> Grid | None:
    """Return the grid of straight, even planes that the positions were rounded from, if any.

    Parameters
    ----------
    gapped
        Another grid that holds them: what is its distance is not that of planes without gaps.
    """
    step = None if gapped is None or gapped.step is None else float(gapped.step @ normal)
    distances = [d for d in evidence.declared if step is None or abs(d - step) > ON_GRID * step]
    found = rounded_from(positions, normal, distances, grain_of(positions))
    if found is None:
        return None
    numbers = tuple(range(len(positions)))
    return Grid(numbers, numbers, *found, Regularity.REGULAR)


def fits(grid: Grid, positions: NDArray[np.float64]) -> float:
    """Return the largest distance in mm between a plane's position and its node."""
    if grid.step is None:
        return 0.0
    places, nodes = positions[list(grid.members)], np.asarray(grid.nodes)
    return furthest(places, nodes, grid.origin, grid.step)


def _exact(
    positions: NDArray[np.float64], normal: NDArray[np.float64], members: NDArray[np.intp]
) -> Grid | None:
    """Return the coarsest grid that holds every plane, or None where it costs too many fills."""
    depths = positions[members] @ normal
    steps = np.diff(depths)
    for spacing in _candidates(steps):
        nodes = np.rint((depths - depths[0]) / spacing).astype(int)
        if nodes[-1] + 1 > max(FEW_NODES, 2 * len(members)) or (np.diff(nodes) < 1).any():
            continue
        regular = nodes[-1] + 1 == len(members)
        grid = _fitted(
            positions, members, nodes, Regularity.REGULAR if regular else Regularity.GAPS, normal
        )
        assert grid.step is not None
        if fits(grid, positions) <= ON_GRID * float(grid.step @ normal):
            return grid
    return None


def _candidates(steps: NDArray[np.float64]) -> list[float]:
    """Return spacings worth trying, coarsest first: the median, the smallest, and fractions."""
    smallest, median = float(steps.min()), _median(steps)
    found = {smallest / divisor for divisor in (1, 2, 3, 4)} | {median, float(steps.mean())}
    return sorted((value for value in found if value > 0), reverse=True)


def _median(steps: NDArray[np.float64]) -> float:
    """Return the median: numpy's own loads masked arrays, for a file's first opening."""
    ordered = np.sort(steps)
    return float(ordered[(len(steps) - 1) // 2] + ordered[len(steps) // 2]) / 2


def _jittered(
    positions: NDArray[np.float64], normal: NDArray[np.float64], members: NDArray[np.intp]
) -> Grid | None:
    depths = positions[members] @ normal
    steps = np.diff(depths)
    median = _median(steps)
    nodes = np.concatenate([[0], np.cumsum(np.maximum(1, np.rint(steps / median)))]).astype(int)
    off = np.abs(steps - np.diff(nodes) * median)
    if (off > JITTER * median).any() or nodes[-1] + 1 > 2 * len(members):
        return None
    grid = _fitted(positions, members, nodes, Regularity.JITTER, normal)
    return grid if fits(grid, positions) <= median / 2 else None


def _fitted(
    positions: NDArray[np.float64],
    members: NDArray[np.intp],
    nodes: NDArray[np.int_],
    regularity: Regularity,
    normal: NDArray[np.float64],
) -> Grid:
    """Fit origin and step; of planes on no regular grid those count that most of them lie with."""
    of_most = regularity is Regularity.IRREGULAR
    origin, step = line_through(positions[members], nodes, normal, of_most=of_most)
    return Grid(tuple(members.tolist()), tuple(nodes.tolist()), origin, step, regularity)


def _runs(positions: NDArray[np.float64], normal: NDArray[np.float64]) -> list[NDArray[np.intp]]:
    """Cut the planes where the step from one to the next changes."""
    runs: list[list[int]] = [[0]]
    for index in range(1, len(positions)):
        run = runs[-1]
        if _breaks_off(positions, normal, run, index):
            runs.append([index])
        else:
            run.append(index)
    return [np.asarray(run, dtype=np.intp) for run in runs]


def _breaks_off(
    positions: NDArray[np.float64], normal: NDArray[np.float64], run: Sequence[int], index: int
) -> bool:
    """Tell whether a new run should start at `index`."""
    if len(run) == 1:
        return _starts_better(positions, normal, index)
    return not _same_step(positions, normal, run, index)


def _same_step(
    positions: NDArray[np.float64], normal: NDArray[np.float64], run: Sequence[int], index: int
) -> bool:
    step = (positions[run[-1]] - positions[run[0]]) / (len(run) - 1)
    off = float(np.linalg.norm(positions[index] - positions[run[-1]] - step))
    return off <= ON_GRID * float(step @ normal)


def _starts_better(positions: NDArray[np.float64], normal: NDArray[np.float64], index: int) -> bool:
    """Tell whether a run should start at `index` rather than one plane earlier."""
    if index + 2 >= len(positions):
        return False
    later = _same_step(positions, normal, (index, index + 1), index + 2)
    return later and not _same_step(positions, normal, (index - 1, index), index + 1)


def _run_grid(
    positions: NDArray[np.float64], normal: NDArray[np.float64], run: NDArray[np.intp]
) -> Grid:
    if len(run) == 1:
        return _single(positions, int(run[0]))
    return _exact(positions, normal, run) or _in_order(positions, run, Regularity.IRREGULAR, normal)


def _in_order(
    positions: NDArray[np.float64],
    members: NDArray[np.intp],
    regularity: Regularity,
    normal: NDArray[np.float64],
) -> Grid:
    return _fitted(positions, members, np.arange(len(members)), regularity, normal)


def _single(positions: NDArray[np.float64], member: int) -> Grid:
    return Grid((member,), (0,), positions[member], None, Regularity.REGULAR)
