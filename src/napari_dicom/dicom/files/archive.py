"""A zip of DICOM files as a folder: unpacked into a temporary folder of ours, within limits.

The names in the archive never become paths: files are numbered, so nothing can be written outside.
The folder is removed when the interpreter ends.
"""

import atexit
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from napari_dicom.dicom.files.instance import is_dicom_start
from napari_dicom.dicom.limits import Limits
from napari_dicom.dicom.note import Skipped
from napari_dicom.dicom.text import plain_text

_STEP = 1 << 20
_BAD = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError)


def is_archive(path: Path) -> bool:
    """Tell whether a path is a zip file."""
    return path.suffix.lower() == ".zip" and path.is_file() and zipfile.is_zipfile(path)


def unpack_files(path: Path, limits: Limits, skipped: list[Skipped]) -> Iterator[Path]:
    """Yield the DICOM files of an archive, each unpacked; note what is left out."""
    folder = Path(tempfile.mkdtemp(prefix="napari-dicom-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    left = limits.inflated_bytes
    try:
        with zipfile.ZipFile(path) as archive:
            for number, entry in enumerate(archive.infolist()):
                if entry.is_dir():
                    continue
                name = _safe_name(entry.filename)
                target = folder / f"{number:06d}-{name}"
                try:
                    size = _unpack(archive, entry, target, left)
                except _BAD as error:
                    reason = f"cannot be unpacked ({plain_text(str(error))})"
                    skipped.append(Skipped(Path(path, name), reason))
                    continue
                if size is None:
                    skipped.append(Skipped(Path(path, name), "not DICOM", "not-dicom"))
                    continue
                left -= size
                yield target
    except _BAD as error:
        skipped.append(Skipped(path, f"the archive is damaged ({plain_text(str(error))})"))


def _safe_name(filename: str) -> str:
    name = PurePosixPath(filename.replace("\\", "/")).name
    return "".join(c if c.isalnum() or c in "-_." else "_" for c in name)[-64:]


def _unpack(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, left: int
) -> int | None:
    """Write one DICOM file of at most `left` bytes and return its size; None for other files."""
    written = 0
    with archive.open(entry) as source:
        head = source.read(132)
        if not is_dicom_start(head):
            return None
        with target.open("wb") as file:
            part = head
            while part:
                written += len(part)
                if written > left:
                    raise OSError("the archive inflates past the limit")
                file.write(part)
                part = source.read(_STEP)
    return written
