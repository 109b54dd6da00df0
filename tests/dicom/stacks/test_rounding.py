"""Rounded positions: the even, straight planes that they were made from."""

import numpy as np
import pytest

import phantom
from napari_dicom.dicom import scan
from napari_dicom.dicom.stacks.evidence import Evidence
from napari_dicom.dicom.stacks.grid import Regularity, lay_on_grids
from napari_dicom.dicom.stacks.rounding import rounded_from

UP = np.array([0.0, 0.0, 1.0])


def planes(count, step, origin=(0.3, -7.4, 11.2)):
    return np.asarray(origin) + np.arange(count)[:, None] * np.asarray(step)


def oblique(distance, count=8):
    """Return positions to a millimetre, the normal and the step they were rounded from."""
    normal = phantom.rotation(0, 20, 35) @ UP
    return np.rint(planes(count, distance * normal)), normal, distance * normal


@pytest.mark.parametrize("distance", [1.7, 2.5, 3.837, 7.2])
def test_rounded_planes_are_laid_straight_at_the_distance_that_the_files_name(distance):
    positions, normal, step = oblique(distance)

    (grid,) = lay_on_grids(positions, normal, Evidence((distance,)))

    assert grid.regularity is Regularity.REGULAR
    assert grid.step == pytest.approx(step)
    assert np.abs(grid.origin + np.arange(8)[:, None] * step - positions).max() <= 0.525


def test_without_a_distance_the_one_that_fits_best_is_taken_and_nothing_leans():
    positions, normal, step = oblique(3.8)

    (grid,) = lay_on_grids(positions, normal)

    assert np.cross(grid.step, normal) == pytest.approx(np.zeros(3), abs=1e-9)
    assert np.linalg.norm(grid.step - step) < 0.15


def test_the_first_distance_that_the_positions_bear_out_is_taken():
    positions, normal, _ = oblique(3.8)

    found = rounded_from(positions, normal, (5.0, 3.81, 3.8), 1.0)

    assert found is not None
    assert np.linalg.norm(found[1]) == pytest.approx(3.81)


def test_a_tilted_gantry_stays_tilted_though_positions_were_rounded():
    step = np.array([0.0, 0.9, 3.0])
    positions = np.round(planes(8, step), 1)

    (grid,) = lay_on_grids(positions, UP, Evidence((3.0,)))

    assert grid.step == pytest.approx(step, abs=0.02)


@pytest.mark.parametrize(
    ("off", "is_found"), [pytest.param(1.04, True, id="less"), pytest.param(1.06, False, id="more")]
)
def test_positions_differ_by_a_digit_and_a_twentieth_at_most(off, is_found):
    positions = planes(4, 2.5 * UP) + off * np.array([[0, 0, 0], [1, 0, 0], [0, 0, 0], [1, 0, 0]])

    assert (rounded_from(positions, UP, (2.5,), 1.0) is not None) == is_found


@pytest.mark.parametrize(
    ("named", "is_taken"),
    [
        pytest.param(2.104, True, id="less than a twentieth"),
        pytest.param(2.106, False, id="more"),
        pytest.param(1.906, True, id="below, less"),
        pytest.param(1.904, False, id="below, more"),
    ],
)
def test_a_distance_is_taken_that_differs_by_a_twentieth_from_what_fits_best(named, is_taken):
    positions = planes(5, 2.0 * UP, (0.0, 0.0, 0.0))

    found = rounded_from(positions, UP, (named,), 1.0)

    assert found is not None
    assert np.linalg.norm(found[1]) == pytest.approx(named if is_taken else 2.0)


def test_three_planes_tell_that_they_are_even():
    assert rounded_from(planes(3, 2.5 * UP), UP, (2.5,), 1.0) is not None


def test_two_planes_tell_nothing():
    assert rounded_from(planes(2, 2.5 * UP), UP, (2.5,), 1.0) is None


def test_a_rounded_series_is_not_said_to_be_tilted_or_of_another_distance(tmp_path):
    spacing = (3.837, 1.0, 1.0)
    affine = phantom.rotated(phantom.make_affine(spacing=spacing), phantom.rotation(0, 20, 10))

    def edit(dataset, _):
        dataset.ImagePositionPatient = np.rint(dataset.ImagePositionPatient).tolist()

    phantom.write_series(tmp_path, phantom.ramp(8), affine=affine, edit=edit)

    (volume,) = scan(tmp_path).volumes

    assert volume.geometry.spacing.used == pytest.approx(3.837)
    codes = {note.code for note in volume.notes}
    assert not codes & {"gantry-tilt", "thickness-differs", "spacing-between-slices-differs"}


@pytest.mark.parametrize(("distance", "thickness"), [(2.5, 2.0), (3.3, 3.0), (2.75, 2.5)])
def test_a_thickness_far_from_what_fits_is_no_distance(distance, thickness):
    positions = np.rint(planes(4, distance * UP, (0.0, 0.0, 0.0)))

    (grid,) = lay_on_grids(positions, UP, Evidence((thickness,)))

    assert abs(np.linalg.norm(grid.step) - distance) < abs(thickness - distance)
