"""Looks in three dimensions that show something: rendering, window, colours, by modality.

All in the values of the layer, after the modality LUT: HU in CT, whatever kind of number holds
them; of PET in SUVbw where the header tells the factor, PS3.3 C.8.9.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from napari_dicom.dicom.volumes import suv_factor_if_known
from napari_dicom.viewer.open_layers import volume_of

if TYPE_CHECKING:
    from napari.layers import Layer

    from napari_dicom.dicom import Volume

_BONE = {"name": "bone (3D)", "colors": ((0.1, 0.06, 0.04), (0.93, 0.87, 0.75), (1.0, 1.0, 0.97))}
_VESSELS = {
    "name": "vessels (3D)",
    "colors": ((0.0, 0.0, 0.0), (0.4, 0.06, 0.03), (0.85, 0.3, 0.15), (1.0, 0.95, 0.8)),
}
_TISSUE = {
    "name": "tissue (3D)",
    "colors": ((0, 0, 0, 0.0), (0.3, 0.2, 0.17, 0.1), (0.6, 0.5, 0.45, 0.8), (1, 1, 0.95, 1.0)),
}
"""Air is clear, fat nearly: what is drawn through a volume needs an opacity a value."""

_SUV_SHOWN = 7.0
"""g/ml drawn black in a projection of PET."""

_SAMPLES = 1 << 20
"""Most voxels that are looked at for a window of what has no unit."""


@dataclass(frozen=True, slots=True)
class DepthPreset:
    """A look in three dimensions.

    Parameters
    ----------
    name
        For people.
    rendering
        napari's: ``"iso"``, ``"mip"``, ``"translucent"`` ...
    limits
        Values shown as the first and the last colour.
    colormap
        Name, or name and colours.
    iso_threshold
        Value at which a surface lies; None where there is none.
    cut
        The plane of `CUTS` that is cut along at once, "" for none.
    """

    name: str
    rendering: str
    limits: tuple[float, float]
    colormap: Any  # Any: what napari takes
    iso_threshold: float | None = None
    cut: str = ""


_CT = (
    DepthPreset("CT bone", "iso", (-200.0, 700.0), _BONE, iso_threshold=200.0),
    DepthPreset("CT angio", "mip", (150.0, 600.0), _VESSELS),
    DepthPreset("CT soft, cut", "translucent", (-160.0, 240.0), _TISSUE, cut="Coronal"),
)


def depth_presets_of(layer: Layer) -> tuple[DepthPreset, ...]:
    """Return the looks for a layer, best first; none for colours and what has no depth."""
    volume = volume_of(layer)
    if volume is None or volume.geometry is None or volume.slices < 2 or layer.rgb:
        return ()
    modality = volume.modality
    if modality == "CT":
        return _CT
    if modality == "PT":
        return (DepthPreset("PET MIP", "mip", _uptake(layer, volume), "gray_r"),)
    name = f"{modality} MIP" if modality else "MIP"
    return (DepthPreset(name, "mip", _bright_part(layer), "gray"),)


def _uptake(layer: Layer, volume: Volume) -> tuple[float, float]:
    """Return a window from 0 to an SUVbw, in the layer's values; to the brightest without one."""
    factor = suv_factor_if_known(volume)
    return 0.0, _SUV_SHOWN / factor if factor else max(_bright_part(layer)[1], 1e-9)


def _bright_part(layer: Layer) -> tuple[float, float]:
    """Return a window over the upper values of a volume; its own where it is read lazily."""
    low, high = layer.contrast_limits
    if isinstance(layer.data, np.ndarray):
        step = max(1, int(np.ceil((layer.data.size / _SAMPLES) ** (1 / 3))))
        sample = layer.data[..., ::step, ::step, ::step]
        finite = sample[np.isfinite(sample)]
        if finite.size and finite.min() < finite.max():
            low, high = np.quantile(finite, (0.5, 0.999))
            low, high = (low, high) if low < high else (finite.min(), finite.max())
    return float(low), float(high)
