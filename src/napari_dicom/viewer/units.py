"""Units of the axes before those of space: alike in all layers, or napari gives up mm as well.

Where one layer has seconds and another b-values along the same axis napari can show neither, and
drops the units of all axes with a warning. Such an axis is only counted; `axes` of the layer's
metadata has its true coordinates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from napari.layers import Layer

COUNTED = "pixel"
_SPATIAL = 3


def agree_on_units(layers: Sequence[Layer]) -> None:
    """Count the steps of each further axis on which DICOM layers differ in unit."""
    ours = [layer for layer in layers if "dicom" in layer.metadata]
    deepest = max((layer.ndim for layer in ours), default=0)
    for place in range(_SPATIAL + 1, deepest + 1):
        having = [layer for layer in ours if layer.ndim >= place]
        if len({str(layer.units[-place]) for layer in having}) > 1:
            for layer in having:
                units = [str(unit) for unit in layer.units]
                units[-place] = COUNTED
                layer.units = units
