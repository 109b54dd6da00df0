"""Layers of a viewer that came from DICOM files: their volumes, and where they lie. No Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from napari_dicom.dicom import LoadedVolume, Space, Volume, patient_id
from napari_dicom.layers import (
    display_of,
    from_layer,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from napari.components import ViewerModel
    from napari.layers import Layer
    from numpy.typing import NDArray

DRAWN_ON = "dicom_drawn_on"
"""Key of the metadata of what the user draws: which image it was made for."""


def dicom_layers(viewer: ViewerModel) -> list[Layer]:
    """Return the viewer's image layers that came from DICOM files, uppermost first."""
    return [layer for layer in reversed(viewer.layers) if volume_of(layer) is not None]


def volume_of(layer: Layer) -> Volume | None:
    """Return the volume behind an image layer, or None where it is none of DICOM files.

    None, too, of what no longer has the volume's voxels: napari keeps the metadata of what it
    projects, splits, merges or makes labels of.
    """
    volume = source_of(layer)
    return volume if volume is not None and _has_voxels_of(volume, layer) else None


def source_of(layer: Layer) -> Volume | None:
    """Return the volume that an image layer is, or was made from: its header, not its place."""
    volume = layer.metadata.get("dicom_volume")
    is_image = hasattr(layer, "rgb") and "dicom" in layer.metadata
    return volume if isinstance(volume, Volume) and is_image else None


def _has_voxels_of(volume: Volume, layer: Layer) -> bool:
    """Tell whether a layer has as many voxels along its axes as its volume, which may be turned."""
    shape = tuple(layer.data.shape[: layer.ndim])
    if volume.geometry is None:
        return shape == (
            (*volume.shape[:-2], 1, *volume.shape[-2:]) if volume.axes else volume.shape
        )
    leads = len(volume.axes)
    if len(shape) != leads + 3 or shape[:leads] != volume.lead_shape:
        return False
    return sorted(shape[leads:]) == sorted(volume.geometry.shape)


def layer_of(layers: Iterable[Layer], volume: Volume) -> Layer | None:
    """Return the first of the layers that shows the very images of a volume."""
    for layer in layers:
        shown = volume_of(layer)
        if shown is not None and has_images_of(shown, volume):
            return layer
    return None


def has_images_of(volume: Volume, other: Volume) -> bool:
    """Tell whether a volume holds the very images of another."""
    return _images_of(volume) == _images_of(other)


def _images_of(volume: Volume) -> list[tuple[str, int]]:
    return [(frame.instance.sop_instance_uid, frame.number) for frame in volume.acquired]


def image_of(viewer: ViewerModel, layer: Layer | None) -> Layer | None:
    """Return the image that a companion lies on, or a drawing; any other layer is its own.

    Of several that of a series it is of, or refers to, and one that is seen.
    """
    if layer is None or source_of(layer) is not None:
        return layer
    if "dicom" not in layer.metadata:
        return drawn_on(viewer, layer) or layer
    dicom = layer.metadata["dicom"]
    meant = {one["SeriesInstanceUID"] for one in dicom.get("referenced", ())}
    meant.add(dicom.get("SeriesInstanceUID", ""))

    def is_meant(image: Layer) -> bool:
        return image.metadata["dicom"]["SeriesInstanceUID"] in meant

    images = dicom_layers(viewer)
    images = of_its_frame(layer, images) or [image for image in images if is_meant(image)]
    return min(images, key=lambda one: (not is_meant(one), not one.visible), default=layer)


def drawn_on(viewer: ViewerModel, layer: Layer) -> Layer | None:
    """Return the image that a drawing was made for, or that has taken its place since."""
    link = layer.metadata.get(DRAWN_ON)
    if link is None:
        return None
    again = {key: value for key, value in link.items() if key != "layer"}
    images = [one for one in dicom_layers(viewer) if {**link_to(one), **again} == link_to(one)]
    same = [one for one in dicom_layers(viewer) if link_to(one)["layer"] == link.get("layer")]
    return next(iter([*same, *images]), None)


def show_drawings_of(viewer: ViewerModel, image: Layer) -> None:
    """Let drawings be seen while an image is that lies with the one they were made for."""
    for layer in viewer.layers:
        made_for = None if "dicom" in layer.metadata else drawn_on(viewer, layer)
        if made_for is not None:
            layer.visible = lies_with(made_for, image)


def link_to(image: Layer) -> dict[str, Any]:  # Any: plain values
    """Return what a drawing's metadata hold of the image it is made for."""
    series = str(image.metadata["dicom"]["SeriesInstanceUID"])
    shape = [int(size) for size in image.data.shape]
    return {"layer": str(image.unique_id), "SeriesInstanceUID": series, "shape": shape}


