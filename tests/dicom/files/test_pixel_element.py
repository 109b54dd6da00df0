"""Pixel data that says otherwise than the header: the pixel data is right, and that is told."""

import numpy as np
import pytest
from pydicom import dcmread, dcmwrite
from pydicom import uid as uids
from pydicom.encaps import encapsulate

import phantom
from napari_dicom import read_volumes
from napari_dicom.dicom import open_paths, scan

GE = "1.2.840.113619.5.2"
PHILIPS = "1.3.46.670589.33.1.4.1"


def notes(volume):
    return {note.code: note for note in volume.notes}


def with_syntax(path, uid):
    """Let a file name another transfer syntax than it has."""
    data = path.read_bytes()
    old = dcmread(path).file_meta.TransferSyntaxUID.encode()
    field = len(old) + len(old) % 2
    start = data.index(old)
    path.write_bytes(data[:start] + uid.encode().ljust(field, b"\0") + data[start + field :])


@pytest.mark.parametrize(
    "coded",
    [uids.JPEGLosslessSV1, uids.JPEGLSLossless, uids.JPEG2000Lossless, uids.RLELossless],
    ids=lambda uid: uid.name[:12],
)
def test_encapsulated_pixels_under_a_native_syntax_are_read_as_what_they_are(tmp_path, coded):
    values = phantom.ramp(dtype="uint16")
    for path in phantom.write_series(tmp_path, values, bits_stored=12, transfer_syntax=coded):
        with_syntax(path, uids.ExplicitVRLittleEndian)

    (loaded,) = read_volumes(tmp_path)

    np.testing.assert_array_equal(loaded.values, values)
    assert "looks like" in notes(loaded.volume)["odd-number"].message


def test_fragments_of_no_known_kind_are_not_guessed_at(tmp_path):
    (path,) = phantom.write_series(tmp_path, phantom.ramp(1), transfer_syntax=uids.RLELossless)
    dataset = dcmread(path)
    dataset.PixelData = encapsulate([b"\x5a" * 64])
    dataset["PixelData"].is_undefined_length = True
    dataset.save_as(path)
    with_syntax(path, uids.ImplicitVRLittleEndian[:-2])

    opened = open_paths(tmp_path)

    assert not opened.loaded
    assert opened.failed or opened.skipped


@pytest.mark.parametrize("dtype", ["int16", "uint16", "uint8"])
def test_the_private_syntax_of_ge_has_big_endian_pixels(tmp_path, dtype):
    values = phantom.ramp(2, dtype=dtype)
    for path in phantom.write_series(tmp_path, values, transfer_syntax=uids.ImplicitVRLittleEndian):
        dataset = dcmread(path)
        pixels = np.frombuffer(dataset.PixelData, np.dtype(dtype).newbyteorder("<"))
        dataset.PixelData = pixels.astype(np.dtype(dtype).newbyteorder(">")).tobytes()
        dataset.file_meta.TransferSyntaxUID = GE
        dcmwrite(path, dataset, implicit_vr=True, little_endian=True, force_encoding=True)

    (loaded,) = read_volumes(tmp_path)

    np.testing.assert_array_equal(loaded.values, values)


@pytest.mark.parametrize(
    ("uid", "named"),
    [
        pytest.param("1.2.840.113619.99", "of GE", id="GE"),
        pytest.param("1.3.12.2.1107.9", "of Siemens", id="Siemens"),
        pytest.param("9.9.9", "private transfer syntax (9.9.9)", id="nobody known"),
        pytest.param("1.2.840.10008.1.2.77", "unknown transfer syntax", id="of DICOM"),
    ],
)
def test_other_syntaxes_are_named_and_refused(tmp_path, uid, named):
    (path,) = phantom.write_series(tmp_path, phantom.ramp(1))
    dataset = dcmread(path)
    dataset.file_meta.TransferSyntaxUID = uid
    dcmwrite(path, dataset, implicit_vr=False, little_endian=True, force_encoding=True)

    (failed,) = open_paths(tmp_path).failed

    assert named in failed.reason
    assert "Export the images again" in failed.reason


