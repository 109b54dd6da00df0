"""Whatever lies in a folder, the images in it open, and what does not is named.

Defects these found: pydicom's log, which is printed where nobody set it up, told the raw name of a
damaged file.
"""

import os
import shutil
import socket
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import phantom
from napari_dicom.dicom import (
    CancelledError,
    HowToLoad,
    Limits,
    Opened,
    load_contents,
    open_paths,
    scan,
)
from napari_dicom.dicom.describing import inventory_of, inventory_text

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX files")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good series of four files."""
    phantom.write_series(tmp_path / "study")
    return tmp_path / "study"


def assert_whole(opened: Opened) -> None:
    """Check that the good series is there, whole."""
    (one,) = opened.loaded
    assert one.volume.shape == (4, 6, 5)
    assert not opened.failed


@posix
def test_a_loop_of_links_is_walked_once(folder: Path) -> None:
    (folder / "again").symlink_to(folder)
    (folder / "deep").mkdir()
    (folder / "deep" / "up").symlink_to(folder.parent)
    (folder / "itself").symlink_to(folder / "itself")

    opened = open_paths(folder)

    assert_whole(opened)
    assert {one.path.name for one in opened.skipped} == {"itself"}


@posix
def test_pipes_sockets_and_devices_are_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.dcm")
    (folder / "zero.dcm").symlink_to("/dev/zero")
    (folder / "null.dcm").symlink_to("/dev/null")
    with socket.socket(socket.AF_UNIX) as server:
        working = Path.cwd()
        os.chdir(folder)  # the address of a socket is short
        try:
            server.bind("socket.dcm")
        finally:
            os.chdir(working)
        opened = open_paths(folder)

    assert_whole(opened)
    names = {one.path.name for one in opened.skipped}
    assert names == {"pipe.dcm", "zero.dcm", "null.dcm", "socket.dcm"}


@posix
def test_a_name_that_is_not_utf8_opens_and_is_told_printably(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    good = os.fsencode(folder) + b"/\xff\xfe good.dcm"
    bad = os.fsencode(folder) + b"/\x1b[31m\xe4 bad\n.dcm"
    shutil.move(folder / "IM0003.dcm", good)
    Path(os.fsdecode(bad)).write_bytes(b"\0" * 128 + b"DICM" + b"\xff" * 50)

    opened = open_paths(folder)
    told = inventory_text(inventory_of([folder]))

    assert_whole(opened)
    assert [str(one).isprintable() for one in opened.skipped] == [True]
    assert all(line.isprintable() for line in told.splitlines())
    told.encode("utf-8")
    assert not [name for name, _, _ in caplog.record_tuples if name == "pydicom"]


@pytest.mark.parametrize("lazy", [False, True])
def test_files_that_vanish_between_scan_and_load_leave_the_others(folder: Path, lazy: bool) -> None:
    contents = scan(folder)
    (folder / "IM0001.dcm").unlink()
    (folder / "IM0002.dcm").write_bytes(b"")
    opened = load_contents(contents, HowToLoad(lazy=lazy))

    (one,) = opened.loaded
    messages = " ".join(note.message for note in one.volume.notes)
    assert "IM0001.dcm" in messages
    assert "IM0002.dcm" in messages


def test_a_folder_that_vanishes_is_a_reason(tmp_path: Path) -> None:
    contents = scan(tmp_path / "gone")

    assert [one.code for one in contents.skipped] == ["unreadable"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root reads all")
def test_what_may_not_be_read_is_named(folder: Path) -> None:
    (folder / "IM0003.dcm").chmod(0)

    opened = open_paths(folder)

    assert [one.path.name for one in opened.skipped] == ["IM0003.dcm"]


def test_two_thousand_small_files_show_progress_at_once_and_cancel_at_any_time(
    tmp_path: Path,
) -> None:
    for number in range(2000):
        (tmp_path / f"{number}.txt").touch()
    seen: list[int] = []

    def cancel_later(_stage: str, done: int, _total: int | None) -> None:
        seen.append(done)
        if done >= 64:
            raise CancelledError

    with pytest.raises(CancelledError):
        scan(tmp_path, progress=cancel_later)

    assert seen[0] == 0
    assert max(seen) <= 64 + 32


def test_more_files_than_the_limit_end_the_scan_with_a_word(folder: Path) -> None:
    contents = scan(folder, limits=Limits(files=2))

    assert len(contents.volumes[0].acquired) == 2
    assert any("more than 2 files" in one.reason for one in contents.skipped)


def test_a_zip_of_zips_is_not_unpacked_further(tmp_path: Path, folder: Path) -> None:
    inner, outer = tmp_path / "inner.zip", tmp_path / "outer.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.write(folder / "IM0000.dcm", "IM0000.dcm")
    with zipfile.ZipFile(outer, "w") as archive:
        archive.write(inner, "inner.zip")
        archive.write(folder / "IM0001.dcm", "../../../evil.dcm")

    opened = open_paths(outer)

    assert len(opened.loaded) == 1
    assert not (tmp_path.parent / "evil.dcm").exists()
    assert [one.path.name for one in opened.skipped] == ["inner.zip"]


@pytest.mark.parametrize("name", ["C:\\evil.dcm", "/evil.dcm", "..\\..\\evil.dcm", "con", "a\0b"])
def test_no_name_in_a_zip_becomes_a_path(name: str, tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "study.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), (folder / "IM0000.dcm").read_bytes())

    (one,) = open_paths(path).loaded

    unpacked = one.volume.instances[0].path
    assert unpacked.parent.name.startswith("napari-dicom-")
    assert sorted(unpacked.parent.iterdir()) == [unpacked]


def _flip_sizes(data: bytes) -> bytes:
    """Make a zip's directory claim that its entries are empty."""
    at = data.rindex(b"PK\1\2")
    return data[: at + 20] + bytes(8) + data[at + 28 :]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[: len(data) // 2],
        lambda data: data[100:],
        _flip_sizes,
        lambda _: b"PK",
    ],
    ids=["cut", "beheaded", "sizes of 0", "two bytes"],
)
def test_a_damaged_zip_is_a_reason(
    damage: Callable[[bytes], bytes], tmp_path: Path, folder: Path
) -> None:
    path = tmp_path / "study.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in folder.iterdir():
            archive.write(file, file.name)
    path.write_bytes(damage(path.read_bytes()))

    opened = open_paths(path)

    assert opened.skipped
    assert all(one.reason for one in opened.skipped)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_no_file_stays_open(folder: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - counts itself both times

    for _ in range(3):
        opened = open_paths(folder)
        lazily = open_paths(folder, lazy=True)
        lazily.loaded[0].values.compute()

    assert_whole(opened)
    assert len(os.listdir("/proc/self/fd")) <= before  # noqa: PTH208 - as above
