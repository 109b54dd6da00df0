"""What is drawn in a viewer, taken down to be measured elsewhere than in the thread that paints."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from napari_dicom.dicom.describing import Measured, unit_text
from napari_dicom.dicom.measuring import (
    Arranged,
    Labels,
    MeasuredImage,
    Measurement,
    figure_of,
    measure_figure,
    measure_labels,
    measured_step,
)
from napari_dicom.layers import Arrangement, arrange
from napari_dicom.viewer.drawings import NAME, image_measured, lies_on_voxels
from napari_dicom.viewer.open_layers import DRAWN_ON, drawn_on, volume_of, world_of
from napari_dicom.viewer.regions import move_to
from napari_dicom.viewer.view import face

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from napari.components import ViewerModel
    from napari.layers import Layer
    from numpy.typing import NDArray

    from napari_dicom.dicom import Progress, Volume

_AXES = ("slice", "row", "column")

_ALONG = 1e-3
"""Labels whose planes run across the image's by more than this part have no slices of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """One thing that was measured.

    Parameters
    ----------
    number
        Of the shape in its layer, or of the label.
    centre
        Voxel of the image (leading axes..., its three axes) to look at it.
    measured
        The numbers, and in words where.
    """

    number: int
    centre: tuple[float, ...]
    measured: Measured


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What has been taken down of a layer; measuring it touches no layer and no viewer.

    Parameters
    ----------
    layer
        What is measured.
    image
        What it is measured on.
    run
        Measures; for a thread.
    """

    layer: Layer
    image: Layer
    run: Callable[[Progress], list[Found]]


def job_of(viewer: ViewerModel, layer: Layer, chosen: Layer | None = None) -> Job | None:
    """Take down what is drawn in a layer; None where it lies on no DICOM image.

    Parameters
    ----------
    chosen
        The image that is measured wherever it lies in the frame of reference of a layer's own.
    """
    image = image_measured(viewer, layer, chosen)
    if image is None or not is_whole(image):
        return None
    if layer.__class__.__name__ == "Labels":
        return _labels_job(viewer, layer, image)
    return _shapes_job(viewer, layer, image)


def is_whole(image: Layer) -> bool:
    """Tell whether an image layer has all of its volume's pixels.

    napari keeps the metadata of what it projects or cuts.
    """
    volume = volume_of(image)
    if volume is None:
        return False
    shape = tuple(image.data.shape[: image.ndim])
    if volume.geometry is None:
        wanted = volume.shape
        return shape == ((*wanted[:-2], 1, *wanted[-2:]) if volume.axes else wanted)
    order = arrange(volume.geometry).order
    return shape == (*volume.lead_shape, *(volume.geometry.shape[axis] for axis in order))


def step_at(viewer: ViewerModel, image: Layer) -> tuple[int, ...]:
    """Return the step of an image's leading axes at the viewer's sliders."""
    volume = volume_of(image)
    assert volume is not None
    leads = len(volume.axes)
    if not leads:
        return ()
    data = np.asarray(image.world_to_data(viewer.dims.point))[:leads]
    last = np.subtract(volume.lead_shape, 1)
    return tuple(int(n) for n in np.clip(np.rint(data), 0, last))


def go_to(viewer: ViewerModel, image: Layer, centre: Sequence[float], found: Measurement) -> None:
    """Move the sliders to what was measured; in 2D turn to the plane it lies in."""
    if found.across >= 0 and viewer.dims.ndisplay == 2 and image.ndim > 2:
        shown = [axis - viewer.dims.ndim + 3 for axis in viewer.dims.displayed]
        is_flat = found.first == found.last
        if is_flat and found.across in shown and found.kind != "line":
            face(viewer, found.across)
    move_to(viewer, image, np.asarray(centre, dtype=np.float64)[-image.ndim :])


def steps_of(image: Layer) -> Callable[[tuple[int, ...]], MeasuredImage]:
    """Take down an image layer; what is returned gives each of its steps as what is measured."""
    volume = volume_of(image)
    assert volume is not None
    data = None if image.rgb else image.data
    is_flat = volume.geometry is None and not volume.axes
    unit = unit_text(image.metadata["dicom"]["value_unit"])
    arranged = _arranged(image, volume)

    def step_of(step: tuple[int, ...]) -> MeasuredImage:
        values = None if data is None else data[step]
        if values is not None and is_flat:
            values = values[None]
        return measured_step(volume, values, arranged, step, unit)

    return step_of


def _arranged(image: Layer, volume: Volume) -> Arranged:
    dicom = image.metadata["dicom"]
    if volume.geometry is None:
        return Arranged(np.diag([1.0, *volume.plane_spacing, 1.0]), 0, False)
    arrangement = arrange(volume.geometry)
    axis = arrangement.slice_axis
    return Arranged(np.asarray(dicom["affine"], dtype=np.float64), axis, arrangement.flipped[axis])


