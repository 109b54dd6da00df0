"""A plane that cuts a volume in three dimensions along a slice, so that its inside is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from napari.layers import Layer
    from numpy.typing import NDArray

CUTS = {"Axial": (0, -1.0), "Coronal": (1, 1.0), "Sagittal": (2, 1.0)}
"""Plane -> (axis of z, y, x across it, direction of what stays): feet, back, left side stay.

World is (z, y, x) = (S, P, L): seen from the front, what lies before a coronal cut goes.
"""


def cut_at(layer: Layer, plane: str, index: float, displayed: Sequence[int]) -> None:
    """Cut a layer along one of `CUTS`, at an index along that axis of it; "" cuts nothing.

    napari hands planes on to vispy in the world's coordinates, in the order of displayed axes.

    Parameters
    ----------
    displayed
        Which of the world's (z, y, x) are displayed, in order.
    """
    if not plane:
        layer.experimental_clipping_planes.clear()
        return
    axis, sign = CUTS[plane]
    inside = np.zeros(layer.ndim)
    inside[layer.ndim - 3 + axis] = index
    position = np.asarray(layer.data_to_world(inside))[-3:]
    normal = sign * _across(layer, axis)
    order = list(displayed)
    layer.experimental_clipping_planes = [
        {"normal": tuple(normal[order]), "position": tuple(position[order]), "enabled": True}
    ]


def _across(layer: Layer, axis: int) -> NDArray[np.float64]:
    """Return the world direction across an axis's planes: across the two others, also sheared."""
    steps = np.vstack([np.zeros(layer.ndim), np.eye(layer.ndim)[-3:]])
    world = np.array([layer.data_to_world(step) for step in steps])[:, -3:]
    one, other = (world[1 + each] - world[0] for each in range(3) if each != axis)
    normal = np.cross(one, other)
    along = world[1 + axis] - world[0]
    return np.asarray(normal / np.linalg.norm(normal) * np.sign(normal @ along))
