"""The middle slice of a volume as a PNG: as its layer shows it, a millimetre as long either way."""

from __future__ import annotations

from pathlib import Path

from napari_dicom.dicom import (
    ExportError,
    Limits,
    PathLike,
    Volume,
    how_to_install,
    optional_module,
)
from napari_dicom.dicom.describing import thumbnail
from napari_dicom.writing.new_file import check_target
from napari_dicom.writing.whole_files import new_files
from napari_dicom.writing.written import Written

_LARGEST = 4096
"""Pixels of the longer side: of a larger image not every pixel is taken."""


def write_picture(volume: Volume, path: PathLike, limits: Limits) -> Written:
    """Write the middle slice, as acquired, in the header's window.

    Parameters
    ----------
    path
        The ``.png`` to be made. It must not exist, nor lie in a folder of the volume's files.

    Raises
    ------
    ExportError
        The path cannot be used, or Pillow is not installed.
    PixelError
        The slice cannot be decoded.
    """
    target = check_target(Path(path), volume)
    try:
        pillow = optional_module("pillow")
    except ImportError as error:
        raise ExportError(f"PNG: {error}. {how_to_install(['pillow'])}") from error
    picture = thumbnail(volume, _longer_side(volume), limits)
    with new_files([target]) as (part,):
        pillow.fromarray(picture).save(part, format="PNG")
    return Written((target,))


def _longer_side(volume: Volume) -> int:
    """Return how many pixels the longer side needs for every pixel of the slice to be seen."""
    between_rows, between_columns = volume.plane_spacing
    longer = max(volume.first.rows * between_rows, volume.first.columns * between_columns)
    return min(_LARGEST, max(1, round(longer / min(between_rows, between_columns))))