def loaded_of(layer: Layer) -> LoadedVolume:
    """Return the volume of a DICOM layer with the values the layer has."""
    return from_layer(layer)


def is_laid_out(layer: Layer) -> bool:
    """Tell whether a DICOM layer, of any type, has a place, in a patient or only in a frame.

    What has lost the voxels its metadata tell of has lost its place with them.
    """
    if source_of(layer) is not None and volume_of(layer) is None:
        return False
    return layer.metadata.get("dicom", {}).get("affine") is not None and layer.ndim > 2


def has_place(layer: Layer) -> bool:
    """Tell whether a DICOM layer, of any type, has a place in the patient."""
    return is_laid_out(layer) and layer.metadata["dicom"]["space"] == Space.PATIENT


def has_depth(layer: Layer) -> bool:
    """Tell whether a layer, of any type, lies on more than one of its planes."""
    if not is_laid_out(layer) or layer.metadata["dicom"]["slice_axis"] is None:
        return False
    low, high = layer.extent.data
    axis = layer.metadata["dicom"]["slice_axis"]
    return bool(high[axis] - low[axis] > 0.5)  # part of a step: points are no whole numbers


def middle_of(layer: Layer) -> NDArray[np.float64]:
    """Return the middle of a layer of any type in its own coordinates, whole numbers."""
    low, high = layer.extent.data
    return np.asarray(np.nan_to_num(np.floor((low + high + 1) / 2)), dtype=np.float64)


def world_of(layer: Layer) -> NDArray[np.float64]:
    """Return a layer's whole transform: homogeneous index -> world."""
    size = layer.ndim
    origin = np.asarray(layer.data_to_world(np.zeros(size)), dtype=np.float64)
    world = np.eye(size + 1)
    for axis, unit in enumerate(np.eye(size)):
        world[:-1, axis] = np.asarray(layer.data_to_world(unit)) - origin
    world[:-1, -1] = origin
    return world


def layer_display(layer: Layer) -> NDArray[np.float64]:
    """Return the 4x4 LPS -> LPS that a placed layer is displayed through."""
    return display_of(world_of(layer), layer.metadata)


def relatives(viewer: ViewerModel, layer: Layer) -> list[Layer]:
    """Return a layer and those of its frame of reference, of any type, as they were added."""
    return [layer, *of_its_frame(layer, (one for one in viewer.layers if one is not layer))]


def frame_of_reference(layer: Layer) -> str:
    """Return FrameOfReferenceUID of a layer that has a place in a patient, "" of all others."""
    return str(layer.metadata["dicom"]["FrameOfReferenceUID"]) if has_place(layer) else ""


def of_its_frame(layer: Layer, others: Iterable[Layer]) -> list[Layer]:
    """Return those of other layers that lie in the frame of reference of a layer, and patient."""
    uid = frame_of_reference(layer)
    return [
        one
        for one in others
        if uid and frame_of_reference(one) == uid and not _are_two_patients(layer, one)
    ]


def lies_with(layer: Layer, other: Layer) -> bool:
    """Tell whether two DICOM layers of any type belong into one picture.

    What has a place in a patient belongs to its frame of reference; all else to its series. Images
    of several patients under one series UID have a frame in common, and no picture; what belongs
    to one of these, or names none, lies with them.
    """
    if frame_of_reference(layer) or frame_of_reference(other):
        return bool(of_its_frame(layer, [other]))
    uid = _series_uid(layer)
    are_images = volume_of(layer) is not None and volume_of(other) is not None
    is_known = layer is other or uid != "" or not are_images
    return is_known and uid == _series_uid(other) and not _are_two_patients(layer, other)


def _series_uid(layer: Layer) -> str:
    return str(layer.metadata["dicom"].get("SeriesInstanceUID", ""))


def _are_two_patients(layer: Layer, other: Layer) -> bool:
    """Tell whether two layers name unlike patients, and one is of a series parted by patients.

    Elsewhere one frame of reference is one patient, whatever names the files were given.
    """
    if not (_is_of_several(layer) or _is_of_several(other)):
        return False
    one, another = _patient(layer), _patient(other)
    return bool(one and another and one != another)


def _is_of_several(layer: Layer) -> bool:
    volume = volume_of(layer)
    return volume is not None and any("patients" in note.details for note in volume.notes)


def _patient(layer: Layer) -> str:
    content = volume_of(layer) or layer.metadata.get("dicom_content")
    return "" if content is None else patient_id(content.header)


def open_volumes(viewer: ViewerModel | None) -> tuple[Volume, ...]:
    """Return the volumes behind a viewer's image layers, which companions may lie on."""
    found = [] if viewer is None else [volume_of(layer) for layer in dicom_layers(viewer)]
    return tuple(volume for volume in found if volume is not None)
