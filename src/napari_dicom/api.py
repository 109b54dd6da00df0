"""What scripts use: volumes without a viewer, layers with one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from napari_dicom.dicom import (
    DEFAULT_LIMITS,
    Contents,
    LimitError,
    Limits,
    LoadedVolume,
    NothingToOpenError,
    PathLike,
    PetValues,
    PixelError,
    Progress,
    Skipped,
    Volume,
    ZSpacing,
    in_suv,
    load,
    plain_text,
    scan,
)

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Image


_LONGEST = 1000
"""Characters of a reason."""

_REASONS = 8
"""Reasons that are told where nothing could be opened."""


@dataclass(frozen=True, slots=True, eq=False)
class Failed:
    """A volume whose pixels cannot be had: its header stands, the reason says what to do."""

    volume: Volume
    reason: str

    def __post_init__(self) -> None:
        """Keep what files and decoders say printable."""
        object.__setattr__(self, "reason", plain_text(self.reason, _LONGEST))


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """All that came of opening some paths."""

    loaded: tuple[LoadedVolume, ...]
    failed: tuple[Failed, ...]
    skipped: tuple[Skipped, ...]


def open_paths(
    paths: PathLike | Iterable[PathLike],
    *,
    z_spacing: ZSpacing | str = ZSpacing.POSITIONS,
    pet_values: PetValues | str = PetValues.STORED,
    lazy: bool | None = None,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
) -> Opened:
    """Scan paths and load every volume that can be loaded; one bad file stops no other.

    The parameters are those of `read_volumes`.
    """
    contents = scan(paths, z_spacing=z_spacing, limits=limits, progress=progress)
    return load_contents(contents, limits, progress, pet_values=pet_values, lazy=lazy)


def load_contents(
    contents: Contents,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
    *,
    pet_values: PetValues | str = PetValues.STORED,
    lazy: bool | None = None,
) -> Opened:
    """Load every volume a scan has found that can be loaded."""
    loaded: list[LoadedVolume] = []
    failed: list[Failed] = []
    for volume in contents.volumes:
        try:
            if PetValues(pet_values) is PetValues.SUV:
                volume = in_suv(volume)
            loaded.append(load(volume, limits, progress, lazy=lazy))
        except (PixelError, LimitError) as error:
            failed.append(Failed(volume, str(error)))
    return Opened(tuple(loaded), tuple(failed), contents.skipped)


def read_volumes(
    paths: PathLike | Iterable[PathLike],
    *,
    z_spacing: ZSpacing | str = ZSpacing.POSITIONS,
    pet_values: PetValues | str = PetValues.STORED,
    lazy: bool | None = None,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
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
    )
    if not opened.loaded:
        raise NothingToOpenError(why_nothing_opened(opened))
    return list(opened.loaded)


def add_dicom(
    viewer: ViewerModel,
    paths: PathLike | Iterable[PathLike],
    *,
    z_spacing: ZSpacing | str | None = None,
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

    return add_opened(viewer, paths, z_spacing=ZSpacing(z_spacing) if z_spacing else None)


def why_nothing_opened(opened: Opened) -> str:
    """Say in one sentence what was found where no image could be opened."""
    found = [f"{failed.volume.name}: {failed.reason}" for failed in opened.failed]
    found += [str(skipped) for skipped in opened.skipped]
    if not found:
        return "no files were found there"
    reasons = found[:_REASONS]
    more = len(found) - len(reasons)
    tail = f"; and {more} more" if more > 0 else ""
    return f"no readable DICOM image was found: {'; '.join(reasons)}{tail}"
