"""Patient > study > series > volume, without a name."""

import pytest
from pydicom import uid as uids

from napari_dicom import scan
from napari_dicom.dicom import Volume
from napari_dicom.dicom.describing import catalogue_of
from napari_dicom.dicom.objects import Listing, Overlays
from objects import item, write_named, write_object
from phantom import PATIENT_NAME, make_affine, with_overlay, write_series


def identity(number):
    return {"PatientID": number, "PatientName": PATIENT_NAME}


def filed(folder):
    """Return what was filed: the types and names of contents by patient, study and series."""
    return [
        [
            [[(type(one), one.name) for one in series.contents] for series in study.series]
            for study in patient.studies
        ]
        for patient in catalogue_of(scan(folder)).patients
    ]


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
    coronal = make_affine("coronal", origin=(-20.0, -30.0, 90.0))
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


def test_series_without_a_number_come_last(tmp_path):
    for name, number in (("a", None), ("b", 7), ("c", 0)):
        write_series(tmp_path / name, series=name, header={"SeriesNumber": number})

    (patient,) = catalogue_of(scan(tmp_path)).patients

    assert [one.name for one in patient.studies[0].series] == ["CT 0 c", "CT 7 b", "CT a"]


@pytest.mark.parametrize(
    ("one", "other", "patients"),
    [
        pytest.param(("1", "A", "A^B"), ("1", "A", "A^B"), 1, id="all the same"),
        pytest.param(("1", "A", "A^B"), ("1", "A", "a^b^^"), 1, id="a name written otherwise"),
        pytest.param(("1", None, "A^B"), ("1", None, "Other^Name"), 2, id="two names"),
        pytest.param(("1", None, "A^B"), ("2", None, "A^B"), 2, id="two numbers"),
        pytest.param(("1", "A", "A^B"), ("1", "B", "A^B"), 2, id="two issuers"),
        pytest.param((None, None, "A^B"), (None, None, "A^B"), 1, id="no number, one name"),
        pytest.param((None, "A", None), (None, "A", None), 2, id="nothing that says they are one"),
    ],
)
def test_a_patient_is_known_by_number_issuer_and_name(tmp_path, one, other, patients):
    for study, (number, issuer, name) in (("x", one), ("y", other)):
        header = {"PatientID": number, "IssuerOfPatientID": issuer, "PatientName": name}
        write_series(tmp_path / study, series=study, study=study, header=header)

    assert len(catalogue_of(scan(tmp_path)).patients) == patients


def test_objects_are_filed_beside_the_images_of_their_study(tmp_path):
    write_series(tmp_path, series="images", edit=with_overlay, header={"PatientID": "1"})
    write_object(tmp_path / "r.dcm", uids.BasicTextSRStorage, {"PatientID": "1"}, number=7)

    (patient,) = catalogue_of(scan(tmp_path)).patients
    (study,) = patient.studies

    assert [[one.name for one in series.contents] for series in study.series] == [
        ["CT 1 images", "CT 1 images overlays"],
        ["OT 7"],
    ]
    assert [len(series.volumes) for series in study.series] == [1, 0]


def test_a_study_of_objects_alone_has_its_patient(tmp_path):
    write_series(tmp_path / "a", header=identity("1"))
    values = identity("2") | {"StudyInstanceUID": "1.2.3"}
    write_object(tmp_path / "r.dcm", uids.BasicTextSRStorage, values)

    patients = catalogue_of(scan(tmp_path)).patients

    assert sorted(patient.identity() for patient in patients) == [
        f"{PATIENT_NAME}, 1",
        f"{PATIENT_NAME}, 2",
    ]


def test_what_objects_hold_is_read_when_they_are_filed(tmp_path):
    path = write_object(tmp_path / "s.dcm", uids.SegmentationStorage, {"SegmentSequence": [item()]})

    catalogue = catalogue_of(scan(tmp_path))
    path.unlink()

    (one,) = catalogue.contents.listings
    assert one.inside.counts == ("1 segment",)


