"""Window width and level by a drag: right is wider, up is brighter, as in other viewers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from napari.layers import Image

_DOUBLINGS = 6.0
"""How often the width doubles in a drag across the canvas: 1 to 64, full range to soft tissue."""

_WIDTHS = 4.0
"""How many windows the level moves by in a drag along the canvas (as VTK has it)."""


@dataclass(frozen=True, slots=True)
class WindowDrag:
    """A drag as it began; where the mouse is then says all, so that going back undoes it.

    Parameters
    ----------
    limits
        Least and greatest value shown at its beginning.
    bounds
        Least and greatest value there is to show.
    is_whole
        Whether values are whole numbers: then the window is, too.
    """

    limits: tuple[float, float]
    bounds: tuple[float, float]
    is_whole: bool

    def limits_at(self, right: float, down: float) -> tuple[float, float]:
        """Return the limits after a way on the canvas, as parts of its smaller side."""
        low, high = self.limits
        width = (high - low) * 2.0 ** (_DOUBLINGS * right)
        level = (high + low) / 2 + _WIDTHS * (high - low) * down
        width = min(max(width, self._narrowest), self._widest)
        level = min(max(level, min(self.bounds[0], low)), max(self.bounds[1], high))
        if self.is_whole:
            width, level = round(width), round(level)
        return level - width / 2, level + width / 2

    @property
    def _narrowest(self) -> float:
        return 1.0 if self.is_whole else (self.bounds[1] - self.bounds[0]) * 1e-6

    @property
    def _widest(self) -> float:
        return max(2 * (self.bounds[1] - self.bounds[0]), self.limits[1] - self.limits[0])


def begin_drag(layer: Image) -> WindowDrag:
    """Return the beginning of a drag on a layer."""
    low, high = layer.contrast_limits
    least, greatest = layer.contrast_limits_range
    return WindowDrag((low, high), (least, greatest), layer.data.dtype.kind in "iub")


def end_drag(layer: Image, drag: WindowDrag) -> None:
    """Let the layer's slider reach no further than before, and as its window needs."""
    low, high = layer.contrast_limits
    layer.contrast_limits_range = (min(low, drag.bounds[0]), max(high, drag.bounds[1]))
