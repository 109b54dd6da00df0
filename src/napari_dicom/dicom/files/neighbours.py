"""Another file of a file's series, in its folder: somebody may have meant the whole."""

import os
import stat
from pathlib import Path

from napari_dicom.dicom.errors import HeaderError, LimitError, NotDicomError
from napari_dicom.dicom.files.instance import Instance, read_instance
from napari_dicom.dicom.headers import walk_to
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits

_LOOKED_AT = 64
"""Files whose headers are begun at most, nearest by name first: some milliseconds."""


def another_of_series(instance: Instance, limits: Limits = DEFAULT_LIMITS) -> Path | None:
    """Return a file beside an instance that is of its series, None where none was found.

    Only the files next to it by name are looked at.
    """
    uid = instance.header.text("SeriesInstanceUID")
    for path in _nearest(instance.path) if uid else ():
        found = _begun(path, limits)
        if found is None or found.header.text("SeriesInstanceUID") != uid:
            continue
        if found.sop_instance_uid != instance.sop_instance_uid:
            return path
    return None


def _begun(path: Path, limits: Limits) -> Instance | None:
    """Read a header up to the series and no further: a large one is not read for a name."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return None
        with path.open("rb", buffering=0) as file:
            header = walk_to(file, "SeriesInstanceUID", limits)
        return read_instance(path, limits) if header is None else Instance(path, header, None)
    except (NotDicomError, HeaderError, LimitError, OSError):
        return None


def _nearest(path: Path) -> list[Path]:
    try:
        with os.scandir(path.absolute().parent) as entries:
            names = sorted(entry.name for entry in entries if entry.name != path.name)
    except OSError:  # a folder that cannot be listed
        return []
    after = sum(name < path.name for name in names)
    order = sorted(range(len(names)), key=lambda n: (abs(n + 0.5 - after), -n))
    return [path.parent / names[number] for number in order[:_LOOKED_AT]]
