"""What a layer was, kept beside its values: for this plugin to open it again as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from napari_dicom._mark import RECORD_VERSION
from napari_dicom.dicom import LoadedVolume
from napari_dicom.layers import LayerData, Look, build_layers, look_record, looks_of

_PLACE = ("axis_labels", "units", "rgb", "scale", "translate", "affine")


def layer_to_save(
    loaded: LoadedVolume, look: Look | None
) -> tuple[LayerData, dict[str, Any]]:  # Any: JSON values
    """Return the layer of a volume that other programs are to see, and the record of what it was.

    Other programs know no rotation: for them an oblique volume lies in its own planes, though the
    layer was shown in patient space.

    Parameters
    ----------
    look
        What the open layer looks like; None for a layer as it is when it is opened.
    """
    (layer,) = build_layers([loaded])
    if look is None:
        return layer, _record(layer)
    (shown,) = build_layers([loaded], display=look.display)
    layer, shown = (_looking(one, look) for one in (layer, shown))
    if "scale" not in shown.keywords:  # what is said of the layer is said of the one that was shown
        said = {"metadata": shown.keywords["metadata"]}
        return replace(layer, keywords=layer.keywords | said), _record(shown)
    return shown, _record(shown)


def _looking(layer: LayerData, look: Look) -> LayerData:
    return replace(layer, keywords=layer.keywords | look.keywords, value_range=look.value_range)


def _record(layer: LayerData) -> dict[str, Any]:  # Any: JSON values
    place = {key: layer.keywords[key] for key in _PLACE if key in layer.keywords}
    plain = {
        key: value.tolist() if isinstance(value, np.ndarray) else value
        for key, value in place.items()
    }
    return {"version": RECORD_VERSION, "layer": {**plain, **look_record(looks_of(layer))}}
