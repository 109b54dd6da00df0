"""Surfaces as layers, one each; points alone where there are no triangles."""

import numpy as np

from napari_dicom.dicom.objects import LoadedSurfaces, Surface
from napari_dicom.layers.colours import colour_of
from napari_dicom.layers.display import Matrix
from napari_dicom.layers.drawing import POINT
from napari_dicom.layers.layer_axes import DrawingAxes, drawing_axes
from napari_dicom.layers.layer_data import LayerData
from napari_dicom.layers.metadata import companion_keywords


def build_surfaces(loaded: LoadedSurfaces, display: Matrix) -> list[LayerData]:
    """Make a layer of each surface.

    Parameters
    ----------
    display
        4x4 LPS -> LPS the images they lie on are displayed through.
    """
    axes = drawing_axes(loaded.volume, display)
    return [_layer(loaded, one, axes, display) for one in loaded.surfaces]


def _layer(
    loaded: LoadedSurfaces, surface: Surface, axes: DrawingAxes, display: Matrix
) -> LayerData:
    entry = {
        "number": surface.number,
        "label": surface.label,
        "vertices": len(surface.mesh.vertices),
        "triangles": len(surface.mesh.faces),
    }
    dicom = {"segments": [entry]}
    keywords = companion_keywords(loaded.content, axes, display, surface.label, dicom)
    keywords["opacity"] = surface.opacity
    vertices = axes.place(surface.mesh.vertices)
    colour = colour_of(surface.number, surface.colour)
    if not len(surface.mesh.faces):
        extent = float(np.ptp(vertices, axis=0).max())
        keywords |= {"face_color": [colour], "border_width": 0.0, "size": POINT * extent or 1.0}
        return LayerData(vertices, keywords, "points")
    keywords |= {"vertex_colors": np.tile(colour, (len(vertices), 1)), "shading": "smooth"}
    values = np.ones(len(vertices), np.float32)
    return LayerData((vertices, surface.mesh.faces, values), keywords, "surface")
