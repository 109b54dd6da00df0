"""Patient > study > series > volume, without a name."""

from napari_dicom import scan
from napari_dicom.dicom import catalogue_of
from phantom import PATIENT_NAME, make_affine, write_series


def identity(number):
    return {"PatientID": number, "PatientName": PATIENT_NAME}


def test_series_are_filed_by_study_and_studies_by_patient(tmp_path):
    one, two = identity("1"), identity("2")
    write_series(tmp_path / "a", series="a", study="x", header=one | {"SeriesNumber": 9})
    write_series(tmp_path / "b", series="b", study="x", header=one | {"SeriesNumber": 3})
    write_series(tmp_path / "c", series="c", study="y", header=one)
    write_series(tmp_path / "d", series="d", study="z", header=two)

    first, second = catalogue_of(scan(tmp_path)).patients

    assert [[series.name for series in study.series] for study in first.studies] == [
        ["CT 3 b", "CT 9 a"],
        ["CT 1 c"],
    ]
    assert [series.name for series in second.studies[0].series] == ["CT 1 d"]


def test_volumes_of_one_series_stay_together(tmp_path):
    write_series(tmp_path / "a", series="s")
    coronal = make_affine("coronal")
    write_series(tmp_path / "b", series="s", affine=coronal, name="B{}".format)

    (patient,) = catalogue_of(scan(tmp_path)).patients
    (series,) = patient.studies[0].series

    assert len(series.volumes) == 2
    assert series.name == "CT 1 s"


def test_nobody_is_named_until_somebody_asks(tmp_path):
    write_series(tmp_path, header=identity("0815"))

    (patient,) = catalogue_of(scan(tmp_path)).patients

    assert patient.name == "Patient 1"
    assert PATIENT_NAME not in repr(patient) + patient.studies[0].name
    assert patient.identity() == f"{PATIENT_NAME}, 0815"
