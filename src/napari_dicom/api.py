"""What scripts use: volumes without a viewer, layers with one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from napari_dicom.dicom import (
    DEFAULT_LIMITS,
    Limits,
    LoadedVolume,
    NothingToOpenError,
    PathLike,
    PetValues,
    Progress,
    ZSpacing,
    open_paths,
    why_nothing_opened,
)

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Image


def read_volumes(
    paths: PathLike | Iterable[PathLike],
    *,
    z_spacing: ZSpacing | str = ZSpacing.POSITIONS,
    pet_values: PetValues | str = PetValues.STORED,
    lazy: bool | None = None,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
    join_series: bool = False,
) -> list[LoadedVolume]:
    """Read every volume among files and folders, without a viewer.

    Parameters
    ----------
    paths
        A file, a folder (searched recursively) or several of both.
    z_spacing
        ``"positions"`` or ``"slice-thickness"``: what slices are placed by.
    pet_values
        ``"stored"`` (Bq/ml as a rule) or ``"suv"``: SUVbw where the headers allow it, with a note
        that names what is missing where they do not.
    lazy
        True for dask arrays that read a slice when it is looked at, False for arrays in memory;
        None for the latter where they fit.
    progress
        Called with what is being done, how much is done and how much there is; raise to cancel.
    join_series
        Whether series that seem to be one acquisition (of one study, grid and description, their
        times or phases ascending) are one volume with a further axis; else their notes tell of it.

    Returns
    -------
    list of LoadedVolume
        ``.values`` is an array (leading axes..., slice, row, column) after the modality LUT;
        ``.volume`` holds geometry, headers and notes.

    Raises
    ------
    NothingToOpenError
        There is no image among the paths, or none that could be decoded.
    """
    opened = open_paths(
        paths,
        z_spacing=z_spacing,
        pet_values=pet_values,
        lazy=lazy,
        limits=limits,
        progress=progress,
        join_series=join_series,
    )
    if not opened.volumes:
        raise NothingToOpenError(why_nothing_opened(opened))
    return opened.volumes


def add_dicom(
    viewer: ViewerModel,
    paths: PathLike | Iterable[PathLike],
    *,
    z_spacing: ZSpacing | str | None = None,
    join_series: bool = False,
) -> list[Image]:
    """Add every volume among files and folders to a viewer, one image layer each.

    What is added, and how, follows the plugin's settings as it does for a drop on the window: one
    file by itself stands for its series; an empty viewer is arranged, upright, not mirrored, in mm.

    Parameters
    ----------
    paths
        A folder, one file (its whole series opens), or several of both (exactly these open).
    z_spacing
        ``"positions"`` or ``"slice-thickness"``; None for what the settings say.
    join_series
        As for `read_volumes`; of a file that stands for its series it joins no others.

    Returns
    -------
    list of Image
        One layer a volume, in the order of the files. The first stands on top in the viewer.

    Raises
    ------
    NothingToOpenError
        There is no image among the paths, or none that could be decoded.
    """
    # napari takes 0.8 s to import: only those who have a viewer pay
    from napari_dicom.viewer import add_opened

    spacing = ZSpacing(z_spacing) if z_spacing else None
    return add_opened(viewer, paths, z_spacing=spacing, join_series=join_series)
