"""Structure sets as layers: contours as paths, points, and closed contours filled as labels.

Closed contours are closed paths and no polygons: napari would fill the holes of these, and takes
many times longer to make them.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.objects import (
    ContourLabels,
    ContourType,
    LoadedStructureSet,
    PlacedContour,
    Roi,
)
from napari_dicom.layers.colours import Rgba, colour_of
from napari_dicom.layers.display import Matrix
from napari_dicom.layers.drawing import LINE, POINT, along_layer
from napari_dicom.layers.layer_axes import DrawingAxes, LayerAxes, drawing_axes, grid_axes
from napari_dicom.layers.layer_data import Keywords, LayerData
from napari_dicom.layers.metadata import Json, companion_keywords

_ML = 1e-3
"""Millilitres in a cubic millimetre."""


def build_structure_set(loaded: LoadedStructureSet, display: Matrix) -> list[LayerData]:
    """Make the layers of a structure set: points, contours, and filled labels, hidden at first.

    Parameters
    ----------
    display
        4x4 LPS -> LPS the images it lies on are displayed through.
    """
    points = [one for one in loaded.placed if _is_point(one)]
    lines = [one for one in loaded.placed if not _is_point(one)]
    filled = enumerate(loaded.labels, 1)
    return [
        *([_points(loaded, points, display)] if points else []),
        *([_shapes(loaded, lines, display)] if lines else []),
        *(_labels(loaded, labels, number, display) for number, labels in filled),
    ]


def _is_point(placed: PlacedContour) -> bool:
    return placed.contour.type is ContourType.POINT or len(placed.index) == 1


def _shapes(
    loaded: LoadedStructureSet, lines: Sequence[PlacedContour], display: Matrix
) -> LayerData:
    """Make the layer of contours: a path each, closed ones ending where they begin."""
    axes = _drawing(loaded, display)
    keywords = _keywords(loaded, axes, display, "")
    keywords |= {
        "shape_type": "path",
        "edge_color": np.array([_colour(one.roi) for one in lines]),
        "edge_width": LINE * max(loaded.geometry.shape[1:]),
        "opacity": 1.0,
        "blending": "translucent_no_depth",  # in 3D they lie within the image
        "features": {**_roi_features([one.roi for one in lines]), **_contour_features(lines)},
    }
    return LayerData([_path(loaded, axes, one) for one in lines], keywords, "shapes")


def _points(
    loaded: LoadedStructureSet, points: Sequence[PlacedContour], display: Matrix
) -> LayerData:
    """Make the layer of points."""
    axes = _drawing(loaded, display)
    each = [one for one in points for _ in one.index]
    keywords = _keywords(loaded, axes, display, "points")
    keywords |= {
        "size": POINT * max(loaded.geometry.shape[1:]),
        "face_color": np.array([_colour(one.roi) for one in each]),
        "border_width": 0.0,
        "features": {**_roi_features([one.roi for one in each]), **_contour_features(each)},
    }
    data = np.concatenate([_in_layer(loaded, axes, one.index) for one in points])
    return LayerData(data, keywords, "points")


def _labels(
    loaded: LoadedStructureSet, found: ContourLabels, number: int, display: Matrix
) -> LayerData:
    """Make a layer of filled contours, hidden at first: the contours show what was drawn."""
    assert loaded.volume is not None
    assert loaded.volume.geometry is not None
    axes = grid_axes(loaded.volume.geometry, display)
    rois = [roi for roi in loaded.rois if roi.number in found.voxels]
    voxel = abs(float(np.linalg.det(loaded.geometry.affine[:3, :3])))
    voxels = [found.voxels[roi.number] for roi in rois]
    volumes = [count * voxel * _ML for count in voxels]
    several = f" {number}" if len(loaded.labels) > 1 else ""
    keywords = _keywords(loaded, axes, display, f"filled{several}", rois)
    features = {**_roi_features(rois), "voxels": voxels, "volume_ml": volumes}
    nothing: dict[str, Any] = {"index": 0, "voxels": 0, "volume_ml": 0.0}
    keywords |= {
        "colormap": _label_colours(rois),
        "features": {key: [nothing.get(key, ""), *own] for key, own in features.items()},
        "visible": False,
    }
    return LayerData(axes.view_of(found.labels), keywords, "labels")


def _drawing(loaded: LoadedStructureSet, display: Matrix) -> DrawingAxes:
    on = loaded.geometry if loaded.volume is None else loaded.volume
    return drawing_axes(on, display)


def _keywords(
    loaded: LoadedStructureSet,
    axes: LayerAxes,
    display: Matrix,
    kind: str,
    rois: Sequence[Roi] | None = None,
) -> Keywords:
    """Return name, metadata and place; named by the ROI where there is one only."""
    own = loaded.rois[0].name if len(loaded.rois) == 1 else loaded.content.name
    entries = [_entry(roi) for roi in (loaded.rois if rois is None else rois)]
    name = " ".join(word for word in (own, kind, loaded.where) if word)
    keywords = companion_keywords(loaded.content, axes, display, name, {"rois": entries})
    keywords["metadata"]["dicom_rois"] = loaded.rois
    return keywords


def _entry(roi: Roi) -> Json:
    return {
        "number": roi.number,
        "label": roi.name,
        "colour": [round(255 * channel) for channel in _colour(roi)[:3]],
        "type": roi.type,
        "algorithm": roi.algorithm,
        "contours": len(roi.contours),
    }


def _path(
    loaded: LoadedStructureSet, axes: DrawingAxes, placed: PlacedContour
) -> NDArray[np.float64]:
    points = _in_layer(loaded, axes, placed.index)
    if not placed.contour.is_area or np.array_equal(points[0], points[-1]):
        return points
    return np.concatenate([points, points[:1]])


def _in_layer(
    loaded: LoadedStructureSet, axes: DrawingAxes, index: NDArray[np.float64]
) -> NDArray[np.float64]:
    assert axes.arrangement is not None
    return along_layer(index, axes.arrangement, loaded.geometry.shape)


def _roi_features(rois: Sequence[Roi]) -> dict[str, list[Any]]:
    """Return a row of features for each ROI: what it is called, and what kind of thing it is."""
    return {
        "index": [roi.number for roi in rois],
        "label": [roi.name for roi in rois],
        "type": [roi.type for roi in rois],
    }


def _contour_features(contours: Sequence[PlacedContour]) -> dict[str, list[Any]]:
    """Return a row of features for each contour: its number in its ROI, its geometric type."""
    return {
        "contour": [one.contour.number for one in contours],
        "geometric_type": [str(one.contour.type) for one in contours],
    }


def _label_colours(rois: Sequence[Roi]) -> dict[int | None, Rgba]:
    clear = (0.0, 0.0, 0.0, 0.0)
    return {None: clear, 0: clear, **{roi.number: _colour(roi) for roi in rois}}


def _colour(roi: Roi) -> Rgba:
    return colour_of(roi.number, roi.colour)
