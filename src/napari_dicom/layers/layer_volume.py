"""The volume back from its napari layer, with the values that the layer has now."""

from typing import Any

import numpy as np

from napari_dicom.dicom import ChoiceError, LoadedVolume, Volume
from napari_dicom.layers.layer_axes import axes_of
from napari_dicom.layers.placement import values_of

VALUE_RANGE = "dicom_value_range"
"""Where a layer's metadata keep what its values span."""


def from_layer(layer: Any) -> LoadedVolume:  # Any: a napari layer, whose room is above this one
    """Return the volume of an image layer that this plugin opened, with the layer's values.

    Where it lies is what was measured, and the distance between slices the one that is shown: a
    layer that was dragged, scaled or turned by hand stands in the patient as before.

    Parameters
    ----------
    layer
        An image layer; its data may have been edited or replaced.

    Raises
    ------
    ChoiceError
        It is no image of DICOM files, or its data no longer have the volume's shape.
    """
    metadata = getattr(layer, "metadata", {})
    volume = metadata.get("dicom_volume")
    if not isinstance(volume, Volume) or "dicom" not in metadata:
        name = getattr(layer, "name", type(layer).__name__)
        raise ChoiceError(f"{name} is no image layer of DICOM files: give the image's layer")
    shape = _shape_of(volume)
    if tuple(layer.data.shape) != shape:
        raise ChoiceError(
            f"{layer.name} has data of shape {tuple(layer.data.shape)}, and its volume has "
            f"{shape}: what was cropped or resampled no longer lies on the volume's voxels"
        )
    low, high = (0.0, 255.0) if volume.is_colour else value_range_of(layer)
    decoders = dict(metadata["dicom"]["decoders"])
    return LoadedVolume(volume, values_of(layer.data, volume), decoders, (low, high))


def value_range_of(layer: Any) -> tuple[float, float]:  # Any: as above
    """Return what an image layer's values span, without padding: its slider may reach further."""
    low, high = layer.metadata.get(VALUE_RANGE, layer.contrast_limits_range)
    return float(low), float(high)


def _shape_of(volume: Volume) -> tuple[int, ...]:
    """Return the shape that a layer of a volume has."""
    colours = (3,) if volume.is_colour else ()
    values = np.broadcast_to(np.uint8(0), (*volume.shape, *colours))
    return tuple(axes_of(volume, np.eye(4)).view_of(values).shape)
