"""How pixels are coded, in words."""

import numpy as np
import pytest
from pydicom import uid as uids

from napari_dicom import scan
from napari_dicom.dicom.describing.coding import codings_of, milliseconds_a_frame
from phantom import ramp, write_series


def codings(folder, values=None, **how):
    """Return how the images of a series are coded that is written so."""
    write_series(folder, ramp(dtype="uint16") if values is None else values, **how)
    (volume,) = scan(folder).volumes
    return codings_of(volume)


@pytest.mark.parametrize(
    ("transfer_syntax", "header", "words"),
    [
        pytest.param(uids.ExplicitVRLittleEndian, {}, "uncompressed", id="uncompressed"),
        pytest.param(uids.ExplicitVRBigEndian, {}, "uncompressed", id="big endian"),
        pytest.param(uids.RLELossless, {}, "lossless", id="lossless"),
        pytest.param(uids.JPEG2000, {}, "lossy", id="lossy by its syntax"),
        pytest.param(
            uids.ExplicitVRLittleEndian, {"LossyImageCompression": "01"}, "lossy", id="was lossy"
        ),
        pytest.param(
            uids.ExplicitVRLittleEndian,
            {"LossyImageCompression": "00"},
            "uncompressed",
            id="was never lossy",
        ),
        pytest.param(
            uids.JPEG2000, {"LossyImageCompressionRatio": "8"}, "lossy 8:1", id="with its ratio"
        ),
        pytest.param(
            uids.RLELossless,
            {"LossyImageCompression": "01", "LossyImageCompressionRatio": ["4", "2.5"]},
            "lossy 10:1",
            id="in two steps, whose product counts",
        ),
    ],
)
def test_compression_is_said_with_all_its_steps(tmp_path, transfer_syntax, header, words):
    (one,) = codings(tmp_path, transfer_syntax=transfer_syntax, header=header)

    assert one.compression == words


def test_bits_are_those_stored_of_those_allocated(tmp_path):
    (one,) = codings(tmp_path, bits_stored=12)

    assert one.bits == "12 of 16 bits"


def test_images_of_other_bits_are_told_apart(tmp_path):
    def fewer(dataset, index):
        if index:
            dataset.BitsStored, dataset.HighBit = 14, 13

    found = codings(tmp_path, edit=fewer)

    assert [(one.bits, one.images) for one in found] == [("16 of 16 bits", 1), ("14 of 16 bits", 3)]


def test_images_of_another_colour_space_are_told_apart(tmp_path):
    def ybr(dataset, index):
        if index:
            dataset.PhotometricInterpretation = "YBR_FULL"

    colour = np.zeros((4, 6, 5, 3), np.uint8)

    found = codings(tmp_path, colour, modality="OT", edit=ybr)

    kinds = [(one.source.format.photometric_interpretation, one.images) for one in found]
    assert kinds == [("RGB", 1), ("YBR_FULL", 3)]


def test_a_file_that_is_gone_takes_no_time(tmp_path):
    (one,) = codings(tmp_path)
    took = milliseconds_a_frame(one.source)

    for path in tmp_path.iterdir():
        path.unlink()

    assert took > 0
    assert milliseconds_a_frame(one.source) is None