def test_an_object_is_a_series_of_the_study_it_belongs_to(tmp_path):
    write_series(tmp_path, series="Thorax", header={"SeriesNumber": 2})
    write_named(tmp_path / "late.dcm", series="findings", header={"SeriesNumber": 9})
    write_named(tmp_path / "early.dcm", uids.RTPlanStorage, "RTPLAN", series="plan", study="study")

    assert filed(tmp_path) == [
        [
            [
                [(Listing, "RTPLAN 1 plan")],
                [(Volume, "CT 2 Thorax")],
                [(Listing, "SR 9 findings")],
            ]
        ]
    ]


def test_overlays_stand_behind_the_volume_they_lie_on(tmp_path):
    write_series(tmp_path, series="Thorax", edit=with_overlay)

    assert filed(tmp_path) == [[[[(Volume, "CT 1 Thorax"), (Overlays, "CT 1 Thorax overlays")]]]]


def test_overlays_of_files_without_a_series_stay_with_their_volume(tmp_path):
    for name in ("a", "b"):
        header = {"SeriesInstanceUID": None, "SeriesDescription": name}
        write_series(tmp_path / name, series=name, header=header, edit=with_overlay)

    ((series,),) = filed(tmp_path)

    assert [[kind for kind, _ in contents] for contents in series] == [[Volume, Overlays]] * len(
        series
    )
    assert len(series) > 1


def test_an_object_of_the_series_of_images_stands_behind_them(tmp_path):
    write_named(tmp_path / "0.dcm", series="Thorax", header={"SOPInstanceUID": "1.2.3"})
    write_series(tmp_path, series="Thorax")

    assert filed(tmp_path) == [[[[(Volume, "CT 1 Thorax"), (Listing, "SR 1 Thorax")]]]]


def test_an_object_alone_in_its_study_is_filed_under_it(tmp_path):
    header = identity("1") | {"StudyDate": "20260203", "StudyDescription": "Follow-up"}
    write_series(tmp_path / "ct", study="a", header=identity("1"))
    write_named(tmp_path / "sr.dcm", study="b", header=header)

    (patient,) = catalogue_of(scan(tmp_path)).patients

    assert [study.name for study in patient.studies] == ["2026-01-02", "2026-02-03 Follow-up"]
    assert [series.volumes for series in patient.studies[1].series] == [()]
    assert patient.studies[1].series[0].name == "SR 1 object"


@pytest.mark.parametrize(
    ("number", "patients"),
    [pytest.param("1", 1, id="the same patient"), pytest.param("2", 2, id="another patient")],
)
def test_whose_a_study_without_images_is_its_object_tells(tmp_path, number, patients):
    write_series(tmp_path / "ct", study="a", header=identity("1"))
    write_named(tmp_path / "sr.dcm", study="b", header=identity(number))

    found = catalogue_of(scan(tmp_path)).patients

    assert [patient.name for patient in found] == [f"Patient {n + 1}" for n in range(patients)]
    assert [patient.identity() for patient in found][-1] == f"{PATIENT_NAME}, {number}"


def test_what_a_series_is_called_is_known_of_volumes_and_objects(tmp_path):
    write_series(tmp_path / "ct", series="Thorax")
    write_named(tmp_path / "sr.dcm", series="findings")

    names = catalogue_of(scan(tmp_path)).names

    assert sorted(names.values()) == ["CT 1 Thorax", "SR 1 findings"]


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param((b"\x10\0\x20\0LO", b"\x10\0\x20\0FD"), id="number for a text"),
        pytest.param((b"\x10\0\x20\0LO", b"\x10\0\x20\0AT"), id="tags for a text"),
        pytest.param((b"\x10\0\x20\0LO", b"\x10\0\x20\0Z?"), id="no VR at all"),
    ],
)
def test_a_patient_id_that_cannot_be_read_stops_nothing(tmp_path, damage):
    path = write_named(tmp_path / "sr.dcm", study="b")
    data = path.read_bytes()
    path.write_bytes(data.replace(*damage))
    write_series(tmp_path / "ct", study="a")

    found = catalogue_of(scan(tmp_path)).patients

    assert path.read_bytes() != data
    assert len(found) == 2
    assert all(patient.identity() for patient in found)


def test_a_file_gone_since_the_scan_is_a_patient_of_its_own(tmp_path):
    path = write_named(tmp_path / "sr.dcm")
    contents = scan(tmp_path)
    path.unlink()

    (patient,) = catalogue_of(contents).patients

    assert patient.identity() == "no name given"
