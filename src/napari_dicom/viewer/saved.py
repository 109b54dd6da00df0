"""Images that this plugin saved, opened again: apart from whatever else was pointed at."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from napari_dicom.claims import is_own_export
from napari_dicom.dicom import HeaderError, NothingToOpenError, Progress, Space
from napari_dicom.layers import (
    DisplaySpace,
    Keywords,
    LayerData,
    Look,
    companion_placement,
    display_of,
    is_curve,
    is_in_patient_space,
)
from napari_dicom.saved import read_saved
from napari_dicom.viewer.open_layers import is_laid_out, layer_display
from napari_dicom.viewer.report import Line

if TYPE_CHECKING:
    from napari.layers import Image
    from numpy.typing import NDArray

    from napari_dicom.viewer.settings import Settings

_PLACE = ("scale", "translate", "affine")


def saved_apart(paths: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the saved images among paths, and all the others."""
    saved = tuple(path for path in paths if os.path.isdir(path) and is_own_export(path))  # noqa: PTH112 - strings
    return saved, tuple(path for path in paths if path not in saved)


def read_all_saved(
    paths: Sequence[str], settings: Settings, progress: Progress | None
) -> tuple[LayerData, ...]:
    """Read saved images: as they were, or in patient space where the user wants that of all.

    Raises
    ------
    NothingToOpenError
        One of them is damaged, or zarr is not installed.
    """
    if not paths:
        return ()
    from napari.utils.colormaps import AVAILABLE_COLORMAPS  # half a second

    names = tuple(AVAILABLE_COLORMAPS)
    try:
        layers = [read_saved(path, settings.limits, progress, names) for path in paths]
    except HeaderError as error:
        raise NothingToOpenError(str(error)) from error
    return tuple(_as_set(layer, settings.space) for layer in layers)


def lines_on_saved(saved: Sequence[LayerData]) -> list[Line]:
    """Tell of saved images opened again, and of what was lost of them since."""
    if not saved:
        return []
    names = tuple(one.keywords["name"] for one in saved)
    images = "1 saved image" if len(saved) == 1 else f"{len(saved)} saved images"
    return [Line(f"Opened {images}", names), *(line for one in saved for line in _lost(one))]


def look_of(layer: Image) -> Look:
    """Return what an open image layer looks like, for it to be saved so."""
    from napari.utils.colormaps import AVAILABLE_COLORMAPS  # only a viewer has it

    colormap = layer.colormap
    known = colormap.name in AVAILABLE_COLORMAPS and not is_curve(colormap.name)
    colours = {"name": colormap.name, "colors": colormap.colors}
    looks = {
        "name": layer.name,
        "contrast_limits": list(layer.contrast_limits),
        "colormap": colormap.name if known else colours,
        "gamma": layer.gamma,
        "opacity": layer.opacity,
        "blending": str(layer.blending),
    }
    if layer.rgb:
        del looks["colormap"]
    low, high = layer.contrast_limits_range
    display = layer_display(layer) if is_laid_out(layer) else None
    return Look(looks, (low, high), display)


def _lost(layer: LayerData) -> Iterator[Line]:
    for note in layer.keywords["metadata"]["dicom"]["notes"]:
        if note["code"] == "missing-blocks":
            yield Line(note["message"], (layer.keywords["name"],), is_warning=True)


def _as_set(layer: LayerData, space: DisplaySpace) -> LayerData:
    dicom = layer.keywords["metadata"]["dicom"]
    if space is not DisplaySpace.PATIENT or dicom["space"] != Space.PATIENT or not dicom["affine"]:
        return layer
    world = _world(layer.keywords)
    if is_in_patient_space(display_of(world, layer.keywords["metadata"])):
        return layer
    notes = [note for note in dicom["notes"] if note["code"] != "oblique"]
    metadata = {"dicom": {**dicom, "notes": notes}}
    placed = companion_placement(metadata, world, np.eye(4))
    place = {"scale": placed.scale, "translate": placed.translate}
    if not np.array_equal(placed.affine, np.eye(len(world))):
        place = {"affine": placed.affine}
    kept = {key: one for key, one in layer.keywords.items() if key not in _PLACE}
    return replace(layer, keywords={**kept, **place, "metadata": metadata})


def _world(keywords: Keywords) -> NDArray[np.float64]:
    """Return the transform of a layer: homogeneous index -> world."""
    if "affine" in keywords:
        return np.asarray(keywords["affine"], dtype=np.float64)
    world = np.diag([*keywords["scale"], 1.0])
    world[:-1, -1] = keywords["translate"]
    return world
