"""Which paths are ours to read: by name, by 132 bytes, by a bounded look into a folder.

napari asks before it reads, for every file that is opened, so this imports nothing that takes time.
The answer is generous: whatever may be DICOM is ours; the scan then tells exactly what it is.
"""

from __future__ import annotations

import os
import re
import stat
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

from napari_dicom._mark import MARK

if TYPE_CHECKING:
    from gzip import GzipFile

SUFFIXES = (".dcm", ".dicom", ".dic", ".ima", ".acr")
ARCHIVE = ".zip"
PACKED = ".gz"
"""What follows the suffix of a file that was packed by gzip."""

LONGEST_NUMBER = 39
LONGEST_NAME = 64
SAVED = ".ome.zarr"
MOST_ENTRIES = 500
"""How many entries of a folder are looked at before it is taken for granted."""

MOST_PACKED = 20
"""How many files of a zip are looked at."""

_ZARR = ("zarr.json", ".zgroup", ".zarray", ".zattrs")
"""One of them is in every folder that is a Zarr group or array."""

_LARGEST_RECORD = 256 << 20
"""Bytes of a group's attributes: every frame of a volume is named in them."""

_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"
_GROUPS = (b"\x02\0", b"\x08\0", b"\0\x08")


@dataclass(frozen=True, slots=True)
class Look:
    """What a bounded look into a folder showed.

    Parameters
    ----------
    has_dicom
        Whether a file that may be DICOM was seen.
    is_complete
        Whether every entry was looked at.
    suffixes
        How many files of each suffix were seen, ``""`` for those without.
    """

    has_dicom: bool
    is_complete: bool
    suffixes: Counter[str]


def filename_patterns() -> list[str]:
    """Return the manifest's patterns: every DICOM name, packed ones and zips, no ordinary image."""
    numbers = ("*." + "[0-9]" * count for count in range(1, LONGEST_NUMBER + 1))
    bare = ("[!.]" * count for count in range(1, LONGEST_NAME + 1))
    packed = (f"*{suffix}{PACKED}" for suffix in SUFFIXES)
    return [*(f"*{suffix}" for suffix in (*SUFFIXES, ARCHIVE, SAVED)), *packed, *numbers, *bare]


def claims(path: str | os.PathLike[str]) -> bool:
    """Tell whether a file's name is one of those in the manifest."""
    name = Path(path).name
    suffix = Path(name).suffix.lower()
    is_dicom = name.lower().removesuffix(PACKED).endswith(SUFFIXES)
    if is_dicom or ("." not in name and 0 < len(name) <= LONGEST_NAME):
        return True
    return re.fullmatch(rf"\.[0-9]{{1,{LONGEST_NUMBER}}}", suffix) is not None


def may_be_dicom(path: str | os.PathLike[str]) -> bool:
    """Tell from the first 132 bytes whether a regular file may be DICOM; a FIFO never blocks."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116 - called for each file
            return False
        return _starts_as_dicom(open(path, "rb"))  # noqa: PTH123 - closed there
    except OSError:
        return False


def may_be_packed(path: str | os.PathLike[str]) -> bool:
    """Tell whether a regular file is packed by gzip or zip, and what is in it may be DICOM."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116 - called for each file
            return False
        with open(path, "rb") as file:  # noqa: PTH123 - a string
            head = file.read(4)
    except OSError:
        return False
    if head[:2] == _GZIP:
        return _unpacks_to_dicom(path)
    return head == _ZIP and holds_dicom(path)


def _unpacks_to_dicom(path: str | os.PathLike[str]) -> bool:
    from gzip import GzipFile  # only those who have such files wait for it

    try:
        return _starts_as_dicom(GzipFile(path))
    except (OSError, EOFError, zlib.error):
        return False


def holds_dicom(archive: str | os.PathLike[str]) -> bool:
    """Tell whether one of the first entries of a zip may be DICOM."""
    from zipfile import BadZipFile, ZipFile  # only those who open a zip wait for it

    try:
        with ZipFile(archive) as entries:
            names = [entry for entry in entries.namelist() if not entry.endswith("/")]
            return any(_starts_as_dicom(entries.open(name)) for name in names[:MOST_PACKED])
    except (OSError, BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error):
        return False


def _starts_as_dicom(file: IO[bytes] | GzipFile) -> bool:
    with file:
        head = file.read(132)
    return head[128:132] == b"DICM" or head[:2] in _GROUPS


def look_into(folder: str | os.PathLike[str]) -> Look:
    """Look for a DICOM file in a folder and those below, at most `MOST_ENTRIES` of them."""
    suffixes: Counter[str] = Counter()
    for count, (path, is_folder) in enumerate(_entries(os.fspath(folder))):
        if count >= MOST_ENTRIES:
            return Look(False, False, suffixes)
        if is_folder:
            continue
        if may_be_dicom(path) or may_be_packed(path):
            return Look(True, False, suffixes)
        suffixes[Path(path).suffix.lower()] += 1
    return Look(False, True, suffixes)


def is_worth_scanning(folder: str | os.PathLike[str]) -> bool:
    """Tell whether a folder holds DICOM, or more than was looked at."""
    look = look_into(folder)
    return look.has_dicom or not look.is_complete


def is_zarr(folder: str | os.PathLike[str]) -> bool:
    """Tell whether a folder is a Zarr group or array, of whatever program."""
    return any(Path(folder, name).is_file() for name in _ZARR)


def is_own_export(folder: str | os.PathLike[str]) -> bool:
    """Tell whether a folder is an OME-Zarr image that this plugin wrote."""
    import json  # only those who open a Zarr group wait for it

    record = Path(folder, _ZARR[0])
    try:
        if not record.is_file() or record.stat().st_size > _LARGEST_RECORD:
            return False
        attributes = json.loads(record.read_bytes())["attributes"]
        return isinstance(attributes[MARK], dict)
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return False


def _entries(folder: str) -> Iterator[tuple[str, bool]]:
    """Yield each entry below a folder, breadth first, and whether it is a folder itself."""
    waiting = [folder]
    while waiting:
        try:
            with os.scandir(waiting.pop(0)) as entries:
                found = sorted(entry.path for entry in islice(entries, MOST_ENTRIES + 1))
        except OSError:
            continue
        for path in found:
            is_folder = os.path.isdir(path)  # noqa: PTH112 - called for each entry
            if is_folder:
                waiting.append(path)
            yield path, is_folder
