"""From paths to instances: walk files and folders, read each header once.

Only regular files are opened; a folder reached twice (by a symbolic link) is walked once. Whatever
is not opened is a `Skipped` with its reason.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from napari_dicom.dicom.errors import HeaderError, LimitError, NotDicomError
from napari_dicom.dicom.files.copies import tell_apart
from napari_dicom.dicom.files.dicomdir import is_dicomdir, referenced_files
from napari_dicom.dicom.files.instance import Instance, read_instance
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.note import Skipped

if TYPE_CHECKING:
    from napari_dicom.dicom.files.packed import Unpacked, Unpacking

Progress = Callable[[str, int, int | None], None]
"""Called with what is being done, how many are done and how many there are; may raise to cancel."""

PathLike = str | os.PathLike[str]


@dataclass(frozen=True, slots=True, eq=False)
class Scanned:
    """Every DICOM object among some paths, image or not, and what is none or cannot be read."""

    instances: tuple[Instance, ...]
    skipped: tuple[Skipped, ...]


def scan_paths(
    paths: Iterable[PathLike],
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
) -> Scanned:
    """Read the header of every file among `paths` and, recursively, in folders among them."""
    instances: list[Instance] = []
    skipped: list[Skipped] = []
    for count, found in enumerate(_results(paths, limits, skipped)):
        if progress is not None and count % 16 == 0:
            progress("Reading headers", count, None)
        if count >= limits.files:
            text = f"more than {limits.files} files (limits.files): the rest is not read"
            skipped.append(Skipped(found.path, text))
            break
        if isinstance(found, Instance):
            instances.append(found)
        else:
            skipped.append(found)
    instances, damaged = tell_apart(instances, limits, progress)
    return Scanned(tuple(instances), (*skipped, *damaged))


def _results(
    paths: Iterable[PathLike], limits: Limits, skipped: list[Skipped]
) -> Iterator[Instance | Skipped]:
    """Yield what each file is; those in a packed one are read instead of it."""
    unpacking: Unpacking | None = None
    for path in files_among(paths, skipped):
        result = _instance_or_reason(path, limits)
        packed = None
        if isinstance(result, Skipped) and result.code == "not-dicom":
            unpacking = unpacking or _unpacking(limits, skipped)
            packed = unpacking.files_in(path)
        if packed is None:
            yield result
        else:
            yield from (_kept(_instance_or_reason(file, limits), by) for file, by in packed)


def _unpacking(limits: Limits, skipped: list[Skipped]) -> Unpacking:
    from napari_dicom.dicom.files.packed import Unpacking  # imports what knows archives

    return Unpacking(limits, skipped)


def _kept(result: Instance | Skipped, by: Unpacked) -> Instance | Skipped:
    """Let an instance refer to what keeps its file there."""
    return replace(result, unpacked=by) if isinstance(result, Instance) else result


def files_among(paths: Iterable[PathLike], skipped: list[Skipped]) -> Iterator[Path]:
    """Yield each file once: given, in a folder or named by a given DICOMDIR."""
    seen: set[str] = set()
    folders: dict[str, str] = {}
    for given in paths:
        for file in _files_of(Path(given), skipped):
            key = _real_path(file, folders)
            if key not in seen:
                seen.add(key)
                yield file


def _real_path(file: Path, folders: dict[str, str]) -> str:
    """Return a file's path without symbolic links, following those of each folder once."""
    folder, name = os.path.split(file)
    if name in {"", ".."} or os.path.islink(file):  # noqa: PTH114 - called for each file
        return os.path.realpath(file)
    if folder not in folders:
        folders[folder] = os.path.realpath(folder)
    return os.path.join(folders[folder], name)  # noqa: PTH118


def _files_of(path: Path, skipped: list[Skipped]) -> Iterator[Path]:
    try:
        if path.is_dir():
            return _files_below(path, skipped)
        if is_dicomdir(path) and path.is_file():
            return referenced_files(path, skipped)
    except OSError as error:
        skipped.append(_unlisted(path, error))
        return iter(())
    return iter([path])


def _unlisted(path: Path, error: OSError) -> Skipped:
    return Skipped(path, f"cannot be listed: {error.strerror}", "unreadable")


def _files_below(folder: Path, skipped: list[Skipped]) -> Iterator[Path]:
    """Yield the files below a folder, in the order of names, however deep: nothing calls itself."""
    visited: set[tuple[int, int]] = set()
    waiting = [folder]
    while waiting:
        place = waiting.pop()
        try:
            status = place.stat()
            if (status.st_dev, status.st_ino) in visited:
                continue
            visited.add((status.st_dev, status.st_ino))
            folders, files = _listed(place)
        except OSError as error:  # gone, or locked, since its parent was listed
            skipped.append(_unlisted(place, error))
            continue
        yield from (place / name for name in files)
        waiting += [place / name for name in reversed(folders)]


def _listed(folder: Path) -> tuple[list[str], list[str]]:
    """Return the names of the folders and of the files in a folder."""
    folders: list[str] = []
    files: list[str] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            try:
                is_folder = entry.is_dir()
            except OSError:
                is_folder = False
            (folders if is_folder else files).append(entry.name)
    return sorted(folders), sorted(files)


def _instance_or_reason(path: Path, limits: Limits) -> Instance | Skipped:
    try:
        return read_instance(path, limits)
    except NotDicomError as error:
        return Skipped(path, str(error), "not-dicom")
    except (HeaderError, LimitError) as error:
        return Skipped(path, str(error), "unreadable")
