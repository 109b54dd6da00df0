"""Slices whose files name a series each: told of, and one volume on request."""

import numpy as np
import pydicom
import pytest

import phantom
from napari_dicom import read_volumes, scan


def scatter(folder, count=6, edit=None, **how):
    """Write slices with a SeriesInstanceUID for each file."""

    def alone(dataset, index):
        dataset.SeriesInstanceUID = phantom.uid("alone", index)
        if edit is not None:
            edit(dataset, index)

    return phantom.write_series(folder, phantom.ramp(count), edit=alone, shuffle=3, **how)


def hints(folder):
    return [
        [note.message for note in volume.notes if note.code == "joinable"]
        for volume in scan(folder).volumes
    ]


def test_each_slice_says_that_it_seems_to_be_one_of_a_volume_and_names_the_way_out(tmp_path):
    scatter(tmp_path)

    found = hints(tmp_path)

    assert len(found) == 6
    assert all("6 series of one image each" in text for (text,) in found)
    assert all("join_series=True" in text for (text,) in found)


def test_three_slices_are_enough(tmp_path):
    scatter(tmp_path, 3)

    assert [len(found) for found in hints(tmp_path)] == [1, 1, 1]


def test_they_are_one_volume_on_request_at_its_place(tmp_path):
    affine = phantom.make_affine("coronal")
    scatter(tmp_path, affine=affine, modality="CT")

    (joined,) = read_volumes(tmp_path, join_series=True)

    np.testing.assert_array_equal(joined.values, phantom.ramp(6))
    np.testing.assert_allclose(joined.affine, affine)
    assert [note.code for note in joined.notes if "join" in note.code] == ["joined-series"]


def test_steps_of_scattered_slices_that_are_told_apart_are_joined_along_them(tmp_path):
    def echoes(dataset, index):
        dataset.ImagePositionPatient = [0, 0, 2 * (index % 4)]
        dataset.EchoTime = 5 + 5 * (index // 4)

    scatter(tmp_path, 8, echoes)

    (joined,) = read_volumes(tmp_path, join_series=True)

    assert joined.values.shape[:2] == (2, 4)


def test_a_distance_that_was_asked_for_holds_for_slices_that_are_joined(tmp_path):
    scatter(tmp_path, header={"SliceThickness": 7})

    (joined,) = read_volumes(tmp_path, join_series=True, z_spacing="slice-thickness")

    assert joined.volume.geometry.spacing.used == 7


def of_another_study(dataset, index):
    dataset.StudyInstanceUID = phantom.uid("study", index % 3)


def of_another_patient(dataset, index):
    dataset.PatientID = f"patient {index % 3}"


def of_another_description(dataset, index):
    dataset.SeriesDescription = f"survey {index % 3}"


def turned(dataset, index):
    dataset.ImageOrientationPatient = [[1, 0, 0, 0, 1, 0], [1, 0, 0, 0, 0, -1]][index % 2]


def uneven(dataset, index):
    dataset.ImagePositionPatient = [0, 0, 1.7**index]


@pytest.mark.parametrize(
    ("edit", "count"),
    [
        pytest.param(None, 2, id="only two"),
        pytest.param(of_another_study, 6, id="of several studies"),
        pytest.param(of_another_patient, 6, id="of several patients"),
        pytest.param(of_another_description, 6, id="of several descriptions"),
        pytest.param(turned, 4, id="of two orientations"),
        pytest.param(uneven, 6, id="uneven"),
    ],
)
def test_slices_that_make_no_volume_say_nothing_and_stay_apart(tmp_path, edit, count):
    scatter(tmp_path, count, edit)

    assert hints(tmp_path) == count * [[]]
    assert len(read_volumes(tmp_path, join_series=True)) == count


def test_an_image_sent_twice_is_told_as_left_out_of_what_is_joined(tmp_path):
    paths = scatter(tmp_path)
    pydicom.dcmread(paths[2]).save_as(tmp_path / "again.dcm")

    (joined,) = read_volumes(tmp_path, join_series=True)

    assert any("again.dcm" in note.message for note in joined.notes)
