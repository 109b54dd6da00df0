"""Overlay planes (60xx) as labels with the axes of their image's layer."""

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom import Overlays, Volume
from napari_dicom.layers.display import arrange
from napari_dicom.layers.image import arrange_values


def overlay_labels(volume: Volume, overlays: Overlays) -> NDArray[np.uint8]:
    """Return a view of a volume's overlays with the order and direction of its layer's axes."""
    if volume.geometry is None:
        return overlays.labels
    return arrange_values(overlays.labels, arrange(volume.geometry), len(volume.axes))
