"""Scanning: what is opened among files of all kinds, and the reason for what is not."""

import os
import sys

import pydicom
import pytest
from pydicom import uid as uids
from pydicom.valuerep import STANDARD_VR

import phantom
from napari_dicom.dicom.files.scan import scan_paths
from napari_dicom.dicom.limits import Limits


def reasons(scanned):
    return {skipped.path.name: skipped.code for skipped in scanned.skipped}


def names(scanned):
    return [instance.path.name for instance in scanned.instances]


def test_junk_beside_images_is_skipped_with_its_reason(tmp_path):
    phantom.write_series(tmp_path, phantom.ramp(2))
    (tmp_path / "empty").touch()
    (tmp_path / "notes.txt").write_text("a report")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n" + bytes(300))
    (tmp_path / "DICM.bin").write_bytes(b"DICM" * 50)

    scanned = scan_paths([tmp_path])

    assert names(scanned) == ["IM0000.dcm", "IM0001.dcm"]
    assert set(reasons(scanned)) == {"empty", "notes.txt", "picture.png", "DICM.bin"}
    assert set(reasons(scanned).values()) == {"not-dicom"}


def test_folders_are_searched_in_order_of_names(tmp_path):
    for name in ("b", "a/deep", "a"):
        phantom.write_series(tmp_path / name, phantom.ramp(1), name=lambda _, n=name: n[-1])

    assert names(scan_paths([tmp_path])) == ["a", "p", "b"]


def test_a_file_given_twice_is_read_once(tmp_path):
    paths = phantom.write_series(tmp_path, phantom.ramp(2))
    (tmp_path / "link.dcm").symlink_to(paths[0])

    assert len(scan_paths([paths[0], tmp_path, paths[1]]).instances) == 2


def test_links_that_run_in_circles_end(tmp_path):
    phantom.write_series(tmp_path / "a", phantom.ramp(1))
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to(tmp_path / "self")

    scanned = scan_paths([tmp_path])

    assert names(scanned) == ["IM0000.dcm"]
    assert reasons(scanned) == {"self": "unreadable"}


