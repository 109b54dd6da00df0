"""Slices nearer to each other than the digits of their positions: numbers say which was where."""

import numpy as np
import pydicom
import pytest

import phantom
from napari_dicom.dicom import Severity, scan
from napari_dicom.dicom.stacks import ROUNDED_POSITIONS

STRAIGHT = phantom.rotation(0, 0, 0)


def write(folder, distance, count, *, grain=1.0, turn=STRAIGHT, edit=None, **how):
    """Write a series whose positions are multiples of a grain; return its files as they lie."""
    affine = phantom.rotated(phantom.make_affine(spacing=(distance, 0.5, 0.5)), turn)

    def rounded(dataset, index):
        position = np.rint(np.divide(dataset.ImagePositionPatient, grain)) * grain
        dataset.ImagePositionPatient = position.round(6).tolist()
        dataset.InstanceNumber = index + 1
        if edit is not None:
            edit(dataset, index)

    values = phantom.ramp(count)
    return phantom.write_series(folder, values, affine=affine, edit=rounded, shuffle=3, **how)


def files(volume):
    """Return the file of each plane, None for one that is missing."""
    return [frame and frame.instance.path for frame in volume.frames]


def told(volume):
    return {note.code for note in volume.notes}


@pytest.mark.parametrize(
    ("distance", "count", "grain"),
    [(0.625, 12, 1.0), (0.8, 20, 1.0), (0.9, 100, 1.0), (0.3, 30, 1.0), (0.05, 12, 0.1)],
)
@pytest.mark.parametrize("turn", [(0, 0, 0), (0, 20, 10), (35, 5, 40)])
def test_slices_of_one_rounded_position_are_one_volume_in_their_order(
    tmp_path, distance, count, grain, turn
):
    paths = write(tmp_path, distance, count, grain=grain, turn=phantom.rotation(*turn))

    (volume,) = scan(tmp_path).volumes

    assert files(volume) == paths
    assert volume.geometry.spacing.used == pytest.approx(distance)
    assert volume.geometry.corner_error <= 1.05 * grain


def test_numbers_that_count_down_are_as_good(tmp_path):
    def count_down(dataset, index):
        dataset.InstanceNumber = 30 - index

    paths = write(tmp_path, 0.625, 12, edit=count_down)

    (volume,) = scan(tmp_path).volumes

    assert files(volume) == paths


def test_it_is_said_once_that_the_order_is_that_of_the_numbers(tmp_path):
    write(tmp_path, 0.625, 12)

    (volume,) = scan(tmp_path).volumes

    (note,) = (one for one in volume.notes if one.code == ROUNDED_POSITIONS)
    assert note.severity is Severity.WARNING
    assert "InstanceNumber" in note.message
    assert "0.625 mm" in note.message


def test_a_lost_slice_is_a_gap_that_its_number_tells_of(tmp_path):
    paths = write(tmp_path, 0.625, 12)
    paths[5].unlink()

    (volume,) = scan(tmp_path).volumes

    assert files(volume) == [*paths[:5], None, *paths[6:]]
    assert "missing-slices" in told(volume)


@pytest.mark.parametrize(
    ("last", "is_found"),
    [pytest.param(23, True, id="fewer than two each"), pytest.param(24, False, id="two each")],
)
def test_numbers_that_count_far_more_than_images_count_no_slices(tmp_path, last, is_found):
    paths = write(tmp_path, 0.625, 25)
    for index, path in enumerate(paths):
        if index > 10 and index != last:
            path.unlink()

    volumes = scan(tmp_path).volumes

    assert (ROUNDED_POSITIONS in told(volumes[0])) == is_found


