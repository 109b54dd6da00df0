"""Files that are packed: a zip of DICOM files as a folder, a file packed by gzip as itself.

They are known by how they start, whatever they are called, and unpacked into a temporary folder of
ours, within limits. Names in an archive never become paths: files are numbered, so nothing can be
written outside. The folder is removed when the interpreter ends.
"""

import atexit
import gzip
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from napari_dicom.dicom.files.instance import is_dicom_start
from napari_dicom.dicom.limits import Limits
from napari_dicom.dicom.note import Skipped
from napari_dicom.dicom.text import plain_text

_STEP = 1 << 20
_BAD = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError)
_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"
_OTHERS = {
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"BZh91AY": "a bzip2 file",
    b"\xfd7zXZ\0": "an xz file",
    b"\x28\xb5\x2f\xfd": "a Zstandard file",
}
_TAR = (257, b"ustar")  # byte offset, and what stands there
_HEAD = 512
_UNPACK = "unpack it, then open what was in it"


class Unpacking:
    """Unpacks what one scan comes upon; all of it together is no larger than the limit.

    Parameters
    ----------
    limits
        `limits.inflated_bytes` is what may be written.
    skipped
        Takes what is left out, and why.
    """

    def __init__(self, limits: Limits, skipped: list[Skipped]) -> None:
        self._left = limits.inflated_bytes
        self._skipped = skipped
        self._folder: Path | None = None
        self._count = 0

    def files_in(self, path: Path) -> Iterator[Path] | None:
        """Yield the DICOM files that are packed in a file; None where it is not packed."""
        head = _head_of(path)
        if head.startswith(_ZIP):
            return self._from_zip(path)
        if head.startswith(_GZIP):
            return self._from_gzip(path)
        kind = next((name for start, name in _OTHERS.items() if head.startswith(start)), "")
        if _is_tar(head):
            kind = "a tar archive"
        if not kind:
            return None
        self._leave(path, f"{kind}: {_UNPACK}", "packed")
        return iter(())

    def _from_zip(self, path: Path) -> Iterator[Path]:
        foreign: list[Path] = []
        before = self._count
        try:
            with zipfile.ZipFile(path) as archive:
                for entry in archive.infolist():
                    if not entry.is_dir():
                        place = Path(path, _safe_name(entry.filename))
                        yield from self._unpacked(place, partial(archive.open, entry), foreign)
        except _BAD as error:
            self._leave(path, f"the archive is damaged ({plain_text(str(error))})")
        if self._count == before and foreign:
            self._leave(path, "an archive without a DICOM file in it", "not-dicom")
            return
        for place in foreign:
            self._leave(place, "not DICOM", "not-dicom")

    def _from_gzip(self, path: Path) -> Iterator[Path]:
        foreign: list[Path] = []
        yield from self._unpacked(path, partial(gzip.GzipFile, path), foreign)
        for place in foreign:
            self._leave(place, "packed by gzip, and no DICOM file", "not-dicom")

    def _unpacked(
        self, place: Path, opened: Callable[[], IO[bytes] | gzip.GzipFile], foreign: list[Path]
    ) -> Iterator[Path]:
        """Yield the DICOM file something was unpacked into; others go into `foreign`."""
        try:
            with opened() as source:
                head = source.read(_HEAD)
                if is_dicom_start(head[:132]):
                    yield self._written(place, head, source)
                elif _is_tar(head):
                    self._leave(place, f"a tar archive in it: {_UNPACK}", "packed")
                else:
                    foreign.append(place)
        except _BAD as error:
            self._leave(place, f"cannot be unpacked ({plain_text(str(error))})")

    def _written(self, place: Path, head: bytes, source: IO[bytes] | gzip.GzipFile) -> Path:
        """Write one file, head and rest, as long as there is room."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="napari-dicom-"))
            atexit.register(shutil.rmtree, self._folder, ignore_errors=True)
        name = _safe_name(place.name.removesuffix(".gz"))
        target = self._folder / f"{self._count:06d}-{name}"
        with target.open("wb") as file:
            part = head
            while part:
                if len(part) > self._left:
                    raise OSError("what is packed inflates past the limit (limits.inflated_bytes)")
                self._left -= len(part)
                file.write(part)
                part = source.read(_STEP)
        self._count += 1
        return target

    def _leave(self, path: Path, reason: str, code: str = "unreadable") -> None:
        self._skipped.append(Skipped(path, reason, code))


def _head_of(path: Path) -> bytes:
    try:
        if not path.is_file():
            return b""  # opening a FIFO would wait for its writer
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        return b""  # the scan has told why


def _is_tar(head: bytes) -> bool:
    offset, mark = _TAR
    return head[offset:].startswith(mark)


def _safe_name(filename: str) -> str:
    name = PurePosixPath(filename.replace("\\", "/")).name
    return "".join(c if c.isalnum() or c in "-_." else "_" for c in name)[-64:]
