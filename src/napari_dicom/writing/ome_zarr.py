"""A volume as an OME-Zarr image (OME-NGFF 0.5): in blocks and levels, for repeated work.

The image lies where its napari layer lies: world (z, y, x) = (S, P, L) in mm. NGFF knows scale and
translation only; what it cannot say, a rotation or the shear of a tilted gantry, is kept as the
DICOM affine in the group's attribute ``dicom``.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom._mark import MARK
from napari_dicom.dicom import (
    ExportError,
    LoadedVolume,
    PathLike,
    Progress,
    VoiFunction,
    how_to_install,
    optional_module,
)
from napari_dicom.layers import LayerData, Look, window_shown
from napari_dicom.writing.dask_progress import own_threads, reported
from napari_dicom.writing.layer_record import layer_to_save
from napari_dicom.writing.written import Written

_BLOCK = (16, 256, 256)
"""Voxels of a chunk along (z, y, x): 2 MB of 16 bits, some planes of a DICOM series."""

_SMALL = 128
"""Levels are added until no spatial axis is longer than this."""

_UNITS = {"mm": "millimeter", "s": "second", "ms": "millisecond"}
_TIME_UNITS = {"second", "millisecond"}


def write_ome_zarr(
    loaded: LoadedVolume,
    path: PathLike,
    *,
    look: Look | None = None,
    progress: Progress | None = None,
) -> Written:
    """Write a volume, with smaller levels of it, as a new OME-Zarr group.

    A volume that is read lazily is read and written block by block, by the workers of a
    `distributed.Client` where there is one. Values, dtype and voxel places are those of the
    volume's napari layer; oblique planes are written as they are shown, in their own planes. The
    attribute ``dicom`` holds the layer contract's dict without file names, the affine to LPS mm
    among it; the attribute ``napari-dicom`` what its layer looks like, for this plugin to open it
    again as it was.

    Parameters
    ----------
    loaded
        Its leading axes may be one of time and one other; colour takes the place of the latter.
    path
        The group to be made. It must not exist, nor lie in a folder of the volume's files.
    look
        What an open layer looks like; None for what its layer looks like when it is opened.
    progress
        Called with what is being done, how much is done and how much there is; raise to cancel. The
        workers of a cluster do not report.

    Raises
    ------
    ExportError
        zarr is not installed, the path cannot be used, or NGFF has no such axes.
    """
    target = _checked(loaded, Path(path))
    layer, record = layer_to_save(loaded, look)
    zarr = _zarr()
    data, axes = _with_channels(layer, _axes(layer))
    try:
        group = zarr.open_group(str(target), mode="w-", zarr_format=3)
        with own_threads(), reported("Writing OME-Zarr", progress):
            _write(layer, data, axes, group)
        group.attrs[MARK] = record
    except BaseException as error:
        shutil.rmtree(target, ignore_errors=True)  # half an image is none
        if isinstance(error, OSError):
            raise ExportError(f"{target.name} cannot be written: {error.strerror}") from error
        raise
    return Written((target,))


def _write(
    layer: LayerData,
    data: Any,  # a dask array
    axes: list[dict[str, str]],
    group: Any,  # of zarr
) -> None:
    import dask.array as da  # 0.2 s, and only a large volume or an export needs it

    scale, translation = _place(layer, len(axes))
    levels: list[Any] = []  # dask arrays
    arrays: list[Any] = []  # zarr arrays
    datasets = []
    for level, level_scale, shift in _levels(data, axes, scale):
        chunks = _chunks(level, axes)
        array = group.create_array(
            f"s{len(arrays)}",
            shape=level.shape,
            chunks=chunks,
            dtype=level.dtype,
            dimension_names=[axis["name"] for axis in axes],
            config={"write_empty_chunks": True},  # a block that is not there is one that was lost
        )
        levels.append(level.rechunk(chunks))
        arrays.append(array)
        place = [
            {"type": "scale", "scale": level_scale.tolist()},
            {"type": "translation", "translation": (translation + shift).tolist()},
        ]
        datasets.append({"path": array.basename, "coordinateTransformations": place})
    da.store(levels, arrays, lock=False)  # all levels at once: each plane is read once
    image = {"name": layer.keywords["name"], "axes": axes, "datasets": datasets}
    group.attrs["ome"] = {"version": "0.5", "multiscales": [image], "omero": _omero(layer)}
    group.attrs["dicom"] = _attributes(layer)


def _checked(loaded: LoadedVolume, path: Path) -> Path:
    if path.exists():
        raise ExportError(f"{path.name} is there already: choose another name")
    if not path.parent.is_dir():
        raise ExportError(f"{path.name}: the folder it should lie in is not there")
    target = path.parent.resolve() / path.name
    if any(target.is_relative_to(folder) for folder in _folders(loaded)):
        raise ExportError(
            f"{path.name}: nothing is written among the DICOM files; choose another folder"
        )
    return target


def _folders(loaded: LoadedVolume) -> set[str]:
    return {os.path.realpath(one.path.parent) for one in loaded.volume.instances}


def _zarr() -> Any:  # Any: a module, an optional one
    try:
        return optional_module("zarr")
    except ImportError as error:
        raise ExportError(f"OME-Zarr: {error}. {how_to_install(['zarr'])}") from error


def _axes(layer: LayerData) -> list[dict[str, str]]:
    """Return NGFF's axes in the layer's order.

    Raises
    ------
    ExportError
        There are two of time, or two others, beside those of space.
    """
    labels, units = layer.keywords["axis_labels"], layer.keywords["units"]
    axes = []
    for number, (label, unit) in enumerate(zip(labels, units, strict=True)):
        name = _UNITS.get(unit, "")
        kind = "space" if number >= len(labels) - _spatial(layer) else "other"
        if kind == "other" and (name in _TIME_UNITS or label == "t"):
            kind = "time"
        axes.append({"name": label, "type": kind, **({"unit": name} if name else {})})
    kinds = [axis["type"] for axis in axes]
    others = kinds.count("other") + bool(layer.keywords["rgb"])
    if others > 1 or kinds.count("time") > 1 or kinds != sorted(kinds, key=_rank):
        raise ExportError(
            f"OME-Zarr has no place for the axes {', '.join(labels)}: beside time it takes one more"
        )
    return [axis if axis["type"] != "other" else _channel(axis) for axis in axes]


def _rank(kind: str) -> int:
    return ("time", "other", "space").index(kind)


def _channel(axis: dict[str, str]) -> dict[str, str]:
    """Return the one axis that is neither time nor space as one of channels."""
    return {"name": "c", "type": "channel"} | {k: v for k, v in axis.items() if k == "unit"}


def _spatial(layer: LayerData) -> int:
    return 2 if layer.keywords["metadata"]["dicom"]["affine"] is None else 3


def _with_channels(
    layer: LayerData, axes: list[dict[str, str]]
) -> tuple[Any, list[dict[str, str]]]:  # Any: a dask array
    """Return the layer's data as a dask array, colours as channels before space."""
    import dask.array as da  # 0.2 s, and only a large volume or an export needs it

    data = layer.data
    if isinstance(data, np.ndarray):
        data = da.from_array(data, chunks=(*(1 for _ in axes[:-2]), *data.shape[len(axes) - 2 :]))  # type: ignore[no-untyped-call]
    if not layer.keywords["rgb"]:
        return data, axes
    place = len(axes) - _spatial(layer)
    channel = {"name": "c", "type": "channel"}
    return da.moveaxis(data, -1, place), [*axes[:place], channel, *axes[place:]]


