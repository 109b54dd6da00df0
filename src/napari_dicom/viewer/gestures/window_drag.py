"""Window width and level by a drag: right is wider, up is brighter, as in other viewers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from napari_dicom.dicom import VoiFunction, Window, window_between
from napari_dicom.viewer.layer_window import window_of

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
    function
        Of its window: what width and level mean.
    """

    limits: tuple[float, float]
    bounds: tuple[float, float]
    is_whole: bool
    function: VoiFunction = VoiFunction.LINEAR_EXACT

    def limits_at(self, right: float, down: float) -> tuple[float, float]:
        """Return the limits after a way on the canvas, as parts of its smaller side."""
        (low, high), start = self.limits, window_between(*self.limits, self.function)
        width = start.width * 2.0 ** (_DOUBLINGS * right)
        level = start.center + _WIDTHS * start.width * down
        width = min(max(width, self._narrowest), max(self._widest, start.width))
        level = min(max(level, min(self.bounds[0], low)), max(self.bounds[1], high))
        if self.is_whole:
            # by whole steps from where it began: no way is no change
            width = start.width + round(width - start.width)
            level = start.center + round(level - start.center)
        return Window(level, width, function=self.function).limits

    @property
    def _narrowest(self) -> float:
        return 1.0 if self.is_whole else (self.bounds[1] - self.bounds[0]) * 1e-6

    @property
    def _widest(self) -> float:
        return 2 * (self.bounds[1] - self.bounds[0])


def begin_drag(layer: Image) -> WindowDrag:
    """Return the beginning of a drag on a layer."""
    low, high = layer.contrast_limits
    least, greatest = layer.contrast_limits_range
    function = window_of(layer).function
    return WindowDrag((low, high), (least, greatest), layer.data.dtype.kind in "iub", function)


def end_drag(layer: Image, drag: WindowDrag) -> None:
    """Let the layer's slider reach no further than before, and as its window needs."""
    low, high = layer.contrast_limits
    layer.contrast_limits_range = (min(low, drag.bounds[0]), max(high, drag.bounds[1]))
