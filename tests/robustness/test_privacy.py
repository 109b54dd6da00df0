"""Nothing that names a patient, a physician or an institution is told, logged or left behind.

Every element that may name one holds a sentinel; then everything that comes out is searched.

Defects these found: what pydicom's exceptions say was put into the reason of a damaged header; its
warnings on character sets of deflated files came through.
"""

import io
import json
import logging
import traceback
import warnings
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pydicom
import pytest
from pydicom import uid as uids
from pydicom.datadict import DicomDictionary, keyword_for_tag
from pydicom.tag import Tag

import phantom
from napari_dicom.__main__ import main
from napari_dicom.api import add_dicom, read_volumes
from napari_dicom.dicom import NapariDicomError, NothingToOpenError, Opened, open_paths, scan
from napari_dicom.dicom.describing import catalogue_of, content_facts, object_lines
from napari_dicom.layers import build_layers
from napari_dicom.viewer.report import report_on
from objects import (
    content_item,
    evidence_of,
    items,
    presentation,
    references,
    report_content,
    segmentation,
    structure_set,
    write_named,
)

SENTINEL = "Zq7Sentinel"
OBJECTS = {
    uids.SegmentationStorage: segmentation(2) | references("1.2.3"),
    uids.SurfaceSegmentationStorage: {"SurfaceSequence": items(2)},
    uids.RTStructureSetStorage: structure_set(series=["1.2.3"]),
    uids.RTPlanStorage: {"BeamSequence": items(2)},
    uids.ComprehensiveSRStorage: report_content(
        content_item("NUM", content_item("TEXT")), content_item("PNAME"), evidence=["1.2.3"]
    ),
    uids.KeyObjectSelectionDocumentStorage: {
        "CurrentRequestedProcedureEvidenceSequence": evidence_of(["1.2.3"])
    },
    uids.GrayscaleSoftcopyPresentationStateStorage: presentation(1, 1, 1),
    uids.SpatialRegistrationStorage: {"RegistrationSequence": items(2)},
    uids.SpatialFiducialsStorage: {"FiducialSetSequence": items(1)},
    uids.RealWorldValueMappingStorage: {},
    uids.EncapsulatedSTLStorage: {"DocumentTitle": "x"},
    uids.EncapsulatedPDFStorage: {"DocumentTitle": "x"},
    uids.GeneralECGWaveformStorage: {"AcquisitionContextSequence": items(1)},
    uids.RawDataStorage: {},
    "1.2.3.4": {},
}
"""SOP class -> what is in an object of it, texts among it."""

LETTERS = {"PN", "LO", "SH", "LT", "ST", "UT", "AE", "UC"}

IDENTIFYING = (0x0010, 0x0012, 0x0032, 0x0038, 0x4008)
"""Groups whose texts are about the patient, the trial, the visit or the reading physician."""

ELSEWHERE = [
    "AccessionNumber",
    "InstitutionName",
    "InstitutionAddress",
    "ReferringPhysicianName",
    "ReferringPhysicianAddress",
    "ReferringPhysicianTelephoneNumbers",
    "ConsultingPhysicianName",
    "StationName",
    "InstitutionalDepartmentName",
    "PhysiciansOfRecord",
    "PerformingPhysicianName",
    "NameOfPhysiciansReadingStudy",
    "OperatorsName",
    "AdmittingDiagnosesDescription",
    "DeviceSerialNumber",
    "ProtocolName",
    "StudyID",
    "RequestingPhysician",
    "RequestAttributesSequence",
    "PerformedProcedureStepID",
    "PerformedProcedureStepDescription",
    "ContentCreatorName",
    "VerifyingObserverName",
    "PersonName",
    "IssuerOfPatientID",
    "ImageComments",
]


def identifying_keywords() -> list[str]:
    """Return the text elements that hold sentinels."""
    own = [
        keyword_for_tag(tag)
        for tag, (vr, *_, keyword) in DicomDictionary.items()
        if Tag(tag).group in IDENTIFYING and vr in LETTERS and keyword
    ]
    return [*own, *(name for name in ELSEWHERE if name != "RequestAttributesSequence")]


