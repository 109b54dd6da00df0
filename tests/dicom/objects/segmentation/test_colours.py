"""Colours of segments, from CIELab and back."""

import numpy as np
import pytest

from napari_dicom.dicom.objects.segmentation.colours import from_cielab, to_cielab


@pytest.mark.parametrize(
    ("encoded", "colour"),
    [
        pytest.param((65535, 32896, 32896), (1, 1, 1), id="white"),
        pytest.param((0, 32896, 32896), (0, 0, 0), id="black"),
        pytest.param((41661, 41167, 40792), (221 / 255, 130 / 255, 101 / 255), id="liver"),
    ],
)
def test_cielab_becomes_the_srgb_that_its_writers_mean(encoded, colour):
    np.testing.assert_allclose(from_cielab(encoded), colour, atol=1 / 255)


@pytest.mark.parametrize("colour", [(0.2, 0.5, 0.9), (1.0, 0.1, 0.1), (0.0, 0.4, 0.0)])
def test_a_colour_comes_back_from_cielab(colour):
    np.testing.assert_allclose(from_cielab(to_cielab(colour)), colour, atol=2e-3)


@pytest.mark.parametrize("encoded", [None, (1.0, 2.0), (-1.0, 0.0, 0.0), (65536.0, 0.0, 0.0)])
def test_what_is_no_colour_is_none(encoded):
    assert from_cielab(encoded) is None
