"""A volume as a plain array: ``.npy`` for the values, ``.json`` beside it for all that belongs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from napari_dicom.dicom import (
    Frame,
    LoadedVolume,
    PathLike,
    Progress,
    Volume,
    display_windows,
    plain_text,
)
from napari_dicom.writing.new_file import check_target
from napari_dicom.writing.whole_files import new_files
from napari_dicom.writing.written import Written

_UIDS = ("SeriesInstanceUID", "StudyInstanceUID", "FrameOfReferenceUID", "SOPClassUID")


def write_array(loaded: LoadedVolume, path: PathLike, progress: Progress | None = None) -> Written:
    """Write values as ``.npy``, in the volume's own order, and what they are as ``.json``.

    The array has the axes (leading axes..., slice, row, column), colours behind; the JSON has the
    affine from (slice, row, column) to LPS mm, spacing, unit, UIDs, and no name of a file.

    Parameters
    ----------
    path
        The ``.npy`` to be made. Neither it nor the ``.json`` may exist, nor lie in a folder of the
        volume's files.
    progress
        Called as planes are written; may raise to cancel.

    Raises
    ------
    ExportError
        The path cannot be used.
    """
    target = check_target(Path(path), loaded.volume)
    beside = check_target(target.with_suffix(".json"), loaded.volume)
    with new_files([beside, target]) as (text, array):
        text.write_text(json.dumps(_described(loaded), indent=1) + "\n", encoding="utf-8")
        _write(array, loaded, progress)
    return Written((target, beside))


def _write(path: Path, loaded: LoadedVolume, progress: Progress | None) -> None:
    """Write plane by plane: what is read lazily never lies in memory as a whole."""
    lead = loaded.volume.shape[:-2]
    values = loaded.values
    shape = tuple(int(size) for size in values.shape)
    header = {"descr": values.dtype.str, "fortran_order": False, "shape": shape}
    with path.open("xb") as file:
        np.lib.format.write_array_header_1_0(file, header)
        for done, index in enumerate(np.ndindex(*lead)):
            if progress is not None:
                progress("Writing the array", done, int(np.prod(lead)))
            file.write(np.ascontiguousarray(np.asarray(values[index])).tobytes())


def _described(loaded: LoadedVolume) -> dict[str, Any]:  # Any: JSON values
    volume, geometry = loaded.volume, loaded.volume.geometry
    return {
        "name": volume.name,
        "shape": [int(size) for size in loaded.values.shape],
        "dtype": loaded.values.dtype.str,
        "axes": list(_axes(volume)),
        "affine": None if geometry is None else geometry.affine.tolist(),
        "space": str(volume.space),
        "slice_spacing": None if geometry is None else geometry.spacing.used,
        "slice_spacing_source": "" if geometry is None else geometry.spacing.source,
        "pixel_spacing": volume.first.pixel_spacing,
        "value_unit": volume.first.rescale.unit,
        "windows": [[one.center, one.width] for one in display_windows(volume.middle)],
        "monochrome1": volume.is_inverted,
        **{keyword: plain_text(volume.header.text(keyword)) for keyword in _UIDS},
        "Modality": plain_text(volume.header.text("Modality")),
        "TransferSyntaxUID": list(volume.transfer_syntax_uids),
        "decoders": loaded.decoders,
        "frames": [_frame(frame) for frame in volume.frames],
        "notes": [{"code": one.code, "severity": str(one.severity)} for one in volume.notes],
    }


def _axes(volume: Volume) -> Iterator[dict[str, Any]]:  # Any: JSON values
    for axis in volume.axes:
        steps = {"coordinates": list(axis.coordinates), "source": axis.source}
        yield {"label": axis.label, "unit": axis.unit, **steps}
    names = ("slice", "row", "column") if volume.geometry is not None else ("row", "column")
    yield from ({"label": name} for name in (*names, *(["colour"] if volume.is_colour else [])))


def _frame(frame: Frame | None) -> dict[str, Any] | None:  # Any: JSON values
    """Return which image a plane is, in the order of the array; None for a filled one."""
    if frame is None:
        return None
    return {"SOPInstanceUID": frame.instance.sop_instance_uid, "frame": frame.number}
