"""One file of a series was given, and there are more: somebody may have meant the whole."""

import os
from collections.abc import Iterable
from pathlib import Path

from napari_dicom.dicom.files import PathLike, another_of_series
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.note import Note
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.volumes import Volume


def remark_on_more(
    volume: Volume, paths: PathLike | Iterable[PathLike], limits: Limits = DEFAULT_LIMITS
) -> Volume:
    """Return a volume with a note where one file was given, and its series has more beside it.

    Parameters
    ----------
    paths
        What was given: several paths, and what a folder or an archive holds, are meant as they are.
    """
    if not isinstance(paths, str | os.PathLike) or len(volume.instances) > 1:
        return volume
    (instance,) = volume.instances
    if not Path(paths).is_file() or not instance.path.samefile(paths):
        return volume
    another = another_of_series(instance, limits)
    if another is None:
        return volume
    text = (
        f"one file was given, and its series has more ({plain_text(another.name)} ...): "
        "give the folder for all of it"
    )
    return volume.with_notes([Note("one-file", text, details={"files": [another.name]})])
