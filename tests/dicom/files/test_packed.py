"""What is packed opens as what is in it, and writes nowhere but into our temporary folder."""

import gc
import gzip
import os
import subprocess
import sys
import zipfile

import numpy as np
import pytest

import phantom
from napari_dicom import scan
from napari_dicom.dicom import Limits, load, open_paths
from napari_dicom.dicom.files.temporary import _clear_left_behind


def _zip(path, folder, prefix=""):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, prefix + file.name)
        archive.writestr("README.txt", "no image")
    return path


def test_its_files_open_and_the_others_are_named(tmp_path):
    phantom.write_series(tmp_path / "series")

    contents = scan(_zip(tmp_path / "study.zip", tmp_path / "series"))

    (volume,) = contents.volumes
    assert volume.shape == (4, 6, 5)
    assert [skipped.path.name for skipped in contents.skipped] == ["README.txt"]


def test_names_that_lead_out_of_it_do_not(tmp_path):
    phantom.write_series(tmp_path / "series")
    path = _zip(tmp_path / "slip.zip", tmp_path / "series", "../../../slipped/")

    (volume,) = scan(path).volumes

    assert not list(tmp_path.glob("**/slipped"))
    assert {instance.path.parent.name[:13] for instance in volume.instances} == {"napari-dicom-"}


def test_a_bomb_is_cut_at_the_limit(tmp_path):
    phantom.write_series(tmp_path / "series", phantom.ramp(planes=2, rows=200, columns=200))

    contents = scan(
        _zip(tmp_path / "bomb.zip", tmp_path / "series"), limits=Limits(inflated_bytes=100_000)
    )

    assert len(contents.volumes) == 1
    assert any("past the limit" in skipped.reason for skipped in contents.skipped)


def test_a_damaged_archive_is_an_error_of_its_own(tmp_path):
    phantom.write_series(tmp_path / "series")
    path = _zip(tmp_path / "cut.zip", tmp_path / "series")
    data = bytearray(path.read_bytes())
    data[60:90] = b"\xff" * 30
    path.write_bytes(data)

    contents = scan(path)

    assert contents.skipped


@pytest.mark.parametrize(("spared", "images"), [(0, 4), (1, 3)], ids=["just enough", "a byte less"])
def test_all_files_together_are_no_larger_than_the_limit(tmp_path, spared, images):
    paths = phantom.write_series(tmp_path / "series")
    limit = sum(path.stat().st_size for path in paths) - spared

    contents = scan(
        _zip(tmp_path / "study.zip", tmp_path / "series"), limits=Limits(inflated_bytes=limit)
    )

    assert sum(len(volume.acquired) for volume in contents.volumes) == images
    reasons = [one.reason for one in contents.skipped if one.path.name != "README.txt"]
    assert ["past the limit" in reason for reason in reasons] == [True] * spared


def _gzip(path):
    """Pack a file by gzip in its place."""
    packed = path.with_name(path.name + ".gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()
    return packed


def test_files_packed_by_gzip_open_as_they_are(tmp_path):
    for path in phantom.write_series(tmp_path):
        _gzip(path)

    (loaded,) = open_paths(tmp_path).volumes

    np.testing.assert_array_equal(loaded.values, phantom.ramp())


@pytest.mark.parametrize("name", ["IM0000.dcm", "scan", "a.gz.dcm"])
def test_a_packed_file_is_known_by_its_start_not_by_its_name(tmp_path, name):
    (path,) = phantom.write_series(tmp_path, phantom.ramp(1))
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / name).write_bytes(gzip.compress(path.read_bytes()))

    assert len(scan(tmp_path / "b").volumes) == 1


def test_packed_files_stand_among_others_in_order(tmp_path):
    paths = phantom.write_series(tmp_path)
    _gzip(paths[2])

    (volume,) = scan(tmp_path).volumes

    assert volume.shape == (4, 6, 5)
    assert volume.notes == ()


def test_a_zip_in_a_folder_opens_with_the_folder(tmp_path):
    phantom.write_series(tmp_path / "series")
    (tmp_path / "drop" / "deep").mkdir(parents=True)
    _zip(tmp_path / "drop" / "deep" / "study.ZIP", tmp_path / "series", "DICOM/")

    (volume,) = scan(tmp_path / "drop").volumes

    assert volume.shape == (4, 6, 5)


def test_a_zip_beside_what_was_in_it_gives_copies(tmp_path):
    phantom.write_series(tmp_path / "series")
    _zip(tmp_path / "series.zip", tmp_path / "series")

    (volume,) = scan(tmp_path).volumes

    assert volume.shape == (4, 6, 5)
    assert [note.code for note in volume.notes] == ["duplicates"]


