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
from napari_dicom.dicom import NapariDicomError, Opened, open_paths, scan
from napari_dicom.dicom.describing import content_facts, object_lines
from napari_dicom.layers import build_layers
from napari_dicom.viewer.report import report_on
from objects import item, write_object

SENTINEL = "Zq7Sentinel"
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
    for number, sop_class in enumerate((uids.ComprehensiveSRStorage, uids.SegmentationStorage)):
        report = write_object(folder / f"object{number}.dcm", sop_class, number=number)
        dataset = pydicom.dcmread(report)
        hide_sentinels(dataset, number)
        dataset.ContentSequence = [item(ValueType="TEXT", TextValue=SENTINEL)]
        dataset.SegmentSequence = [item(SegmentLabel=SENTINEL)]
        dataset.save_as(report)
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
    assert len(opened.listed) >= 2
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
    for one in opened.loaded:
        frame = one.volume.first
        for part in (one.volume, frame, frame.instance, frame.header, one.volume.geometry):
            assert_clean(type(part).__name__, repr(part) + str(part))


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
