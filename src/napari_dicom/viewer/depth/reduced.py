"""A bound on the memory that three dimensions take: a coarser view of what is larger.

napari copies a whole volume to show it in three dimensions, as float32 and in the texture; measured
with 0.52 and 1.57 GB of int16 it took 9.4 to 9.7 bytes a voxel beside the values themselves. What
is larger than the bound is hidden meanwhile and every second, third ... voxel shown instead, by a
layer that is a view of the same values: of a lazy volume only the planes needed are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from napari_dicom.dicom.loading import free_memory

if TYPE_CHECKING:
    from napari.layers import Image, Layer

REDUCED = "dicom_reduced_of"
"""Key of the metadata of the coarser layer: whose it is."""

MOST_VOXELS = 1 << 28
"""Voxels shown in three dimensions at most: 512 x 512 x 1024, 2.6 GB beside the values."""

BYTES_A_VOXEL = 10
"""What napari takes for a voxel in three dimensions (9.7 measured)."""

LOOKS = (
    "contrast_limits",
    "gamma",
    "colormap",
    "opacity",
    "blending",
    "rendering",
    "iso_threshold",
    "attenuation",
    "interpolation3d",
)
"""What the coarser layer shares with its original: all but values and place."""


def stride_of(layer: Layer, sharing: int = 1) -> int:
    """Return of how many voxels along each axis one is shown in three dimensions; 1 for all.

    No more than `MOST_VOXELS`, and no more than half of the free memory takes.

    Parameters
    ----------
    sharing
        How many layers are shown together.
    """
    shape = layer.data.shape[layer.ndim - 3 : layer.ndim]
    allowed = min(MOST_VOXELS, free_memory() / 2 / BYTES_A_VOXEL)
    allowed /= max(1, sharing) * (3 if layer.rgb else 1)
    stride = 1
    while _voxels(shape, stride) > allowed and stride < max(shape):
        stride += 1
    return stride


def _voxels(shape: tuple[int, ...], stride: int) -> float:
    return float(np.prod([-(-size // stride) for size in shape], dtype=np.float64))


def reduced_layer(layer: Image, stride: int) -> Image:
    """Return a layer of every `stride`-th voxel of an image, each where it is in the image."""
    from napari.layers import Image as NapariImage  # a window is there, so it is loaded

    leads = layer.ndim - 3
    steps = (slice(None),) * leads + (slice(None, None, stride),) * 3
    factors = np.concatenate([np.ones(leads), np.full(3, stride)])
    made = NapariImage(
        layer.data[steps],
        name=f"{layer.name}, every {ordinal(stride)} voxel",
        rgb=layer.rgb,
        scale=np.asarray(layer.scale) * factors,
        translate=layer.translate,
        affine=layer.affine,
        units=layer.units,
        axis_labels=layer.axis_labels,
        contrast_limits=None if layer.rgb else layer.contrast_limits,
        metadata={REDUCED: str(layer.unique_id)},
        visible=False,
    )
    take_looks(made, layer)
    return made


def take_looks(made: Image, layer: Image) -> None:
    """Let one layer look as another does."""
    if not layer.rgb:
        made.contrast_limits_range = layer.contrast_limits_range
    for name in LOOKS:
        if not (layer.rgb and name in {"contrast_limits", "gamma", "colormap", "iso_threshold"}):
            setattr(made, name, getattr(layer, name))


def ordinal(number: int) -> str:
    """Return ``"2nd"``, ``"3rd"``, ``"4th"`` ..."""
    last = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in {11, 12, 13} else last}"