def test_the_private_syntax_of_philips_is_explicit(tmp_path):
    for path in phantom.write_series(tmp_path):
        dataset = dcmread(path)
        dataset.file_meta.TransferSyntaxUID = PHILIPS
        dcmwrite(path, dataset, implicit_vr=False, little_endian=True, force_encoding=True)

    (loaded,) = read_volumes(tmp_path)

    np.testing.assert_array_equal(loaded.values, phantom.ramp())


def test_pixels_in_a_private_element_of_elscint_are_named(tmp_path):
    (path,) = phantom.write_series(tmp_path, phantom.ramp(1))
    dataset = dcmread(path)
    block = dataset.private_block(0x07A1, "ELSCINT1", create=True)
    block.add_new(0x0A, "OB", dataset.PixelData)
    block.add_new(0x11, "CS", "PMSCT_RLE1")
    del dataset.PixelData
    dataset.save_as(path)

    (skipped,) = scan(tmp_path).skipped

    assert "ELSCINT1" in skipped.reason
    assert "PMSCT_RLE1" in skipped.reason


def cine(path, frames, said, syntax=uids.ExplicitVRLittleEndian, table=True):
    """Write one file of so many frames that names another number of them."""
    dataset = phantom.image_header("US", "cine", "study", 0)
    values = phantom.ramp(frames, dtype="uint16")
    phantom.set_pixels(dataset, list(values), syntax)
    if syntax == uids.RLELossless:
        dataset.PixelData = encapsulate(
            [phantom.encode(v, syntax, 16) for v in values], has_bot=table
        )
        dataset["PixelData"].is_undefined_length = True
        dataset["PixelData"].VR = "OB"
    phantom.set_attributes(dataset, {"NumberOfFrames": said, "FrameTime": "50"})
    phantom.save(dataset, path, syntax)
    return values


@pytest.mark.parametrize("syntax", [uids.ExplicitVRLittleEndian, uids.RLELossless])
def test_more_frames_than_the_header_names_are_all_shown(tmp_path, syntax):
    values = cine(tmp_path / "cine.dcm", 5, 2, syntax)

    (loaded,) = read_volumes(tmp_path)

    np.testing.assert_array_equal(np.squeeze(loaded.values), values)
    assert "5 frames" in notes(loaded.volume)["odd-number"].message


@pytest.mark.parametrize("syntax", [uids.ExplicitVRLittleEndian, uids.RLELossless])
def test_a_number_of_frames_that_is_right_is_not_remarked_on(tmp_path, syntax):
    cine(tmp_path / "cine.dcm", 5, 5, syntax)

    (volume,) = scan(tmp_path).volumes

    assert "odd-number" not in notes(volume)


def test_pixel_data_that_is_no_whole_number_of_frames_counts_none(tmp_path):
    cine(tmp_path / "cine.dcm", 5, 2)
    dataset = dcmread(tmp_path / "cine.dcm")
    dataset.PixelData = dataset.PixelData[:-10]
    dataset.save_as(tmp_path / "cine.dcm")

    (volume,) = scan(tmp_path).volumes

    assert len(volume.frames) == 2


def test_frames_that_no_group_describes_are_not_shown_and_told(tmp_path):
    path = phantom.write_enhanced(tmp_path / "e.dcm")
    dataset = dcmread(path)
    dataset.NumberOfFrames = 3
    dataset.PerFrameFunctionalGroupsSequence.pop()
    dataset.save_as(path)

    (volume,) = scan(tmp_path).volumes

    assert volume.shape == (3, 6, 5)
    assert "not shown" in notes(volume)["odd-number"].message


def test_one_frame_said_and_an_offset_table_of_several_is_told(tmp_path):
    values = cine(tmp_path / "cine.dcm", 4, 1, uids.RLELossless)

    (loaded,) = read_volumes(tmp_path)

    np.testing.assert_array_equal(np.squeeze(loaded.values), values[0])
    assert any("4 frames" in note.message for note in loaded.volume.notes)
