"""Colour images as a reader of them sees them: RGB of 8 bits."""

import numpy as np
from pydicom import uid as uids

import phantom
from napari_dicom.api import read_volumes

GREEN, GREEN_IN_YBR = (0, 255, 0), (150, 44, 21)  # PS3.3 C.7.6.3.1.2


def test_pixels_too_many_for_halved_chroma_are_read_whole_and_it_is_told(tmp_path):
    dataset = phantom.image_header("US", "series", "study", 0)
    plane = np.full((4, 6, 3), GREEN_IN_YBR, np.uint8)
    phantom.set_pixels(dataset, [plane, plane], uids.ExplicitVRLittleEndian)
    dataset.NumberOfFrames = 2
    dataset.PhotometricInterpretation = "YBR_FULL_422"
    phantom.save(dataset, tmp_path / "u.dcm", uids.ExplicitVRLittleEndian)

    (loaded,) = read_volumes(tmp_path)

    assert loaded.values.shape == (2, 4, 6, 3)
    assert np.abs(loaded.values.astype(int) - GREEN).max() <= 1
    assert any("YBR_FULL_422" in note.message for note in loaded.volume.notes)


def test_halved_chroma_is_doubled(tmp_path):
    dataset = phantom.image_header("US", "series", "study", 0)
    plane = np.zeros((4, 6, 3), np.uint8)
    phantom.set_pixels(dataset, [plane], uids.ExplicitVRLittleEndian)
    luma, blue, red = GREEN_IN_YBR
    dataset.PixelData = bytes([luma, luma, blue, red]) * 12
    dataset.PhotometricInterpretation = "YBR_FULL_422"
    phantom.save(dataset, tmp_path / "u.dcm", uids.ExplicitVRLittleEndian)

    (loaded,) = read_volumes(tmp_path)

    assert np.abs(loaded.values.astype(int) - GREEN).max() <= 1
    assert not any("YBR_FULL_422" in note.message for note in loaded.volume.notes)
