"""How fast the steps of a layer follow each other: as acquired, or as the header asks for.

Recommended Display Frame Rate (0008,2144), Cine Rate (0018,0040): PS3.3 C.7.6.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from napari_dicom.viewer.open_layers import volume_of

if TYPE_CHECKING:
    from napari.layers import Image

DEFAULT_CINE_RATE = 10.0
"""Steps a second where nothing says how fast, or it would be no motion: as napari plays."""

SLOWEST, FASTEST_CINE_RATE = 1.0, 120.0
"""Steps a second that are played as they are: slower is no motion, faster no screen shows."""

_SECONDS = {"s": 1.0, "ms": 1e-3}
_KEYWORDS = ("RecommendedDisplayFrameRate", "CineRate")


@dataclass(frozen=True, slots=True)
class CineRate:
    """How fast a layer plays.

    Parameters
    ----------
    axis
        Of the layer's data.
    steps
        How many there are along it.
    per_second
        Steps a second.
    said
        Where the rate comes from.
    """

    axis: int
    steps: int
    per_second: float
    said: str


def cine_rate(layer: Image) -> CineRate | None:
    """Return how a layer plays: along its last further axis, else through its slices.

    None where it has one step only.
    """
    dicom, volume = layer.metadata["dicom"], volume_of(layer)
    leads = [n for n in range(len(dicom["axes"])) if layer.data.shape[n] > 1]
    if leads:
        axis = leads[-1]
    elif dicom["slice_axis"] is not None and layer.data.shape[dicom["slice_axis"]] > 1:
        axis = int(dicom["slice_axis"])
    else:
        return None
    steps = int(layer.data.shape[axis])
    if not leads:
        return CineRate(axis, steps, DEFAULT_CINE_RATE, "slices")
    for keyword in _KEYWORDS:
        rates = None if volume is None else volume.header.positive(keyword)
        if rates and dicom["axes"][axis]["unit"] in _SECONDS:
            return _bounded(axis, steps, rates[0], f"by {keyword}")
    return _by_coordinates(axis, steps, layer)


def _by_coordinates(axis: int, steps: int, layer: Image) -> CineRate:
    own = layer.metadata["dicom"]["axes"][axis]
    seconds = _SECONDS.get(own["unit"])
    places = own["coordinates"]
    if seconds is None or any(isinstance(place, str) for place in places):
        return CineRate(axis, steps, DEFAULT_CINE_RATE, f"no rate is known along {own['label']}")
    apart = (places[-1] - places[0]) * seconds / (steps - 1)
    if not apart > 0:
        return CineRate(axis, steps, DEFAULT_CINE_RATE, "no rate is known")
    return _bounded(axis, steps, 1 / apart, "as acquired")


def _bounded(axis: int, steps: int, rate: float, source: str) -> CineRate:
    if SLOWEST <= rate <= FASTEST_CINE_RATE:
        return CineRate(axis, steps, rate, source)
    played = DEFAULT_CINE_RATE if rate < SLOWEST else FASTEST_CINE_RATE
    times = f"{played / rate:.3g} times faster" if rate < SLOWEST else "slower"
    return CineRate(axis, steps, played, f"{source} {rate:.3g} a second: played {times}")
