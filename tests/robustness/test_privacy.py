"""Nothing that names a patient, a physician or an institution is told, logged or left behind.

Every element that may name one holds a sentinel; then everything that comes out is searched.

Defects these found: what pydicom's exceptions say was put into the reason of a damaged header; its
warnings on character sets of deflated files came through.
"""

import gzip
import io
import json
import logging
import traceback
import warnings
from collections.abc import Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom import uid as uids
from pydicom.datadict import DicomDictionary, keyword_for_tag
from pydicom.tag import Tag
from qtpy.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from qtpy.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

import phantom
from napari_dicom import write_structure_set
from napari_dicom.__main__ import main
from napari_dicom.api import add_dicom, read_volumes
from napari_dicom.dicom import NapariDicomError, NothingToOpenError, Opened, open_paths, scan
from napari_dicom.dicom.describing import catalogue_of, content_facts, object_lines
from napari_dicom.layers import build_layers
from napari_dicom.viewer import add_shapes_on
from napari_dicom.viewer.fusion import fuse
from napari_dicom.viewer.report import report_on
from napari_dicom.widgets.planes import toggle_linked_planes
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
from segmentations import blobs, write_segmentation

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
    texts = [text for number in range(0, 40, 2) if (text := trace(study / f"{kind}{number}.dcm"))]

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


PANELS = (
    "DICOM Series",
    "DICOM Volume",
    "DICOM Metadata",
    "DICOM Transfer Syntaxes",
    "DICOM Segmentation",
    "DICOM Measurements",
    "DICOM Segments and ROIs",
    "DICOM Linked Planes",
)


READABLE = (
    "BreedRegistrationNumber",
    "DeidentificationMethod",
    "GeneticModificationsDescription",
    "GeneticModificationsNomenclature",
    "PatientBreedDescription",
    "PatientSpeciesDescription",
    "ReferenceToRecordedSound",
    "ResourceDescription",
    "RouteOfAdmissions",
    "StrainAdditionalInformation",
    "StrainDescription",
    "StrainNomenclature",
    "StrainSource",
    "StrainStockNumber",
)
"""What the basic confidentiality profile keeps: the Metadata panel may show it."""


