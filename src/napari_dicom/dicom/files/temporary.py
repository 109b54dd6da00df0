"""Temporary folders of ours: gone with the last that refers to them, or with the interpreter.

One that a killed process has left behind is removed by the next that makes one: patients' files
should not stay on a disk.
"""

import os
import platform
import re
import shutil
import tempfile
import weakref
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_PREFIX = "napari-dicom-"


class TemporaryFolder:
    """A folder that nobody else can read; it is removed when this object is no longer used."""

    def __init__(self) -> None:
        _clear_left_behind()
        self.path = Path(tempfile.mkdtemp(prefix=f"{_own_prefix()}{os.getpid()}-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


@cache
def _clear_left_behind() -> None:
    """Remove, once a process, the folders of processes of this machine that are no more."""
    for folder in _left_behind():
        shutil.rmtree(folder, ignore_errors=True)


def _left_behind() -> Iterator[Path]:
    name = re.compile(re.escape(_own_prefix()) + r"(\d+)-")
    try:
        with os.scandir(tempfile.gettempdir()) as entries:
            for entry in entries:
                found = name.match(entry.name)
                if found and _is_own(entry) and not _runs(int(found[1])):
                    yield Path(entry.path)
    except OSError:
        return


def _own_prefix() -> str:
    """Return how our folders start: processes of other machines may share the place."""
    return f"{_PREFIX}{zlib.crc32(platform.node().encode()):08x}-"


def _is_own(entry: os.DirEntry[str]) -> bool:
    """Tell whether an entry is a folder, no link to one, and of this user."""
    if not entry.is_dir(follow_symlinks=False):
        return False
    return not hasattr(os, "getuid") or entry.stat(follow_symlinks=False).st_uid == os.getuid()


def _runs(process: int) -> bool:
    """Tell whether a process runs; where that cannot be known it does."""
    if os.name != "posix":
        return True  # os.kill ends processes there
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
