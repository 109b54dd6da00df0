"""Small pictures of the middle slice."""

import numpy as np
import pytest

from napari_dicom import scan
from napari_dicom.dicom import PixelError, thumbnail
from phantom import make_affine, write_series

WINDOW = {"WindowCenter": "50", "WindowWidth": "100"}


def volume(folder, values, **how):
    write_series(folder, values, **how)
    return scan(folder).volumes[0]


def test_it_shows_the_middle_slice_as_the_window_says(tmp_path):
    values = np.zeros((3, 8, 8), "int16")
    values[1, :, 4:] = 100

    square = make_affine(spacing=(1, 1, 1))
    picture = thumbnail(volume(tmp_path, values, affine=square, header=WINDOW), size=8)

    assert picture.shape == (8, 8, 3)
    assert set(np.unique(picture[:, :4])) == {0}
    assert set(np.unique(picture[:, 4:])) == {255}


def test_a_millimetre_is_as_long_either_way(tmp_path):
    affine = make_affine(spacing=(1, 2, 1))

    picture = thumbnail(volume(tmp_path, np.zeros((1, 10, 10), "int16"), affine=affine), size=40)

    assert picture.shape == (40, 20, 3)


def test_low_values_of_monochrome1_are_bright(tmp_path):
    values = np.tile(np.int16([0, 100]), (1, 4, 2))
    inverse = WINDOW | {"PhotometricInterpretation": "MONOCHROME1"}

    picture = thumbnail(volume(tmp_path, values, header=inverse), size=4)

    assert picture[0, :2, 0].tolist() == [255, 0]


def test_colour_stays_as_it_is(tmp_path):
    values = np.zeros((1, 4, 4, 3), "uint8")
    values[..., 1] = 200

    picture = thumbnail(volume(tmp_path, values), size=4)

    assert picture[0, 0].tolist() == [0, 200, 0]


def test_a_slice_that_cannot_be_read_has_no_picture(tmp_path):
    (path,) = write_series(tmp_path, np.zeros((1, 64, 64), "int16"))
    path.write_bytes(path.read_bytes()[:-100])

    with pytest.raises(PixelError):
        thumbnail(scan(tmp_path).volumes[0])
