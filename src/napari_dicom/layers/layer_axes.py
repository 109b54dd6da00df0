"""The axes of a layer that shows planes, or is drawn on them: order, place, units, labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom import Axis, Geometry, Volume, as_measured
from napari_dicom.layers.display import (
    REVERSED,
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
        return self.leads if self.leads else None

    def view_of(self, values: NDArray[Any]) -> NDArray[Any]:  # Any: any kind of sample
        """Return a view of values of the volume's shape with the layer's axes."""
        if self.arrangement is not None:
            return arrange_values(values, self.arrangement, self.leads)
        return np.expand_dims(values, self.leads) if self.leads else values


@dataclass(frozen=True, slots=True, eq=False)
class DrawingAxes(LayerAxes):
    """The axes of a layer of contours, points or surfaces, and how LPS mm become its coordinates.

    Parameters
    ----------
    from_lps
        4x4 homogeneous LPS mm -> coordinates along the layer's axes (z, y, x).
    """

    from_lps: Matrix

    def place(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return LPS points (n, 3), mm, in the layer's coordinates (n, 3)."""
        return np.asarray(points @ self.from_lps[:3, :3].T + self.from_lps[:3, 3])


def axes_of(volume: Volume, display: Matrix) -> LayerAxes:
    """Return the axes of a layer that shows a volume.

    Parameters
    ----------
    display
        4x4 LPS -> LPS it is displayed through; without meaning where there is no geometry.
    """
    if volume.geometry is None:
        return _axes_without_depth(volume)
    arrangement = arrange(volume.geometry)
    transform = napari_transform(world_matrix(arrangement.affine, display))
    keywords = _keywords(volume.axes, ("z", "y", "x"), transform)
    return LayerAxes(len(volume.axes), arrangement, keywords)


def grid_axes(geometry: Geometry, display: Matrix) -> LayerAxes:
    """Return the axes of a layer that shows voxels on a grid of their own: a segmentation's.

    Parameters
    ----------
    display
        4x4 LPS -> LPS it is displayed through.
    """
    arrangement = arrange(geometry)
    transform = napari_transform(world_matrix(arrangement.affine, display))
    return LayerAxes(0, arrangement, _keywords((), ("z", "y", "x"), transform))


def drawing_axes(on: Volume | Geometry | None, display: Matrix) -> DrawingAxes:
    """Return the axes of a layer of contours, points or surfaces.

    Its coordinates are those of the image layer it is drawn on, slices in the same order and at
    whole numbers: napari draws no rotation in 2D, and a shape only where it lies in the slice.

    Parameters
    ----------
    on
        The volume; without one the planes of what is drawn, as a geometry; None for plain mm.
    display
        4x4 LPS -> LPS the volume is displayed through.
    """
    shown = on.geometry if isinstance(on, Volume) else on
    if shown is None:
        arrangement = Arrangement((0, 1, 2), (False, False, False), REVERSED.copy())
        measured = arrangement
    else:
        arrangement = arrange(shown)
        exact = as_measured(on) if isinstance(on, Volume) else None
        measured = arrange(exact or shown)
    transform = napari_transform(world_matrix(arrangement.affine, display))
    keywords = _keywords((), ("z", "y", "x"), transform)
    from_lps = np.asarray(np.linalg.inv(measured.affine), dtype=np.float64)
    return DrawingAxes(0, arrangement, keywords, from_lps)


def _axes_without_depth(volume: Volume) -> LayerAxes:
    """Return the axes of images that are no stack: one lies flat, several have a plane each.

    The axis of length 1 keeps what they follow each other along from the depth of other layers. Its
    plane is as thick as the image is wide: napari's slider steps by the thinnest plane of all
    layers, and would else need many steps for a slice of another one.
    """
    sizes = np.multiply(volume.plane_spacing, (volume.first.rows, volume.first.columns))
    spacing = [sizes.min(), *volume.plane_spacing]
    labels = ("z", "y", "x") if volume.axes else ("y", "x")
    scale = np.asarray(spacing[-len(labels) :])
    transform = {"scale": scale, "translate": np.zeros(len(labels))}
    return LayerAxes(len(volume.axes), None, _keywords(volume.axes, labels, transform))


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


def _keywords(axes: Sequence[Axis], labels: tuple[str, ...], transform: Keywords) -> Keywords:
    units = [_unit(axis) for axis in axes]
    return {
        "units": (*units, *("mm" for _ in labels)),
        "axis_labels": (*(axis.label for axis in axes), *labels),
        **_with_leading(transform, axes),
    }


def _with_leading(transform: Keywords, axes: Sequence[Axis]) -> Keywords:
    """Put scale and offset of the leading axes before those of space."""
    steps = np.array([axis.step or 1.0 for axis in axes])
    starts = np.array([_start(axis.coordinates) if axis.step else 0.0 for axis in axes])
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
