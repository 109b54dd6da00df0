"""Isodose lines at the levels a user asks for, over the images of a dose; and their undoing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from napari_dicom.dicom import DecodeError
from napari_dicom.dicom.objects import (
    IsodoseLevel,
    draw_isodoses,
    find_isodoses,
    greatest_dose,
    isodose_colour,
    isodose_words,
)
from napari_dicom.viewer.adding import add_beside
from napari_dicom.viewer.open_layers import dicom_layers, loaded_of, of_its_frame, volume_of
from napari_dicom.viewer.settings import current_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from napari.components import ViewerModel
    from napari.layers import Image, Layer

    from napari_dicom.dicom.loading import LoadedVolume


@dataclass(frozen=True, slots=True)
class IsodoseLine:
    """What a legend says of the lines of a level.

    Parameters
    ----------
    words
        ``"95 %, 57 Gy"``.
    colour
        Red, green, blue from 0 to 255.
    missing
        Why no line of it is drawn: ``"exceeded nowhere"``, ``"exceeded everywhere"``, ``"between
        planes"``; empty where there is one.
    """

    words: str
    colour: tuple[int, int, int]
    missing: str


@dataclass(frozen=True, slots=True, eq=False)
class ShownIsodoses:
    """Lines that are shown.

    Parameters
    ----------
    layers
        That hold them.
    legend
        A line each, the greatest dose first.
    """

    layers: tuple[Layer, ...]
    legend: tuple[IsodoseLine, ...]

    def undo(self, viewer: ViewerModel) -> None:
        """Take the lines away; nothing else was changed."""
        for layer in self.layers:
            if layer in viewer.layers:
                viewer.layers.remove(layer)


def dose_of(viewer: ViewerModel, layer: Layer) -> Image | None:
    """Return the dose that belongs to an image: itself, or the uppermost of its frame that is one.

    None where there is none that lines can be drawn of.
    """
    for one in dict.fromkeys([layer, *of_its_frame(layer, dicom_layers(viewer))]):
        volume = volume_of(one)
        if one in viewer.layers and volume is not None and find_isodoses(volume) is not None:
            return one
    return None


def levels_of(
    dose: Image, numbers: Sequence[float], *, of: float | None = None
) -> tuple[IsodoseLevel, ...]:
    """Return levels from percentages, the greatest first.

    Parameters
    ----------
    numbers
        Percent.
    of
        What 100 % is, in the unit of the dose; its greatest value where it is None.

    Raises
    ------
    DecodeError
        There is no dose above 0.
    """
    whole = greatest_dose(loaded_of(dose)) if of is None else of
    return tuple(IsodoseLevel(whole * one / 100, one) for one in sorted(set(numbers), reverse=True))


def show_isodoses(
    viewer: ViewerModel, dose: Image, levels: Sequence[IsodoseLevel]
) -> ShownIsodoses:
    """Draw isodose lines of the values that a dose's layer has; the active layer stays so.

    Raises
    ------
    DecodeError
        There is no dose above 0, or none at any of these levels.
    LimitError
        The lines have more points than the limits allow.
    """
    loaded, active = loaded_of(dose), viewer.layers.selection.active
    highest, content = greatest_dose(loaded), find_isodoses(loaded.volume)
    if content is None:
        raise DecodeError(f"{dose.name}: no dose on planes in a patient")
    drawing = draw_isodoses(content, loaded, levels, current_settings().limits)
    if not drawing.placed:
        least = min(float(np.min(plane)) for plane in loaded.values)
        raise DecodeError(f"no line at these levels: the doses are {least:.4g} to {highest:.4g}")
    layers = tuple(add_beside(viewer, drawing, dose))
    viewer.layers.selection.active = active
    drawn = {one.mark.facts["dose"] for one in drawing.placed}
    unit = dose.metadata["dicom"]["value_unit"]
    legend = (
        IsodoseLine(
            isodose_words(one, unit),
            isodose_colour(one.dose / highest),
            "" if one.dose in drawn else _missing(loaded, one.dose),
        )
        for one in levels
    )
    return ShownIsodoses(layers, tuple(legend))


def _missing(loaded: LoadedVolume, level: float) -> str:
    """Say why a level has no line: a grid that ends inside a field is above it everywhere."""
    above = [np.asarray(plane) > level for plane in loaded.values]
    if all(plane.all() for plane in above):
        return "exceeded everywhere"
    return "between planes" if any(plane.any() for plane in above) else "exceeded nowhere"
