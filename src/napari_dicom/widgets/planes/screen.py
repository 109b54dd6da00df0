"""Where a place of the world lies on a canvas that shows a plane."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from numpy.typing import ArrayLike

_FAR = 100_000
"""Pixels; Qt's numbers end soon beyond."""


def pixel_of(viewer: ViewerModel, world: ArrayLike, size: tuple[int, int]) -> tuple[int, int]:
    """Return (x, y) on a canvas of `size` (width, height) of a place in a 2D view.

    Parameters
    ----------
    world
        An entry an axis; it may have more or fewer leading axes than the viewer.
    """
    camera, dims, place = viewer.scene.camera, viewer.dims, np.asarray(world, dtype=np.float64)
    directions = [str(one) in {"down", "right"} for one in camera.orientation2d]
    found = []
    for axis, centre, grows, extent in zip(
        dims.displayed, camera.center[-2:], directions, size[::-1], strict=True
    ):
        distance = (float(place[axis - dims.ndim]) - centre) * camera.zoom
        pixel = extent / 2 + (distance if grows else -distance)
        found.append(round(min(max(pixel, -_FAR), _FAR)))
    return found[1], found[0]
