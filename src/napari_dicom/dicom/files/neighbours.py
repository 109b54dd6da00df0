"""Another file of a file's series, in its folder: somebody may have meant the whole."""

import os
from pathlib import Path

from napari_dicom.dicom.errors import HeaderError, LimitError, NotDicomError
from napari_dicom.dicom.files.instance import Instance, read_instance
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits

_LOOKED_AT = 64
"""Files whose headers are read at most, nearest by name first: some milliseconds."""


def another_of_series(instance: Instance, limits: Limits = DEFAULT_LIMITS) -> Path | None:
    """Return a file beside an instance that is of its series, None where none was found.

    Only the files next to it by name are looked at.
    """
    uid = instance.header.text("SeriesInstanceUID")
    for path in _nearest(instance.path) if uid else ():
        try:
            found = read_instance(path, limits)
        except (NotDicomError, HeaderError, LimitError):
            continue
        if found.header.text("SeriesInstanceUID") != uid:
            continue
        if found.sop_instance_uid != instance.sop_instance_uid:
            return path
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
