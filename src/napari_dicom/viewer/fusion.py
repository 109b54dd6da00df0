"""Fusion: a second series over the first, in colours that let the first be seen; and its undoing.

PET and other emission images run from 0; nothing is drawn where they are near it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from napari.utils.colormaps import Colormap, ensure_colormap

from napari_dicom.dicom.volumes import SUV_UNIT, suv_factor_if_known
from napari_dicom.viewer.open_layers import dicom_layers, lies_with, volume_of

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Image

FUSION_OPACITY = 0.6
_HOT = "hot"
_CLEAR = 0.3
"""Part of the range over which colours grow from nothing to their full weight."""

_SUV_HIGH = 10.0
"""g/ml: where colours end for SUV, as PET/CT is read."""

_BRIGHTEST, _SAMPLES = 99.9, 1 << 20
"""Percentile at which colours end elsewhere, of as many voxels: one hot voxel darkens nothing."""

_EMISSION = ("PT", "NM")


@dataclass(frozen=True, slots=True)
class _Look:
    """What laying a layer over another changes; values as napari has them."""

    colormap: Any
    blending: str
    opacity: float
    visible: bool
    limits: tuple[float, float]
    limits_range: tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Fusion:
    """One layer over another.

    Parameters
    ----------
    base, over
        The layers.
    said
        Which values the colours stand for.
    """

    base: Image
    over: Image
    said: str
    _looks: tuple[_Look, _Look]
    _index: int

    def undo(self, viewer: ViewerModel) -> None:
        """Let both layers look and lie as they did; what was removed since is left out."""
        for layer, look in zip((self.base, self.over), self._looks, strict=True):
            if layer in viewer.layers:
                _give_back(layer, look)
        if self.over in viewer.layers:
            own = viewer.layers.index(self.over)
            _move(viewer, own, min(self._index, len(viewer.layers) - 1))


def fusable(viewer: ViewerModel, base: Image) -> list[Image]:
    """Return the images that can lie over another: of its frame of reference, no colour images."""
    if volume_of(base) is None or base.rgb:
        return []
    return [
        layer
        for layer in dicom_layers(viewer)
        if layer is not base and not layer.rgb and lies_with(layer, base)
    ]


def fuse(viewer: ViewerModel, base: Image, over: Image) -> Fusion:
    """Lay an image over another of the same frame of reference, both where they are.

    Nothing is resampled. Values and windows of the layer below stay as they are.
    """
    looks, index = (_look_of(base), _look_of(over)), viewer.layers.index(over)
    low, high, said = _colour_range(over)
    over.contrast_limits_range = (
        min(float(over.contrast_limits_range[0]), low),
        max(float(over.contrast_limits_range[1]), high),
    )
    over.contrast_limits = (low, high)
    over.colormap = _colours(over)
    over.blending, over.opacity = "translucent_no_depth", FUSION_OPACITY
    base.visible = over.visible = True
    if viewer.layers.index(over) < viewer.layers.index(base):
        _move(viewer, viewer.layers.index(over), viewer.layers.index(base))
    return Fusion(base, over, said, looks, index)


def _move(viewer: ViewerModel, own: int, wanted: int) -> None:
    """Move a layer in the list so that its index is the wanted one; what is active stays so."""
    if own == wanted:
        return
    active = viewer.layers.selection.active
    viewer.layers.move(own, wanted + (wanted > own))
    viewer.layers.selection.active = active


def _look_of(layer: Image) -> _Look:
    low, high = layer.contrast_limits
    least, most = layer.contrast_limits_range
    return _Look(
        layer.colormap,
        str(layer.blending),
        float(layer.opacity),
        bool(layer.visible),
        (float(low), float(high)),
        (float(least), float(most)),
    )


def _give_back(layer: Image, look: _Look) -> None:
    layer.colormap, layer.blending = look.colormap, look.blending
    layer.opacity, layer.visible = look.opacity, look.visible
    layer.contrast_limits_range = look.limits_range
    layer.contrast_limits = look.limits


def _colour_range(layer: Image) -> tuple[float, float, str]:
    """Return least and greatest value of the colours, and the words for it."""
    volume, unit = volume_of(layer), layer.metadata["dicom"]["value_unit"] or ""
    assert volume is not None
    if volume.modality not in _EMISSION:
        low, high = (float(value) for value in layer.contrast_limits)
        return low, high, f"{low:.6g} to {high:.6g} {unit}".strip()
    factor = suv_factor_if_known(volume)
    high = _SUV_HIGH / factor if factor else _brightest(layer)
    high = high if high > 0 else 1.0
    if factor is None:
        return 0.0, high, f"0 to {high:.6g} {unit}".strip()
    own = f" ({high:.6g} {unit})" if unit and unit != SUV_UNIT else ""
    return 0.0, high, f"0 to {_SUV_HIGH:g} {SUV_UNIT}{own}"


def _brightest(layer: Image) -> float:
    """Return the value few voxels exceed; of what is read as it is looked at, its window's end."""
    if not isinstance(layer.data, np.ndarray):
        return float(layer.contrast_limits[1])
    values = layer.data.reshape(-1)[:: max(1, layer.data.size // _SAMPLES)]
    finite = values[np.isfinite(values)]
    return float(np.percentile(finite, _BRIGHTEST)) if finite.size else 1.0


def _colours(layer: Image) -> Colormap:
    """Return colours that are clear at the low end; a layer's own where it has any already."""
    if not str(layer.colormap.name).startswith("gray"):
        return layer.colormap
    parts = np.linspace(0, 1, 256)
    colours = np.array(ensure_colormap(_HOT).map(parts))
    colours[:, 3] = np.clip(parts / _CLEAR, 0, 1)
    return Colormap(colours, name=f"{_HOT} over an image")