@pytest.mark.skipif(sys.platform != "linux", reason="paths of that length elsewhere are none")
def test_more_folders_in_each_other_than_python_has_levels_are_searched(tmp_path):
    (path,) = phantom.write_series(tmp_path, phantom.ramp(1))
    here = os.open(tmp_path, os.O_RDONLY)
    try:
        for _ in range(1200):
            os.mkdir("d", dir_fd=here)
            below = os.open("d", os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = below
        os.rename(path, "image", dst_dir_fd=here)
    finally:
        os.close(here)

    found = names(scan_paths([tmp_path]))

    for _ in range(1199):  # pytest could not remove them
        (tmp_path / "d" / "d").rename(tmp_path / "e")
        (tmp_path / "d").rmdir()
        (tmp_path / "e").rename(tmp_path / "d")
    assert found == ["image"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
def test_a_fifo_does_not_block(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    assert reasons(scan_paths([tmp_path, tmp_path / "pipe"])) == {"pipe": "not-dicom"}


def test_what_is_not_there_or_dangles_is_unreadable(tmp_path):
    (tmp_path / "dangling").symlink_to(tmp_path / "gone")

    scanned = scan_paths([tmp_path / "dangling", tmp_path / "missing.dcm"])

    assert reasons(scanned) == {"dangling": "unreadable", "missing.dcm": "unreadable"}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_a_file_one_may_not_read_is_unreadable(tmp_path):
    path = phantom.write_series(tmp_path, phantom.ramp(1))[0]
    path.chmod(0)

    assert reasons(scan_paths([tmp_path])) == {path.name: "unreadable"}


def test_files_without_preamble_are_read(tmp_path):
    path = phantom.write_series(tmp_path, phantom.ramp(1))[0]
    path.write_bytes(path.read_bytes()[132:])

    assert names(scan_paths([tmp_path])) == ["IM0000.dcm"]


@pytest.mark.parametrize(
    "transfer_syntax",
    [
        pytest.param(uids.ImplicitVRLittleEndian, id="implicit"),
        pytest.param(uids.ExplicitVRLittleEndian, id="explicit"),
        pytest.param(uids.ExplicitVRBigEndian, id="big endian"),
    ],
)
def test_bare_data_sets_are_read_as_what_they_look_like(tmp_path, transfer_syntax):
    path = phantom.write_series(tmp_path, phantom.ramp(1), transfer_syntax=transfer_syntax)[0]
    dataset = pydicom.dcmread(path)
    implicit = transfer_syntax == uids.ImplicitVRLittleEndian
    little_endian = transfer_syntax != uids.ExplicitVRBigEndian
    del dataset.file_meta
    pydicom.dcmwrite(
        path, dataset, implicit_vr=implicit, little_endian=little_endian, force_encoding=True
    )

    (instance,) = scan_paths([tmp_path]).instances

    assert instance.pixels.transfer_syntax_uid == transfer_syntax
    assert instance.header.integer("Rows") == 6


@pytest.mark.parametrize(
    "header",
    [
        pytest.param({"Rows": None}, id="no rows"),
        pytest.param({"Columns": 0}, id="no columns"),
        pytest.param({"BitsAllocated": None}, id="no bits"),
        pytest.param({"BitsAllocated": 7}, id="impossible bits"),
        pytest.param({"SamplesPerPixel": 7}, id="impossible samples"),
    ],
)
def test_images_without_size_or_bits_are_unreadable_and_stop_no_other(tmp_path, header):
    phantom.write_series(tmp_path / "bad", phantom.ramp(1), header=header)
    phantom.write_series(tmp_path / "good", phantom.ramp(1), name="good{}".format)

    scanned = scan_paths([tmp_path])

    assert names(scanned) == ["good0"]
    assert reasons(scanned) == {"IM0000.dcm": "unreadable"}


def test_what_is_no_image_is_an_instance_too(tmp_path):
    def edit(dataset, _):
        del dataset.PixelData
        dataset.SOPClassUID = uids.BasicTextSRStorage

    phantom.write_series(tmp_path, phantom.ramp(1), edit=edit)

    scanned = scan_paths([tmp_path])

    assert [(one.sop_class_uid, one.pixels) for one in scanned.instances] == [
        (uids.BasicTextSRStorage, None)
    ]
    assert scanned.skipped == ()


def test_no_more_files_are_looked_at_than_the_limit(tmp_path):
    phantom.write_series(tmp_path, phantom.ramp(5))

    scanned = scan_paths([tmp_path], Limits(files=3))

    assert len(scanned.instances) == 3
    assert "more than 3 files" in scanned.skipped[0].reason


def test_progress_may_cancel(tmp_path):
    phantom.write_series(tmp_path, phantom.ramp(1))

    def cancel(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scan_paths([tmp_path], progress=cancel)


@pytest.mark.parametrize("length", [133, 200, 400, 700])
def test_headers_cut_short_never_raise(tmp_path, length):
    path = phantom.write_series(tmp_path, phantom.ramp(1))[0]
    path.write_bytes(path.read_bytes()[:length])

    scanned = scan_paths([tmp_path])

    assert len(scanned.instances) + len(scanned.skipped) == 1
    assert [one.pixels for one in scanned.instances] == [None] * len(scanned.instances)


def test_no_reason_names_the_patient(tmp_path):
    for number, length in enumerate(range(150, 900, 25)):
        path = phantom.write_series(tmp_path / str(number), phantom.ramp(1))[0]
        path.write_bytes(path.read_bytes()[:length])
    phantom.write_series(tmp_path / "bad", phantom.ramp(1), header={"Rows": 0})

    text = " ".join(str(skipped) for skipped in scan_paths([tmp_path]).skipped)

    assert text
    assert "Secret" not in text
    assert "SECRET" not in text


VRS = sorted(str(vr) for vr in STANDARD_VR)


@pytest.mark.parametrize("element", [2, 3, 16, 18, 1])
@pytest.mark.parametrize("vr", VRS)
def test_file_meta_information_of_any_vr_stops_no_other_file(tmp_path, vr, element):
    first, *others = phantom.write_series(tmp_path, phantom.ramp(2))
    head = bytes([2, 0, element, 0])
    data = first.read_bytes()
    start = data.index(head, 132)
    first.write_bytes(data[: start + 4] + vr.encode() + data[start + 6 :])

    scanned = scan_paths([tmp_path])

    assert data[start + 4 : start + 6] in {b"UI", b"OB", b"SH"}
    assert {one.name for one in others} <= set(names(scanned))
    assert set(names(scanned)) | reasons(scanned).keys() == {first.name, others[0].name}
