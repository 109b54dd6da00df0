"""What napari asks before it reads: names, first bytes, folders."""

import gzip
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import npe2
import pytest

from napari_dicom.claims import MOST_ENTRIES, claims, filename_patterns, look_into, may_be_dicom
from napari_dicom.dicom import NothingToOpenError, is_dicom_start
from napari_dicom.reader import get_reader
from phantom import ramp, write_series

PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
TIFF = b"II*\0" + bytes(200)


def write(path: Path, content: bytes = PNG) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_the_manifest_names_the_patterns_the_rule_makes():
    manifest = npe2.PluginManifest.from_file(
        Path(__file__).parents[1] / "src/napari_dicom/napari.yaml"
    )
    (reader,) = manifest.contributions.readers

    assert reader.filename_patterns == filename_patterns()
    assert len(filename_patterns()) == 115
    assert reader.accepts_directories


@pytest.mark.parametrize(
    "name",
    ["a.dcm", "A.DCM", "a.dicom", "a.ima", "X.IMA", "a.acr", "a.dic", "a.dcm.gz", "A.IMA.GZ",
     "DICOMDIR", "IM0001", "I.1", "I.00000012",
     "1.2.840.113619.2.5.1762583153.215519.978957063.121", "IM-0001-0001", "MR_01"],
)  # fmt: skip
def test_napari_offers_the_reader_for_names_that_dicom_files_have(plugin, name):
    offered = {reader.plugin_name for reader in plugin.iter_compatible_readers([f"folder/{name}"])}

    assert "napari-dicom" in offered


@pytest.mark.parametrize(
    "name", ["a.png", "a.tif", "a.ome.tiff", "a.jpg", "a.csv", "a.npy", "a.nii.gz"]
)
def test_napari_does_not_ask_about_ordinary_files(plugin, name):
    offered = {reader.plugin_name for reader in plugin.iter_compatible_readers([name])}

    assert "napari-dicom" not in offered


@pytest.mark.parametrize(
    ("name", "ours"),
    [("a.dcm.gz", True), ("a.nii.gz", False), ("man.1.gz", False), ("a.gz", False)],
)
def test_of_packed_files_those_are_ours_whose_name_says_so(name, ours):
    assert claims(name) is ours


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(bytes(128) + b"DICM", id="preamble"),
        pytest.param(b"\x08\0\x05\0CS\x0a\0ISO_IR 100", id="explicit"),
        pytest.param(b"\x08\0\x05\0\x0a\0\0\0ISO_IR 100", id="implicit"),
        pytest.param(b"\0\x08\0\x05CS\0\x0aISO_IR 100", id="big-endian"),
        pytest.param(b"\x02\0\0\0UL\x04\0\xbc\0\0\0", id="meta without preamble"),
    ],
)
def test_the_quick_look_takes_whatever_the_scan_takes(tmp_path, head):
    path = write(tmp_path / "file", head + bytes(200))

    assert is_dicom_start((head + bytes(200))[:132])
    assert may_be_dicom(path)


def test_a_picture_and_a_missing_file_are_not_for_this_reader(tmp_path):
    picture = write(tmp_path / "picture.png")

    assert get_reader(str(picture)) is None
    assert get_reader([str(picture)]) is None
    assert get_reader(str(tmp_path / "missing.dcm")) is None


def test_dicom_is_taken_whatever_its_name(tmp_path):
    (path,) = write_series(tmp_path, name="odd {}.name".format)[:1]

    assert get_reader(str(path)) is not None


def test_the_hook_imports_nothing_heavy_and_takes_less_than_a_blink(tmp_path):
    picture = write(tmp_path / "one" / "picture.png")
    folder = tmp_path / "many"
    for number in range(20):
        write(folder / f"{number}.tif", TIFF)
    program = f"""
import sys, time
from napari_dicom.reader import get_reader
get_reader({str(picture)!r})
def seconds():
    start = time.perf_counter()
    get_reader({str(picture)!r}), get_reader({str(folder)!r})
    return time.perf_counter() - start
print(min(seconds() for _ in range(20)))
print(sorted(set(sys.modules) & {{"numpy", "pydicom", "imagecodecs", "napari", "qtpy", "npe2"}}))
"""

    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    seconds, imported = run.stdout.splitlines()
    assert imported == "[]"
    assert float(seconds) < 0.002


