"""Straightening and regularising: known phantoms come back where they belong."""

import numpy as np
import pytest

import phantom
from napari_dicom.dicom import load, regularise, scan, straighten


def _ramp(planes=6, rows=40, columns=12):
    """Values that are a linear function of the row: linear interpolation is exact on it."""
    row = np.arange(rows, dtype=np.int16)[None, :, None] * 100
    return np.broadcast_to(row, (planes, rows, columns)).copy()


def _affine(step):
    affine = np.eye(4)
    affine[:3, 0] = step
    affine[:3, 1] = (0, 1.0, 0)
    affine[:3, 2] = (1.0, 0, 0)
    return affine


def _loaded(folder):
    (volume,) = scan(folder).volumes
    return load(volume)


def test_straightening_puts_values_where_the_shear_put_them(tmp_path):
    step = (0.0, 0.5, 2.0)
    phantom.write_series(tmp_path, _ramp(), affine=_affine(step))

    upright = straighten(_loaded(tmp_path))

    geometry = upright.volume.geometry
    assert not geometry.is_tilted
    np.testing.assert_allclose(geometry.affine[:3, 0], (0, 0, 2.0), atol=1e-9)
    for index in range(6):
        for row in (5, 10, 20):
            world = geometry.affine @ (index, row, 3, 1)
            expected = 100 * (world[1] - step[1] * index)  # y in the plane's own rows
            assert upright.values[index, row, 3] == pytest.approx(expected, abs=1)


def test_straightening_cuts_nothing_off(tmp_path):
    phantom.write_series(tmp_path, _ramp(), affine=_affine((0.0, -1.0, 2.0)))

    upright = straighten(_loaded(tmp_path))

    assert (upright.values == 3900).sum() == 6 * 12
    assert upright.volume.frames[0] is not None


def test_regularising_interpolates_between_slices(tmp_path):
    """Planes at 0, 1, 2, 5, 6 mm whose values are 10 times their position."""
    places = [0, 1, 2, 5, 6]
    values = np.stack([np.full((8, 8), 10 * place, np.int16) for place in places])

    def put(dataset, index):
        dataset.ImagePositionPatient = [0, 0, places[index]]

    phantom.write_series(tmp_path, values, affine=_affine((0, 0, 1.0)), edit=put)

    even = regularise(_loaded(tmp_path))

    np.testing.assert_array_equal(even.values[:, 4, 4], [0, 10, 20, 30, 40, 50, 60])
    acquired = [frame is not None for frame in even.volume.frames]
    assert acquired == [True, True, True, False, False, True, True]
    assert even.volume.geometry.spacing.used == pytest.approx(1.0)
    assert "regularised" in {note.code for note in even.volume.notes}
    assert "missing-slices" not in {note.code for note in even.volume.notes}


def test_what_is_said_of_the_place_is_said_of_the_new_one(tmp_path):
    affine = phantom.make_affine(spacing=(2.0, 1.0, 1.0), tilt_degrees=15)
    paths = phantom.write_series(tmp_path, phantom.ramp(6), affine=affine)
    paths[2].unlink()
    loaded = _loaded(tmp_path)

    told = {
        name: [note.code for note in one.volume.notes]
        for name, one in (
            ("found", loaded),
            ("straight", straighten(loaded)),
            ("even", regularise(loaded)),
        )
    }

    assert told == {
        "found": ["missing-slices", "gantry-tilt"],
        "straight": ["missing-slices", "straightened"],
        "even": ["straightened", "regularised"],
    }


