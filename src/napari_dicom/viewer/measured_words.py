"""Words for where something that was measured lies in an image."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from napari_dicom.dicom.describing import Measured
from napari_dicom.layers import Arrangement, arrange
from napari_dicom.viewer.open_layers import volume_of

if TYPE_CHECKING:
    from napari.layers import Layer
    from numpy.typing import NDArray

    from napari_dicom.dicom.measuring import Measurement

_AXES = ("slice", "row", "column")


class Words:
    """Says where something lies in an image, counted from 1 in the volume's own order."""

    def __init__(self, image: Layer) -> None:
        volume = volume_of(image)
        assert volume is not None
        self._name = image.name
        self._leads = volume.lead_shape
        self._labels = [axis.label for axis in volume.axes]
        self._shape: tuple[int, ...] = (1, *volume.shape[-2:])
        self._arrangement: Arrangement | None = None
        if volume.geometry is not None:
            self._shape, self._arrangement = volume.geometry.shape, arrange(volume.geometry)

    def measured(self, name: str, found: Measurement, step: tuple[int, ...]) -> Measured:
        """Return a measurement with its words."""
        parts = zip(self._labels, step, self._leads, strict=True)
        steps = ", ".join(f"{label} {index + 1} of {size}" for label, index, size in parts)
        return Measured(name, self._where(found), steps, self._name, found)

    def step_of(self, places: NDArray[np.float64], now: tuple[int, ...]) -> tuple[int, ...]:
        """Return the step that points of a shape lie in."""
        if places.shape[1] != len(self._leads) or not len(self._leads):
            return now
        last = np.subtract(self._leads, 1)
        return tuple(int(n) for n in np.clip(np.rint(places.mean(axis=0)), 0, last))

    def _where(self, found: Measurement) -> str:
        if found.across < 0 or found.first is None or found.last is None:
            return ""
        ends = sorted(self._counted(found.across, n) for n in (found.first, found.last))
        what = _AXES[self._axis(found.across)]
        if ends[0] == ends[1]:
            return f"{what} {ends[0]}"
        return f"{what}s {ends[0]}–{ends[1]}"

    def _axis(self, across: int) -> int:
        return across if self._arrangement is None else self._arrangement.order[across]

    def _counted(self, across: int, index: int) -> int:
        flipped = self._arrangement is not None and self._arrangement.flipped[across]
        return self._shape[self._axis(across)] - index if flipped else index + 1
