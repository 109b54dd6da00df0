"""From paths to what would open, headers only.

paths -scan-> Instance* -group-> Series* -frames_of-> Frame* -stacks-> Stack* -place-> Volume*
"""

from collections.abc import Iterable
from dataclasses import dataclass

from napari_dicom.dicom.files import PathLike, Progress, scan_paths
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.note import Skipped
from napari_dicom.dicom.stacks import ZSpacing
from napari_dicom.dicom.volumes import Volume, volumes_of


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """What would open: the volumes among some paths, and what is not opened and why."""

    volumes: tuple[Volume, ...]
    skipped: tuple[Skipped, ...]


def scan(
    paths: PathLike | Iterable[PathLike],
    *,
    z_spacing: ZSpacing | str = ZSpacing.POSITIONS,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
) -> Contents:
    """Find the volumes among files and folders, reading headers only.

    Parameters
    ----------
    paths
        A file, a folder (searched recursively) or several of both.
    z_spacing
        ``"positions"`` or ``"slice-thickness"``: what slices are placed by.
    progress
        Called as the scan goes on; may raise to cancel.

    Returns
    -------
    Contents
        The volumes by series, and every path that was not opened with the reason.
    """
    if isinstance(paths, str) or not isinstance(paths, Iterable):
        paths = [paths]
    scanned = scan_paths(paths, limits, progress)
    volumes, refused = volumes_of(scanned.instances, ZSpacing(z_spacing), progress)
    return Contents(tuple(volumes), (*scanned.skipped, *refused))
