"""One file stands for its series: find the rest of it in the file's folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from napari_dicom.claims import PACKED, may_be_dicom, may_be_packed
from napari_dicom.dicom import Content, Contents, Limits, Progress, Volume, ZSpacing, scan


@dataclass(frozen=True, slots=True, eq=False)
class FileSeries:
    """What one file stands for.

    Parameters
    ----------
    contents
        The file's series. Only what the file itself leads to where it belongs to none: a DICOMDIR
        and an archive stand for what is in them.
    files
        How many files of the folder belong to the series; 0 where there is none.
    """

    contents: Contents
    files: int


def series_of(
    path: str, z_spacing: ZSpacing, limits: Limits, progress: Progress | None = None
) -> FileSeries:
    """Find the series of a file among the files of its folder, those below left out.

    Files of other series, damaged or not, and those that are no image, are left out without a word;
    damaged files of the series, and those too damaged to tell, stay in sight.
    """
    alone = scan(path, z_spacing=z_spacing, limits=limits, progress=progress)
    uid = series_uid(alone.volumes[0]) if alone.volumes else ""
    if not uid or not _is_itself(path, alone.volumes):
        return FileSeries(alone, 0)
    found = scan(siblings(Path(path)), z_spacing=z_spacing, limits=limits, progress=progress)
    volumes = tuple(volume for volume in found.volumes if series_uid(volume) == uid)
    objects = tuple(one for one in found.objects if series_uid(one) == uid)
    damaged = tuple(
        one for one in found.skipped if one.code == "unreadable" and one.series_uid in {"", uid}
    )
    files = {os.fspath(i.path) for volume in volumes for i in volume.instances}
    return FileSeries(Contents(volumes, damaged, objects), len(files))


def series_uid(content: Content) -> str:
    """Return SeriesInstanceUID (0020,000E)."""
    return content.header.text("SeriesInstanceUID")


def siblings(path: Path) -> list[Path]:
    """Return the DICOM files of a file's folder, the file itself among them.

    Archives and a DICOMDIR are left out: they lead to files elsewhere. A file packed by gzip is one
    file still.
    """
    try:
        files = [
            one
            for one in path.absolute().parent.iterdir()
            if may_be_dicom(one) or (_is_gzipped(one) and may_be_packed(one))
        ]
    except OSError:  # a folder that cannot be listed: the file alone
        return [path.absolute()]
    return sorted(one for one in files if one.name.upper() != "DICOMDIR")


def _is_itself(path: str, volumes: Sequence[Volume]) -> bool:
    """Tell whether volumes come from this very file, not from what it leads to."""
    if _is_gzipped(path):
        return len({i.path for volume in volumes for i in volume.instances}) == 1
    files = {os.path.realpath(i.path) for volume in volumes for i in volume.instances}
    return files == {os.path.realpath(path)}


def _is_gzipped(path: str | os.PathLike[str]) -> bool:
    """Tell by a file's name whether it is one file packed by gzip."""
    return os.fspath(path).lower().endswith(PACKED)
