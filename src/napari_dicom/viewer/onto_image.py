"""Where a layer's coordinates lie among an image's voxels: by the patient, else as it is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from napari_dicom.viewer.drawings import lies_on_voxels
from napari_dicom.viewer.open_layers import drawn_on, world_of

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Layer
    from numpy.typing import NDArray


def points_in_image(
    viewer: ViewerModel, layer: Layer, image: Layer, points: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return points of a layer along the image's axes: further ones that both have, then space."""
    if lies_on_voxels(viewer, layer, image):
        return points if points.shape[1] > 2 else np.insert(points, 0, 0.0, axis=1)
    matrix = _by_place(viewer, layer, image)
    if matrix is not None:
        points = points[:, -3:] @ matrix[:3, :3].T + matrix[:3, 3]
    else:
        size = min(layer.ndim, image.ndim)
        linear, offset = _between(layer, image, size)
        points = points[:, -size:] @ linear.T + offset
    if points.shape[1] < 3:
        points = np.insert(points, 0, 0.0, axis=1)
    return points


def labels_to_image(viewer: ViewerModel, layer: Layer, image: Layer) -> NDArray[np.float64]:
    """Return the 4x4 from the voxels of labels to those of an image."""
    if lies_on_voxels(viewer, layer, image):
        return np.eye(4)
    by_place = _by_place(viewer, layer, image)
    if by_place is not None:
        return by_place
    size = min(layer.ndim, image.ndim, 3)
    linear, offset = _between(layer, image, size)
    matrix = np.eye(4)
    matrix[3 - size : 3, 3 - size : 3], matrix[3 - size : 3, 3] = linear, offset
    return matrix


def _by_place(viewer: ViewerModel, layer: Layer, image: Layer) -> NDArray[np.float64] | None:
    """Return the 4x4 from a layer's voxels to an image's by where both lie in the patient.

    None where that is known of the layer only as it is seen.
    """
    made_for = drawn_on(viewer, layer)
    own = layer
    if made_for is not None and lies_on_voxels(viewer, layer, made_for):
        own = made_for
    affines = [one.metadata.get("dicom", {}).get("affine") for one in (own, image)]
    if any(affine is None for affine in affines):
        return None
    return np.asarray(np.linalg.solve(np.array(affines[1]), np.array(affines[0])))


def _between(
    layer: Layer, image: Layer, size: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return matrix and offset that lead from the last axes of a layer to those of an image."""
    whole = [_last(world_of(one), size) for one in (layer, image)]
    matrix = np.linalg.solve(whole[1], whole[0]).astype(np.float64)
    return np.asarray(matrix[:-1, :-1]), np.asarray(matrix[:-1, -1])


def _last(world: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    keep = [*range(len(world) - 1 - size, len(world) - 1), len(world) - 1]
    return world[np.ix_(keep, keep)]
