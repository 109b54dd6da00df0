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
from napari_dicom.layers import arrange
from napari_dicom.viewer.drawings import NAME, image_measured
from napari_dicom.viewer.measured_words import Words
from napari_dicom.viewer.onto_image import labels_to_image, points_in_image
from napari_dicom.viewer.open_layers import DRAWN_ON, volume_of
from napari_dicom.viewer.regions import move_to
from napari_dicom.viewer.view import face

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from napari.components import ViewerModel
    from napari.layers import Layer
    from numpy.typing import NDArray

    from napari_dicom.dicom import Progress, Volume

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
    points = [points_in_image(viewer, layer, image, np.asarray(one, float)) for one in layer.data]
    now, image_at = step_at(viewer, image), cache(steps_of(image))
    types, given = list(layer.shape_type), _given_names(layer)
    names = [name or f"{layer.name} {number + 1}" for number, name in enumerate(given)]
    describe, is_ours = Words(image), DRAWN_ON in layer.metadata

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
    to_image = labels_to_image(viewer, layer, image)
    drawn = Labels(numbers if numbers.ndim == 3 else numbers[None], to_image)
    describe, names = Words(image), _label_names(layer)
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
