"""A registered image as a layer over the image whose grid it is on."""

import numpy as np

from napari_dicom.dicom.objects import LoadedRegistered
from napari_dicom.layers.display import Matrix
from napari_dicom.layers.image import contrast_limits, opening_window
from napari_dicom.layers.layer_axes import grid_axes
from napari_dicom.layers.layer_data import LayerData
from napari_dicom.layers.metadata import companion_keywords
from napari_dicom.layers.window import colormap_of

_OPACITY = 0.5


def build_registered(loaded: LoadedRegistered, display: Matrix) -> list[LayerData]:
    """Make the image layer of a registered image.

    Parameters
    ----------
    display
        4x4 LPS -> LPS the fixed image is displayed through.
    """
    content = loaded.content
    assert content.fixed.geometry is not None
    axes = grid_axes(content.fixed.geometry, display)
    unit = content.volume.first.rescale.unit
    keywords = companion_keywords(content, axes, display, dicom={"value_unit": unit})
    keywords |= {
        "rgb": False,
        "multiscale": False,
        "contrast_limits": list(contrast_limits(loaded.moving)),
        "colormap": colormap_of(opening_window(loaded.moving), content.volume.is_inverted),
        "opacity": _OPACITY,
        "blending": "translucent_no_depth",
    }
    extent = float(np.nanmin(loaded.values)), float(np.nanmax(loaded.values))
    return [LayerData(axes.view_of(loaded.values), keywords, "image", extent)]