@pytest.mark.parametrize(
    ("content", "words", "code"),
    [
        pytest.param(gzip.compress(b"a text" * 99), "packed by gzip", "not-dicom", id="gzip"),
        pytest.param(
            gzip.compress(b"\0" * 257 + b"ustar"), "unpack it", "packed", id="tar in gzip"
        ),
        pytest.param(b"\0" * 257 + b"ustar" + bytes(99), "unpack it", "packed", id="tar"),
        pytest.param(b"7z\xbc\xaf\x27\x1c" + bytes(99), "a 7z archive", "packed", id="7z"),
        pytest.param(b"Rar!\x1a\x07" + bytes(99), "a RAR archive", "packed", id="RAR"),
        pytest.param(gzip.compress(b"x" * 9999)[:20], "unpacked", "unreadable", id="cut gzip"),
    ],
)
def test_what_is_packed_otherwise_is_named_with_the_way_out(tmp_path, content, words, code):
    (tmp_path / "thing").write_bytes(content)

    (skipped,) = scan(tmp_path).skipped

    assert (skipped.path.name, skipped.code) == ("thing", code)
    assert words in skipped.reason


def test_an_office_file_is_one_foreign_file_not_one_for_each_part(tmp_path):
    with zipfile.ZipFile(tmp_path / "report.docx", "w") as archive:
        for part in ("[Content_Types].xml", "word/document.xml"):
            archive.writestr(part, "<xml/>")

    (skipped,) = scan(tmp_path).skipped

    assert (skipped.path.name, skipped.code) == ("report.docx", "not-dicom")


def test_all_packed_files_of_a_scan_share_one_limit(tmp_path):
    paths = phantom.write_series(tmp_path)
    size = paths[0].stat().st_size
    for path in paths:
        _gzip(path)

    contents = scan(tmp_path, limits=Limits(inflated_bytes=3 * size))

    assert len(contents.volumes[0].acquired) == 3
    assert "limits.inflated_bytes" in contents.skipped[0].reason


