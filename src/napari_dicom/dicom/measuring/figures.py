"""Measure what is drawn by points: length, angle, area, and the values of the pixels within.

A pixel is within where its centre is, by the even-odd rule. Only the planes a figure lies on are
read.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.measuring.figure import Figure, FigureKind
from napari_dicom.dicom.measuring.geometry_of_figures import (
    angle_of,
    area_of,
    crosses_itself,
    length_of,
)
from napari_dicom.dicom.measuring.image import MeasuredImage
from napari_dicom.dicom.measuring.lattice import Points
from napari_dicom.dicom.measuring.measurement import Measurement
from napari_dicom.dicom.measuring.remarks import (
    ON_NO_PLANE,
    OUTSIDE,
    PARTLY_OUTSIDE,
    SELF_CROSSING,
    remarks_on,
)
from napari_dicom.dicom.measuring.statistics import Statistics, part_of, total_of
from napari_dicom.dicom.objects import Patch, fill

_LONG = {FigureKind.LINE, FigureKind.ANGLE, FigureKind.PATH}
_GRAIN = 1e-9
"""Part of a half axis within which a centre lies on an ellipse: it is within."""


def measure_figure(image: MeasuredImage, figure: Figure) -> Measurement:
    """Measure one figure on an image."""
    lattice = image.lattice
    across = figure.across(lattice.slice_axis)
    plane = None if across is None else figure.plane(across)
    found = Measurement(
        kind=str(figure.kind),
        length=length_of(figure, lattice) if figure.kind in _LONG else None,
        angle=angle_of(figure, lattice) if figure.kind is FigureKind.ANGLE else None,
        unit=image.unit,
        is_in_mm=image.is_in_mm,
        across=-1 if across is None else across,
        first=plane,
        last=plane,
    )
    return _with_area(found, image, figure) if figure.is_area else remarks_on(found, image)


def _with_area(found: Measurement, image: MeasuredImage, figure: Figure) -> Measurement:
    """Add area and values."""
    area = area_of(figure, image.lattice)
    across, plane = found.across, found.first
    if plane is None:
        return remarks_on(replace(found, area=area, remarks=(ON_NO_PLANE,)), image)
    if not 0 <= plane < image.lattice.shape[across]:
        return remarks_on(replace(found, area=area, remarks=(OUTSIDE,)), image)
    patch = pixels_within(figure, across, image.lattice.shape)
    remarks = (PARTLY_OUTSIDE,) if _hangs_over(figure, across, image.lattice.shape) else ()
    if crosses_itself(figure, across):
        count = 0 if patch is None else int(patch.mask.sum())
        area = count * image.lattice.pixel_area(across)
        remarks = (SELF_CROSSING, *remarks)
    values = None if image.values is None else _values(image, patch, across, plane)
    return remarks_on(replace(found, area=area, values=values, remarks=remarks), image)


def _hangs_over(figure: Figure, across: int, shape: tuple[int, int, int]) -> bool:
    """Tell whether a figure goes beyond the outer edges of the pixels."""
    points, size = np.delete(figure.outline(), across, axis=1), np.delete(shape, across)
    return bool((points < -0.5 - _GRAIN).any() or (points > size - 0.5 + _GRAIN).any())


def pixels_within(figure: Figure, across: int, shape: tuple[int, int, int]) -> Patch | None:
    """Return the pixels of the planes across an axis whose centres lie within a figure."""
    size = tuple(np.delete(shape, across))
    points = np.delete(figure.outline(), across, axis=1)
    if figure.kind is not FigureKind.ELLIPSE:
        return fill([points], (int(size[0]), int(size[1])))
    centre, first, second = (np.delete(one, across) for one in figure.half_axes())
    return _ellipse(points, centre, first, second, (int(size[0]), int(size[1])))


def _ellipse(
    outline: Points, centre: Points, first: Points, second: Points, size: tuple[int, int]
) -> Patch | None:
    """Return the pixels within an ellipse, by its own equation."""
    low = np.maximum(np.floor(outline.min(axis=0)), 0).astype(int)
    high = np.minimum(np.ceil(outline.max(axis=0)) + 1, size).astype(int)
    axes = np.stack([first, second], axis=1)
    if (high <= low).any() or abs(np.linalg.det(axes)) == 0:
        return None
    rows, columns = np.mgrid[low[0] : high[0], low[1] : high[1]]
    away = np.stack([rows.ravel(), columns.ravel()]) - centre[:, None]
    parts = np.linalg.solve(axes, away)
    mask: NDArray[np.bool_] = ((parts**2).sum(axis=0) <= 1 + _GRAIN).reshape(rows.shape)
    box = slice(int(low[0]), int(high[0])), slice(int(low[1]), int(high[1]))
    return Patch(*box, mask) if mask.any() else None


def _values(image: MeasuredImage, patch: Patch | None, across: int, plane: int) -> Statistics:
    if patch is None:
        nothing = float("nan")
        return Statistics(0, nothing, nothing, nothing, nothing)
    box = [patch.rows, patch.columns]
    box.insert(across, slice(plane, plane + 1))
    values, why = image.box((box[0], box[1], box[2]))
    mask = np.expand_dims(patch.mask, across)
    within = values[mask]
    parts = [part_of(np.zeros(len(within), np.uint8), within, why[mask])]
    return total_of(parts)[0]
