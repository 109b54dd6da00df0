"""What scripts use: volumes without a viewer, layers with one."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from napari_dicom.dicom import (
    DEFAULT_LIMITS,
    Contents,
    Limits,
    LoadedVolume,
    NothingToOpenError,
    Opened,
    PathLike,
    PetValues,
    Progress,
    Volume,
    ZSpacing,
    given_paths,
    open_paths,
    remark_on_more,
    why_nothing_opened,
)
from napari_dicom.dicom import scan as scan_contents

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Image


_NAMED = 3
"""Images that a warning names."""


class IncompleteWarning(UserWarning):
    """Some of the images could not be read, and what is returned is the rest."""


def scan(
    paths: PathLike | Iterable[PathLike],
    *,
    z_spacing: ZSpacing | Literal["positions", "slice-thickness"] = ZSpacing.POSITIONS,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
    join_series: bool = False,
) -> Contents:
    """Find the volumes among files and folders, and all that is none, reading headers only.

    Parameters
    ----------
    paths
        A file, a folder (searched recursively) or several of both.
    z_spacing
        ``"positions"`` or ``"slice-thickness"``: what slices are placed by.
    limits
        How much a file may ask for.
    progress
        Called as the scan goes on; may raise to cancel.
    join_series
        As for `read_volumes`.

    Returns
    -------
    Contents
        ``.volumes`` by series, other ``.objects``, and ``.skipped``: every path that was not
        opened, with the reason.

    Raises
    ------
    PathNotFoundError
        One of the paths is not there.
    ChoiceError
        `z_spacing` is none of its choices.
    """
    contents = scan_contents(
        given_paths(paths),
        z_spacing=z_spacing,
        limits=limits,
        progress=progress,
        join_series=join_series,
    )
    volumes = tuple(remark_on_more(volume, paths, limits) for volume in contents.volumes)
    return replace(contents, volumes=volumes)


def read_volumes(
    paths: PathLike | Iterable[PathLike],
    *,
    z_spacing: ZSpacing | Literal["positions", "slice-thickness"] = ZSpacing.POSITIONS,
    pet_values: PetValues | Literal["stored", "suv"] = PetValues.STORED,
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
    PathNotFoundError
        One of the paths is not there.
    NothingToOpenError
        There is no image among the paths, or none that could be decoded.
    ChoiceError
        `z_spacing` or `pet_values` is none of its choices.

    Warns
    -----
    IncompleteWarning
        Other images could not be read; `read_all` has them with the reasons.
    """
    opened = read_all(
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
    images = [one for one in opened.failed if isinstance(one.content, Volume)]
    if images:
        text = "; ".join(f"{one.content.name}: {one.reason}" for one in images[:_NAMED])
        warnings.warn(
            f"{len(images)} of {len(images) + len(opened.volumes)} images could not be read, and "
            f"are left out (read_all tells of all): {text}",
            IncompleteWarning,
            stacklevel=2,
        )
    return opened.volumes


def read_all(
    paths: PathLike | Iterable[PathLike],
    *,
    z_spacing: ZSpacing | Literal["positions", "slice-thickness"] = ZSpacing.POSITIONS,
    pet_values: PetValues | Literal["stored", "suv"] = PetValues.STORED,
    lazy: bool | None = None,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
    join_series: bool = False,
) -> Opened:
    """Read all that files and folders hold, with what could not be read and why.

    The parameters are those of `read_volumes`.

    Returns
    -------
    Opened
        ``.volumes``, and with them segmentations, contours ... in ``.loaded``; ``.failed``: what
        should be there and could not be read; ``.skipped``: files that hold nothing to open. Both
        with the reason.

    Raises
    ------
    PathNotFoundError
        One of the paths is not there.
    ChoiceError
        `z_spacing` or `pet_values` is none of its choices.
    """
    opened = open_paths(
        given_paths(paths),
        z_spacing=z_spacing,
        pet_values=pet_values,
        lazy=lazy,
        limits=limits,
        progress=progress,
        join_series=join_series,
    )
    loaded = tuple(
        replace(one, volume=remark_on_more(one.volume, paths, limits))
        if isinstance(one, LoadedVolume)
        else one
        for one in opened.loaded
    )
    return replace(opened, loaded=loaded)


def add_dicom(
    viewer: ViewerModel,
    paths: PathLike | Iterable[PathLike],
    *,
    z_spacing: ZSpacing | Literal["positions", "slice-thickness"] | None = None,
    pet_values: PetValues | Literal["stored", "suv"] | None = None,
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
    pet_values
        ``"stored"`` or ``"suv"``; None for what the settings say.
    join_series
        As for `read_volumes`; of a file that stands for its series it joins no others.

    Returns
    -------
    list of Image
        One layer a volume, in the order of the files. The first stands on top in the viewer.

    Raises
    ------
    PathNotFoundError
        One of the paths is not there.
    NothingToOpenError
        There is no image among the paths, or none that could be decoded.
    ChoiceError
        `z_spacing` or `pet_values` is none of its choices.
    """
    # napari takes 0.8 s to import: only those who have a viewer pay
    from napari_dicom.viewer import add_opened

    found = given_paths(paths)
    return add_opened(
        viewer,
        paths if isinstance(paths, str | os.PathLike) else found,  # one file is no list of one
        z_spacing=ZSpacing(z_spacing) if z_spacing else None,
        pet_values=PetValues(pet_values) if pet_values else None,
        join_series=join_series,
    )