@pytest.mark.parametrize(
    "shift",
    [
        pytest.param((-1.0, 0.0), id="against the rows' direction"),
        pytest.param((1.0, 0.0), id="along the rows' direction"),
        pytest.param((0.0, -1.0), id="against the columns' direction"),
        pytest.param((-2.0, -1.0), id="against both"),
    ],
)
def test_a_landmark_in_a_tilted_volume_stays_at_its_millimetres(tmp_path, shift):
    values = np.zeros((6, 12, 12), np.int16)
    values[4, 7, 3] = 1000
    phantom.write_series(tmp_path, values, affine=_affine((*shift, 2.0)))
    tilted = _loaded(tmp_path)

    upright = straighten(tilted)

    (there,) = np.argwhere(upright.values == 1000)
    expected = tilted.volume.geometry.affine @ (4, 7, 3, 1)
    assert upright.volume.geometry.affine @ (*there, 1) == pytest.approx(expected)


def test_the_first_of_uneven_planes_stays_where_it_was_acquired(tmp_path):
    places = np.cumsum([0.0, *[1.0] * 10, *[1.08] * 10])

    def put(dataset, index):
        dataset.ImagePositionPatient = phantom.ds([0, 0, 50 + places[index]])

    phantom.write_series(tmp_path, phantom.ramp(21), affine=_affine((0, 0, 1.0)), edit=put)
    uneven = _loaded(tmp_path)

    even = regularise(uneven)

    assert uneven.volume.geometry.affine[2, 3] != pytest.approx(50, abs=0.01)
    assert even.volume.geometry.affine[:3, 3] == pytest.approx((0, 0, 50))
    np.testing.assert_array_equal(even.values[0], uneven.values[0])


@pytest.mark.parametrize(
    ("spacing", "planes"),
    [
        pytest.param(None, 5, id="the smallest acquired"),
        pytest.param(0.5, 17, id="half a millimetre"),
        pytest.param(3.0, 3, id="3 mm do not reach the last"),
    ],
)
def test_the_new_planes_lie_as_far_apart_as_asked_for(tmp_path, spacing, planes):
    places = [0, 2, 4, 8]

    def put(dataset, index):
        dataset.ImagePositionPatient = [0, 0, places[index]]

    values = np.stack([np.full((8, 8), 10 * place, np.int16) for place in places])
    phantom.write_series(tmp_path, values, affine=_affine((0, 0, 1.0)), edit=put)

    even = regularise(_loaded(tmp_path), spacing)

    step = spacing or 2
    assert even.values[:, 4, 4].tolist() == [10 * step * index for index in range(planes)]
    assert even.volume.geometry.voxel_size == pytest.approx((step, 1, 1))


def test_planes_that_descend_in_depth_are_interpolated_in_their_order(tmp_path):
    """A coronal stack: the normal points against y, so the depths of its positions are negative."""
    places = [0, 1, 2, 5, 6]
    affine = phantom.make_affine("coronal", spacing=(1.0, 1.0, 1.0))
    values = np.stack([np.full((8, 8), 10 * place, np.int16) for place in places])

    def put(dataset, index):
        dataset.ImagePositionPatient = phantom.ds(phantom.position(affine, places[index]))

    phantom.write_series(tmp_path, values, affine=affine, edit=put)

    even = regularise(_loaded(tmp_path))

    assert even.values[:, 4, 4].tolist() == [0, 10, 20, 30, 40, 50, 60]
    assert even.volume.geometry.affine == pytest.approx(affine)


@pytest.mark.parametrize(
    ("off", "is_acquired"),
    [pytest.param(0.009, True, id="less"), pytest.param(0.011, False, id="more")],
)
def test_a_new_plane_is_an_acquired_one_within_a_hundredth_of_the_distance(
    tmp_path, off, is_acquired
):
    places = [0, 2, 4 + 2 * off, 8, 10]

    def put(dataset, index):
        dataset.ImagePositionPatient = [0, 0, places[index]]

    phantom.write_series(tmp_path, phantom.ramp(5), edit=put)

    even = regularise(_loaded(tmp_path), 2.0)

    assert [frame is not None for frame in even.volume.frames] == [
        True,
        True,
        is_acquired,
        False,
        True,
        True,
    ]
