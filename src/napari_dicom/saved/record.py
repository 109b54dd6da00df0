"""The record of a saved layer, as layer keywords: checked, for a file may hold anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from napari_dicom._mark import RECORD_VERSION
from napari_dicom.dicom import HeaderError, Note, plain_text
from napari_dicom.dicom.describing import NOTE_MEANINGS
from napari_dicom.layers import Keywords

_MOST_AXES = 8
_LONGEST = 200
_LARGEST = 1e30
"""Numbers beyond this are none of a place or of a window."""

_BLENDINGS = {"translucent", "translucent_no_depth", "additive", "minimum", "opaque"}
_COLORMAPS = {"gray", "gray_r"}
_CONTRACT: Mapping[str, tuple[type, ...]] = {
    "affine": (list, type(None)),
    "space": (str,),
    "slice_axis": (int, type(None)),
    "FrameOfReferenceUID": (str,),
    "SeriesInstanceUID": (str,),
}
"""What is asked of every layer's ``metadata["dicom"]``, and its types."""


def saved_keywords(
    record: Any, dicom: Any, colormaps: Sequence[str] = ()
) -> tuple[Keywords, tuple[float, float]]:  # Any: JSON values
    """Return the keywords of a saved layer and the range of its slider.

    Parameters
    ----------
    record, dicom
        The attributes of the group.
    colormaps
        Names that are known beside grey.

    Raises
    ------
    HeaderError
        A value is none that this plugin writes.
    """
    try:
        if record["version"] != RECORD_VERSION:
            raise HeaderError("written by another version of napari-dicom")
        layer = record["layer"]
        labels = _texts(layer["axis_labels"])
        low, high = _limits(layer["contrast_limits_range"])
        start, end = _limits(layer["contrast_limits"])
        keywords = {
            "name": plain_text(str(layer["name"]), _LONGEST),
            "rgb": layer["rgb"] is True,
            "multiscale": False,
            "axis_labels": labels,
            "units": _texts(layer["units"], len(labels)),
            "contrast_limits": [start, end],
            "metadata": {"dicom": _contract(dicom, len(labels))},
            **_place(layer, len(labels)),
            **_looks(layer, colormaps),
        }
        keywords["metadata"]["dicom"]["notes"] += _unknown_colours(layer, colormaps)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise HeaderError(f"the record of the layer is damaged ({type(error).__name__})") from error
    return keywords, (min(low, start), max(high, end))


def _texts(values: Any, count: int | None = None) -> tuple[str, ...]:  # Any: JSON values
    texts = tuple(plain_text(str(value), 16) for value in values)
    if not 2 <= len(texts) <= _MOST_AXES or (count is not None and len(texts) != count):
        raise ValueError("axes")
    return texts


def _numbers(values: Any, *shape: int) -> np.ndarray[Any, np.dtype[np.float64]]:  # Any: JSON values
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.shape != shape or not (np.abs(numbers) < _LARGEST).all():
        raise ValueError("numbers")
    return numbers


def _limits(values: Any) -> tuple[float, float]:  # Any: JSON values
    low, high = _numbers(values, 2).tolist()
    if not low < high:
        raise ValueError("limits")
    return low, high


def _place(layer: Mapping[str, Any], axes: int) -> Keywords:  # Any: JSON values
    """Return the transform; napari is broken for good by a scale that is not positive."""
    if "affine" in layer:
        affine = _numbers(layer["affine"], axes + 1, axes + 1)
        linear = affine[:-1, :-1]
        if np.linalg.matrix_rank(linear) < axes or affine[-1].tolist() != [0.0] * axes + [1.0]:
            raise ValueError("affine")
        return {"affine": affine}
    scale = _numbers(layer["scale"], axes)
    if not (scale > 0).all():
        raise ValueError("scale")
    return {"scale": scale, "translate": _numbers(layer["translate"], axes)}


def _looks(layer: Mapping[str, Any], colormaps: Sequence[str]) -> Keywords:  # Any: JSON values
    looks: Keywords = {}
    for key, most in (("gamma", 10.0), ("opacity", 1.0)):
        if key in layer:
            looks[key] = float(np.clip(_numbers(layer[key]), 0.01 if key == "gamma" else 0.0, most))
    if layer.get("blending") in _BLENDINGS:
        looks["blending"] = layer["blending"]
    colormap = layer.get("colormap")
    if isinstance(colormap, dict):
        colours = np.asarray(colormap["colors"], dtype=np.float64)
        colours = np.clip(_numbers(colours, len(colours), 4), 0.0, 1.0)
        name = plain_text(str(colormap["name"]), 32)
        looks["colormap"] = {"name": name, "colors": colours}
    elif colormap is not None:
        looks["colormap"] = colormap if _is_known(colormap, colormaps) else "gray"
    return looks


def _is_known(colormap: Any, colormaps: Sequence[str]) -> bool:  # Any: JSON values
    return colormap in _COLORMAPS or colormap in colormaps


def _unknown_colours(
    layer: Mapping[str, Any], colormaps: Sequence[str]
) -> list[dict[str, Any]]:  # Any: JSON values
    """Return a note on colours that are not known here: it is grey that is shown."""
    colormap = layer.get("colormap")
    if colormap is None or isinstance(colormap, dict) or _is_known(colormap, colormaps):
        return []
    name = plain_text(str(colormap), 32)
    text = f"the colours it was saved with are not known here ({name}): it is shown in grey"
    return [Note("assumed", text).as_dict()]


def _contract(dicom: Any, axes: int) -> dict[str, Any]:  # Any: JSON values
    """Return the contract's dict, its notes with what they mean."""
    if not all(isinstance(dicom[key], kinds) for key, kinds in _CONTRACT.items()):
        raise TypeError("contract")
    if dicom["affine"] is not None:
        affine = _numbers(dicom["affine"], 4, 4)
        if np.linalg.matrix_rank(affine) < 4:
            raise ValueError("affine")
    across = dicom["slice_axis"]
    if across is not None and not 0 <= across < axes:
        raise ValueError("slice_axis")
    return {**dicom, "notes": [_note(note) for note in dicom.get("notes", ())]}


def _note(note: Mapping[str, Any]) -> dict[str, Any]:  # Any: JSON values
    code, severity = plain_text(str(note["code"])), str(note["severity"])
    known = NOTE_MEANINGS.get(code)
    message = known.meaning.rstrip(".") if known else code
    return {"code": code, "severity": severity, "message": message}
