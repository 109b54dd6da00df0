"""Small pictures of the middle slice."""

import numpy as np
import pytest
from pydicom.dataset import Dataset

from napari_dicom import read_volumes, scan
from napari_dicom.dicom import PixelError
from napari_dicom.dicom.describing import thumbnail
from napari_dicom.layers import build_layers
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


SQUARE = make_affine(spacing=(1, 1, 1))


def test_without_a_window_it_shows_all_but_the_outermost_hundredth(tmp_path):
    values = np.arange(1001, dtype="int16").reshape(1, 7, 143)  # n thousandths are n

    picture = thumbnail(volume(tmp_path, values, affine=SQUARE, modality="MR"), size=143)

    expected = np.rint(np.clip((values[0] - 5) / 990, 0, 1) * 255)
    assert np.array_equal(picture[..., 0], expected)


def test_padding_is_no_part_of_what_it_spans(tmp_path):
    values = np.tile(np.int16([-2000, 0, 50, 100]), (1, 4, 1))

    padded = volume(tmp_path, values, affine=SQUARE, header={"PixelPaddingValue": -2000})
    picture = thumbnail(padded, size=4)

    assert picture[0, :, 0].tolist() == [0, 0, 128, 255]


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_values_that_are_not_finite_are_no_part_of_what_it_spans(tmp_path, odd):
    values = np.tile(np.float32([odd, 0, 50, 100]), (1, 4, 1))

    picture = thumbnail(volume(tmp_path, values, affine=SQUARE), size=4)

    assert picture[0, 1:, 0].tolist() == [0, 128, 255]


def test_it_takes_the_pixel_in_the_middle_of_each_part(tmp_path):
    values = np.tile(np.arange(6, dtype="int16") * 20, (1, 6, 1))

    picture = thumbnail(volume(tmp_path, values, affine=SQUARE, header=WINDOW), size=2)

    assert picture[0, :, 0].tolist() == [52, 206]  # of 20 and 80 in 0 to 99


@pytest.mark.parametrize(
    ("shape", "first"),
    [
        pytest.param("INVERSE", [255, 0], id="inverse"),
        pytest.param("IDENTITY", [0, 255], id="identity"),
        pytest.param(None, [0, 255], id="none"),
    ],
)
def test_low_values_of_an_inverse_presentation_are_bright(tmp_path, shape, first):
    values = np.tile(np.int16([0, 100]), (1, 4, 2))

    found = volume(tmp_path, values, header=WINDOW | {"PresentationLUTShape": shape})

    assert thumbnail(found, size=4)[0, :2, 0].tolist() == first


def test_a_contrast_by_lookup_table_is_that_of_the_layer(tmp_path):
    def add_table(dataset, _):
        item = Dataset()
        item.LUTDescriptor = [1001, 100, 16]
        item.LUTData = (65 * np.arange(1001)).astype("<u2").tobytes()
        dataset.VOILUTSequence = [item]

    values = np.arange(0, 1200, 100, dtype="uint16").reshape(1, 1, 12)
    found = volume(tmp_path, values, edit=add_table, affine=make_affine(spacing=(1, 1, 1)))

    (layer,) = build_layers(read_volumes(tmp_path))

    assert layer.keywords["contrast_limits"] == [102, 1098]
    expected = np.rint(np.clip((values[0, 0] - 100.0) * 65 / 65535, 0, 65000 / 65535) * 255)
    np.testing.assert_allclose(thumbnail(found, size=12)[0, :, 0], expected, atol=1)


def test_pixels_without_size_have_the_aspect_the_file_says(tmp_path):
    bare = {"PixelSpacing": None, "ImagePositionPatient": None, "PixelAspectRatio": ["2", "1"]}

    found = volume(tmp_path, np.zeros((1, 10, 10), "int16"), header=bare)

    assert thumbnail(found, size=40).shape == (40, 20, 3)
