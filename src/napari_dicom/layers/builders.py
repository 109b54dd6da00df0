"""The table of builders: what was loaded -> the layer that shows it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from napari_dicom.dicom import Loaded, LoadedOverlays, LoadedVolume
from napari_dicom.layers.display import DisplaySpace, Matrix, display_transforms
from napari_dicom.layers.image import build_image
from napari_dicom.layers.layer_data import LayerData
from napari_dicom.layers.overlay import build_overlays

BUILDERS: Mapping[type, Callable[[Any, Matrix], LayerData]] = {  # Any: loaded, of that type
    LoadedVolume: build_image,
    LoadedOverlays: build_overlays,
}
"""type of what was loaded -> what makes its layer, given the display transform (LPS -> LPS)."""


def build_layers(
    loaded: Sequence[Loaded],
    space: DisplaySpace = DisplaySpace.OWN_PLANES,
    display: Matrix | None = None,
) -> list[LayerData]:
    """Make one layer of each thing loaded.

    Volumes of one frame of reference whose planes are parallel or at right angles share one display
    transform, so that they line up in their own planes as they do in the patient. Images without
    position start hidden where others have one: they belong to no place.

    Parameters
    ----------
    display
        4x4 LPS -> LPS to show all of them through, as an open layer is; None to find it.
    """
    found = _displays(loaded, space) if display is None else [display] * len(loaded)
    layers = [BUILDERS[type(one)](one, shown) for one, shown in zip(loaded, found, strict=True)]
    _hide_what_has_no_place(loaded, layers)
    return layers


def _displays(loaded: Sequence[Loaded], space: DisplaySpace) -> list[Matrix]:
    """Return the display transform of each; that of what has no geometry says nothing."""
    contents = [one.content for one in loaded]
    placed = [(c.geometry, c.frame_of_reference_uid) for c in contents if c.geometry is not None]
    transforms = iter(display_transforms([g for g, _ in placed], [uid for _, uid in placed], space))
    return [np.eye(4) if one.geometry is None else next(transforms) for one in contents]


def _hide_what_has_no_place(loaded: Sequence[Loaded], layers: Sequence[LayerData]) -> None:
    has_place = [one.content.geometry is not None for one in loaded]
    for layer, placed in zip(layers, has_place, strict=True):
        if not placed:
            layer.keywords["visible"] = not any(has_place)
