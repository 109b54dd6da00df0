"""Overlay planes (60xx) as labels with the axes of their image's layer."""

from napari_dicom.dicom.objects import LoadedOverlays
from napari_dicom.layers.display import Matrix
from napari_dicom.layers.layer_axes import axes_of
from napari_dicom.layers.layer_data import LayerData
from napari_dicom.layers.metadata import companion_keywords


def build_overlays(loaded: LoadedOverlays, display: Matrix) -> list[LayerData]:
    """Make the labels layer of a volume's overlays: label n is the overlay ``names[n - 1]``.

    Parameters
    ----------
    display
        4x4 LPS -> LPS the volume is displayed through.
    """
    content = loaded.content
    axes = axes_of(content.volume, display)
    numbers = range(1, len(loaded.names) + 1)
    segments = [
        {"number": number, "label": name}
        for number, name in zip(numbers, loaded.names, strict=True)
    ]
    keywords = companion_keywords(content, axes, display, dicom={"segments": segments})
    keywords["features"] = {"index": [0, *numbers], "label": ["", *loaded.names]}
    keywords["metadata"]["dicom_overlays"] = list(loaded.names)
    return [LayerData(axes.view_of(loaded.labels), keywords, "labels")]
