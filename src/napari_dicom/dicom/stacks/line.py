"""The line that numbered planes lie on: straight where they are, not bent by a few. Arithmetic."""

import numpy as np
from numpy.typing import NDArray

ON_GRID = 0.04
"""A plane is on a grid when it is no further from its node than this part of the step."""

_FEWEST = 4
"""Planes of which most may lie on a line by more than chance: any two do."""

Line = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Where plane 0 lies, and the step from one to the next, LPS mm."""


def line_through(
    places: NDArray[np.float64],
    nodes: NDArray[np.int_],
    normal: NDArray[np.float64],
    *,
    of_most: bool = False,
) -> Line:
    """Fit a line to planes by least squares: no error adds up along the stack.

    It goes along the normal where that fits as well: what sways from side to side does not lean.

    Parameters
    ----------
    places
        (n, 3), LPS mm.
    nodes
        (n,) whole numbers, ascending.
    normal
        Unit normal of the planes.
    of_most
        Where most planes lie on one line: that one, whatever the others do.
    """
    if of_most and (usual := _usual(places, nodes)).any():
        places, nodes = places[usual], nodes[usual]
    system = np.stack([np.ones(len(nodes)), nodes.astype(float)], axis=1)
    origin, step = np.linalg.lstsq(system, places, rcond=None)[0]
    along = float(step @ normal) * normal
    straight = (places - nodes[:, None] * along).mean(axis=0), along
    return min(straight, (origin, step), key=lambda line: furthest(places, nodes, *line))


def furthest(
    places: NDArray[np.float64],
    nodes: NDArray[np.int_],
    origin: NDArray[np.float64],
    step: NDArray[np.float64],
) -> float:
    """Return the largest distance in mm between a plane and its node."""
    return float(np.linalg.norm(nodes[:, None] * step + origin - places, axis=1).max())


def _usual(places: NDArray[np.float64], nodes: NDArray[np.int_]) -> NDArray[np.bool_]:
    """Tell which planes lie on one line that holds most of them; none where there is no such."""
    if len(nodes) < _FEWEST:
        return np.zeros(len(nodes), dtype=bool)
    middle = len(nodes) // 2
    step = np.sort(np.diff(places, axis=0) / np.diff(nodes)[:, None], axis=0)[middle - 1]
    origin = np.sort(places - nodes[:, None] * step, axis=0)[middle]
    off = np.linalg.norm(places - nodes[:, None] * step - origin, axis=1)
    found = off <= ON_GRID * np.linalg.norm(step)
    return found if 2 * found.sum() > len(nodes) else np.zeros(len(nodes), dtype=bool)
