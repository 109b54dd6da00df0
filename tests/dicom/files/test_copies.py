"""Files of one SOP instance: copies, damaged copies, and images that only say so."""

import shutil

import numpy as np
import pytest
from pydicom import uid as uids

from napari_dicom import read_volumes
from napari_dicom.dicom import open_paths, scan
from napari_dicom.dicom.files.copies import tell_apart
from napari_dicom.dicom.files.instance import read_instance
from napari_dicom.dicom.limits import Limits
from phantom import image_header, ramp, save, set_pixels, write_series


def broken_off(path):
    """Cut the end of a file off, as a transfer does that breaks off."""
    path.write_bytes(path.read_bytes()[:-20])


@pytest.mark.parametrize("first", [True, False], ids=["damaged first", "damaged last"])
def test_a_copy_that_broke_off_leaves_the_whole_one_in_its_place(tmp_path, first):
    paths = write_series(tmp_path, ramp(5), name="IM{:03d}".format)
    copy = tmp_path / ("A" if first else "Z")
    shutil.copy(paths[2], copy)
    broken_off(copy)

    opened = open_paths(tmp_path)

    (loaded,) = opened.loaded
    np.testing.assert_array_equal(loaded.values, ramp(5))
    (skipped,) = opened.skipped
    assert (skipped.path, skipped.code) == (copy, "damaged-copy")
    assert skipped.reason == "a damaged copy of IM002"


def test_a_copy_in_another_transfer_syntax_is_a_copy(tmp_path):
    values = ramp(4, dtype="uint16")
    write_series(tmp_path / "a", values, bits_stored=12)
    write_series(tmp_path / "b", values, bits_stored=12, transfer_syntax=uids.RLELossless)

    (loaded,) = read_volumes(tmp_path)

    assert loaded.values.shape == values.shape
    (note,) = (note for note in loaded.volume.notes if note.code == "duplicates")
    assert note.details["count"] == 4


def test_another_image_under_the_same_uid_is_not_lost(tmp_path):
    write_series(tmp_path, ramp(1), name="good{}".format)
    (path,) = write_series(tmp_path, ramp(1) + 7, name="other{}".format)

    loaded = read_volumes(tmp_path)

    planes = [plane for one in loaded for plane in one.values.reshape(-1, 6, 5)]
    assert sorted(int(plane[0, 0]) for plane in planes) == [0, 7]
    assert not any(note.code == "duplicates" for one in loaded for note in one.volume.notes)
    assert path.exists()


def test_slices_that_share_a_uid_are_slices_and_nothing_is_decoded(tmp_path, monkeypatch):
    def same_uid(dataset, _index):
        dataset.SOPInstanceUID = "1.2.3"

    write_series(tmp_path, ramp(6), edit=same_uid)
    monkeypatch.setattr("napari_dicom.dicom.files.copies.PixelReader", None)

    (volume,) = scan(tmp_path).volumes

    assert volume.shape == (6, 6, 5)


def test_the_same_bytes_twice_are_not_decoded(tmp_path, monkeypatch):
    write_series(tmp_path / "a")
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    monkeypatch.setattr("napari_dicom.dicom.files.copies.PixelReader", None)

    (volume,) = scan(tmp_path).volumes

    assert [note.code for note in volume.notes] == ["duplicates"]


def test_where_no_copy_can_be_decoded_the_image_is_still_named(tmp_path):
    (path,) = write_series(tmp_path, ramp(1), name="a{}".format)
    shutil.copy(path, tmp_path / "b")
    broken_off(path)
    (tmp_path / "b").write_bytes((tmp_path / "b").read_bytes()[:-30])

    opened = open_paths(tmp_path)

    assert not opened.loaded
    assert {one.reason for one in opened.failed} != set()


def test_a_name_of_ours_that_holds_no_dicom_is_named(tmp_path):
    (tmp_path / "broken.dcm").write_bytes(b" \x08\0\x05\0CS\x0a\0ISO_IR 100")

    assert "broken.dcm: not DICOM" in [str(one) for one in open_paths(tmp_path).skipped]


def two_frames(path, values):
    """Write one file of two frames, of the same SOP instance as any other of them."""
    dataset = image_header("OT", "cine", "study", 0)
    set_pixels(dataset, list(values), uids.ExplicitVRLittleEndian)
    dataset.NumberOfFrames = len(values)
    save(dataset, path, uids.ExplicitVRLittleEndian)


@pytest.mark.parametrize("frame", [0, 1], ids=["the first frame", "the second frame"])
def test_files_that_differ_in_one_frame_are_no_copies(tmp_path, frame):
    other = ramp(2)
    other[frame] += 7
    two_frames(tmp_path / "a.dcm", ramp(2))
    two_frames(tmp_path / "b.dcm", other)

    found = {one.path.name: one.content for one in marked(tmp_path)}

    assert found == {"a.dcm": "0", "b.dcm": "1"}


def test_files_whose_frames_are_the_same_are_copies_though_their_bytes_are_not(tmp_path):
    two_frames(tmp_path / "a.dcm", ramp(2))
    two_frames(tmp_path / "b.dcm", ramp(2))
    with (tmp_path / "b.dcm").open("rb+") as file:
        file.seek(-2 * ramp(2).size - 4, 2)
        length = int.from_bytes(file.read(4), "little")
        file.seek(-2 * ramp(2).size - 4, 2)
        file.write((length + 2).to_bytes(4, "little"))
        file.seek(0, 2)
        file.write(b"\0\0")  # padding behind the frames

    found = {one.path.name: one.content for one in marked(tmp_path)}

    assert found == {"a.dcm": "0", "b.dcm": "0"}


def test_pictures_of_the_same_bytes_but_another_shape_are_no_copies(tmp_path):
    flat = np.arange(24, dtype=np.uint16)
    write_series(tmp_path, flat.reshape(1, 4, 6), name="a{}".format)
    write_series(tmp_path, flat.reshape(1, 6, 4), name="b{}".format)

    found = {one.path.name: one.content for one in marked(tmp_path)}

    assert found == {"a0": "0", "b0": "1"}


def marked(folder):
    """Return the instances of a folder as `tell_apart` leaves them; none may be left out."""
    instances = [read_instance(path) for path in sorted(folder.iterdir())]
    left, skipped = tell_apart(instances, Limits())
    assert (len(left), skipped) == (len(instances), [])
    return left


@pytest.mark.parametrize(
    "transfer_syntax",
    [
        pytest.param(uids.ImplicitVRLittleEndian, id="implicit"),
        pytest.param(uids.ExplicitVRBigEndian, id="big endian"),
        pytest.param(uids.DeflatedExplicitVRLittleEndian, id="deflated"),
        pytest.param(uids.RLELossless, id="RLE"),
    ],
)
def test_other_pixels_are_told_in_every_encoding(tmp_path, transfer_syntax):
    long = {"ImageComments": "x" * 5000}  # deflated, the file is shorter than this

    for name, more in (("a{}", 0), ("b{}", 7)):
        write_series(
            tmp_path,
            ramp(1) + more,
            name=name.format,
            transfer_syntax=transfer_syntax,
            header=long,
        )

    found = {one.path.name: one.content for one in marked(tmp_path)}

    assert found == {"a0": "0", "b0": "1"}
