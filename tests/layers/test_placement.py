"""Layers put elsewhere, as matrices; and their data back in the volume's order."""

import numpy as np
import pytest

from napari_dicom.api import read_volumes
from napari_dicom.layers import arrange, build_layers, plane_and_pixel, values_of
from phantom import make_affine, ramp, rotated, rotation, write_series

TURNED = rotated(make_affine(), rotation(10, 20, 30))
AFFINES = [
    pytest.param(make_affine("axial"), id="axial"),
    pytest.param(make_affine("coronal"), id="coronal"),
    pytest.param(make_affine("sagittal"), id="sagittal"),
    pytest.param(TURNED, id="oblique"),
]


@pytest.fixture
def read(tmp_path):
    def write_and_read(affine):
        write_series(tmp_path, ramp(3, 4, 5), affine=affine)
        return read_volumes(tmp_path)[0]

    return write_and_read


@pytest.mark.parametrize("affine", AFFINES)
def test_the_values_come_back_in_the_order_of_the_volume(read, affine):
    loaded = read(affine)

    (layer,) = build_layers([loaded])

    np.testing.assert_array_equal(values_of(layer.data, loaded.volume), loaded.values)


@pytest.mark.parametrize("affine", AFFINES)
def test_an_index_of_the_layer_is_a_slice_row_and_column(read, affine):
    loaded = read(affine)
    (layer,) = build_layers([loaded])

    for index in np.ndindex(*layer.data.shape):
        assert loaded.values[plane_and_pixel(loaded.volume, index)] == layer.data[index]


def test_the_arrangement_does_not_depend_on_the_spacing(read):
    geometry = read(TURNED).volume.geometry

    scaled = geometry.scale_by(9.0, "SliceThickness")

    assert arrange(scaled).order == arrange(geometry).order