@pytest.mark.parametrize("between", [2.0, 10.0])
def test_steps_in_time_of_slices_with_gaps_are_none_though_an_image_was_lost(tmp_path, between):
    def two_each(dataset, index):
        depth = between * (index // 2)
        dataset.ImagePositionPatient = [0, 0, depth]
        dataset.SliceThickness = between / 2

    paths = write(tmp_path, 1.0, 24, edit=two_each)
    paths[-1].unlink()

    volumes = scan(tmp_path).volumes

    assert all(ROUNDED_POSITIONS not in told(volume) for volume in volumes)


def test_as_many_images_at_each_position_are_steps_in_time(tmp_path):
    def two_each(dataset, index):
        dataset.ImagePositionPatient = [0, 0, index // 2]

    write(tmp_path, 0.5, 24, edit=two_each)

    (volume,) = scan(tmp_path).volumes

    assert volume.shape == (2, 12, 6, 5)


def test_an_image_sent_twice_is_no_slice(tmp_path):
    paths = write(tmp_path, 2.0, 8)
    again = pydicom.dcmread(paths[3])
    again.SOPInstanceUID, again.InstanceNumber = phantom.uid("again"), 9
    again.file_meta.MediaStorageSOPInstanceUID = again.SOPInstanceUID
    again.save_as(tmp_path / "again.dcm")

    volumes = scan(tmp_path).volumes

    assert files(volumes[0]) == paths
    assert all(ROUNDED_POSITIONS not in told(volume) for volume in volumes)


def test_slices_of_two_kernels_are_not_joined(tmp_path):
    def other_kernel(dataset, index):
        dataset.ConvolutionKernel = "B30" if index % 3 else "B70"

    write(tmp_path, 0.625, 12, edit=other_kernel)

    assert all(ROUNDED_POSITIONS not in told(volume) for volume in scan(tmp_path).volumes)


def test_digits_that_part_all_slices_need_no_numbers(tmp_path):
    def misnumbered(dataset, index):
        dataset.InstanceNumber = 1 + (index * 5) % 12

    paths = write(tmp_path, 1.0, 12, edit=misnumbered)

    (volume,) = scan(tmp_path).volumes

    assert files(volume) == paths
    assert ROUNDED_POSITIONS not in told(volume)


@pytest.mark.parametrize("keyword", ["AcquisitionNumber", "EchoTime"])
def test_acquisitions_of_rounded_slices_are_steps_each_in_the_order_of_its_numbers(
    tmp_path, keyword
):
    def again(dataset, index):
        dataset.ImagePositionPatient = [0, 0, float(np.rint(0.4 * (index % 12)))]
        setattr(dataset, keyword, 1 + index // 12)

    paths = write(tmp_path, 0.4, 24, edit=again)

    (volume,) = scan(tmp_path).volumes

    assert volume.shape == (2, 12, 6, 5)
    assert files(volume) == paths
    assert ROUNDED_POSITIONS in told(volume)


def test_acquisitions_of_other_extents_are_volumes_each_in_the_order_of_its_numbers(tmp_path):
    def twice(dataset, index):
        second, place = divmod(index, 14)
        dataset.ImagePositionPatient = [0, 0, float(np.rint(0.4 * (place + 3 * second)))]
        dataset.AcquisitionNumber = 1 + second

    paths = write(tmp_path, 0.4, 24, edit=twice)

    first, second = scan(tmp_path).volumes

    assert [files(first), files(second)] == [paths[:14], paths[14:]]


@pytest.mark.parametrize("turn", [(0, 0, 0), (0, 20, 10)])
def test_slices_that_were_lost_before_they_were_numbered_are_a_gap(tmp_path, turn):
    paths = write(tmp_path, 0.4, 22, turn=phantom.rotation(*turn))
    for path in paths[8:12]:
        path.unlink()
    kept = [*paths[:8], *paths[12:]]
    for number, path in enumerate(kept, 1):
        dataset = pydicom.dcmread(path)
        dataset.InstanceNumber = number
        dataset.save_as(path)

    (volume,) = scan(tmp_path).volumes

    assert [file for file in files(volume) if file] == kept
    assert files(volume)[:8] == paths[:8]
    assert 2 <= files(volume).count(None) <= 6
    assert volume.geometry.corner_error <= 1.05
    assert "missing-slices" in told(volume)
    (note,) = (one for one in volume.notes if one.code == ROUNDED_POSITIONS)
    assert "how many is what fits best" in note.message


def test_repeats_at_places_far_from_each_other_are_no_slices_beside_a_hole(tmp_path):
    def three_each(dataset, index):
        dataset.ImagePositionPatient = [0, 0, 4.0 * (index // 3)]

    write(tmp_path, 0.3, 11, edit=three_each)

    assert all(ROUNDED_POSITIONS not in told(volume) for volume in scan(tmp_path).volumes)
