"""What speaks for gaps between slices, and what against: declared distances, numbers, decimals.

Positions written to a millimetre look like slices with gaps. Pure arithmetic.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_SAME = 0.01
"""Distances that differ by no more than this part are one."""

_MOST_MISSING = 1 / 4
"""Part of a grid's planes that may be missing where nothing speaks for them or against."""

_EXACT = 1e-6
"""Part of a grain by which a number may be off it: what binary fractions make of decimals."""

_GRAINS = tuple(10.0**power for power in range(3, -10, -1))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the files of a stack say beside its positions.

    Parameters
    ----------
    declared
        Distances between slices that they name, mm, the likeliest first.
    numbers
        A number of each position that counts slices, in the order of the positions; empty where
        there is none.
    """

    declared: tuple[float, ...] = ()
    numbers: tuple[float, ...] = ()

    @property
    def counts_without_a_gap(self) -> bool:
        """Whether the numbers go up, or down, by one from slice to slice."""
        steps = np.diff(self.numbers)
        return bool(len(steps) and (np.abs(steps) == 1).all() and abs(steps.sum()) == len(steps))

    def counts_like(self, nodes: Sequence[int]) -> bool:
        """Tell whether the numbers leave out what the nodes of a grid leave out."""
        steps, wanted = np.diff(self.numbers), np.diff(nodes)
        if len(steps) != len(wanted) or not len(steps):
            return False
        return bool((steps == wanted).all() or (steps == -wanted).all())

    def names(self, distance: float, within: float = 0.0) -> bool:
        """Tell whether one of the declared distances is this one, `within` mm or 1 %."""
        return any(abs(one - distance) <= max(within, _SAME * one) for one in self.declared)


def speaks_for_gaps(
    evidence: Evidence, nodes: Sequence[int], step: float, even_step: float, doubt: float
) -> bool:
    """Weigh a grid with gaps against evenly spaced slices whose positions were rounded.

    Parameters
    ----------
    nodes, step
        The grid with gaps, and the distance between its nodes, mm.
    even_step
        The distance between slices if none is missing, mm.
    doubt
        How far that may be off because of rounding, mm.
    """
    gaps, even = evidence.names(step), evidence.names(even_step, doubt)
    if gaps is not even:
        return gaps
    if evidence.counts_like(nodes):
        return True
    if evidence.counts_without_a_gap:
        return False
    missing = nodes[-1] + 1 - len(nodes)
    return missing <= _MOST_MISSING * (nodes[-1] + 1)


def grain_of(positions: NDArray[np.float64]) -> float:
    """Return the decimal unit, mm, that all coordinates are multiples of: 1, 0.1, 0.01 ..."""
    values = np.array([*{*positions.ravel().tolist()}])  # numpy.unique loads masked arrays
    for grain in _GRAINS:
        multiples = values / grain
        if (np.abs(multiples - np.rint(multiples)) <= _EXACT).all():
            return grain
    return 0.0