def test_a_folder_without_dicom_says_what_is_in_it(tmp_path):
    for number in range(3):
        write(tmp_path / "scans" / f"{number}.tif", TIFF)
    write(tmp_path / "scans" / "README", b"read me")

    with pytest.raises(NothingToOpenError, match=r"^scans: no DICOM image .*3 \.tif, 1 without"):
        get_reader(str(tmp_path / "scans"))(str(tmp_path / "scans"))


def test_an_empty_folder_says_so(tmp_path):
    with pytest.raises(NothingToOpenError, match="holds no files"):
        get_reader(str(tmp_path))(str(tmp_path))


def test_a_file_with_a_dicom_name_that_is_none_says_so(tmp_path):
    path = str(write(tmp_path / "scan.001"))

    with pytest.raises(NothingToOpenError, match=r"scan\.001: no readable DICOM image.*not DICOM"):
        get_reader(path)(path)


def test_a_look_into_a_folder_is_bounded(tmp_path):
    for number in range(MOST_ENTRIES + 1):
        write(tmp_path / f"{number:04d}.tif", b"")
    write_series(tmp_path / "zz")

    look = look_into(tmp_path)

    assert (look.has_dicom, look.is_complete) == (False, False)
    assert len(get_reader(str(tmp_path))(str(tmp_path))) == 1


def test_a_look_ends_in_a_loop_of_links_and_never_waits_for_a_pipe(tmp_path):
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes on this system")
    write(tmp_path / "a.tif")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    os.mkfifo(tmp_path / "pipe")

    look = look_into(tmp_path)

    assert not look.has_dicom
    assert not may_be_dicom(tmp_path / "pipe")


@pytest.mark.parametrize("name", ["1.2.3.dcm", "README.txt"])
def test_a_zip_is_ours_when_it_holds_dicom(tmp_path, name):
    (path,) = write_series(tmp_path / "series", ramp(planes=1))
    archive = tmp_path / "study.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(name, path.read_bytes() if name.endswith(".dcm") else "a text")

    assert (get_reader(str(archive)) is not None) == name.endswith(".dcm")


@pytest.mark.parametrize("packed", ["gzip", "zip"])
def test_a_folder_of_packed_files_only_opens(tmp_path, packed):
    paths = write_series(tmp_path / "series")
    (tmp_path / "drop").mkdir()
    with zipfile.ZipFile(tmp_path / "drop" / "study.zip", "w") as archive:
        for path in paths:
            archive.write(path, path.name)
    if packed == "gzip":
        (tmp_path / "drop" / "study.zip").unlink()
        for path in paths:
            (tmp_path / "drop" / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))

    folder = str(tmp_path / "drop")
    (layer,) = get_reader(folder)(folder)

    assert layer[0].shape == (4, 6, 5)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(gzip.compress(b"a text"), id="text in gzip"),
        pytest.param(b"\x1f\x8b\x08" + bytes(9), id="cut gzip"),
        pytest.param(b"PK\x03\x04" + bytes(50), id="cut zip"),
    ],
)
def test_other_packed_files_make_no_dicom_folder(tmp_path, content):
    (tmp_path / "thing.gz").write_bytes(content)

    assert not look_into(tmp_path).has_dicom


def test_a_damaged_zip_is_not_ours(tmp_path):
    assert get_reader(str(write(tmp_path / "cut.zip", b"PK\x03\x04" + bytes(50)))) is None


def test_a_zip_opens_as_the_folder_in_it(viewer, tmp_path):
    archive = tmp_path / "study.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path in write_series(tmp_path / "series"):
            file.write(path, path.name)

    (layer,) = viewer.open(str(archive), plugin="napari-dicom")

    assert layer.data.shape == (4, 6, 5)
