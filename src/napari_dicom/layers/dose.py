"""How a radiotherapy dose looks over its images: colours from blue to red, low dose clear."""

from colorsys import hsv_to_rgb

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom import LoadedVolume, Volume
from napari_dicom.layers.layer_data import Keywords

CLEAR_BELOW = 0.1
"""Part of the greatest dose below which the image is seen alone: scatter, as a rule."""

_BLUE = 2 / 3
"""Hue of the least dose that is seen; the greatest is red."""

_STEPS = 256
_OPACITY = 0.5


def is_dose(volume: Volume) -> bool:
    """Tell whether a volume is a dose, which lies over the images it was planned on."""
    return volume.header.text("Modality") == "RTDOSE"


def dose_looks(loaded: LoadedVolume) -> Keywords:
    """Return the keywords of a dose's layer: colours for 0 to the greatest dose."""
    highest = max(float(loaded.value_range[1]), 0.0)
    return {
        "colormap": {"name": "dose", "colors": dose_colours()},
        "contrast_limits": [0.0, highest if np.isfinite(highest) and highest > 0 else 1.0],
        "blending": "translucent_no_depth",  # in 3D it lies within its images
        "opacity": _OPACITY,
    }


def dose_colours(clear_below: float = CLEAR_BELOW) -> NDArray[np.float64]:
    """Return red, green, blue and opacity for parts of the greatest dose from 0 to 1.

    Parameters
    ----------
    clear_below
        Part of the greatest dose below which nothing is drawn.
    """
    parts = np.linspace(0.0, 1.0, _STEPS)
    colours = [hsv_to_rgb(_BLUE * (1 - part), 1.0, 1.0) for part in parts]
    return np.column_stack([colours, parts >= clear_below]).astype(np.float64)
