"""How many frames a file may claim: to the frame."""

import pytest
from pydicom import uid as uids

from napari_dicom.dicom.errors import HeaderError, LimitError
from napari_dicom.dicom.files.frame_count import check_frame_count
from napari_dicom.dicom.limits import Limits
from napari_dicom.dicom.pixels import PixelFormat

FORMAT = PixelFormat(6, 5)
BYTES = 6000
MISSING = 10_000

HELD = [
    pytest.param(uids.ExplicitVRLittleEndian, FORMAT, 100, id="60 bytes each"),
    pytest.param(uids.ExplicitVRBigEndian, FORMAT, 100, id="big endian"),
    pytest.param(uids.ExplicitVRLittleEndian, PixelFormat(3, 5, bits_allocated=1), 3200, id="bits"),
    pytest.param(uids.DeflatedExplicitVRLittleEndian, FORMAT, 103_200, id="deflated 1032 times"),
    pytest.param(uids.RLELossless, FORMAT, 750, id="items of 8 bytes at least"),
    pytest.param(uids.MPEG2MPML, FORMAT, 6000, id="video, a byte each at least"),
]
"""Transfer syntax, format, and the frames that a file of 6000 bytes may hold."""


@pytest.mark.parametrize(("uid", "pixel_format", "held"), HELD)
def test_ten_thousand_frames_may_be_missing(uid, pixel_format, held):
    check_frame_count(held + MISSING, pixel_format, uid, BYTES, Limits())


@pytest.mark.parametrize(("uid", "pixel_format", "held"), HELD)
def test_one_more_missing_frame_is_refused_with_both_numbers(uid, pixel_format, held):
    with pytest.raises(HeaderError, match=rf"{held + MISSING + 1}, .* 6,000 bytes holds {held} "):
        check_frame_count(held + MISSING + 1, pixel_format, uid, BYTES, Limits())


def test_as_many_frames_as_the_limit_says_are_let_pass():
    check_frame_count(50, FORMAT, uids.ExplicitVRLittleEndian, BYTES, Limits(frames=50))


def test_one_frame_more_than_the_limit_is_refused_however_large_the_file():
    with pytest.raises(LimitError, match=r"51, the limit is 50 \(limits.frames\)"):
        check_frame_count(51, FORMAT, uids.ExplicitVRLittleEndian, 10**9, Limits(frames=50))
