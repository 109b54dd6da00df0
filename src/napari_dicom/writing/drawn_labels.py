"""What a napari labels layer drawn over an image is, without napari: labels, place, segments."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from napari_dicom.dicom import ExportError, LoadedVolume, Volume, as_measured
from napari_dicom.dicom.objects import Segment, Segmentation
from napari_dicom.layers import REVERSED, display_of
from napari_dicom.writing.label_planes import (
    LabelPlanes,
    Labels,
    Matrix,
    laid_on_voxels,
    planes_on_frames,
    planes_on_grid,
)

_DRAWN_ON = "dicom_drawn_on"
"""Key of the metadata of what was drawn on an image's voxels; seen from aside it is shown otherwise
than it lies."""

Names = Mapping[int, Segment | str]


def volume_behind(reference: Any) -> Volume:  # Any: a volume, with its values, or a layer of it
    """Return the volume that labels were drawn on.

    Raises
    ------
    ExportError
        It is none of a DICOM image.
    """
    if isinstance(reference, Volume):
        return reference
    if isinstance(reference, LoadedVolume):
        return reference.volume
    volume = getattr(reference, "metadata", {}).get("dicom_volume")
    if not isinstance(volume, Volume):
        raise ExportError("the reference is no DICOM image: give its layer, or its volume")
    return volume


def label_planes(labels: Any, reference: Any) -> LabelPlanes:  # Any: an array, or layers
    """Return labels as planes: those of the image's frames where they lie on its voxels.

    Parameters
    ----------
    labels
        An array of the volume's shape, or a labels layer.
    reference
        As in `volume_behind`; a layer where `labels` is one that the user has made.
    """
    volume = volume_behind(reference)
    if not hasattr(labels, "data_to_world"):
        return planes_on_frames(_integers(np.asarray(labels)), volume)
    data = _integers(np.asarray(labels.data))
    if volume.geometry is None:
        return planes_on_frames(data, volume)
    if data.ndim != 3:
        raise ExportError(f"labels of {data.ndim} dimensions: those of a volume have three")
    affine = _affine_of(labels, reference)
    laid = laid_on_voxels(data, affine, volume)
    if laid is not None:
        return planes_on_frames(laid, volume)
    return planes_on_grid(data, affine, volume)


def layer_affine(layer: Any, reference: Any) -> Matrix:  # Any: layers
    """Return the 4x4 from a layer's last three axes to LPS mm as measured, however it is scaled.

    Parameters
    ----------
    layer
        Drawn over the reference, or opened from DICOM.
    reference
        As in `label_planes`.
    """
    volume = volume_behind(reference)
    shown, measured = volume.geometry, as_measured(volume)
    if shown is None or measured is None:
        raise ExportError("the image has no place: what is drawn on it has none either")
    affine = _affine_of(layer, reference)
    return np.asarray(measured.affine @ np.linalg.inv(shown.affine) @ affine, dtype=np.float64)


def numbers_in(labels: Labels) -> list[int]:
    """Return the numbers above 0 that are drawn, ascending; those DICOM has, up to 65535."""
    found = np.zeros(65536, bool)
    for plane in labels.reshape(-1, *labels.shape[-1:]) if labels.ndim < 3 else labels:
        pixels = plane.ravel() if plane.dtype != bool else plane.ravel().view(np.uint8)
        if pixels.dtype.itemsize > 2:
            pixels = pixels[(pixels > 0) & (pixels < len(found))]
        found[pixels] = True
    return [int(number) for number in np.flatnonzero(found) if number]


def known_segments(labels: Any) -> dict[int, Segment]:  # Any: an array, or a layer
    """Return the segments that a layer's labels were opened as, and those its features name."""
    metadata = getattr(labels, "metadata", {})
    content = metadata.get("dicom_content")
    found: dict[int, Segment] = {}
    if isinstance(content, Segmentation):
        found = {segment.number: segment for segment in content.described().segments}
    features = getattr(labels, "features", None)
    if features is not None and {"index", "label"} <= set(features.columns):
        for number, label in zip(features["index"], features["label"], strict=True):
            if int(number) > 0 and str(label):
                known = found.get(int(number), Segment(int(number), ""))
                found[int(number)] = replace(known, label=str(label))
    return found


def _integers(labels: Labels) -> Labels:
    """Return labels; refuse what is none."""
    if labels.dtype.kind not in "biu":
        raise ExportError(f"labels are whole numbers, these are {labels.dtype}")
    if labels.size and (labels.min() < 0 or labels.max() > 65535):
        raise ExportError("labels must lie between 0 and 65535, the numbers DICOM has for segments")
    return labels


def _affine_of(labels: Any, reference: Any) -> Matrix:  # Any: layers
    """Return a layer's 4x4 index -> LPS mm: its own, else by where it lies over the reference."""
    own = labels.metadata.get("dicom", {}).get("affine")
    if own is not None:
        return np.asarray(own, dtype=np.float64)
    if not hasattr(reference, "data_to_world"):
        raise ExportError("this was drawn over a layer: give that image layer")
    world, affine = _world(reference), reference.metadata["dicom"]["affine"]
    is_turned = np.count_nonzero(world[:3, :3]) > 3
    if is_turned and labels.metadata.get(_DRAWN_ON, {}).get("layer") == str(reference.unique_id):
        return np.asarray(affine, dtype=np.float64)
    display = display_of(world, reference.metadata)
    return np.asarray(np.linalg.inv(REVERSED @ display) @ _world(labels), dtype=np.float64)


def _world(layer: Any) -> Matrix:  # Any: a layer
    """Return the 4x4 from a layer's last three axes to napari's world."""
    size = layer.ndim
    origin = np.asarray(layer.data_to_world(np.zeros(size)), dtype=np.float64)
    world = np.eye(4)
    for n in range(3):
        step = np.zeros(size)
        step[size - 3 + n] = 1
        world[:3, n] = (np.asarray(layer.data_to_world(step)) - origin)[-3:]
    world[:3, 3] = origin[-3:]
    return world
