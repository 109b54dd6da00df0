"""How a layer looks: what of it is kept beside values and place when it is saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from napari_dicom.layers.display import Matrix
from napari_dicom.layers.layer_data import Keywords, LayerData


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """How an open image layer looks.

    Parameters
    ----------
    keywords
        Those of napari's layer that are its looks: name, contrast_limits, colormap, gamma ...
    value_range
        What the contrast slider reaches.
    display
        4x4 LPS -> LPS it is displayed through; None where it has no place.
    """

    keywords: Keywords
    value_range: tuple[float, float]
    display: Matrix | None = None


def looks_of(made: LayerData) -> Look:
    """Return the looks of a layer that is not open yet."""
    start, end = made.keywords["contrast_limits"]
    low, high = made.value_range or (start, end)
    kept = {key: made.keywords[key] for key in LOOKS if key in made.keywords}
    return Look(kept, (min(low, start), max(high, end)))


LOOKS = ("name", "contrast_limits", "colormap", "gamma", "opacity", "blending")
"""Keywords of an image layer that are neither values nor place."""


def look_record(look: Look) -> dict[str, Any]:  # Any: JSON values
    """Return looks as JSON values."""
    record = {key: look.keywords[key] for key in LOOKS if key in look.keywords}
    record["contrast_limits"] = [float(one) for one in look.keywords["contrast_limits"]]
    record["contrast_limits_range"] = [float(one) for one in look.value_range]
    colormap = record.get("colormap")
    if isinstance(colormap, dict):
        colours = np.asarray(colormap["colors"], dtype=np.float64)
        record["colormap"] = {"name": str(colormap["name"]), "colors": colours.tolist()}
    return record
