"""The steps of the sliders: so small that no slice of a tilted volume is passed over.

napari takes the lengths of a layer's axes for the steps. The planes of a tilted gantry are shifted
against each other, so that this line is longer than the distance between them: of forty slices
tilted by 12° one would never be seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from napari_dicom.viewer.open_layers import dicom_layers, world_of
from napari_dicom.viewer.windows import own_viewer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from napari.components import ViewerModel
    from napari.layers import Layer
    from numpy.typing import NDArray
    from pint import Unit

_NOISE = 1e-9
"""Part of a step that rounding may take from an extent: the last slice would be out of reach."""

_NONE = 1e-6
"""Part of a voxel's size below which an axis does not lean on another."""


def keep_slice_steps(viewer: ViewerModel) -> None:
    """Let the sliders of a viewer stop at each slice of its volumes, until the last is removed."""
    own = own_viewer(viewer)
    callbacks = own.dims.events.range.callbacks
    if not any(isinstance(one, _SliceSteps) for one in callbacks):
        _SliceSteps(own).start()


def slice_steps(layer: Layer) -> NDArray[np.float64]:
    """Return how far to go along each axis of the world, and no further, to the next slice.

    Shape (ndim,), in the units of the layer. What is turned keeps the steps that napari takes,
    where these are no larger.
    """
    linear = world_of(layer)[:-1, :-1]
    steps = np.abs(np.asarray(layer.extent.step, dtype=np.float64))
    if _is_diagonal(linear):
        return steps
    across = np.abs(np.diagonal(np.linalg.inv(linear)))
    to_next = np.divide(1.0, across, out=np.full(len(across), np.inf), where=across > 0)
    is_sheared = _is_triangular(linear)
    found = to_next if is_sheared else np.minimum(steps, to_next)
    return np.asarray(found * (1 - _NOISE), dtype=np.float64)


def _is_diagonal(linear: NDArray[np.float64]) -> bool:
    off = linear - np.diag(np.diagonal(linear))
    return bool((np.abs(off) <= _NONE * np.linalg.norm(linear, axis=0)).all())


def _is_triangular(linear: NDArray[np.float64]) -> bool:
    bound = _NONE * np.linalg.norm(linear, axis=0)
    return any(
        bool((np.abs(one) <= bound).all()) for one in (np.triu(linear, 1), np.tril(linear, -1))
    )


class _SliceSteps:
    """Puts the steps right whenever napari has set the ranges anew."""

    def __init__(self, viewer: ViewerModel) -> None:
        self._viewer = viewer

    def start(self) -> None:
        """Listen to the viewer; napari holds this as a callback until `stop`."""
        self._viewer.dims.events.range.connect(self, position="first")
        self._viewer.layers.events.removed.connect(self.on_removed)

    def stop(self) -> None:
        """Leave nothing connected."""
        self._viewer.dims.events.range.disconnect(self)
        self._viewer.layers.events.removed.disconnect(self.on_removed)

    def __call__(self, event: Any = None) -> None:  # Any: napari's untyped events  # noqa: ARG002
        """Set the steps that pass over no slice."""
        steps = self._steps()
        ranges = self._viewer.dims.range
        if steps is not None and len(steps) == len(ranges):
            right = tuple((*one[:2], step) for one, step in zip(ranges, steps, strict=True))
            if right != tuple(tuple(one) for one in ranges):
                self._viewer.dims.range = right

    def on_removed(self, event: Any = None) -> None:  # Any: as above  # noqa: ARG002
        """Go with the last DICOM image."""
        if not dicom_layers(self._viewer):
            self.stop()

    def _steps(self) -> tuple[float, ...] | None:
        """Return the smallest step along each axis of the viewer; None where nothing leans."""
        layers = list(self._viewer.layers)
        if all(_is_diagonal(world_of(layer)[:-1, :-1]) for layer in layers):
            return None
        units = self._viewer.layers.extent.units
        least = [np.inf] * self._viewer.dims.ndim
        for layer in layers:
            for place, step in enumerate((slice_steps(layer) * _to(units, layer))[::-1], 1):
                least[-place] = min(least[-place], float(step))
        return None if np.inf in least else tuple(least)


def _to(units: Sequence[Unit] | None, layer: Layer) -> NDArray[np.float64]:
    """Return what the lengths of a layer are multiplied by in a viewer of these units.

    Shape (ndim,); ones where the viewer has none, for napari then takes the numbers as they are.
    """
    if units is None:
        return np.ones(layer.ndim)
    pairs = zip(layer.units, units[len(units) - layer.ndim :], strict=True)
    return np.array([(1.0 * own).to(viewers).magnitude for own, viewers in pairs])
