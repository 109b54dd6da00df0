"""Measure labels: volume by voxels, and the image's values in them, plane by plane.

Where labels lie on the image's voxels these are taken as they are, else the voxel each centre of a
label's voxel falls into.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.files import Progress
from napari_dicom.dicom.measuring.image import NOT_ACQUIRED, MeasuredImage
from napari_dicom.dicom.measuring.lattice import Lattice
from napari_dicom.dicom.measuring.measurement import Measurement
from napari_dicom.dicom.measuring.remarks import remarks_on
from napari_dicom.dicom.measuring.statistics import (
    Array,
    Part,
    Statistics,
    numbered,
    part_of,
    total_of,
)

_ML = 1e-3
"""Millilitres in a cubic millimetre."""

_OWN_VOXELS = 1e-3
"""Part of a voxel by which labels may lie beside the image's voxels and still are on them."""

_KEPT = 4
"""Planes of the image that are kept while labels on another grid go through it."""


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """Numbers drawn over an image.

    Parameters
    ----------
    numbers
        Three axes; 0 is nothing.
    to_image
        4x4: homogeneous index of `numbers` -> index of the image.
    """

    numbers: Any  # Any: numpy's or dask's
    to_image: NDArray[np.float64]


def measure_labels(
    image: MeasuredImage, labels: Labels, progress: Progress | None = None
) -> dict[int, Measurement]:
    """Measure each number of labels.

    Parameters
    ----------
    progress
        Told of each plane; may raise to cancel.

    Returns
    -------
    dict
        By number, ascending; nothing of 0.
    """
    lattice = _lattice_of(labels, image)
    axis, planes = lattice.slice_axis, lattice.shape[lattice.slice_axis]
    volumes = lattice.voxel_volumes()
    sampler = None if lattice is image.lattice else _Sampler(image, labels.to_image)
    parts: list[Part] = []
    extents: dict[int, _Extent] = {}
    for plane in range(planes):
        if progress is not None:
            progress("Measuring labels", plane, planes)
        numbers = np.asarray(labels.numbers[_at(plane, axis)])
        drawn = numbers != 0
        if not drawn.any():
            continue
        _gather(extents, numbers[drawn], plane, float(volumes[plane]))
        if image.values is not None:
            parts.append(part_of(numbers[drawn], *_values(image, sampler, drawn, plane, axis)))
    values = total_of(parts)
    return {
        number: _measurement(image, lattice, extents[number], values.get(number))
        for number in sorted(extents)
    }


@dataclass(slots=True)
class _Extent:
    """How much of a number there is, and where."""

    first: int
    last: int = 0
    voxels: int = 0
    volume: float = 0.0


def _gather(found: dict[int, _Extent], numbers: Array, plane: int, volume: float) -> None:
    names, place = numbered(numbers)
    counts = np.bincount(place)
    for name, count in zip(names.tolist(), counts.tolist(), strict=True):
        extent = found.setdefault(int(name), _Extent(plane))
        extent.last = plane
        extent.voxels += count
        extent.volume += count * volume


def _measurement(
    image: MeasuredImage, lattice: Lattice, extent: _Extent, values: Statistics | None
) -> Measurement:
    is_flat = extent.first == extent.last
    area = extent.voxels * lattice.pixel_area(lattice.slice_axis) if is_flat else None
    is_on_image = lattice is image.lattice
    found = Measurement(
        kind="label",
        area=area,
        volume=extent.volume * _ML if image.is_in_mm and image.has_depth else None,
        values=values,
        unit=image.unit,
        is_in_mm=image.is_in_mm,
        across=lattice.slice_axis,
        first=extent.first,
        last=extent.last,
        remarks=() if is_on_image else ("on voxels of its own: values of the nearest voxels",),
    )
    return remarks_on(found, image)


def _lattice_of(labels: Labels, image: MeasuredImage) -> Lattice:
    """Return where labels lie: the image's own lattice where they are on its voxels."""
    first, second, third = (int(size) for size in labels.numbers.shape)
    shape = (first, second, third)
    return image.lattice if _lies_on_voxels(labels, image, shape) else _own(labels, image, shape)


def _values(
    image: MeasuredImage,
    sampler: "_Sampler | None",
    drawn: NDArray[np.bool_],
    plane: int,
    axis: int,
) -> tuple[Array, NDArray[np.uint8]]:
    """Return value, and why it is left out, of each voxel drawn in a plane of labels."""
    if sampler is not None:
        return sampler.values(drawn, plane, axis)
    values, why = image.box(_box(plane, axis))
    return np.take(values, 0, axis)[drawn], np.take(why, 0, axis)[drawn]


def _lies_on_voxels(labels: Labels, image: MeasuredImage, shape: tuple[int, ...]) -> bool:
    """Tell whether labels have the image's voxels, none of them anywhere else."""
    if shape != image.lattice.shape:
        return False
    corners = np.array(
        [[*np.multiply(one, np.subtract(shape, 1)), 1] for one in np.ndindex(2, 2, 2)]
    )
    return bool(np.abs((corners @ labels.to_image.T - corners)[:, :3]).max() <= _OWN_VOXELS)


def _own(labels: Labels, image: MeasuredImage, shape: tuple[int, int, int]) -> Lattice:
    """Return where labels on voxels of their own lie: evenly, across the axis most like slices."""
    affine = image.lattice.affine @ labels.to_image
    steps = affine[:3, :3] / np.linalg.norm(affine[:3, :3], axis=0)
    axis = int(np.argmax(np.abs(image.lattice.normal @ steps)))
    return Lattice(affine, shape, axis)


def _at(plane: int, axis: int) -> tuple[slice | int, ...]:
    return (*(slice(None),) * axis, plane)


def _box(plane: int, axis: int) -> tuple[slice, slice, slice]:
    box = [slice(None)] * 3
    box[axis] = slice(plane, plane + 1)
    return box[0], box[1], box[2]


class _Sampler:
    """The image's values at the centres of voxels of another grid."""

    def __init__(self, image: MeasuredImage, to_image: NDArray[np.float64]) -> None:
        self._image = image
        self._to_image = to_image
        self._plane = lru_cache(_KEPT)(self._read)

    def values(
        self, drawn: NDArray[np.bool_], plane: int, axis: int
    ) -> tuple[Array, NDArray[np.uint8]]:
        """Return value, and why it is left out, of each voxel drawn in a plane of labels."""
        places = np.insert(np.argwhere(drawn).astype(np.float64), axis, plane, axis=1)
        index = self._in_image(places)
        values = np.zeros(len(index), dtype=np.float64)
        why = np.full(len(index), NOT_ACQUIRED, dtype=np.uint8)
        shape, across = self._image.lattice.shape, self._image.lattice.slice_axis
        inside = ((index >= 0) & (index < shape)).all(axis=1)
        for number in np.unique(index[inside, across]).tolist():
            here = inside & (index[:, across] == number)
            rows, columns = np.delete(index[here], across, axis=1).T
            found, reasons = self._plane(number)
            values[here], why[here] = found[rows, columns], reasons[rows, columns]
        return values, why

    def _in_image(self, places: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the image's voxels that places of the labels fall into."""
        index = places @ self._to_image[:3, :3].T + self._to_image[:3, 3]
        return np.asarray(np.floor(index + 0.5).astype(np.int64))

    def _read(self, number: int) -> tuple[Array, NDArray[np.uint8]]:
        axis = self._image.lattice.slice_axis
        values, why = self._image.box(_box(number, axis))
        return np.take(values, 0, axis), np.take(why, 0, axis)
