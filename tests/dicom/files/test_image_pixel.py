"""Colour images as a reader of them sees them: RGB of 8 bits."""

import numpy as np
import pytest
from pydicom import uid as uids

import phantom
from napari_dicom.api import read_volumes
from napari_dicom.dicom.files.image_pixel import (
    doubts_of_pixels,
    padding_value,
    pixel_format,
    with_whole_chroma,
)
from napari_dicom.dicom.pixels import PixelFormat, SampleKind
from planes import header

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


@pytest.mark.parametrize(
    ("stored", "high", "expected", "told"),
    [
        pytest.param(16, 15, (16, 15), [], id="all bits"),
        pytest.param(17, 16, (16, 15), ["BitsStored", "HighBit"], id="one bit too many"),
        pytest.param(1, 0, (1, 0), [], id="one bit"),
        pytest.param(0, 11, (16, 15), ["BitsStored", "HighBit"], id="no bit"),
        pytest.param(12, 15, (12, 15), ["HighBit"], id="the highest bit there is"),
        pytest.param(12, 16, (12, 11), ["HighBit"], id="a bit there is not"),
        pytest.param(12, 10, (12, 10 + 1), ["HighBit"], id="a bit below the lowest that can be"),
    ],
)
def test_bits_that_cannot_be_are_mended_and_remembered(stored, high, expected, told):
    values = {"Rows": 6, "Columns": 5, "BitsAllocated": 16, "BitsStored": stored, "HighBit": high}
    values |= {"SamplesPerPixel": 1, "PixelRepresentation": 0}
    one = header(values | {"PhotometricInterpretation": "MONOCHROME2"})

    found = pixel_format(one, SampleKind.INTEGER)

    assert (found.bits_stored, found.high_bit) == expected
    doubts = doubts_of_pixels(one, found, False)
    assert sorted(doubt.keyword for doubt in doubts) == told


@pytest.mark.parametrize(
    ("written", "allocated", "signed", "expected"),
    [
        pytest.param(32767, 16, 1, 32767, id="the greatest of 16 bits"),
        pytest.param(32768, 16, 1, -32768, id="the least of 16 bits"),
        pytest.param(127, 8, 1, 127, id="the greatest of 8 bits"),
        pytest.param(128, 8, 1, -128, id="the least of 8 bits"),
        pytest.param(32768, 32, 1, -32768, id="of 32 bits 16 are written"),
        pytest.param(65535, 16, 0, 65535, id="unsigned"),
    ],
)
def test_padding_has_the_sign_of_the_pixels(written, allocated, signed, expected):
    one = header({"PixelPaddingValue": written, "PixelRepresentation": signed})

    assert padding_value(one, allocated) == expected


@pytest.mark.parametrize(
    ("length", "label"),
    [
        pytest.param(96, "YBR_FULL_422", id="two frames of halved chroma"),
        pytest.param(143, "YBR_FULL_422", id="a byte too few"),
        pytest.param(144, "YBR_FULL", id="two frames of whole chroma"),
        pytest.param(None, "YBR_FULL_422", id="encapsulated"),
    ],
)
def test_chroma_is_whole_where_there_are_bytes_for_it_in_every_frame(length, label):
    layout = PixelFormat(4, 6, 3, "YBR_FULL_422", bits_allocated=8, bits_stored=8, high_bit=7)

    found = with_whole_chroma(layout, 2, length)

    assert found.photometric_interpretation == label
