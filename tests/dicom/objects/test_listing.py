"""Objects that are named and not shown."""

import pydicom
import pytest
from pydicom import uid as uids

import phantom
from napari_dicom import scan
from napari_dicom.dicom.files.instance import read_instance
from napari_dicom.dicom.kinds import Kind
from napari_dicom.dicom.objects.listing import list_objects
from objects import structure_set, without, write_named, write_object
from phantom import PATIENT_NAME

NOTHING = "nothing drawn, no image of its own"
NOT_YET = "not shown yet, no image of its own"
ALWAYS_SHOWN = {Kind.IMAGE, Kind.SEGMENTATION, Kind.STRUCTURE_SET}
PRESENTATION = uids.GrayscaleSoftcopyPresentationStateStorage


def listed(*paths):
    return list_objects([read_instance(path) for path in paths])


def test_two_files_of_one_object_are_one_listing(tmp_path):
    first, second = (
        write_object(tmp_path / name, uids.BasicTextSRStorage) for name in ("a.dcm", "b.dcm")
    )

    (one,) = listed(first, second)

    assert [instance.path for instance in one.instances] == [first, second]


def test_two_objects_under_one_uid_are_two_listings(tmp_path):
    paths = [
        write_object(tmp_path / f"{name}.dcm", uids.BasicTextSRStorage, {"ContentLabel": name})
        for name in ("A", "B")
    ]

    assert [[one.path for one in found.instances] for found in listed(*paths)] == [
        [path] for path in paths
    ]


def test_a_copy_sent_by_another_system_is_the_same_object(tmp_path):
    first, second = (
        write_object(tmp_path / name, uids.BasicTextSRStorage) for name in ("a.dcm", "b.dcm")
    )
    dataset = pydicom.dcmread(second)
    dataset.file_meta.SourceApplicationEntityTitle = "ANOTHER"
    dataset.save_as(second)

    assert first.read_bytes() != second.read_bytes()
    assert len(listed(first, second)) == 1


def test_segmentations_of_the_same_pixels_and_other_segments_are_two_listings(tmp_path):
    paths = [
        phantom.write_series(
            tmp_path / name,
            phantom.ramp(1),
            header={"SOPClassUID": uids.SegmentationStorage, "ContentLabel": name},
        )[0]
        for name in ("A", "B")
    ]

    assert len(listed(*paths)) == 2


def test_copies_that_are_gone_since_the_scan_are_listed_each_by_itself(tmp_path):
    instances = [
        read_instance(write_object(tmp_path / name, uids.BasicTextSRStorage)) for name in "ab"
    ]
    for instance in instances:
        instance.path.unlink()

    assert len(list_objects(instances)) == 2


def test_objects_are_listed_in_the_order_they_were_found(tmp_path):
    paths = [
        write_object(tmp_path / f"{number}.dcm", uids.BasicTextSRStorage, number=number)
        for number in (3, 1, 2)
    ]

    assert [one.header.integer("SeriesNumber") for one in listed(*paths)] == [3, 1, 2]


def test_objects_without_uid_are_listed_each_by_itself(tmp_path):
    paths = [
        without(write_object(tmp_path / name, uids.BasicTextSRStorage), "SOPInstanceUID")
        for name in ("a.dcm", "b.dcm")
    ]

    assert len(listed(*paths)) == 2


def test_it_is_no_grid_has_nothing_doubtful_and_never_opens_by_itself(tmp_path):
    (one,) = listed(write_object(tmp_path / "one.dcm", uids.BasicTextSRStorage))

    assert (one.geometry, one.notes, one.on_request) == (None, (), True)


