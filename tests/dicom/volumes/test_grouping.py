"""Files of one SeriesInstanceUID that name several patients or studies."""

import numpy as np
import pytest

import phantom
from napari_dicom.dicom import load, scan
from napari_dicom.dicom.describing import catalogue_of
from napari_dicom.dicom.note import Severity

SHAPE = (6, 6, 5)


def with_patients(tmp_path, numbers, keyword="PatientID"):
    """Write one series whose files name these, one after the other; None for none."""

    def edit(dataset, index):
        phantom.set_attributes(dataset, {keyword: numbers[index]})

    phantom.write_series(tmp_path, phantom.ramp(*SHAPE), edit=edit)
    return scan(tmp_path).volumes


def told(volume):
    return [note for note in volume.notes if note.code in {"split-series", "assumed"}]


@pytest.mark.parametrize("keyword", ["PatientID", "StudyInstanceUID"])
def test_one_series_of_two_patients_or_studies_is_two_volumes_and_that_is_told(tmp_path, keyword):
    volumes = with_patients(tmp_path, ["1.2", "1.3"] * 3, keyword)

    assert [volume.shape for volume in volumes] == [(3, *SHAPE[1:])] * 2
    for number, volume in enumerate(volumes):
        expected = phantom.ramp(*SHAPE)[number::2]
        assert np.array_equal(load(volume).values, expected)
        (note,) = [one for one in told(volume) if keyword in one.message]
        assert note.severity is Severity.WARNING
        assert "name 2" in note.message


def test_one_odd_file_of_another_patient_is_no_slice_of_the_series(tmp_path):
    volumes = with_patients(tmp_path, ["1", "1", "1", "secret-9", "1", "1"])

    assert sorted(len(volume.frames) for volume in volumes) == [1, 6]
    assert not any("secret" in note.message for volume in volumes for note in volume.notes)


@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param(["1", None] * 3, id="some name none"),
        pytest.param([None] * 6, id="none names one"),
        pytest.param(["A b", " a  B"] * 3, id="case and spaces"),
    ],
)
def test_one_patient_or_none_is_one_volume_and_nothing_is_told(tmp_path, numbers):
    (volume,) = with_patients(tmp_path, numbers)

    assert volume.shape == SHAPE
    assert told(volume) == []


def test_files_without_a_patient_stand_by_themselves_where_there_are_two(tmp_path):
    volumes = with_patients(tmp_path, ["1", "1", "2", "2", None, None])

    assert [len(volume.frames) for volume in volumes] == [2, 2, 2]
    assert all("2 patients" in told(one)[0].message for one in volumes)


@pytest.mark.parametrize(("files", "volumes"), [(2, 2), (3, 1)])
def test_patients_that_all_differ_are_false_names_from_three_files_on(tmp_path, files, volumes):
    def edit(dataset, index):
        dataset.PatientID = f"fake{index}"

    phantom.write_series(tmp_path, phantom.ramp(files, 6, 5), edit=edit)

    found = scan(tmp_path).volumes

    assert len(found) == volumes
    assert all(told(one)[0].severity is Severity.WARNING for one in found)


def test_the_catalogue_has_both_patients_of_one_study_and_series(tmp_path):
    with_patients(tmp_path, ["1", "2"] * 3)

    patients = catalogue_of(scan(tmp_path)).patients

    assert [len(one.studies[0].series[0].volumes) for one in patients] == [1, 1]


def test_two_patients_are_two_though_a_third_file_names_none(tmp_path):
    def edit(dataset, index):
        phantom.set_attributes(dataset, {"PatientID": ("1", "2", None)[index]})

    phantom.write_series(tmp_path, phantom.ramp(3, 6, 5), edit=edit)

    assert [len(one.frames) for one in scan(tmp_path).volumes] == [1, 1, 1]
