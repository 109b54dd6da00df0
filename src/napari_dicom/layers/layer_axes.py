"""The axes of a layer that shows a volume's planes: order, direction, place, units, labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom import Axis, Volume
from napari_dicom.layers.display import (
    Arrangement,
    Matrix,
    arrange,
    napari_transform,
    on_exact_steps,
    world_matrix,
)
from napari_dicom.layers.layer_data import Keywords

_PINT_UNITS = {"s": "s", "ms": "ms", "s/mm²": "s/mm**2"}


@dataclass(frozen=True, slots=True, eq=False)
class LayerAxes:
    """How a volume's axes become those of a layer.

    Parameters
    ----------
    leads
        How many axes come before those of space.
    arrangement
        Order and direction of the axes of space; None for images that are no stack of planes.
    keywords
        ``units``, ``axis_labels`` and the transform, as napari's layers take them.
    """

    leads: int
    arrangement: Arrangement | None
    keywords: Keywords

    @property
    def slice_axis(self) -> int | None:
        """The axis of the layer's data across the acquired planes; None for a single image."""
        if self.arrangement is not None:
            return self.leads + self.arrangement.slice_axis
        return self.leads - 1 if self.leads else None

    def view_of(self, values: NDArray[Any]) -> NDArray[Any]:  # Any: any kind of sample
        """Return a view of values of the volume's shape with the layer's axes."""
        if self.arrangement is None:
            return values
        return arrange_values(values, self.arrangement, self.leads)


def axes_of(volume: Volume, display: Matrix) -> LayerAxes:
    """Return the axes of a layer that shows a volume.

    Parameters
    ----------
    display
        4x4 LPS -> LPS it is displayed through; without meaning where there is no geometry.
    """
    if volume.geometry is None:
        spacing = np.asarray(volume.plane_spacing)
        transform = {"scale": spacing, "translate": np.zeros(2)}
        return LayerAxes(len(volume.axes), None, _keywords(volume, ("y", "x"), transform))
    arrangement = arrange(volume.geometry)
    transform = napari_transform(world_matrix(arrangement.affine, display))
    keywords = _keywords(volume, ("z", "y", "x"), transform)
    return LayerAxes(len(volume.axes), arrangement, keywords)


def arrange_values(
    values: NDArray[Any],  # Any: any kind of sample
    arrangement: Arrangement,
    leads: int,
) -> NDArray[Any]:
    """Return a view of the values with the layer's order and direction of axes."""
    order = (*range(leads), *(leads + axis for axis in arrangement.order))
    order = (*order, *range(len(order), values.ndim))
    steps = (slice(None, None, -1) if flip else slice(None) for flip in arrangement.flipped)
    return values.transpose(order)[(*(slice(None) for _ in range(leads)), *steps)]


def _keywords(volume: Volume, labels: tuple[str, ...], transform: Keywords) -> Keywords:
    units = [_unit(axis) for axis in volume.axes]
    return {
        "units": (*units, *("mm" for _ in labels)),
        "axis_labels": (*(axis.label for axis in volume.axes), *labels),
        **_with_leading(transform, volume),
    }


def _with_leading(transform: Keywords, volume: Volume) -> Keywords:
    """Put scale and offset of the leading axes before those of space."""
    steps = np.array([axis.step or 1.0 for axis in volume.axes])
    starts = np.array([_start(axis.coordinates) if axis.step else 0.0 for axis in volume.axes])
    if "affine" not in transform:
        scale = np.concatenate([steps, transform["scale"]])
        return on_exact_steps(scale, np.concatenate([starts, transform["translate"]]))
    size = len(steps) + 4
    affine = np.eye(size)
    affine[: len(steps), : len(steps)] = np.diag(steps)
    affine[: len(steps), -1] = starts
    affine[len(steps) :, len(steps) :] = transform["affine"]
    return {"affine": affine}


def _unit(axis: Axis) -> str:
    """Return the unit of an axis in the world; uneven steps are only counted there."""
    return _PINT_UNITS.get(axis.unit, "pixel") if axis.step else "pixel"


def _start(coordinates: Sequence[float | str]) -> float:
    return float(coordinates[0])