def hide_in_what_is_confidential(dataset: pydicom.Dataset, index: int) -> None:
    """Put sentinels into what the Metadata panel hides until it is asked to show it."""
    hide_sentinels(dataset, index)
    for keyword in READABLE:
        delattr(dataset, keyword)


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A CT and a PET of one frame of reference with a structure set; sentinels in all of them."""
    folder = tmp_path / "people"
    phantom.write_series(folder / "ct", edit=hide_in_what_is_confidential)
    emission = {"Units": "GML", "SUVType": "BW", "SeriesNumber": 2}
    phantom.write_series(
        folder / "pet",
        modality="PT",
        series="pet",
        header=emission,
        edit=hide_in_what_is_confidential,
    )
    write_segmentation(
        folder / "seg.dcm", blobs(count=1), edit=lambda one: hide_in_what_is_confidential(one, 0)
    )
    return folder


def texts_of(widgets: Iterable[QWidget]) -> Iterator[str]:
    """Yield all that some widgets show: texts, titles, tips, cells of tables and trees."""
    for widget in widgets:
        yield from (widget.toolTip(), widget.windowTitle(), widget.statusTip())
        yield from (action.text() for action in widget.actions())
        if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
            yield widget.text()
        if isinstance(widget, QTextEdit | QPlainTextEdit):
            yield widget.toPlainText()
        if isinstance(widget, QTabBar):
            yield from (widget.tabText(tab) for tab in range(widget.count()))
        if isinstance(widget, QComboBox):
            yield from (widget.itemText(row) for row in range(widget.count()))
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            yield from cells_of(widget.model(), QModelIndex())


def cells_of(model: QAbstractItemModel, parent: QModelIndex, depth: int = 6) -> Iterator[str]:
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
    for row in range(model.rowCount(parent)):
        for column in range(columns):
            index = model.index(row, column, parent)
            yield f"{index.data()} {index.data(Qt.ItemDataRole.ToolTipRole)}"
        if depth and not isinstance(
            model, QAbstractListModel
        ):  # a list has no levels, though Qt may say so
            yield from cells_of(model, model.index(row, 0, parent), depth - 1)


@pytest.mark.window
def test_no_panel_shows_who_the_patient_is(
    plugin, make_napari_viewer, people: Path, told, heard: list[str], qtbot, monkeypatch
) -> None:
    show = "napari._qt.dialogs.qt_notification.NapariQtNotification.show"
    monkeypatch.setattr(show, lambda _: None)
    window = make_napari_viewer(show=True)
    panels = {
        name: window.window.add_plugin_dock_widget("napari-dicom", name)[1] for name in PANELS
    }
    layers = add_dicom(window, people)
    panels["DICOM Series"].look_into([str(people)])
    qtbot.waitUntil(lambda: panels["DICOM Series"].catalogue is not None, timeout=20_000)
    toggle_linked_planes(window)
    ct = next(one for one in layers if one.metadata["dicom"]["Modality"] == "CT")
    window.layers.selection.active = ct
    fuse(window, ct, next(one for one in layers if one.metadata["dicom"]["Modality"] == "PT"))
    drawn = add_shapes_on(window, ct)
    drawn.add(np.array([[1.0, 1, 1], [1, 1, 4], [1, 4, 4]]), shape_type="polygon")
    qtbot.waitUntil(lambda: bool(panels["DICOM Measurements"].table.rows.rows), timeout=20_000)
    tabs = panels["DICOM Metadata"].tabs

    shown = []
    for layer in list(window.layers):
        window.layers.selection.active = layer
        for tab in range(tabs.count()):
            tabs.setCurrentIndex(tab)
            qtbot.wait(150)
            shown += texts_of(QApplication.allWidgets())
        shown.append(str(layer.metadata.get("dicom", "")) + layer.name)

    assert any(ct.name in text for text in shown)
    assert sum(map(bool, shown)) > 200
    assert_clean("panels", "\n".join(shown))
    assert_clean("notifications", " ".join(one.message for one in told))
    assert_clean("measurements", str(panels["DICOM Measurements"].table.rows.file_lines()))
    assert not heard
    assert plugin


@pytest.mark.parametrize("suffix", ["nii.gz", "npy", "png", "ome.zarr"])
def test_no_file_that_is_exported_tells_who_the_patient_is(
    suffix: str, people: Path, tmp_path: Path, heard: list[str]
) -> None:
    pytest.importorskip({"nii.gz": "nibabel", "ome.zarr": "zarr"}.get(suffix, "numpy"))
    out, said = tmp_path / "out", io.StringIO()
    out.mkdir()

    with redirect_stdout(said), redirect_stderr(said):
        main(["export", str(people / "ct"), str(out / f"chest.{suffix}")])

    files = [path for path in out.rglob("*") if path.is_file()]
    assert files
    for path in files:
        data = path.read_bytes()
        whole = gzip.decompress(data) if path.suffix == ".gz" else data
        assert SENTINEL.encode() not in whole
        assert SENTINEL not in str(path)
    assert_clean("output", said.getvalue())
    assert not heard


@pytest.mark.parametrize("options", [[], ["--csv"]], ids=["table", "csv"])
def test_a_table_of_headers_hides_who_the_patient_is_unless_asked(
    options: list[str], people: Path
) -> None:
    out, err = io.StringIO(), io.StringIO()

    with redirect_stdout(out), redirect_stderr(err):
        main(["headers", str(people), "PatientName", "InstitutionName", "SliceLocation", *options])

    assert len(out.getvalue().splitlines()) > 8
    assert_clean("output", out.getvalue() + err.getvalue())


def test_written_objects_name_the_patient_where_the_standard_does_and_nowhere_else(
    viewer, people: Path, tmp_path: Path, told, heard: list[str]
) -> None:
    (layer,) = add_dicom(viewer, people / "ct")
    drawn = add_shapes_on(viewer, layer)
    drawn.add(np.array([[1.0, 1, 1], [1, 1, 4], [1, 4, 4]]), shape_type="polygon")

    written = write_structure_set(tmp_path / "drawn.dcm", drawn, layer)

    dataset = pydicom.dcmread(tmp_path / "drawn.dcm")
    assert SENTINEL in str(dataset.PatientName)
    own = [element for element in dataset if element.tag.group in {0x3006, 0x300A}]
    assert_clean("what was drawn", str(own))
    assert_clean("what is said", f"{written!r} {drawn.name}")
    assert_clean("notifications", " ".join(one.message for one in told))
    assert not heard
