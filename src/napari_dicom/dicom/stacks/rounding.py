"""Positions that were written with few decimals: the even planes that they were rounded from.

A line fitted to rounded positions leans, as if the gantry had been tilted, and is too long or too
short by a part of a digit. Planes that lie straight behind each other, at the distance that the
files name, are taken where all positions are theirs but for rounding. Pure arithmetic.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

ROUNDED = 1.05
"""Planes lie no further from an even grid than this part of half a decimal unit, where their
positions were rounded: a fit takes up the rest."""

UNROUNDED = 0.01
"""Part of a decimal unit by which positions may lie off an even grid and were not rounded. No case
is near it: whole units that are not even lie a quarter of one off at least, others by noise alone.
"""

_NEAR = 0.05
"""Part of a distance that the files name by which the one that fits best may differ from it: a
SliceThickness is no distance where slices leave gaps."""

_FEWEST = 3
"""Planes that tell whether they are evenly spaced: any two are."""


def rounded_from(
    positions: NDArray[np.float64],
    normal: NDArray[np.float64],
    distances: Sequence[float],
    grain: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Return origin and step of even planes, straight behind each other; None where there are none.

    Parameters
    ----------
    positions
        (n, 3) positions of distinct planes, LPS mm, ascending along `normal`.
    distances
        Between two planes, as the files name them, the likeliest first, mm; what is tried at last
        is the distance that fits the positions best.
    grain
        The decimal unit of the positions, mm.
    """
    if grain == 0 or len(positions) < _FEWEST:
        return None
    numbers = np.arange(len(positions), dtype=np.float64)
    fitted = float(np.polyfit(numbers, positions @ normal, 1)[0])
    near = [one for one in distances if abs(one - fitted) <= _NEAR * one]
    for distance in (*near, fitted):
        step = distance * normal
        origin = planes_at(positions, numbers, step, grain)
        if origin is not None:
            return origin, step
    return None


def planes_at(
    positions: NDArray[np.float64],
    numbers: NDArray[np.float64],
    step: NDArray[np.float64],
    grain: float,
) -> NDArray[np.float64] | None:
    """Return where plane 0 lies, LPS mm, if rounded positions are those of numbered planes.

    Parameters
    ----------
    positions
        (n, 3), LPS mm, multiples of `grain`.
    numbers
        (n,) of the plane of each position.
    step
        From one plane to the next, LPS mm.
    """
    origins = positions - numbers[:, None] * step
    low, high = origins.min(axis=0), origins.max(axis=0)
    return (low + high) / 2 if (high - low <= ROUNDED * grain).all() else None
