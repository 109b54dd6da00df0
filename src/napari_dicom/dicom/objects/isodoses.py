"""Isodose lines of a dose (RTDOSE), on request: lines of equal dose on its own planes."""

from __future__ import annotations

from collections.abc import Iterator
from colorsys import hsv_to_rgb

import numpy as np

from napari_dicom.dicom.errors import DecodeError, LimitError
from napari_dicom.dicom.frames import Space
from napari_dicom.dicom.kinds import is_dose
from napari_dicom.dicom.limits import Limits
from napari_dicom.dicom.loading import LoadedVolume, load
from napari_dicom.dicom.objects.drawing import Facts, LoadedDrawing, Mark, Stroke, place_marks
from napari_dicom.dicom.objects.marching_squares import level_lines
from napari_dicom.dicom.objects.rois import Colour
from napari_dicom.dicom.objects.volume_content import VolumeContent
from napari_dicom.dicom.volumes import Volume, as_measured

PERCENT = (20, 50, 80, 95)
"""Of the greatest dose."""

_BLUE = 2 / 3
"""Hue of no dose; the greatest is red."""


class Isodoses(VolumeContent):
    """The isodose lines of a dose, before it is read."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """The dose's, and what these are."""
        return f"{self.volume.name} isodoses"

    @property
    def what(self) -> str:
        """What they are, in the words people read."""
        return "isodose lines"

    @property
    def shown(self) -> str:
        """How they are shown."""
        return "open as lines, on request"

    @property
    def holds(self) -> tuple[str, ...]:
        """Which lines there are."""
        return (f"{', '.join(map(str, PERCENT))} % of the greatest dose",)


def find_isodoses(volume: Volume) -> Isodoses | None:
    """Tell whether a volume is a dose on planes in a patient; None of all others."""
    on_planes = not volume.axes and volume.space is Space.PATIENT
    return Isodoses(volume) if is_dose(volume) and on_planes else None


def load_isodoses(content: Isodoses, limits: Limits) -> LoadedDrawing:
    """Read a dose and draw its isodose lines.

    Raises
    ------
    PixelError
        It cannot be decoded, or holds no dose above 0.
    LimitError
        The lines have more points than the limits allow.
    """
    loaded = load(content.volume, limits, lazy=False)
    highest = float(loaded.value_range[1])
    if not (np.isfinite(highest) and highest > 0):
        raise DecodeError("there is no dose above 0")
    marks, points = [], 0
    for mark in _lines(loaded, highest):
        points += len(mark.points)
        if points >= limits.contour_points:
            raise LimitError("the isodose lines have too many points (limits.contour_points)")
        marks.append(mark)
    return LoadedDrawing(content, content.volume, place_marks(marks, content.volume))


def _lines(loaded: LoadedVolume, highest: float) -> Iterator[Mark]:
    geometry = as_measured(loaded.volume)
    assert geometry is not None
    unit = loaded.volume.first.rescale.unit
    for percent in PERCENT:
        level = highest * percent / 100
        words = f"{percent} %, {level:.4g} {unit}" if unit else f"{percent} %"
        facts: Facts = {"label": words, "percent": float(percent), "dose": level}
        for plane, values in enumerate(loaded.values):
            for line in level_lines(np.asarray(values, dtype=np.float64), level):
                index = np.column_stack([np.full(len(line), float(plane)), line])
                points = index @ geometry.affine[:3, :3].T + geometry.affine[:3, 3]
                yield Mark(points, Stroke.OPEN, facts, percent, _colour(percent / 100))


def _colour(part: float) -> Colour:
    red, green, blue = (round(255 * one) for one in hsv_to_rgb(_BLUE * (1 - part), 1.0, 1.0))
    return red, green, blue
