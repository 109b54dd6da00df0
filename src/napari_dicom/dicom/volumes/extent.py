"""The extent of volumes on one grid: which slices one lacks at its ends that others show.

An image lost at the end of a volume leaves no gap in it. Where the other volumes of its series
show the place, it can be known.
"""

from collections.abc import Hashable, Iterable

import numpy as np

from napari_dicom.dicom.stacks import Grid, Stack

_SHARED = 3 / 4
"""Part of the slices of each of two volumes that lie where those of the other do, where both show
one extent; what shares less was acquired from another place or to another."""

_ONE_PLACE = 0.1
"""Part of the distance between slices: what lies closer lies in one place."""

_ONE_STEP = 0.01
"""Distances between slices that differ by no more than this part are one."""


def slices_beyond(stack: Stack, others: Iterable[Stack]) -> int:
    """Count the places before the first and behind the last slice at which others have slices.

    Parameters
    ----------
    others
        The other volumes of the series; only those on the grid and of the extent of `stack` count.
    """
    if stack.grid is None or stack.grid.step is None:
        return 0
    own, beyond = set(stack.grid.nodes), set[int]()
    for other in others:
        if other is stack or _plane_of(other) != _plane_of(stack):
            continue
        nodes = _nodes_of(other.grid, stack.grid)
        shared = len(own & nodes)
        if shared and shared >= _SHARED * max(len(own), len(nodes)):
            beyond |= {node for node in nodes if not 0 <= node < stack.grid.length}
    return len(beyond)


def _plane_of(stack: Stack) -> Hashable:
    """Return what the planes have in common of volumes that may lack slices of each other."""
    first = next(frame for frame in stack.frames if frame is not None)
    uid = first.header.text("FrameOfReferenceUID")
    cosines = tuple(round(cosine, 3) for cosine in first.orientation or ())
    return first.rows, first.columns, first.pixel_spacing, cosines, uid


def _nodes_of(grid: Grid | None, on: Grid) -> set[int]:
    """Return at which nodes of one grid the slices of another lie; none where they lie beside."""
    if grid is None or on.step is None:
        return set()
    distance = float(np.linalg.norm(on.step))
    if grid.step is not None and np.linalg.norm(grid.step - on.step) > _ONE_STEP * distance:
        return set()
    apart = grid.origin - on.origin
    node = round(float(apart @ on.step) / distance**2)
    if np.linalg.norm(apart - node * on.step) > _ONE_PLACE * distance:
        return set()
    return {node + own for own in grid.nodes}
