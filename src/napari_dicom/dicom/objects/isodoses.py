"""Isodose lines of a dose (RTDOSE), on request: lines of equal dose on its own planes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from colorsys import hsv_to_rgb
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class IsodoseLevel:
    """A dose that a line is drawn at.

    Parameters
    ----------
    dose
        In the unit of the dose.
    percent
        That it is, of the greatest dose or of what was prescribed; None where it was asked for
        by itself.
    """

    dose: float
    percent: float | None = None


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
    highest = greatest_dose(loaded)
    levels = [IsodoseLevel(highest * percent / 100, percent) for percent in PERCENT]
    return draw_isodoses(content, loaded, levels, limits)


def greatest_dose(loaded: LoadedVolume) -> float:
    """Return the greatest value of a dose.

    Raises
    ------
    DecodeError
        There is none above 0.
    """
    highest = float(loaded.value_range[1])
    if not (np.isfinite(highest) and highest > 0):
        raise DecodeError("there is no dose above 0")
    return highest


def draw_isodoses(
    content: Isodoses, loaded: LoadedVolume, levels: Sequence[IsodoseLevel], limits: Limits
) -> LoadedDrawing:
    """Draw lines of equal dose, straight between the centres of voxels, on the dose's planes.

    Raises
    ------
    DecodeError
        There is no dose above 0.
    LimitError
        The lines have more points than the limits allow.
    """
    marks, points = [], 0
    for mark in _lines(loaded, levels):
        points += len(mark.points)
        if points >= limits.contour_points:
            raise LimitError("the isodose lines have too many points (limits.contour_points)")
        marks.append(mark)
    return LoadedDrawing(content, content.volume, place_marks(marks, content.volume))


def isodose_words(level: IsodoseLevel, unit: str | None) -> str:
    """Return what a level is called: ``"95 %, 57 Gy"``."""
    dose = f"{level.dose:.4g} {unit}" if unit else ""
    percent = "" if level.percent is None else f"{level.percent:.4g} %"
    return ", ".join(one for one in (percent, dose) if one) or f"{level.dose:.4g}"


def _lines(loaded: LoadedVolume, levels: Sequence[IsodoseLevel]) -> Iterator[Mark]:
    geometry, highest = as_measured(loaded.volume), greatest_dose(loaded)
    assert geometry is not None
    unit = loaded.volume.first.rescale.unit
    for number, level in enumerate(levels, 1):
        percent = {} if level.percent is None else {"percent": float(level.percent)}
        facts: Facts = {"label": isodose_words(level, unit), **percent, "dose": level.dose}
        colour = isodose_colour(level.dose / highest)
        for plane, values in enumerate(loaded.values):
            for line in level_lines(np.asarray(values, dtype=np.float64), level.dose):
                index = np.column_stack([np.full(len(line), float(plane)), line])
                points = index @ geometry.affine[:3, :3].T + geometry.affine[:3, 3]
                yield Mark(points, Stroke.OPEN, facts, number, colour)


def isodose_colour(part: float) -> Colour:
    """Return red, green, blue from 0 to 255 for a part of the greatest dose: blue, at it red."""
    hue = _BLUE * (1 - min(max(part, 0.0), 1.0))
    red, green, blue = (round(255 * one) for one in hsv_to_rgb(hue, 1.0, 1.0))
    return red, green, blue
