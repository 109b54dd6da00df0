"""Segmentations as labels layers, one or as many as overlaps ask for; fractions as images."""

from typing import Any

from napari_dicom.dicom import Geometry
from napari_dicom.dicom.objects import Colour, FractionMap, LabelMap, LoadedSegmentation, Shown
from napari_dicom.layers.display import Matrix
from napari_dicom.layers.layer_axes import LayerAxes, axes_of, grid_axes
from napari_dicom.layers.layer_data import Keywords, LayerData
from napari_dicom.layers.metadata import Json, companion_keywords

_OPACITY = 0.5
_BLENDING = "translucent_no_depth"  # else what is inside a body cannot be seen in 3D
_MOST_COLOURS = 4096
"""Segments whose own colours are given to napari; it takes a second for more."""


def build_segmentation(loaded: LoadedSegmentation, display: Matrix) -> list[LayerData]:
    """Make the layers of a segmentation: voxels have the numbers of their segments.

    Parameters
    ----------
    display
        4x4 LPS -> LPS its images are displayed through.
    """
    several = len(loaded.label_maps) > 1
    labels = [
        _labels(loaded, one, display, f" [{number}]" if several else "")
        for number, one in enumerate(loaded.label_maps, 1)
    ]
    return [*labels, *(_fractions(loaded, one, display) for one in loaded.fraction_maps)]


def _labels(loaded: LoadedSegmentation, one: LabelMap, display: Matrix, part: str) -> LayerData:
    axes = _axes(loaded, one.geometry, display)
    dicom = {"segments": [_segment(shown) for shown in one.shown]}
    name = _name(loaded, one.shown, part)
    keywords = companion_keywords(loaded.content, axes, display, name, dicom)
    keywords |= {"features": _features(one.shown), "opacity": _OPACITY, "blending": _BLENDING}
    if len(one.shown) <= _MOST_COLOURS:
        keywords["colormap"] = _colours(one.shown)
    return LayerData(axes.view_of(one.labels), keywords, "labels")


def _fractions(loaded: LoadedSegmentation, one: FractionMap, display: Matrix) -> LayerData:
    axes = _axes(loaded, one.geometry, display)
    dicom = {"segments": [_segment(one.shown)], "value_unit": "1"}
    keywords = companion_keywords(loaded.content, axes, display, one.shown.segment.label, dicom)
    keywords |= {
        "rgb": False,
        "multiscale": False,
        "contrast_limits": [0.0, 1.0],
        "blending": "additive",
        "colormap": _ramp(one.shown.segment.shown_colour),
    }
    return LayerData(axes.view_of(one.values), keywords, "image", (0.0, 1.0))


def _axes(loaded: LoadedSegmentation, geometry: Geometry | None, display: Matrix) -> LayerAxes:
    if geometry is not None:
        return grid_axes(geometry, display)
    assert loaded.on is not None
    return axes_of(loaded.on, display)


def _name(loaded: LoadedSegmentation, shown: tuple[Shown, ...], part: str) -> str:
    """Return the label of the only segment, else what the segmentation is called."""
    if len(shown) == 1:
        return shown[0].segment.label
    return f"{loaded.content.name}{part}"


def _segment(shown: Shown) -> Json:
    segment = shown.segment
    return {
        "number": segment.number,
        "value": shown.value,
        "label": segment.label,
        "colour": list(segment.shown_colour),
        "category": None if segment.category is None else segment.category.meaning,
        "type": None if segment.type is None else segment.type.meaning,
        "tracking_uid": segment.tracking_uid,
        "voxels": shown.voxels,
        "volume_ml": shown.volume,
    }


def _features(shown: tuple[Shown, ...]) -> dict[str, list[Any]]:  # Any: of each column's type
    segments = [one.segment for one in shown]
    return {
        "index": [0, *(one.value for one in shown)],
        "label": ["", *(one.label for one in segments)],
        "category": ["", *(one.category.meaning if one.category else "" for one in segments)],
        "type": ["", *(one.type.meaning if one.type else "" for one in segments)],
        "algorithm": ["", *(one.algorithm for one in segments)],
        "tracking_id": ["", *(one.tracking_id for one in segments)],
        "voxels": [0, *(one.voxels for one in shown)],
        "volume_ml": [0.0, *(_rounded(one.volume) for one in shown)],
    }


def _rounded(volume: float | None) -> float:
    return float("nan") if volume is None else round(volume, 6)


def _colours(shown: tuple[Shown, ...]) -> dict[int | None, tuple[float, ...]]:
    """Return what napari makes a direct colormap of: nothing is clear, all else has its colour."""
    colours: dict[int | None, tuple[float, ...]] = {None: (0.5, 0.5, 0.5, 1.0), 0: (0.0,) * 4}
    colours |= {one.value: (*one.segment.shown_colour, 1.0) for one in shown}
    return colours


def _ramp(colour: Colour) -> Keywords:
    """Return a colormap from black to a colour, as napari takes it."""
    return {
        "colors": [[0.0, 0.0, 0.0, 1.0], [*colour, 1.0]],
        "name": "segment",
        "interpolation": "linear",
    }
