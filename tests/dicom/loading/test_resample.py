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
