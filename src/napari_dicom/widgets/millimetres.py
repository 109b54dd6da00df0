"""How finely places are written: pixels of micrometres need more decimals than those of 1 mm."""

from __future__ import annotations

from math import ceil, log10
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from napari.layers import Layer

_FEWEST, _MOST = 1, 9


def decimals_for(pixel: float) -> int:
    """Return how many decimals of a millimetre tell a tenth of a pixel (mm), at least one."""
    if not 0 < pixel < float("inf"):
        return _FEWEST
    return min(max(ceil(-log10(pixel / 10) - 1e-9), _FEWEST), _MOST)


def decimals_of(layer: Layer) -> int:
    """Return how many decimals places in a placed layer need, by its least step."""
    affine = np.asarray(layer.metadata["dicom"]["affine"], dtype=np.float64)
    return decimals_for(float(np.linalg.norm(affine[:3, :3], axis=0).min()))


def in_millimetres(value: float, decimals: int) -> str:
    """Return a number of millimetres as people read it: no ``-0.0``."""
    return f"{round(value, decimals) + 0.0:.{decimals}f}"
