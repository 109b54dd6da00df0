"""The paths that somebody gives by name: they are to be there, each of them."""

import errno
import os
from collections.abc import Iterable
from pathlib import Path

from napari_dicom.dicom.errors import PathNotFoundError
from napari_dicom.dicom.files.scan import PathLike
from napari_dicom.dicom.text import plain_text

_WILD = frozenset("*?[")

_LONGEST = 1000
"""Characters of a path that are shown."""

_NOT_THERE = {errno.ENOENT, errno.ENOTDIR, errno.EINVAL}
"""What the disk says of a path that leads nowhere; the last of one with wildcards, on Windows."""


def given_paths(paths: PathLike | Iterable[PathLike]) -> list[PathLike]:
    """Return one path, or several, as a list.

    Raises
    ------
    PathNotFoundError
        One of them is not there; the message has it as it was given, and what may be meant.
    """
    found = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    for path in found:
        if not _is_there(path):
            raise _not_there(path)
    return found


def _is_there(path: PathLike) -> bool:
    try:
        Path(path).stat()
    except ValueError:  # no path at all: a zero in it
        return False
    except OSError as error:  # what may not be looked at is there
        return error.errno not in _NOT_THERE
    return True


def _not_there(path: PathLike) -> PathNotFoundError:
    given = os.fspath(path)
    error = PathNotFoundError(
        f"{plain_text(given, _LONGEST)}: there is no such file or folder{_hint(given)}"
    )
    error.errno, error.filename = errno.ENOENT, given
    return error


def _hint(given: str) -> str:
    if _WILD & set(given):
        return "; patterns are not looked up here: give the folder, or sorted(glob.glob(pattern))"
    if given.startswith("~"):
        return "; ~ is not looked up here: give Path(path).expanduser()"
    folders = Path(given).absolute().parents
    there = next((one for one in folders[:-1] if _is_there(one)), None)
    return "" if there is None else f"; what is there of it is {there}"
