"""How far frames of a segmentation may lie off a grid, an image's or their own, and be on it."""

import numpy as np
import pytest

import phantom
from napari_dicom.dicom import scan
from napari_dicom.dicom.errors import DecodeError
from napari_dicom.dicom.objects.segmentation.described import FrameTable
from napari_dicom.dicom.objects.segmentation.on_slices import on_slices
from napari_dicom.dicom.objects.segmentation.own_grid import by_themselves

SIZE = (6, 5)
STEP, BETWEEN_ROWS, BETWEEN_COLUMNS = 2.5, 0.7, 0.8


def plane_of(turn=0.0, spacing=(1.0, 1.0)):
    """Return the affine of a plane: unit normal, rows and columns, turned about its rows (rad)."""
    affine = phantom.make_affine(spacing=(1.0, *spacing), origin=(0, 0, 0))
    return phantom.rotated(affine, phantom.rotation(np.degrees(turn), 0, 0))


def own(places, between=None, thickness=None):
    """Lay frames at (x, z) mm on a grid of their own, with pixels of 1 mm."""
    positions = np.array([[x, 0.0, z] for x, z in places])
    nothing = np.full((len(places), 1), np.nan)
    table = FrameTable(
        np.ones(len(places), np.int64),
        positions,
        nothing,
        nothing,
        between,
        thickness,
        (None,) * len(places),
    )
    return by_themselves(table, positions, plane_of(), SIZE)


def codes(laid):
    return [note.code for note in laid.notes]


@pytest.mark.parametrize(("apart", "slices"), [(0.019, 1), (0.021, 2)])
def test_frames_nearer_than_a_fiftieth_of_a_pixel_show_one_plane(apart, slices):
    assert own([(0, 0), (0, apart)], between=STEP).geometry.shape[0] == slices


@pytest.mark.parametrize(("last", "told"), [(5.24, []), (5.26, ["irregular"])])
def test_planes_fit_a_step_that_are_no_further_off_than_a_tenth_of_it(last, told):
    assert codes(own([(0, 0), (0, 2.5), (0, last)], between=STEP)) == told


@pytest.mark.parametrize(("distance", "told"), [(2.74, []), (2.76, ["assumed"])])
def test_a_thickness_is_the_distance_up_to_a_tenth_of_it(distance, told):
    assert codes(own([(0, 0), (0, distance)], thickness=STEP)) == told


@pytest.mark.parametrize(("shift", "is_refused"), [(1.24, False), (1.26, True)])
def test_frames_a_pixel_and_a_tenth_of_a_step_beside_each_other_are_no_stack(shift, is_refused):
    places = [(0, 0), (shift, STEP), (0, 2 * STEP)]

    if is_refused:
        with pytest.raises(DecodeError, match="beside each other"):
            own(places, between=STEP)
    else:
        assert own(places, between=STEP).geometry.shape[0] == 3


@pytest.fixture
def image(tmp_path):
    phantom.write_series(tmp_path, phantom.ramp(6))
    (volume,) = scan(tmp_path).volumes
    return volume


def laid(image, steps, between=None, turn=0.0, pixels=(0.0, 0.0), stretched=1.0):
    """Lay frames on an image: at so many steps and (rows, columns) from its first slice."""
    affine = image.geometry.affine
    index = np.array([[step, *pixels, 1.0] for step in steps])
    plane = plane_of(turn, (BETWEEN_ROWS * stretched, BETWEEN_COLUMNS * stretched))
    return on_slices(image, (index @ affine.T)[:, :3], plane, SIZE, between)


@pytest.mark.parametrize(("turn", "is_on_it"), [(0.9e-3, True), (1.1e-3, False)])
def test_frames_turned_by_more_than_a_thousandth_are_not_on_the_slices(image, turn, is_on_it):
    assert (laid(image, [0, 1], turn=turn) is not None) == is_on_it


@pytest.mark.parametrize(("off", "is_on_it"), [(0.049, True), (0.051, False)])
def test_a_frame_is_on_a_slice_up_to_a_twentieth_of_the_step_away(image, off, is_on_it):
    assert (laid(image, [2 + off]) is not None) == is_on_it


@pytest.mark.parametrize(("off", "is_snapped"), [(0.009, True), (0.011, False)])
def test_pixels_a_hundredth_off_are_those_of_the_image(image, off, is_snapped):
    found = laid(image, [0, 1], pixels=(off, 0.0)).geometry

    assert np.allclose(found.affine, image.geometry.affine, atol=1e-6) == is_snapped


@pytest.mark.parametrize(("factor", "is_on_it"), [(1.09, True), (1.11, False)])
def test_a_coarser_grid_is_meant_where_its_distance_is_a_tenth_more(image, factor, is_on_it):
    assert (laid(image, [0], between=factor * STEP) is not None) == is_on_it


@pytest.mark.parametrize(("off", "is_on_it"), [(0.09, False), (0.11, True)])
def test_a_coarser_grid_is_not_meant_where_frames_lie_a_tenth_off_it(image, off, is_on_it):
    between = 3 * STEP / (2 - off)

    assert (laid(image, [0, 3], between=between) is not None) == is_on_it


@pytest.mark.parametrize(("stretched", "is_on_it"), [(1.0009, True), (1.0011, False)])
def test_a_finer_grid_is_meant_where_pixels_are_a_thousandth_larger(image, stretched, is_on_it):
    found = laid(image, [0, 2], between=STEP / 2, stretched=stretched)

    assert (found is not None) == is_on_it