def hide_sentinels(dataset: pydicom.Dataset, index: int) -> None:
    """Put a sentinel into every element that may identify somebody, in sequences as well."""
    for keyword in identifying_keywords():
        setattr(dataset, keyword, f"{SENTINEL}{index}")
    item = pydicom.Dataset()
    item.RequestedProcedureID = item.ScheduledProcedureStepDescription = SENTINEL
    item.ScheduledPerformingPhysicianName = SENTINEL
    dataset.RequestAttributesSequence = [item]
    dataset.PatientBirthDate = "19471123"
    dataset.add_new(0x00091001, "LO", SENTINEL)


def fill_texts(dataset: pydicom.Dataset, index: int) -> None:
    """Put a sentinel into every text of an object, however deep, and into its header."""
    for element in dataset.iterall():
        if element.VR in {"PN", "LO", "LT", "ST", "UT", "UC"} and element.tag.group != 2:
            element.value = SENTINEL
    dataset.SeriesDescription = "object"  # is shown: what people name their series by
    hide_sentinels(dataset, index)


def write_objects(folder: Path) -> None:
    """Write an object of each kind that is listed, and damaged copies of it."""
    for number, (sop_class, content) in enumerate(OBJECTS.items()):
        path = write_named(
            folder / f"o{number}.dcm",
            sop_class,
            "OT",
            content,
            series=f"o{number}",
            edit=fill_texts,
        )
        data = path.read_bytes()
        assert SENTINEL.encode() in data
        path.with_name(f"cut{number}.dcm").write_bytes(data[: -len(data) // 9])
        damaged = data.replace(b"SQ\0\0", b"UT\0\0")
        path.with_name(f"hit{number}.dcm").write_bytes(damaged)


@pytest.fixture
def objects(tmp_path: Path) -> Path:
    """Objects of all kinds that are no images, whole and damaged, sentinels in all of them."""
    write_objects(tmp_path / "objects")
    return tmp_path / "objects"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Good, odd, damaged and undecodable files, sentinels in all of them."""
    folder = tmp_path / "study"
    phantom.write_series(folder / "ct", edit=hide_sentinels)
    phantom.write_enhanced(folder / "enhanced.dcm", series="multi", edit_frame=hide_sentinels)
    deflated = uids.DeflatedExplicitVRLittleEndian
    phantom.write_series(
        folder / "deflated", edit=hide_sentinels, series="d", transfer_syntax=deflated
    )
    big = phantom.write_series(
        folder / "big", edit=hide_sentinels, series="b", transfer_syntax=uids.ExplicitVRBigEndian
    )
    write_objects(folder / "objects")
    data = big[0].read_bytes()
    for number in range(40):  # cut and damaged all over the header
        place = 150 + number * len(data) // 45
        (folder / f"cut{number}.dcm").write_bytes(data[:place])
        hit = data[:place] + b"\xff\x7f" + data[place + 2 :]
        (folder / f"hit{number}.dcm").write_bytes(hit)
    rle = phantom.write_series(
        folder / "rle", edit=hide_sentinels, series="r", transfer_syntax=uids.RLELossless
    )
    rle[0].write_bytes(rle[0].read_bytes()[:-60])
    (plain,) = phantom.write_series(
        folder / "lengths", phantom.ramp(1), edit=hide_sentinels, series="l"
    )
    data = plain.read_bytes()
    for tag in (b"\x08\0\x3e\x10LO", b"\x08\0\x60\0CS", b"\x08\0\x08\0CS", b"\x08\0\x16\0UI"):
        at = data.index(tag) + 6
        name = f"long{tag[2]}.dcm"
        (folder / name).write_bytes(data[:at] + b"\xf0\0" + data[at + 2 :])
    return folder


@pytest.fixture
def heard(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """What is logged and warned of, by whomever."""
    found: list[str] = []
    caplog.set_level(logging.DEBUG)
    logging.getLogger("pydicom").addHandler(caplog.handler)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield found
    logging.getLogger("pydicom").removeHandler(caplog.handler)
    found += [str(one.message) for one in caught]
    found += [record.getMessage() for record in caplog.records]
    assert_clean("logs and warnings", "\n".join(found))


def assert_clean(what: str, text: str) -> None:
    at = text.find(SENTINEL)
    assert at < 0, f"{what}: ...{text[max(0, at - 100) : at + 60]!r}"


def test_nothing_read_tells_who_the_patient_is(study: Path, heard: list[str]) -> None:
    opened = open_paths(study)
    layers = build_layers(opened.loaded)

    assert len(opened.loaded) >= 5
    assert opened.skipped
    assert_clean("layer names", " ".join(layer.keywords["name"] for layer in layers))
    for layer in layers:
        assert_clean("layer.metadata", json.dumps(layer.keywords["metadata"]["dicom"]))
    assert_clean("skipped", "\n".join(map(str, opened.skipped)))
    assert len(opened.listed) >= len(OBJECTS)
    for one in opened.listed:
        facts = content_facts(one, {one.header.text("SeriesInstanceUID"): one.name})
        assert_clean("listed", f"{one.name} {one.reason} {one.inside} {object_lines(one)} {facts}")
    assert_clean("failed", "\n".join(one.reason for one in opened.failed))
    assert_clean("report", str(report_on(opened, [str(study)], 0)))
    assert not heard  # fills up and is searched at the end


def test_no_repr_tells_who_the_patient_is(study: Path) -> None:
    opened: Opened = open_paths(study)

    assert len(opened.loaded) >= 5
    for public in (opened, scan(study), *opened.loaded, *opened.failed):
        assert_clean(type(public).__name__, repr(public) + str(public))
    for one in opened.volumes:
        array = pytest.importorskip("xarray") and one.to_xarray()
        assert_clean("in a notebook", one._repr_html_() + repr(array.attrs) + str(array.name))
    for one in opened.loaded:
        frame = one.volume.first
        for part in (one.volume, frame, frame.instance, frame.header, one.volume.geometry):
            assert_clean(type(part).__name__, repr(part) + str(part))


def test_nothing_told_of_an_object_tells_who_the_patient_is(
    objects: Path, heard: list[str]
) -> None:
    catalogue = catalogue_of(scan(objects))
    listings = catalogue.contents.listings

    assert len(listings) >= len(OBJECTS)
    for one in listings:
        told = [one.name, one.reason, *object_lines(one), repr(one), repr(one.inside)]
        told += [repr(fact) for fact in content_facts(one, catalogue.names)]
        assert_clean(str(one.kind), "\n".join(told))
    assert_clean("catalogue", repr(catalogue) + repr(catalogue.names))
    assert not heard


def test_no_error_about_objects_alone_tells_who_the_patient_is(objects: Path) -> None:
    with pytest.raises(NothingToOpenError) as raised:
        read_volumes(objects)

    assert "no readable DICOM image" in str(raised.value)
    assert_clean("traceback", "".join(traceback.format_exception(raised.value)))


@pytest.mark.parametrize("kind", ["cut", "hit"])
def test_no_exception_tells_who_the_patient_is(kind: str, study: Path) -> None:
    texts = [text for number in range(0, 40, 3) if (text := trace(study / f"{kind}{number}.dcm"))]

    assert len(texts) > 2
    assert_clean("traceback", "\n".join(texts))


def trace(path: Path) -> str:
    """Return the traceback of opening a file, "" where it opens."""
    try:
        read_volumes(path)
    except NapariDicomError as error:
        return "".join(traceback.format_exception(error))
    return ""


@pytest.mark.parametrize("extra", [[], ["--json"]], ids=["text", "json"])
def test_the_command_line_does_not_tell_who_the_patient_is(extra: list[str], study: Path) -> None:
    out, err = io.StringIO(), io.StringIO()

    with redirect_stdout(out), redirect_stderr(err):
        main(["info", *extra, str(study)])

    assert "CT" in out.getvalue()
    assert "structured report" in out.getvalue()
    assert_clean("output", out.getvalue() + err.getvalue())


def test_what_napari_tells_the_user_does_not_tell_who_the_patient_is(
    study: Path, viewer, told, heard: list[str]
) -> None:
    layers = add_dicom(viewer, study)

    assert layers
    assert_clean("notifications", " ".join(one.message for one in told))
    assert not heard


def test_nothing_is_left_in_the_temporary_folder(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))

    open_paths(study)

    assert list(place.rglob("*")) == []


def test_nothing_is_written_beside_the_data(study: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in study.rglob("*")}

    open_paths(study)

    assert {path: path.stat().st_mtime_ns for path in study.rglob("*")} == before
