"""An open layer put elsewhere: other spacing, own planes or patient space. No napari.

A layer's world transform is `display` after `affine`: the latter index -> LPS mm, as the contract
has it; the former turns oblique volumes into their own planes and is the identity in patient space.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom import Geometry, LoadedVolume, Volume
from napari_dicom.layers.display import (
    Arrangement,
    DisplaySpace,
    Matrix,
    arrange,
    napari_transform,
    own_rotation,
)
from napari_dicom.layers.metadata import Json, dicom_metadata

SAME_ROTATION = 1e-3
_REVERSED = np.eye(4)[[2, 1, 0, 3]]


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
    return np.asarray(_REVERSED @ _spatial(world) @ np.linalg.inv(affine), dtype=np.float64)


def is_in_patient_space(display: Matrix) -> bool:
    """Tell whether a display transform leaves everything where it lies in the patient."""
    return bool(np.abs(display - np.eye(4)).max() < SAME_ROTATION)


def displays(geometries: Sequence[Geometry], space: DisplaySpace) -> list[Matrix]:
    """Return the display transforms of volumes of one frame of reference.

    Volumes whose own planes need the same rotation share it, centre included, so that they line up.
    """
    if space is DisplaySpace.PATIENT:
        return [np.eye(4) for _ in geometries]
    found: list[Matrix] = []
    for geometry in geometries:
        own = _about(own_rotation(geometry), geometry.centre)
        found.append(next((one for one in found if same_rotation(one, own)), own))
    return found


def same_rotation(one: Matrix, other: Matrix) -> bool:
    """Tell whether two display transforms turn volumes alike, about whatever centre."""
    return bool(np.abs(one[:3, :3] - other[:3, :3]).max() <= SAME_ROTATION)


def placement_of(
    volume: Volume,
    metadata: dict[str, Any],  # Any: napari's metadata
    world: Matrix,
    display: Matrix,
) -> Placement:
    """Return where a layer comes to lie with this volume's geometry, shown through `display`."""
    assert volume.geometry is not None
    arrangement = arrange(volume.geometry)
    spatial = _REVERSED @ display @ arrangement.affine
    whole = world.copy()
    whole[-4:-1, -4:-1] = spatial[:3, :3]
    whole[-4:-1, -1] = spatial[:3, 3]
    new = {**metadata, "dicom": _contract(volume, arrangement, metadata), "dicom_volume": volume}
    leads = len(world) - 4
    if "affine" in napari_transform(spatial):
        return Placement(np.ones(leads + 3), np.zeros(leads + 3), whole, new)
    return Placement(np.diag(whole)[:-1].copy(), whole[:-1, -1].copy(), np.eye(leads + 4), new)


def values_of(data: NDArray[np.generic], volume: Volume) -> NDArray[np.generic]:
    """Return a view of a layer's data in the volume's order: (leads..., slice, row, column)."""
    if volume.geometry is None:
        return data
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


def _about(rotation: Matrix, centre: NDArray[np.float64]) -> Matrix:
    display = np.eye(4)
    display[:3, :3] = rotation
    display[:3, 3] = centre - rotation @ centre
    return display


def _contract(volume: Volume, arrangement: Arrangement, metadata: dict[str, Any]) -> Json:
    """Return the contract's dict with what a new place changes: affine, spacing, notes."""
    before: Json = metadata["dicom"]
    loaded = LoadedVolume(volume, np.empty(0), dict(before["decoders"]), (0.0, 1.0))
    after = dicom_metadata(loaded, arrangement, before["slice_axis"])
    changed = {key: after[key] for key in ("affine", "spacing", "notes")}
    kept = [note for note in before["notes"] if note["code"] == "oblique"]
    return {**before, **changed, "notes": [*changed["notes"], *kept]}
