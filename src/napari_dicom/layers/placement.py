"""An open layer put elsewhere: other spacing, own planes or patient space. No napari.

A layer's world transform is `display` after `affine`: the latter index -> LPS mm, as the contract
has it; the former turns oblique volumes into their own planes and is the identity in patient space.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom import LoadedVolume, Volume
from napari_dicom.layers.display import REVERSED, Matrix, arrange, napari_transform, world_matrix
from napari_dicom.layers.layer_axes import axes_of
from napari_dicom.layers.metadata import Json, dicom_metadata


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """What of a napari layer changes when it is put elsewhere.

    Parameters
    ----------
    scale, translate
        One number for each of the layer's axes.
    affine
        Homogeneous over all of the layer's axes.
    metadata
        The layer's new ``metadata``.
    """

    scale: NDArray[np.float64]
    translate: NDArray[np.float64]
    affine: Matrix
    metadata: dict[str, Any]  # Any: napari's layer metadata


def display_of(world: Matrix, metadata: dict[str, Any]) -> Matrix:  # Any: napari's metadata
    """Return the 4x4 LPS -> LPS that a layer is displayed through.

    Parameters
    ----------
    world
        Homogeneous index -> world over all of the layer's axes, the last three spatial.
    metadata
        The layer's.
    """
    affine = np.asarray(metadata["dicom"]["affine"], dtype=np.float64)
    return np.asarray(REVERSED @ _spatial(world) @ np.linalg.inv(affine), dtype=np.float64)


def placement_of(
    volume: Volume,
    metadata: dict[str, Any],  # Any: napari's metadata
    world: Matrix,
    display: Matrix,
) -> Placement:
    """Return where an image layer comes to lie with this volume's geometry, through `display`."""
    contract = _contract(volume, metadata, display)
    new = {**metadata, "dicom": contract, "dicom_volume": volume}
    return _placement(new, world, display)


def companion_placement(
    metadata: dict[str, Any],  # Any: napari's metadata
    world: Matrix,
    display: Matrix,
) -> Placement:
    """Return where a layer that is no image comes to lie, its affine shown through `display`."""
    # a copy: napari empties the dict a layer has before it takes what it is given
    return _placement(dict(metadata), world, display)


def _placement(metadata: dict[str, Any], world: Matrix, display: Matrix) -> Placement:
    affine = np.asarray(metadata["dicom"]["affine"], dtype=np.float64)
    spatial = world_matrix(affine, display)
    whole = world.copy()
    whole[-4:-1, -4:-1] = spatial[:3, :3]
    whole[-4:-1, -1] = spatial[:3, 3]
    leads = len(world) - 4
    if "affine" in napari_transform(spatial):
        return Placement(np.ones(leads + 3), np.zeros(leads + 3), whole, metadata)
    return Placement(np.diag(whole)[:-1].copy(), whole[:-1, -1].copy(), np.eye(leads + 4), metadata)


def values_of(data: NDArray[np.generic], volume: Volume) -> NDArray[np.generic]:
    """Return a view of a layer's data in the volume's order: (leads..., slice, row, column)."""
    if volume.geometry is None:
        return data.squeeze(len(volume.axes)) if volume.axes else data
    arrangement, leads = arrange(volume.geometry), len(volume.axes)
    steps = (slice(None, None, -1) if flip else slice(None) for flip in arrangement.flipped)
    upright = data[(*(slice(None) for _ in range(leads)), *steps)]
    order = (*range(leads), *(leads + arrangement.order.index(axis) for axis in range(3)))
    return upright.transpose((*order, *range(len(order), data.ndim)))


def plane_and_pixel(volume: Volume, index: Sequence[int]) -> tuple[int, int, int]:
    """Return (slice, row, column) of the volume for an index along a layer's spatial axes."""
    assert volume.geometry is not None
    arrangement = arrange(volume.geometry)
    found = [0, 0, 0]
    for i, axis in enumerate(arrangement.order):
        last = volume.geometry.shape[axis] - 1
        found[axis] = last - index[i] if arrangement.flipped[i] else index[i]
    return found[0], found[1], found[2]


def _spatial(world: Matrix) -> Matrix:
    spatial = np.eye(4)
    spatial[:3, :3] = world[-4:-1, -4:-1]
    spatial[:3, 3] = world[-4:-1, -1]
    return spatial


def _contract(volume: Volume, metadata: dict[str, Any], display: Matrix) -> Json:
    """Return the contract's dict with what a new place changes: affine, spacing, notes."""
    before: Json = metadata["dicom"]
    loaded = LoadedVolume(volume, np.empty(0), dict(before["decoders"]), (0.0, 1.0))
    after = dicom_metadata(loaded, axes_of(volume, display), display)
    return {**before, **{key: after[key] for key in ("affine", "spacing", "notes")}}
