"""Count, mean, standard deviation, least and greatest value of pixels, gathered part by part.

Padding, what is no number and planes that were never acquired are left out, and counted.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]  # Any: any kind of sample


_SHORT = 1 << 16
"""Numbers below this are short."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """The values of some pixels.

    Parameters
    ----------
    count
        How many of them have a value.
    mean
        NaN where none has.
    deviation
        Standard deviation of a sample: divided by `count` - 1; NaN of a single value.
    minimum, maximum
        Of their values.
    padding, no_number, not_acquired
        How many were left out for being padding, NaN or infinite, or of a slice that is missing.
    """

    count: int
    mean: float
    deviation: float
    minimum: float
    maximum: float
    padding: int = 0
    no_number: int = 0
    not_acquired: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Sums over some of the pixels of several regions, one number a region in each array.

    Parameters
    ----------
    region
        What the regions are called.
    left_out
        (regions, 3): padding, no number, not acquired.
    squares
        Sum of the squared distances from the mean.
    """

    region: NDArray[np.int64]
    count: NDArray[np.int64]
    mean: NDArray[np.float64]
    squares: NDArray[np.float64]
    minimum: NDArray[np.float64]
    maximum: NDArray[np.float64]
    left_out: NDArray[np.int64]


def part_of(regions: Array, values: Array, why: NDArray[np.uint8]) -> Part:
    """Sum up values by the region that each belongs to.

    Parameters
    ----------
    regions
        Number of the region of each value.
    why
        0 where a value counts; 1, 2, 3 where it is left out: padding, no number, not acquired.
    """
    names, place = numbered(regions)
    left_out = np.zeros((len(names), 4), dtype=np.int64)
    if why.any():
        np.add.at(left_out, (place[why > 0], why[why > 0]), 1)
        place, values = place[why == 0], values[why == 0]
    count = np.bincount(place, minlength=len(names))
    if len(names) > 1:
        values = values[np.argsort(place, kind="stable")]
    mean, squares, low, high = _reduced(values, count)
    return Part(names, count, mean, squares, low, high, left_out[:, 1:])


def numbered(regions: Array) -> tuple[NDArray[np.int64], Array]:
    """Return the numbers that occur, ascending, and for each value which of them it has."""
    if regions.dtype.kind == "b":
        regions = regions.view(np.uint8)
    if not regions.size or regions.min() < 0 or regions.max() >= _SHORT:
        names, place = np.unique(regions, return_inverse=True)
        return names.astype(np.int64), place.reshape(-1)
    names = np.flatnonzero(np.bincount(regions))
    if len(names) == 1:
        return names, np.zeros(len(regions), dtype=np.uint16)
    rank = np.zeros(int(names[-1]) + 1, dtype=np.uint16)  # short numbers are sorted by counting
    rank[names] = np.arange(len(names))
    return names, rank[regions]


def total_of(parts: list[Part]) -> dict[int, Statistics]:
    """Return the statistics of each region over all parts."""
    if not parts:
        return {}
    names, place = np.unique(np.concatenate([one.region for one in parts]), return_inverse=True)
    order = np.argsort(place.reshape(-1), kind="stable")
    starts = np.searchsorted(place.reshape(-1)[order], np.arange(len(names)))
    count, mean, squares, low, high, left_out = (
        np.concatenate([getattr(one, key) for one in parts])[order]
        for key in ("count", "mean", "squares", "minimum", "maximum", "left_out")
    )
    number = np.add.reduceat(count, starts)
    weighted = np.where(count > 0, mean, 0.0) * count
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = np.add.reduceat(weighted, starts) / number
        apart = np.where(count > 0, mean, 0.0) - np.repeat(middle, np.diff([*starts, len(order)]))
        spread = np.add.reduceat(squares + np.where(count > 0, count * apart**2, 0.0), starts)
        deviation = np.sqrt(spread / (number - 1))
    ends = np.fmin.reduceat(low, starts), np.fmax.reduceat(high, starts)
    out = np.add.reduceat(left_out, starts, axis=0)
    return {
        int(name): Statistics(
            int(number[i]),
            float(middle[i]),
            float(deviation[i]) if number[i] > 1 else float("nan"),
            float(ends[0][i]),
            float(ends[1][i]),
            *(int(n) for n in out[i]),
        )
        for i, name in enumerate(names)
    }


def _reduced(values: Array, count: NDArray[np.int64]) -> tuple[Array, ...]:
    """Return mean, squares, least and greatest of consecutive groups; NaN of empty ones."""
    found = np.full((4, len(count)), np.nan)
    found[1] = 0.0
    there = count > 0
    if there.any():
        starts = (np.cumsum(count) - count)[there]
        mean = np.add.reduceat(values, starts, dtype=np.float64) / count[there]
        apart = values - np.repeat(mean, count[there])
        apart *= apart
        found[0, there] = mean
        found[1, there] = np.add.reduceat(apart, starts)
        found[2, there] = np.minimum.reduceat(values, starts)
        found[3, there] = np.maximum.reduceat(values, starts)
    return tuple(found)