@pytest.mark.parametrize(
    ("sop_class", "modality", "kind", "reason"),
    [
        pytest.param(
            uids.SurfaceSegmentationStorage,
            "SEG",
            Kind.SURFACES,
            f"a surface segmentation: {NOTHING}",
            id="surfaces",
        ),
        pytest.param(
            uids.BasicTextSRStorage,
            "SR",
            Kind.REPORT,
            f"a structured report: {NOTHING}",
            id="report",
        ),
        pytest.param(
            uids.KeyObjectSelectionDocumentStorage,
            "KO",
            Kind.KEY_OBJECTS,
            f"a key object selection: {NOTHING}",
            id="key objects",
        ),
        pytest.param(
            PRESENTATION,
            "PR",
            Kind.PRESENTATION_STATE,
            f"a presentation state: {NOTHING}",
            id="presentation state",
        ),
        pytest.param(
            uids.SpatialRegistrationStorage,
            "REG",
            Kind.REGISTRATION,
            f"a registration: {NOTHING}",
            id="registration",
        ),
        pytest.param(
            uids.SpatialFiducialsStorage,
            "FID",
            Kind.FIDUCIALS,
            f"a set of fiducials: {NOT_YET}",
            id="fiducials",
        ),
        pytest.param(
            uids.EncapsulatedSTLStorage, "M3D", Kind.MESH, f"a surface mesh: {NOTHING}", id="mesh"
        ),
        pytest.param(
            uids.RTPlanStorage,
            "RTPLAN",
            Kind.PLAN,
            "RT Plan Storage (RTPLAN), no image in it",
            id="plan",
        ),
        pytest.param(
            uids.RealWorldValueMappingStorage,
            "RWV",
            Kind.VALUE_MAPPING,
            "Real World Value Mapping Storage (RWV), no image in it",
            id="value mapping",
        ),
        pytest.param(
            uids.GeneralECGWaveformStorage,
            "ECG",
            Kind.WAVEFORM,
            "General ECG Waveform Storage (ECG), no image in it",
            id="waveform",
        ),
        pytest.param(
            uids.EncapsulatedPDFStorage,
            "DOC",
            Kind.DOCUMENT,
            "Encapsulated PDF Storage (DOC), no image in it",
            id="document",
        ),
        pytest.param(
            uids.MediaStorageDirectoryStorage,
            None,
            Kind.DIRECTORY,
            "the directory (DICOMDIR) of a medium, no image in it",
            id="directory",
        ),
        pytest.param(
            uids.RawDataStorage,
            None,
            Kind.OTHER,
            "Raw Data Storage, no image in it",
            id="without modality",
        ),
        pytest.param("1.2.3.4", "XX", Kind.OTHER, "1.2.3.4 (XX), no image in it", id="unknown"),
    ],
)
def test_the_reason_says_what_it_is(tmp_path, sop_class, modality, kind, reason):
    write_named(tmp_path / "o.dcm", sop_class, "OT", header={"Modality": modality})

    (listing,) = scan(tmp_path).listings

    assert (listing.kind, listing.reason) == (kind, reason)


def test_every_kind_that_is_listed_has_a_reason_of_the_table_above():
    (marker,) = (
        one for one in test_the_reason_says_what_it_is.pytestmark if one.name == "parametrize"
    )

    assert {case.values[2] for case in marker.args[1]} == set(Kind) - ALWAYS_SHOWN


def test_an_object_of_no_class_is_called_so(tmp_path):
    path = write_named(tmp_path / "o.dcm", "1.2.3.4", "OT")
    data = path.read_bytes()
    for element in (b"\x02\0\x02\0UI", b"\x08\0\x16\0UI"):  # both ways to the class
        assert data.count(element) == 1
        data = data.replace(element, element[:2] + b"\x17\0UI")
    path.write_bytes(data)

    (listing,) = scan(tmp_path).listings

    assert listing.reason == "an object of unknown class (OT), no image in it"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        pytest.param({}, "SR 1 object", id="all there"),
        pytest.param({"SeriesNumber": None}, "SR object", id="no number"),
        pytest.param({"SeriesDescription": None}, "SR 1", id="no description"),
        pytest.param(
            {"Modality": None, "SeriesNumber": None, "SeriesDescription": None}, "DICOM", id="none"
        ),
        pytest.param({"SeriesDescription": "a\x1b<b>\u202e"}, "SR 1 a <b>", id="odd characters"),
    ],
)
@pytest.mark.filterwarnings("ignore::UserWarning")  # pydicom, of what it writes here
def test_an_object_is_called_by_its_series_never_by_the_patient(tmp_path, header, name):
    utf_8 = {"SpecificCharacterSet": "ISO_IR 192"}
    path = write_named(tmp_path / "o.dcm", header=utf_8 | header)

    (listing,) = scan(tmp_path).listings

    assert PATIENT_NAME.encode() in path.read_bytes()
    assert listing.name == name
    assert "SECRET" not in (listing.name + listing.reason + repr(listing)).upper()


@pytest.mark.parametrize(
    ("header", "frames", "uid"),
    [
        pytest.param({"FrameOfReferenceUID": "1.2.3"}, ["1.2.4"], "1.2.3", id="its own first"),
        pytest.param({}, ["1.2.4"], "1.2.4", id="that of its content"),
        pytest.param({}, ["1.2.4", "1.2.5"], "", id="several in its content"),
        pytest.param({}, [], "", id="none"),
    ],
)
def test_a_structure_set_names_what_it_is_drawn_in(tmp_path, header, frames, uid):
    content = structure_set(frames=frames)
    path = write_named(
        tmp_path / "o.dcm", uids.RTStructureSetStorage, "RTSTRUCT", content, header=header
    )

    (listing,) = listed(path)

    assert listing.frame_of_reference_uid == uid
