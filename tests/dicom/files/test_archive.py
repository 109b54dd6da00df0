"""A zip of DICOM files opens as a folder, and writes nowhere but into our temporary folder."""

import zipfile

import pytest

import phantom
from napari_dicom import scan
from napari_dicom.dicom import Limits


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
