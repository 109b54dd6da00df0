"""An OME-Zarr group that this plugin wrote, as the layer it was: values, place, axes, looks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from napari_dicom._mark import MARK
from napari_dicom.dicom import (
    HeaderError,
    Limits,
    Note,
    Progress,
    Severity,
    how_to_install,
    optional_module,
    plain_text,
)
from napari_dicom.dicom.loading import free_memory
from napari_dicom.layers import LayerData
from napari_dicom.saved.record import saved_keywords

_FINEST = "s0"
_DAMAGED = (OSError, ValueError, TypeError, KeyError, RuntimeError)
"""What zarr and its codecs raise where a file is damaged."""


def read_saved(
    path: str, limits: Limits, progress: Progress | None = None, colormaps: Sequence[str] = ()
) -> LayerData:
    """Read a saved layer: into memory where it fits, else block by block as it is looked at.

    Parameters
    ----------
    colormaps
        Names of colormaps that are known beside grey.
    progress
        Called as blocks are read; may raise to cancel.

    Raises
    ------
    HeaderError
        zarr is not installed, or the group is damaged.
    """
    name = plain_text(Path(path).name)
    try:
        zarr = optional_module("zarr")
    except ImportError as error:
        raise HeaderError(f"{name}: {error}. {how_to_install(['zarr'])}") from error
    try:
        group = zarr.open_group(path, mode="r")
        attributes = group.attrs.asdict()
        found = attributes.get(MARK), attributes.get("dicom")
        keywords, value_range = saved_keywords(*found, colormaps)
        array = group[_FINEST]
        _check(array, keywords)
        keywords["metadata"]["dicom"]["notes"] += _lost(array)
        data = _values(array, limits, progress)
    except HeaderError as error:
        raise HeaderError(f"{name}: {error}") from error
    except _DAMAGED as error:
        raise HeaderError(
            f"{name} cannot be read: it is damaged ({type(error).__name__})"
        ) from error
    return LayerData(_colours_last(data, keywords), keywords, "image", value_range)


def _check(array: Any, keywords: dict[str, Any]) -> None:  # Any: a zarr array, JSON values
    """Refuse an array that is none of this layer."""
    axes = len(keywords["axis_labels"]) + keywords["rgb"]
    if array.ndim != axes or array.dtype.kind not in "iuf" or 0 in array.shape:
        raise HeaderError("its values do not fit its axes")


def _lost(array: Any) -> list[dict[str, Any]]:  # Any: a zarr array, JSON values
    """Return a note where blocks are missing: all are written, zarr fills those that are not."""
    lost = array.nchunks - array.nchunks_initialized
    if not lost:
        return []
    words = "is missing" if lost == 1 else "are missing"
    text = f"{lost} of {array.nchunks} blocks of the saved image {words} and shown empty"
    return [Note("missing-blocks", text, Severity.ERROR, {"count": lost}).as_dict()]


def _values(array: Any, limits: Limits, progress: Progress | None) -> Any:  # Any: zarr, dask, numpy
    if array.nbytes <= (limits.memory_bytes or free_memory() // 2):
        try:
            return _in_memory(array, progress)
        except MemoryError:
            pass
    import dask.array as da  # 0.2 s, and only a large volume needs it

    return da.from_zarr(array)  # type: ignore[no-untyped-call]


def _in_memory(array: Any, progress: Progress | None) -> np.ndarray[Any, Any]:  # Any: a zarr array
    values = np.empty(array.shape, array.dtype)
    step = array.chunks[0]
    for start in range(0, array.shape[0], step):
        if progress is not None:
            progress("Reading the saved image", start, array.shape[0])
        values[start : start + step] = array[start : start + step]
    return values


def _colours_last(data: Any, keywords: dict[str, Any]) -> Any:  # Any: numpy or dask, JSON values
    """Return colours, which are channels before space, as napari has them."""
    if not keywords["rgb"]:
        return data
    spatial = 2 if keywords["metadata"]["dicom"]["affine"] is None else 3
    place = len(keywords["axis_labels"]) - spatial
    moved = [axis for axis in range(data.ndim) if axis != place]
    return data.transpose((*moved, place))
