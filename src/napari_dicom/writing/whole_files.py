"""Files that are made whole or not at all: under a name for the time being, then under theirs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from napari_dicom.dicom import ExportError


@contextmanager
def new_files(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """Give names for the time being; the files get their own when all of them are written.

    Raises
    ------
    ExportError
        The disk refuses, or one of them came to be there in the meantime. Then none is left.
    """
    parts = [path.with_name(f".{path.name}.{os.getpid()}.part") for path in paths]
    named: list[Path] = []
    try:
        yield parts
        for part, path in zip(parts, paths, strict=True):
            _name(part, path)
            named.append(path)
    except BaseException as error:
        for path in named:
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            reason = error.strerror or error
            raise ExportError(f"{paths[-1].name} cannot be written: {reason}") from error
        raise
    finally:
        for part in parts:
            part.unlink(missing_ok=True)


def _name(part: Path, path: Path) -> None:
    """Give a file its name without taking another's."""
    try:
        os.link(part, path)
    except FileExistsError as error:
        raise ExportError(f"{path.name} is there already: choose another name") from error
    except OSError:  # a disk without hard links
        if path.exists():
            raise ExportError(f"{path.name} is there already: choose another name") from None
        part.rename(path)
