"""A DICOMDIR opens as the files it refers to, and no others."""

import sys

import pytest
from pydicom.dataset import Dataset
from pydicom.uid import MediaStorageDirectoryStorage

import phantom
from napari_dicom import scan
from napari_dicom.dicom import lenient


def _write(folder, *references):
    dataset = Dataset()
    dataset.SOPClassUID = MediaStorageDirectoryStorage
    dataset.SOPInstanceUID = phantom.uid("dicomdir")
    with lenient():
        dataset.DirectoryRecordSequence = [_record(reference) for reference in references]
        return phantom.save(dataset, folder / "DICOMDIR", "1.2.840.10008.1.2.1")


def _record(reference):
    record = Dataset()
    record.DirectoryRecordType = "IMAGE"
    record.ReferencedFileID = list(reference)
    return record


def test_only_referenced_files_open(tmp_path):
    phantom.write_series(tmp_path / "IMAGES", name="IM{:04d}".format)
    path = _write(tmp_path, ("IMAGES", "IM0000"), ("IMAGES", "IM0001"))

    contents = scan(path)

    (volume,) = contents.volumes
    assert [instance.path.name for instance in volume.instances] == ["IM0000", "IM0001"]


def test_names_are_found_in_any_case(tmp_path):
    phantom.write_series(tmp_path / "images", name="im{:04d}".format)
    path = _write(tmp_path, ("IMAGES", "IM0002"))

    assert len(scan(path).volumes) == 1


def test_a_missing_file_is_named(tmp_path):
    path = _write(tmp_path, ("IMAGES", "IM0009"))

    contents = scan(path)

    assert contents.volumes == ()
    (skipped,) = contents.skipped
    assert skipped.path.name == "IM0009"
    assert "not there" in skipped.reason


def test_nothing_outside_its_folder_is_opened(tmp_path):
    outside = tmp_path / "outside"
    phantom.write_series(outside, name="IM{:04d}".format)
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "LINK").symlink_to(outside)
    path = _write(inside, ("..", "outside", "IM0000"), (str(outside), "IM0000"), ("LINK", "IM0000"))

    contents = scan(path)

    assert contents.volumes == ()
    assert len(contents.skipped) == 3


def test_a_damaged_one_is_an_error_of_its_own(tmp_path):
    path = tmp_path / "DICOMDIR"
    path.write_bytes(b"\0" * 128 + b"DICM" + b"\x04\0\x20\x12SQ\0\0\xff\xff\xff\x7f")

    assert scan(path).volumes == ()


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("im0000.dcm", id="an extension"),
        pytest.param("IM0000.DCM", id="an extension in capitals"),
        pytest.param(
            "IM0000;1",
            id="a version, as on ISO 9660",
            marks=pytest.mark.skipif(sys.platform == "win32", reason="no such name there"),
        ),
    ],
)
def test_names_are_found_with_what_media_put_behind_them(tmp_path, name):
    phantom.write_series(tmp_path / "IMAGES", phantom.ramp(1), name=lambda _: name)
    path = _write(tmp_path, ("IMAGES", "IM0000"))

    contents = scan(path)

    assert [one.path.name for one in contents.volumes[0].instances] == [name]
