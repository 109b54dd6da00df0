"""Which steps of a series a position's images belong to, where some of them are missing.

Interleaved slices have times of their own, a constant offset from those of the others: an image
belongs to the step in whose rhythm it falls. Pure arithmetic.
"""

from collections.abc import Sequence

import numpy as np


def steps_in_rhythm(values: Sequence[float], reference: Sequence[float]) -> list[int]:
    """Return the step of each value: those whose distances are most like the reference's.

    Of steps that fit equally well, as where the first or the last is missing, those nearest in
    value win.

    Parameters
    ----------
    values
        Ascending, no more than there are steps.
    reference
        Value of each step, ascending, where none is missing.
    """
    ticks = np.asarray(reference, dtype=np.float64)
    best = (np.inf, np.inf, list(range(len(values))))
    grain = float(np.median(np.diff(ticks))) / 4 if len(ticks) > 1 else 0.0
    for first in range(len(ticks) - len(values) + 1 if grain > 0 else 0):
        offset = values[0] - ticks[first]
        off = np.abs(np.asarray(values)[:, None] - offset - ticks)
        steps = off.argmin(axis=1).tolist()
        if len(set(steps)) == len(steps):
            best = min(best, (round(float(off.min(axis=1).max()) / grain), abs(offset), steps))
    return best[2]
