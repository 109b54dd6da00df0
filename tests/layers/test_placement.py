"""Layers put elsewhere, as matrices; and their data back in the volume's order."""

import numpy as np
import pytest

from napari_dicom.api import read_volumes
from napari_dicom.layers import (
    DisplaySpace,
    arrange,
    build_layers,
    display_transforms,
    is_in_patient_space,
    plane_and_pixel,
    same_rotation,
    values_of,
)
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

    indices = list(np.ndindex(*layer.data.shape))
    found = [loaded.values[plane_and_pixel(loaded.volume, index)] for index in indices]

    assert len(found) == 3 * 4 * 5
    assert found == layer.data.ravel().tolist()


def test_the_arrangement_does_not_depend_on_the_spacing(read):
    geometry = read(TURNED).volume.geometry

    scaled = geometry.scale_by(9.0, "SliceThickness")

    assert arrange(scaled).order == arrange(geometry).order


@pytest.mark.parametrize(
    ("degrees", "is_shared"),
    [
        pytest.param(0.055, True, id="0.00096"),
        pytest.param(0.061, False, id="0.00106"),
        pytest.param(1.0, False, id="1 degree"),
    ],
)
def test_volumes_turned_by_less_than_a_thousandth_share_a_display(read, degrees, is_shared):
    first, second = (
        read(rotated(make_affine(), rotation(0, 0, 10 + more))).volume.geometry
        for more in (0, degrees)
    )

    one, other = display_transforms([first, second], ["1.2", "1.2"], DisplaySpace.OWN_PLANES)

    assert (one is other) is is_shared
    assert same_rotation(one, other) is is_shared


@pytest.mark.parametrize(
    ("off", "is_patient"),
    [pytest.param(0.0009, True, id="0.0009"), pytest.param(0.0011, False, id="0.0011")],
)
def test_a_display_that_moves_nothing_by_a_thousandth_is_patient_space(off, is_patient):
    display = np.eye(4)
    display[0, 1] = -off

    assert is_in_patient_space(display) is is_patient
