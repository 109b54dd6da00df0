"""Viewers with DICOM layers for tests of widgets, without a window."""

from pathlib import Path

from napari.components import ViewerModel
from napari.layers import Image, Layer

from napari_dicom.api import read_volumes
from napari_dicom.layers import build_layers


def add_folder(viewer: ViewerModel, folder: Path) -> list[Layer]:
    """Add every volume of a folder as the plugin would, the last one active."""
    built = build_layers(read_volumes(folder))
    return [viewer.add_layer(Image(one.data, **one.keywords)) for one in built]


def emitters(viewer: ViewerModel) -> int:
    """Count the callbacks connected to a viewer, its dims, its layers and each layer."""
    sources = [viewer.dims.events, viewer.layers.events, viewer.layers.selection.events]
    sources += [viewer.events, *(layer.events for layer in viewer.layers)]
    return sum(len(emitter.callbacks) for group in sources for emitter in group.emitters.values())
