"""What scripts get, or are told, where a folder holds no image."""

import pytest
from pydicom import uid as uids

from napari_dicom import IncompleteWarning, add_dicom, read_all, read_volumes
from napari_dicom.dicom import NothingToOpenError
from objects import write_named
from phantom import ramp, with_overlay, write_series

REPORT = "a structured report: nothing drawn, no image of its own"


def test_a_folder_of_reports_names_each_with_its_reason(tmp_path):
    for name in ("a", "b"):
        write_named(tmp_path / f"{name}.dcm", series=name)

    with pytest.raises(NothingToOpenError) as raised:
        read_volumes(tmp_path)

    assert str(raised.value) == (
        f"no readable DICOM image was found: a.dcm: {REPORT}; b.dcm: {REPORT}"
    )


def test_objects_and_what_is_not_dicom_are_both_named(tmp_path):
    write_named(tmp_path / "plan.dcm", uids.RTPlanStorage, "RTPLAN")
    (tmp_path / "notes.txt").write_text("nothing")

    with pytest.raises(NothingToOpenError) as raised:
        read_volumes(tmp_path)

    assert "plan.dcm: RT Plan Storage (RTPLAN), no image in it; " in str(raised.value)
    assert "notes.txt: not DICOM" in str(raised.value)


def test_of_many_objects_some_are_named_and_the_rest_is_counted(tmp_path):
    for number in range(11):
        write_named(tmp_path / f"{number:02}.dcm", series=str(number))

    with pytest.raises(NothingToOpenError) as raised:
        read_volumes(tmp_path)

    assert str(raised.value).count(REPORT) == 8
    assert str(raised.value).endswith(f"07.dcm: {REPORT}; and 3 more")


def test_a_report_is_told_of_without_its_patient(tmp_path):
    write_named(tmp_path / "sr.dcm")

    with pytest.raises(NothingToOpenError) as raised:
        read_volumes(tmp_path)

    assert "SECRET" not in str(raised.value).upper()


def test_an_image_that_cannot_be_decoded_beside_a_report_is_named_first(tmp_path):
    (path,) = write_series(tmp_path, ramp(1), series="Thorax")
    path.write_bytes(path.read_bytes()[:-20])
    write_named(tmp_path / "sr.dcm")

    with pytest.raises(NothingToOpenError) as raised:
        read_volumes(tmp_path)

    words = str(raised.value)
    assert 0 < words.index("CT 1 Thorax: ") < words.index(f"sr.dcm: {REPORT}")


def test_beside_objects_and_overlays_images_are_what_scripts_get(tmp_path):
    write_series(tmp_path, edit=with_overlay)
    write_named(tmp_path / "sr.dcm")

    loaded = read_volumes(tmp_path)

    assert [one.volume.name for one in loaded] == ["CT 1 series"]


def test_a_viewer_is_told_the_same_with_the_name_of_the_folder(viewer, tmp_path):
    write_named(tmp_path / "study" / "sr.dcm")

    with pytest.raises(NothingToOpenError) as by_script:
        add_dicom(viewer, tmp_path / "study")
    with pytest.raises(NothingToOpenError) as by_napari:
        viewer.open(str(tmp_path / "study"), plugin="napari-dicom")

    assert str(by_script.value) == (f"study: no readable DICOM image was found: sr.dcm: {REPORT}")
    assert str(by_napari.value) == str(by_script.value)
    assert not viewer.layers


def test_images_that_cannot_be_read_are_told_where_others_are_returned(tmp_path):
    (path,) = write_series(tmp_path, ramp(1), series="Thorax", name="a{}".format)
    path.write_bytes(path.read_bytes()[:-20])
    write_series(tmp_path, ramp(3), series="Abdomen", name="b{}".format)

    with pytest.warns(IncompleteWarning, match=r"^1 of 2 images .* left out .*: CT 1 Thorax: "):
        (volume,) = read_volumes(tmp_path)

    assert volume.name == "CT 1 Abdomen"
    (failed,) = read_all(tmp_path).failed
    assert failed.content.name == "CT 1 Thorax"
