"""What tests of the command line share."""

import pytest
from pydicom import uid as uids

import phantom


@pytest.fixture
def folder(tmp_path):
    """Two series, one of them 12-bit JPEG with thick slices, and a text file."""
    affine = phantom.make_affine(spacing=(2.5, 0.5, 0.75))
    phantom.write_series(
        tmp_path / "in" / "a", phantom.ramp(4, 8, 6), affine=affine, series="plain"
    )
    phantom.write_series(
        tmp_path / "in" / "b",
        phantom.ramp(3, 8, 8, "uint16"),
        affine=affine,
        series="packed",
        transfer_syntax=uids.JPEGExtended12Bit,
        header={"SeriesNumber": 2, "SliceThickness": 5},
    )
    (tmp_path / "in" / "README.txt").write_text("hello")
    return tmp_path / "in"