def test_nothing_is_written_beside_packed_files(tmp_path):
    _gzip(phantom.write_series(tmp_path, phantom.ramp(1))[0])

    scan(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["IM0000.dcm.gz"]


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """An empty folder in place of the system's for temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def _packed(tmp_path, kind):
    """Write a series and pack it; return what is to be scanned."""
    paths = phantom.write_series(tmp_path / "series")
    if kind == "zip":
        return _zip(tmp_path / "study.zip", tmp_path / "series")
    for path in paths:
        _gzip(path)
    return tmp_path / "series"


@pytest.mark.parametrize("kind", ["zip", "gzip"])
def test_what_is_open_is_not_unpacked_again(tmp_path, temporary, kind):
    path = _packed(tmp_path, kind)

    first = scan(path)
    before = sorted(temporary.rglob("*"))
    second = scan(path)

    assert len(before) > 4
    assert sorted(temporary.rglob("*")) == before
    assert [one.reason for one in second.skipped] == [one.reason for one in first.skipped]
    assert [one.path for one in second.volumes[0].instances] == [
        one.path for one in first.volumes[0].instances
    ]


def test_a_packed_file_that_has_changed_is_unpacked_again(tmp_path, temporary):
    path = _packed(tmp_path, "zip")
    first = scan(path)
    os.utime(path, ns=(0, 0))

    second = scan(path)

    assert len(list(temporary.iterdir())) == 2
    assert second.volumes[0].shape == first.volumes[0].shape


@pytest.mark.parametrize("kind", ["zip", "gzip"])
@pytest.mark.parametrize("lazy", [False, True])
def test_unpacked_files_are_gone_with_the_last_that_needs_them(tmp_path, temporary, kind, lazy):
    path = _packed(tmp_path, kind)
    contents = scan(path)
    (volume,) = contents.volumes
    loaded = load(volume, lazy=lazy)
    del contents, volume
    gc.collect()

    np.testing.assert_array_equal(np.asarray(loaded.values), phantom.ramp())
    assert list(temporary.iterdir())
    del loaded
    gc.collect()

    assert list(temporary.iterdir()) == []


def test_one_archive_is_gone_while_another_is_open(tmp_path, temporary):
    for name in ("a", "b"):
        phantom.write_series(tmp_path / name, series=name)
        _zip(tmp_path / f"{name}.zip", tmp_path / name)
    first, second = scan(tmp_path / "a.zip"), scan(tmp_path / "b.zip")
    assert len(list(temporary.iterdir())) == 2

    del first
    gc.collect()

    assert len(list(temporary.iterdir())) == 1
    assert load(second.volumes[0]).values.shape == (4, 6, 5)


def test_what_holds_no_dicom_leaves_no_folder(tmp_path, temporary):
    with gzip.open(tmp_path / "notes.gz", "wb") as file:
        file.write(b"no image")

    contents = scan(tmp_path / "notes.gz")

    assert contents.skipped
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="elsewhere nobody tells which processes run")
def test_what_a_killed_process_has_left_behind_is_removed(tmp_path, temporary):
    code = (
        "import os, signal, sys, tempfile\n"
        "tempfile.tempdir = sys.argv[1]\n"
        "from napari_dicom import scan\n"
        "found = scan(sys.argv[2])\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    path = _packed(tmp_path, "zip")
    subprocess.run([sys.executable, "-c", code, str(temporary), str(path)], check=False)
    (left,) = temporary.iterdir()
    others = temporary / "napari-dicom-of-somebody", temporary / f"{left.name[:22]}1-init"
    for other in others:
        other.mkdir()
    _clear_left_behind.cache_clear()

    contents = scan(path)

    assert contents.volumes
    assert not left.exists()
    assert all(other.exists() for other in others)


def _encrypt(path, names):
    """Set the bit of encryption of some files of a zip, in both of their headers."""
    data = bytearray(path.read_bytes())
    for signature, offset, name_at in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        at = data.find(signature)
        while at >= 0:
            if any(data[at + name_at :].startswith(name.encode()) for name in names):
                data[at + offset] |= 1
            at = data.find(signature, at + 4)
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("names", "images", "reason"),
    [
        pytest.param([""], 0, "an encrypted archive: unpack it", id="all"),
        pytest.param(
            ["IM0001", "IM0002"], 2, "an encrypted archive, 2 of its 5 files", id="some of them"
        ),
    ],
)
def test_an_encrypted_archive_is_told_of_once(tmp_path, names, images, reason):
    phantom.write_series(tmp_path / "series")
    path = _zip(tmp_path / "study.zip", tmp_path / "series")
    _encrypt(path, names)

    contents = scan(path)

    assert sum(len(volume.acquired) for volume in contents.volumes) == images
    told = [one for one in contents.skipped if one.path == path]
    assert [one.reason.startswith(reason) for one in told] == [True]


METHODS = {
    "deflate": zipfile.ZIP_DEFLATED,
    "bzip2": zipfile.ZIP_BZIP2,
    "lzma": zipfile.ZIP_LZMA,
}


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_damage_of_any_compression_stops_no_other_file(tmp_path, method):
    (file,) = phantom.write_series(tmp_path / "series", phantom.ramp(1))
    path = tmp_path / "study.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.write(file, "image.dcm")
    whole = path.read_bytes()

    for place in range(42, len(whole) - 100, 7):
        path.write_bytes(whole[:place] + b"\xff\xff" + whole[place + 2 :])
        scan(tmp_path)  # raises nothing

    path.write_bytes(whole[:60] + bytes(40) + whole[100:])
    contents = scan(tmp_path)
    assert [volume.shape for volume in contents.volumes] == [(1, 6, 5)]
    assert any("cannot be unpacked" in one.reason for one in contents.skipped)


def test_a_name_that_is_no_utf_8_makes_the_archive_a_damaged_one(tmp_path):
    phantom.write_series(tmp_path / "series", phantom.ramp(1))
    path = tmp_path / "study.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("\u00e4.dcm", b"x")
    path.write_bytes(path.read_bytes().replace("\u00e4".encode(), b"\xff\xff"))

    contents = scan(tmp_path)

    assert len(contents.volumes) == 1
    (told,) = contents.skipped
    assert told.reason.startswith("the archive is damaged")


def test_a_link_in_an_archive_is_no_link(tmp_path):
    (file,) = phantom.write_series(tmp_path / "elsewhere", phantom.ramp(1))
    path = tmp_path / "links.zip"
    entry = zipfile.ZipInfo("link.dcm")
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, str(file))

    contents = scan(path)

    assert not contents.volumes
    assert [one.reason for one in contents.skipped] == ["an archive without a DICOM file in it"]


@pytest.mark.parametrize(("limit", "told"), [(3, False), (2, True)], ids=["as many", "one more"])
def test_no_more_files_of_an_archive_are_looked_at_than_the_limit(tmp_path, limit, told):
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(3):
            archive.writestr(f"{number}.txt", b"x")

    contents = scan(path, limits=Limits(files=limit))

    assert any("limits.files" in one.reason for one in contents.skipped) is told
    assert len(contents.skipped) == 1 + told
