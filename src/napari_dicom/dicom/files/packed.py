"""Files that are packed: a zip of DICOM files as a folder, a file packed by gzip as itself.

They are known by how they start, whatever they are called, and unpacked within limits into a
temporary folder of ours, one for each: it is there as long as something of it is open, and then not
unpacked anew. Names in an archive never become paths: files are numbered, nothing can be written
outside.
"""

import gzip
import lzma
import os
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO
from weakref import WeakValueDictionary

from napari_dicom.dicom.files.instance import is_dicom_start
from napari_dicom.dicom.files.temporary import TemporaryFolder
from napari_dicom.dicom.limits import Limits
from napari_dicom.dicom.note import Skipped
from napari_dicom.dicom.text import plain_text


def _zstd_errors() -> tuple[type[Exception], ...]:
    if sys.version_info < (3, 14):
        return ()  # zips packed so are told of as such
    # there from Python 3.14 on
    from compression.zstd import ZstdError  # type: ignore[import-not-found, unused-ignore]  # older

    return (ZstdError,)


_STEP = 1 << 20
_BAD: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    *_zstd_errors(),
    NotImplementedError,
    RuntimeError,
    ValueError,  # names that are no UTF-8, though the archive says so
    struct.error,
    OSError,
    EOFError,
)
"""What damaged archives make the standard library raise."""
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
_ENCRYPTED = 1
"""The bit of a zip's entry that says so."""
_UNPACK = "unpack it, then open what was in it"


@dataclass(slots=True, eq=False, weakref_slot=True)
class Unpacked:
    """What was packed in one file: instances refer to it, so that their files stay there.

    Parameters
    ----------
    files
        The DICOM files in it, as they lie in the folder.
    left_out
        What else was in it.
    """

    folder: TemporaryFolder | None = None
    files: list[Path] = field(default_factory=list)
    left_out: list[Skipped] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether everything in it could be unpacked, and is still there."""
        damaged = any(one.code == "unreadable" for one in self.left_out)
        return not damaged and all(file.is_file() for file in self.files)


_Key = tuple[str, int, int]
_OPEN: WeakValueDictionary[_Key, Unpacked] = WeakValueDictionary()
"""What is open of packed files, by path, size and time."""


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
        self._most_files = limits.files
        self._skipped = skipped

    def files_in(self, path: Path) -> Iterator[tuple[Path, Unpacked]] | None:
        """Yield the DICOM files that are packed in a file, with what keeps them there.

        None where it is not packed.
        """
        head = _head_of(path)
        if head.startswith((_ZIP, _GZIP)):
            return self._unpacked(path, is_zip=head.startswith(_ZIP))
        kind = next((name for start, name in _OTHERS.items() if head.startswith(start)), "")
        if _is_tar(head):
            kind = "a tar archive"
        if not kind:
            return None
        self._skipped.append(Skipped(path, f"{kind}: {_UNPACK}", "packed"))
        return iter(())

    def _unpacked(self, path: Path, *, is_zip: bool) -> Iterator[tuple[Path, Unpacked]]:
        key = _key_of(path)
        found = _OPEN.get(key)
        if found is not None and found.is_whole:
            yield from ((file, found) for file in found.files)
        else:
            found = Unpacked()
            unpack = self._from_zip if is_zip else self._from_gzip
            for file in unpack(path, found):
                found.files.append(file)
                yield file, found
            _OPEN[key] = found
        self._skipped += found.left_out

    def _from_zip(self, path: Path, unpacked: Unpacked) -> Iterator[Path]:
        foreign: list[Path] = []
        try:
            with zipfile.ZipFile(path) as archive:
                for entry in self._open_entries(archive, path, unpacked):
                    place = Path(path, _safe_name(entry.filename))
                    opened = partial(archive.open, entry)
                    yield from self._file_in(place, opened, unpacked, foreign)
        except _BAD as error:
            _leave(unpacked, path, f"the archive is damaged ({plain_text(str(error))})")
        if not unpacked.files and foreign:
            _leave(unpacked, path, "an archive without a DICOM file in it", "not-dicom")
            return
        for place in foreign:
            _leave(unpacked, place, "not DICOM", "not-dicom")

    def _open_entries(
        self, archive: zipfile.ZipFile, path: Path, unpacked: Unpacked
    ) -> Iterator[zipfile.ZipInfo]:
        """Yield the files of an archive that are not encrypted; the others are told of as one."""
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        locked = sum(entry.flag_bits & _ENCRYPTED for entry in entries)
        if locked:
            part = "" if locked == len(entries) else f", {locked} of its {len(entries)} files"
            _leave(unpacked, path, f"an encrypted archive{part}: {_UNPACK}", "packed")
        entries = [entry for entry in entries if not entry.flag_bits & _ENCRYPTED]
        yield from entries[: self._most_files]
        if len(entries) > self._most_files:
            text = f"more than {self._most_files} files in it (limits.files): the rest is not read"
            _leave(unpacked, path, text, "not-opened")

    def _from_gzip(self, path: Path, unpacked: Unpacked) -> Iterator[Path]:
        foreign: list[Path] = []
        yield from self._file_in(path, partial(gzip.GzipFile, path), unpacked, foreign)
        for place in foreign:
            _leave(unpacked, place, "packed by gzip, and no DICOM file", "not-dicom")

    def _file_in(
        self,
        place: Path,
        opened: Callable[[], IO[bytes] | gzip.GzipFile],
        unpacked: Unpacked,
        foreign: list[Path],
    ) -> Iterator[Path]:
        """Yield the DICOM file something was unpacked into; others go into `foreign`."""
        try:
            with opened() as source:
                head = source.read(_HEAD)
                if is_dicom_start(head[:132]):
                    yield self._written(place, head, source, unpacked)
                elif _is_tar(head):
                    _leave(unpacked, place, f"a tar archive in it: {_UNPACK}", "packed")
                else:
                    foreign.append(place)
        except _BAD as error:
            _leave(unpacked, place, f"cannot be unpacked ({plain_text(str(error))})")

    def _written(
        self, place: Path, head: bytes, source: IO[bytes] | gzip.GzipFile, unpacked: Unpacked
    ) -> Path:
        """Write one file, head and rest, as long as there is room."""
        name = _safe_name(place.name.removesuffix(".gz"))
        unpacked.folder = unpacked.folder or TemporaryFolder()
        target = unpacked.folder.path / f"{len(unpacked.files):06d}-{name}"
        try:
            with target.open("wb") as file:
                part = head
                while part:
                    if len(part) > self._left:
                        raise OSError(
                            "what is packed inflates past the limit (limits.inflated_bytes)"
                        )
                    self._left -= len(part)
                    file.write(part)
                    part = source.read(_STEP)
        except _BAD:
            target.unlink(missing_ok=True)
            raise
        return target


def _leave(unpacked: Unpacked, path: Path, reason: str, code: str = "unreadable") -> None:
    unpacked.left_out.append(Skipped(path, reason, code))


def _key_of(path: Path) -> _Key:
    try:
        status = path.stat()
    except OSError:
        return os.fspath(path), -1, -1
    return os.path.realpath(path), status.st_size, status.st_mtime_ns


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
