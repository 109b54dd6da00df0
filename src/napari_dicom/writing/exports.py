"""The formats a volume can be exported to, by the suffix of a file; names for files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from napari_dicom.dicom import (
    HowToLoad,
    LoadedVolume,
    Progress,
    Volume,
    is_uneven,
    load_content,
    regularise,
    straighten,
)
from napari_dicom.writing.array_file import write_array
from napari_dicom.writing.nifti import write_nifti
from napari_dicom.writing.ome_zarr import write_ome_zarr
from napari_dicom.writing.picture_file import write_picture
from napari_dicom.writing.written import Written

PICTURE = ".png"

WRITERS: Mapping[str, Callable[[LoadedVolume, Path, Progress | None], Written]] = {
    ".nii.gz": lambda loaded, path, progress: write_nifti(loaded, path, progress=progress),
    ".nii": lambda loaded, path, progress: write_nifti(loaded, path, progress=progress),
    ".ome.zarr": lambda loaded, path, progress: write_ome_zarr(loaded, path, progress=progress),
    ".npy": write_array,
}
"""suffix -> what writes a loaded volume so."""

FORMATS = (*WRITERS, PICTURE)

_LONGEST = 80
"""Characters of a file's name made of a volume's: others are added to it, and 255 bytes are all."""


@dataclass(frozen=True, slots=True)
class Resampling:
    """What is interpolated before a volume is written; nothing by itself."""

    straightened: bool = False
    regularised: bool = False


def suffix_of(path: Path) -> str:
    """Return which of `FORMATS` a file's name asks for, ``""`` for none."""
    return next((end for end in FORMATS if path.name.lower().endswith(end)), "")


def export_volume(
    volume: Volume,
    path: Path,
    how: HowToLoad,
    resampling: Resampling = Resampling(),
) -> Written:
    """Load a volume and write it in the format of the path's suffix.

    Raises
    ------
    ExportError
        The path cannot be used, or the format cannot hold the volume.
    PixelError, LimitError
        The volume cannot be loaded.
    """
    if suffix_of(path) == PICTURE:
        return write_picture(volume, path, how.limits)
    loaded = load_content(volume, how)
    assert isinstance(loaded, LoadedVolume)
    return WRITERS[suffix_of(path)](resampled(loaded, resampling), path, how.progress)


def resampled(loaded: LoadedVolume, resampling: Resampling) -> LoadedVolume:
    """Return a volume with its tilt undone, its slices laid evenly, as far as it needs them."""
    geometry = loaded.volume.geometry
    if resampling.straightened and geometry is not None and geometry.is_tilted:
        loaded = straighten(_in_memory(loaded))
    if resampling.regularised and is_uneven(loaded.volume):
        loaded = regularise(_in_memory(loaded))
    return loaded


def file_stem(name: str) -> str:
    """Return a volume's name as one of a file on any disk: letters, digits, ``-``, ``_``, ``.``."""
    kept = "".join(one if one.isalnum() or one in "-." else "_" for one in name)
    words = [word for word in kept.split("_") if word.strip(".")]
    return "_".join(words)[:_LONGEST].strip("._") or "volume"


def _in_memory(loaded: LoadedVolume) -> LoadedVolume:
    values = np.asarray(loaded.values)
    return LoadedVolume(loaded.volume, values, loaded.decoders, loaded.value_range)
