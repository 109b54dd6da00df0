"""A bound on the memory that three dimensions take: a coarser view of what is larger.

napari copies a whole volume to show it in three dimensions, as float32 and in the texture; measured
with 0.52 and 1.57 GB of int16 it took 7.8 to 11.7 bytes a voxel at its height beside the values
themselves. What is larger than the bound is hidden meanwhile and every second, third ... voxel
shown instead, by a layer that is a view of the same values: of a lazy volume only the planes needed
are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from napari_dicom.dicom.loading import free_memory

if TYPE_CHECKING:
    from napari.layers import Image, Layer
    from numpy.typing import NDArray

REDUCED = "dicom_reduced_of"
"""Key of the metadata of the coarser layer: whose it is."""

MOST_VOXELS = 1 << 28
"""Voxels shown in three dimensions at most: 512 x 512 x 1024, 3.2 GB beside the values."""

LEAST_VOXELS = 1 << 21
"""Voxels shown however little memory is free: 128 x 128 x 128, 25 MB, and still a picture."""

BYTES_A_VOXEL = 12
"""What napari takes for a voxel in three dimensions: 11.7 measured, while a look is changed."""

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

    No more than `MOST_VOXELS`, and no more than half of the free memory takes, the values that are
    read for it included; but `LEAST_VOXELS` always.

    Parameters
    ----------
    sharing
        How many layers are shown together.
    """
    shape = layer.data.shape[layer.ndim - 3 : layer.ndim]
    read = 0 if isinstance(layer.data, np.ndarray) else layer.data.dtype.itemsize
    affordable = max(LEAST_VOXELS, free_memory() / 2 / (BYTES_A_VOXEL + read))
    allowed = min(MOST_VOXELS, affordable) / max(1, sharing) / (3 if layer.rgb else 1)
    stride = 1
    while _voxels(shape, stride) > allowed and stride < max(shape):
        stride += 1
    return stride


def words_of(layer: Layer, stride: int) -> str:
    """Return what is told of a layer of which not every voxel is shown in three dimensions."""
    size = " × ".join(str(one) for one in layer.data.shape[layer.ndim - 3 : layer.ndim])
    taken = BYTES_A_VOXEL * float(layer.data.size) / 1e9
    return (
        f"{layer.name}: {size} voxels would take {taken:.1f} GB in three dimensions. There every "
        f"{ordinal(stride)} along each axis is shown; in two dimensions all are, as before."
    )


def _voxels(shape: tuple[int, ...], stride: int) -> float:
    return float(np.prod([-(-size // stride) for size in shape], dtype=np.float64))


def thinned(layer: Layer, stride: int) -> Any:  # Any: numpy's or dask's, as the layer's own
    """Return a view of every `stride`-th voxel of an image along each axis of space."""
    steps = (slice(None),) * (layer.ndim - 3) + (slice(None, None, stride),) * 3
    view = layer.data[steps]
    # of what is read only what is shown is kept: a view would keep whole planes until all are read
    return view if isinstance(view, np.ndarray) else view.map_blocks(np.array, dtype=view.dtype)


def steps_of(layer: Layer, stride: int) -> NDArray[np.float64]:
    """Return of how many voxels along each axis of a layer every `stride`-th is one."""
    return np.concatenate([np.ones(layer.ndim - 3), np.full(3, float(stride))])


def reduced_layer(layer: Image, stride: int) -> Image:
    """Return a layer of every `stride`-th voxel of an image, each where it is in the image."""
    from napari.layers import Image as NapariImage  # a window is there, so it is loaded

    made = NapariImage(
        thinned(layer, stride),
        name=f"{layer.name}, every {ordinal(stride)} voxel",
        rgb=layer.rgb,
        scale=np.asarray(layer.scale) * steps_of(layer, stride),
        translate=layer.translate,
        affine=layer.affine,
        units=layer.units,
        axis_labels=layer.axis_labels,
        contrast_limits=None if layer.rgb else layer.contrast_limits,
        metadata={REDUCED: str(layer.unique_id)},
        cache=False,  # napari's would keep all that is read for it, in a quarter of the machine
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
