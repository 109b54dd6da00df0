"""A presentation state's shutter as labels over what it covers, in the shutter's own grey."""

from napari_dicom.dicom.objects import LoadedShutters
from napari_dicom.layers.display import Matrix
from napari_dicom.layers.layer_axes import axes_of
from napari_dicom.layers.layer_data import LayerData
from napari_dicom.layers.metadata import companion_keywords


def build_shutters(loaded: LoadedShutters, display: Matrix) -> list[LayerData]:
    """Make the labels layer of a shutter: 1 is covered.

    Parameters
    ----------
    display
        4x4 LPS -> LPS its images are displayed through.
    """
    axes = axes_of(loaded.volume, display)
    segments = [{"number": 1, "label": "shutter"}]
    name = f"{loaded.content.name} shutter"
    keywords = companion_keywords(loaded.content, axes, display, name, {"segments": segments})
    clear = (0.0, 0.0, 0.0, 0.0)
    keywords |= {
        "features": {"index": [0, 1], "label": ["", "shutter"]},
        "colormap": {None: clear, 0: clear, 1: (*(loaded.grey,) * 3, 1.0)},
        "opacity": 1.0,
    }
    return [LayerData(axes.view_of(loaded.covered), keywords, "labels")]