def _place(layer: LayerData, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return scale and translation of the layer along `count` axes, 1 and 0 for colours."""
    kwargs = layer.keywords
    if "affine" in kwargs:
        matrix = np.asarray(kwargs["affine"])
        scale, translation = np.linalg.norm(matrix[:-1, :-1], axis=0), matrix[:-1, -1]
    else:
        scale, translation = np.asarray(kwargs["scale"]), np.asarray(kwargs["translate"])
    if len(scale) < count:
        place = len(scale) - _spatial(layer)
        scale, translation = np.insert(scale, place, 1.0), np.insert(translation, place, 0.0)
    return scale, translation


def _levels(
    data: Any,  # a dask array
    axes: Sequence[dict[str, str]],
    scale: NDArray[np.float64],
) -> Iterator[tuple[Any, NDArray[np.float64], NDArray[np.float64]]]:
    """Yield (data, scale, shift of the first voxel's centre), each half as fine as the last.

    Axes are halved that are finer than the others, so that voxels become cubes first.
    """
    import dask.array as da  # 0.2 s, and only a large volume or an export needs it

    shift = np.zeros(len(axes))
    spatial = [number for number, axis in enumerate(axes) if axis["type"] == "space"]
    yield data, scale, shift
    while max(data.shape[n] for n in spatial) > _SMALL:
        long = [n for n in spatial if data.shape[n] > 1]
        coarsest = max(scale[n] for n in long)
        halved = [n for n in long if scale[n] * 2 <= coarsest * 1.5] or long
        factors = np.array([2 if n in halved else 1 for n in range(len(axes))])
        mean = da.coarsen(np.mean, data, dict(enumerate(factors.tolist())), trim_excess=True)
        data = (
            mean.astype(data.dtype) if data.dtype.kind == "f" else mean.round().astype(data.dtype)
        )
        shift = shift + (factors - 1) / 2 * scale
        scale = scale * factors
        yield data, scale, shift


def _chunks(level: Any, axes: Sequence[dict[str, str]]) -> tuple[int, ...]:  # Any: a dask array
    spatial = [number for number, axis in enumerate(axes) if axis["type"] == "space"]
    wanted = dict(zip(spatial, _BLOCK[-len(spatial) :], strict=True))
    return tuple(min(size, wanted.get(n, 1)) for n, size in enumerate(level.shape))


def _attributes(layer: LayerData) -> dict[str, Any]:  # Any: JSON values
    """Return the contract's dict without what names files."""
    dicom = dict(layer.keywords["metadata"]["dicom"])
    dicom["frames"] = _without_paths(dicom["frames"])
    dicom["notes"] = [{key: note[key] for key in ("code", "severity")} for note in dicom["notes"]]
    return dicom


def _without_paths(frames: Any) -> Any:  # Any: nested lists of entries
    if isinstance(frames, list):
        return [_without_paths(one) for one in frames]
    return frames and {key: value for key, value in frames.items() if key != "path"}


def _omero(layer: LayerData) -> dict[str, Any]:  # Any: JSON values
    """Return how to show it: the header's window, of a curve the nearest straight one."""
    start, end = _straight_limits(layer)
    low, high = layer.value_range or (start, end)
    window = {"start": start, "end": end, "min": min(low, start), "max": max(high, end)}
    colours = ("FF0000", "00FF00", "0000FF") if layer.keywords["rgb"] else ("FFFFFF",)
    return {"channels": [{"color": one, "window": window, "active": True} for one in colours]}


def _straight_limits(layer: LayerData) -> tuple[float, float]:
    """Return the limits of a straight window, for readers that know nothing of our colormaps."""
    low, high = layer.keywords["contrast_limits"]
    colormap = layer.keywords.get("colormap")
    name = colormap["name"] if isinstance(colormap, dict) else ""
    window = window_shown((low, high), name, {}, is_whole=False)
    if window.function is not VoiFunction.SIGMOID:
        return low, high
    half = window.width / 2
    return window.center - half, window.center + half