def _shapes_job(viewer: ViewerModel, layer: Layer, image: Layer) -> Job:
    points = [_in_image(viewer, layer, image, np.asarray(one, float)) for one in layer.data]
    now, image_at = step_at(viewer, image), cache(steps_of(image))
    types, given = list(layer.shape_type), _given_names(layer)
    names = [name or f"{layer.name} {number + 1}" for number, name in enumerate(given)]
    describe, is_ours = _Words(image), DRAWN_ON in layer.metadata

    def run(progress: Progress) -> list[Found]:
        found = []
        for number, (kind, one, name) in enumerate(zip(types, points, names, strict=True)):
            progress("Measuring shapes", number, len(points))
            step = describe.step_of(one[:, :-3], now)
            figure = figure_of(kind, one[:, -3:])
            measurement = measure_figure(image_at(step), figure)
            if is_ours and not given[number]:
                name = f"{str(figure.kind).capitalize()} {number + 1}"
            centre = (*step, *one[:, -3:].mean(axis=0))
            found.append(Found(number, centre, describe.measured(name, measurement, step)))
        return found

    return Job(layer, image, run)


def _labels_job(viewer: ViewerModel, layer: Layer, image: Layer) -> Job | None:
    now, image_at = step_at(viewer, image), steps_of(image)
    numbers = layer.data
    if numbers.ndim > 3:
        if numbers.ndim != image.ndim:
            return None
        numbers = numbers[now]
    to_image = _to_image(viewer, layer, image)
    drawn = Labels(numbers if numbers.ndim == 3 else numbers[None], to_image)
    describe, names = _Words(image), _label_names(layer)
    own_name = "Label" if DRAWN_ON in layer.metadata else layer.name

    def run(progress: Progress) -> list[Found]:
        found = []
        for number, one in measure_labels(image_at(now), drawn, progress).items():
            name = names.get(number) or f"{own_name} {number}"
            placed, centre = _placed(one, to_image)
            found.append(Found(number, (*now, *centre), describe.measured(name, placed, now)))
        return found

    return Job(layer, image, run)


def _placed(
    found: Measurement, to_image: NDArray[np.float64]
) -> tuple[Measurement, NDArray[np.float64]]:
    """Return a measurement of labels with the image's planes for theirs, and its middle voxel."""
    ends = np.zeros((2, 3))
    ends[:, found.across] = found.first, found.last
    first, last = ends @ to_image[:3, :3].T + to_image[:3, 3]
    column = np.abs(to_image[:3, found.across])
    across = int(np.argmax(column))
    centre = np.floor((first + last) / 2)
    if np.delete(column, across).max() > _ALONG * column[across]:
        return replace(found, across=-1, first=None, last=None), centre
    planes = (int(np.rint(one[across])) for one in (first, last))
    return replace(found, across=across, first=next(planes), last=next(planes)), centre


def _in_image(
    viewer: ViewerModel, layer: Layer, image: Layer, points: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return points of a layer along the image's axes: further ones that both have, then space."""
    if lies_on_voxels(viewer, layer, image):
        return points if points.shape[1] > 2 else np.insert(points, 0, 0.0, axis=1)
    matrix = _by_place(viewer, layer, image)
    if matrix is not None:
        points = points[:, -3:] @ matrix[:3, :3].T + matrix[:3, 3]
    else:
        size = min(layer.ndim, image.ndim)
        linear, offset = _between(layer, image, size)
        points = points[:, -size:] @ linear.T + offset
    if points.shape[1] < 3:
        points = np.insert(points, 0, 0.0, axis=1)
    return points


def _by_place(viewer: ViewerModel, layer: Layer, image: Layer) -> NDArray[np.float64] | None:
    """Return the 4x4 from a layer's voxels to an image's by where both lie in the patient.

    None where that is known of the layer only as it is seen.
    """
    made_for = drawn_on(viewer, layer)
    own = layer
    if made_for is not None and lies_on_voxels(viewer, layer, made_for):
        own = made_for
    affines = [one.metadata.get("dicom", {}).get("affine") for one in (own, image)]
    if any(affine is None for affine in affines):
        return None
    return np.asarray(np.linalg.solve(np.array(affines[1]), np.array(affines[0])))


def _between(
    layer: Layer, image: Layer, size: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return matrix and offset that lead from the last axes of a layer to those of an image."""
    whole = [_last(world_of(one), size) for one in (layer, image)]
    matrix = np.linalg.solve(whole[1], whole[0]).astype(np.float64)
    return np.asarray(matrix[:-1, :-1]), np.asarray(matrix[:-1, -1])


def _to_image(viewer: ViewerModel, layer: Layer, image: Layer) -> NDArray[np.float64]:
    """Return the 4x4 from the voxels of labels to those of an image."""
    if lies_on_voxels(viewer, layer, image):
        return np.eye(4)
    by_place = _by_place(viewer, layer, image)
    if by_place is not None:
        return by_place
    size = min(layer.ndim, image.ndim, 3)
    linear, offset = _between(layer, image, size)
    matrix = np.eye(4)
    matrix[3 - size : 3, 3 - size : 3], matrix[3 - size : 3, 3] = linear, offset
    return matrix


def _last(world: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    keep = [*range(len(world) - 1 - size, len(world) - 1), len(world) - 1]
    return world[np.ix_(keep, keep)]


def _given_names(layer: Layer) -> list[str]:
    """Return what the shapes of a layer are called by their feature, ``""`` where they are not."""
    names = list(layer.features[NAME]) if NAME in layer.features else []
    if len(names) != layer.nshapes:
        return [""] * layer.nshapes
    return [str(one) if one and one == one else "" for one in names]


def _label_names(layer: Layer) -> dict[int, str]:
    table = layer.features
    if not {"index", NAME} <= set(table.columns):
        return {}
    return {int(n): str(name) for n, name in zip(table["index"], table[NAME], strict=True)}


class _Words:
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
