"""The middle slice by itself lies where it lies in its volume."""

import numpy as np
import pytest

from napari_dicom.dicom import load, middle_slice, scan
from phantom import make_affine, ramp, rotated, rotation, write_series


@pytest.mark.parametrize(
    "affine",
    [
        pytest.param(make_affine(), id="axial"),
        pytest.param(rotated(make_affine(), rotation(20, 5, 0)), id="oblique"),
    ],
)
def test_the_middle_slice_lies_where_it_lies_in_its_volume(tmp_path, affine):
    write_series(tmp_path, ramp(7), affine=affine)
    (volume,) = scan(tmp_path).volumes
    whole = load(volume)

    middle = load(middle_slice(volume))

    assert middle.values.shape == (1, *whole.values.shape[1:])
    np.testing.assert_array_equal(middle.values[0], whole.values[3])
    here = middle.volume.geometry.affine @ [0, 1, 2, 1]
    np.testing.assert_allclose(here, volume.geometry.affine @ [3, 1, 2, 1], atol=1e-9)
    assert [note.code for note in middle.volume.notes][-1] == "loading"
    assert middle.volume.name.endswith("(loading: middle slice)")


def test_the_middle_slice_of_a_series_in_time_is_of_its_first_step(tmp_path):
    for time in (1, 2):
        write_series(
            tmp_path,
            ramp(5) + 100 * time,
            header={"TemporalPositionIdentifier": time},
            name=f"{time}-{{}}".format,
            edit=lambda dataset, index, time=time: setattr(
                dataset, "SOPInstanceUID", f"1.2.{time}.{index + 1}"
            ),
        )
    (volume,) = scan(tmp_path).volumes

    middle = load(middle_slice(volume))

    np.testing.assert_array_equal(middle.values, load(volume).values[0, 2:3])
    assert middle.volume.axes == ()


def test_an_image_without_a_place_is_its_own_middle(tmp_path):
    write_series(tmp_path, ramp(1), edit=lambda dataset, _: dataset.pop("ImagePositionPatient"))
    (volume,) = scan(tmp_path).volumes

    assert middle_slice(volume).geometry is None
    assert load(middle_slice(volume)).values.shape == volume.shape


@pytest.mark.parametrize(
    ("planes", "index"),
    [pytest.param(4, 2, id="even"), pytest.param(5, 2, id="odd"), pytest.param(2, 1, id="two")],
)
def test_the_middle_of_an_even_number_of_slices_is_the_later(tmp_path, planes, index):
    write_series(tmp_path, ramp(planes))
    (volume,) = scan(tmp_path).volumes

    assert volume.middle is volume.frames[index]
