"""What is in objects that are no images, counted; and what they refer to."""

import pytest
from pydicom import uid as uids

import phantom
from napari_dicom.dicom.errors import LimitError
from napari_dicom.dicom.files.instance import read_instance
from napari_dicom.dicom.kinds import KINDS, kind_of
from napari_dicom.dicom.objects import inside as rooms
from napari_dicom.dicom.objects.inside import look_inside
from objects import item, refers_to, report, without, write_object

SYNTAXES = pytest.mark.parametrize(
    "transfer_syntax",
    [
        pytest.param(uids.ExplicitVRLittleEndian, id="little"),
        pytest.param(uids.ExplicitVRBigEndian, id="big"),
        pytest.param(uids.ImplicitVRLittleEndian, id="implicit"),
        pytest.param(uids.DeflatedExplicitVRLittleEndian, id="deflated"),
    ],
)
SURFACES = "1.2.840.10008.5.1.4.1.1.66.5"


def inside(path, sop_class, values=None, **how):
    instance = read_instance(write_object(path / "one.dcm", sop_class, values, **how))
    return look_inside(instance, kind_of(instance))


def contours(*counts):
    return [item(ContourSequence=[item(ContourNumber="1")] * count) for count in counts]


CASES = [
    pytest.param(
        uids.SegmentationStorage, {"SegmentSequence": [item()]}, ("1 segment",), id="segment"
    ),
    pytest.param(
        uids.SegmentationStorage, {"SegmentSequence": [item()] * 3}, ("3 segments",), id="segments"
    ),
    pytest.param(
        uids.RTStructureSetStorage,
        {
            "StructureSetROISequence": [item(ROINumber="1"), item(ROINumber="2")],
            "ROIContourSequence": contours(2, 3),
        },
        ("2 ROIs", "5 contours"),
        id="ROIs",
    ),
    pytest.param(
        uids.RTStructureSetStorage,
        {
            "StructureSetROISequence": [item(ROINumber="1")],
            "ROIContourSequence": [*contours(1), item(ReferencedROINumber="1")],
        },
        ("1 ROI", "1 contour"),
        id="ROI without contours",
    ),
    pytest.param(
        uids.ComprehensiveSRStorage,
        {"ContentSequence": report(["CONTAINER", "NUM"], ["NUM", "SCOORD"], ["NUM", "TEXT"])},
        ("3 measurements", "1 drawn region"),
        id="report of levels",
    ),
    pytest.param(
        uids.Comprehensive3DSRStorage,
        {"ContentSequence": report(["SCOORD3D", "SCOORD", "SCOORD3D"])},
        ("0 measurements", "3 drawn regions"),
        id="regions in 2D and 3D",
    ),
    pytest.param(uids.BasicTextSRStorage, {}, ("0 measurements",), id="empty report"),
    pytest.param(
        uids.KeyObjectSelectionDocumentStorage,
        {
            "CurrentRequestedProcedureEvidenceSequence": [
                item(
                    ReferencedSeriesSequence=[
                        item(SeriesInstanceUID="1.2", ReferencedSOPSequence=[item()] * 2),
                        item(SeriesInstanceUID="1.3", ReferencedSOPSequence=[item()]),
                    ]
                )
            ]
        },
        ("3 marked objects",),
        id="key objects",
    ),
    pytest.param(
        uids.GrayscaleSoftcopyPresentationStateStorage,
        {
            "SoftcopyVOILUTSequence": [item()],
            "GraphicAnnotationSequence": [
                item(GraphicObjectSequence=[item()] * 2),
                item(TextObjectSequence=[item()]),
            ],
        },
        ("1 window", "2 graphics", "1 text"),
        id="presentation state",
    ),
    pytest.param(
        uids.GrayscaleSoftcopyPresentationStateStorage, {}, (), id="empty presentation state"
    ),
    pytest.param(
        uids.SpatialRegistrationStorage,
        {"RegistrationSequence": [item()]},
        ("1 registered frame of reference",),
        id="registration",
    ),
    pytest.param(
        uids.DeformableSpatialRegistrationStorage,
        {"DeformableRegistrationSequence": [item(), item()]},
        ("2 registered frames of reference",),
        id="deformable registration",
    ),
    pytest.param(SURFACES, {"SurfaceSequence": [item()] * 2}, ("2 surfaces",), id="surfaces"),
    pytest.param(uids.RTPlanStorage, {"BeamSequence": [item()]}, ("1 beam",), id="plan"),
    pytest.param(uids.RTIonPlanStorage, {"IonBeamSequence": [item()]}, ("1 beam",), id="ion plan"),
    pytest.param(uids.EncapsulatedPDFStorage, {}, (), id="document"),
]


@SYNTAXES
@pytest.mark.parametrize(("sop_class", "values", "counts"), CASES)
def test_what_is_in_an_object_is_counted(tmp_path, sop_class, values, counts, transfer_syntax):
    found = inside(tmp_path, sop_class, values, transfer_syntax=transfer_syntax)

    assert (found.counts, found.trouble) == (counts, "")


EVIDENCE = "CurrentRequestedProcedureEvidenceSequence"


@SYNTAXES
@pytest.mark.parametrize(
    ("values", "series"),
    [
        pytest.param({}, (), id="none"),
        pytest.param({"ReferencedSeriesSequence": refers_to("1.2")}, ("1.2",), id="one"),
        pytest.param(
            {"ReferencedSeriesSequence": refers_to("1.2", "1.3", "1.2")},
            ("1.2", "1.3"),
            id="two, one of them twice",
        ),
        pytest.param(
            {EVIDENCE: [item(ReferencedSeriesSequence=refers_to("1.4"))]}, ("1.4",), id="evidence"
        ),
        pytest.param(
            {
                "ReferencedFrameOfReferenceSequence": [
                    item(
                        RTReferencedStudySequence=[
                            item(RTReferencedSeriesSequence=refers_to("1.5"))
                        ]
                    )
                ]
            },
            ("1.5",),
            id="structure set",
        ),
    ],
)
def test_the_series_an_object_refers_to_are_named_once(tmp_path, values, series, transfer_syntax):
    found = inside(tmp_path, uids.RTStructureSetStorage, values, transfer_syntax=transfer_syntax)

    assert found.series == series


def frames(*references):
    items = [item(FrameOfReferenceUID=uid) for uid in references]
    return {"FrameOfReferenceUID": None, "ReferencedFrameOfReferenceSequence": items}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param(frames("1.2"), "1.2", id="one"),
        pytest.param(frames("1.2", "1.2"), "1.2", id="one, twice"),
        pytest.param(frames("1.2", "1.3"), "", id="two"),
        pytest.param(frames(), "", id="none"),
        pytest.param({"FrameOfReferenceUID": "1.9"}, "1.9", id="at the top"),
        pytest.param(
            {
                "FrameOfReferenceUID": None,
                "StructureSetROISequence": [item(ReferencedFrameOfReferenceUID="1.4")],
            },
            "1.4",
            id="of its ROIs",
        ),
    ],
)
def test_only_one_frame_of_reference_is_that_of_the_object(tmp_path, values, expected):
    values = {key: value for key, value in values.items() if value is not None}
    path = write_object(tmp_path / "one.dcm", uids.RTStructureSetStorage, values)
    if "FrameOfReferenceUID" not in values:
        path = without(path, "FrameOfReferenceUID")
    instance = read_instance(path)

    assert look_inside(instance, kind_of(instance)).frame_of_reference_uid == expected


def test_a_sequence_that_is_none_is_trouble_and_raises_nothing(tmp_path):
    path = write_object(tmp_path / "one.dcm", uids.SegmentationStorage)
    broken = b"\x62\x00\x02\x00US\x02\x00\x07\x00"  # (0062,0002) Segment Sequence, as a number
    path.write_bytes(path.read_bytes() + broken)
    instance = read_instance(path)

    found = look_inside(instance, kind_of(instance))

    assert found.trouble.startswith("what is in it is damaged")
    assert found.counts == ()


IN_PLACE_OF_ITEMS = [
    pytest.param(b"LO\x06\0Sharp ", id="text"),
    pytest.param(b"US\x04\0\x01\0\x02\0", id="numbers"),
    pytest.param(b"FD\x08\0" + bytes(8), id="zero"),
    pytest.param(b"PN\x06\0Sec^Na", id="name"),
    pytest.param(b"PN\x08\0Sec^N\\B ", id="names"),
    pytest.param(b"AT\x04\0\x01\0\x02\0", id="tag"),
    pytest.param(b"OB\0\0\x04\0\0\0abcd", id="bytes"),
]


@pytest.mark.parametrize("value", IN_PLACE_OF_ITEMS)
@pytest.mark.parametrize(
    ("sop_class", "tag"),
    [
        pytest.param(uids.SegmentationStorage, b"\x62\0\2\0", id="segments"),
        pytest.param(uids.ComprehensiveSRStorage, b"\x40\0\x30\xa7", id="content"),
        pytest.param(uids.BasicTextSRStorage, b"\x40\0\x75\xa3", id="references"),
    ],
)
def test_what_stands_in_place_of_a_sequence_is_not_counted(tmp_path, sop_class, tag, value):
    path = write_object(tmp_path / "one.dcm", sop_class)
    path.write_bytes(path.read_bytes() + tag + value)
    instance = read_instance(path)

    found = look_inside(instance, kind_of(instance))

    assert found.counts == ()
    assert "damaged" in found.trouble
    assert "Sec" not in found.trouble


@pytest.mark.parametrize(("levels", "counted"), [(64, True), (65, False)], ids=["at", "above"])
def test_a_report_deeper_than_is_looked_through_is_not_counted_short(levels, counted):
    nested = item()
    nested.ContentSequence = report(*[["NUM"]] * levels)

    if counted:
        assert list(rooms._count_measurements(nested)) == [f"{levels} measurements"]
    else:
        with pytest.raises(LimitError, match="64 levels"):
            list(rooms._count_measurements(nested))


def test_a_file_that_is_gone_is_trouble_and_raises_nothing(tmp_path):
    path = write_object(tmp_path / "one.dcm", uids.SegmentationStorage)
    instance = read_instance(path)
    path.unlink()

    assert "cannot be read" in look_inside(instance, kind_of(instance)).trouble


@pytest.mark.parametrize(("more", "counted"), [(0, True), (-1, False)], ids=["at", "above"])
def test_a_header_larger_than_the_bound_is_not_looked_into(tmp_path, monkeypatch, more, counted):
    path = write_object(
        tmp_path / "one.dcm", uids.SegmentationStorage, {"SegmentSequence": [item()]}
    )
    monkeypatch.setattr(rooms, "MOST_BYTES", path.stat().st_size + more)
    instance = read_instance(path)

    found = look_inside(instance, kind_of(instance))

    assert bool(found.counts) is counted
    assert bool(found.trouble) is not counted


def test_pixels_are_no_part_of_the_header_that_is_bounded(tmp_path, monkeypatch):
    (path,) = phantom.write_series(
        tmp_path, phantom.ramp(1, 64, 64), header={"SOPClassUID": uids.SegmentationStorage}
    )
    monkeypatch.setattr(rooms, "MOST_BYTES", path.stat().st_size - 4096)
    instance = read_instance(path)

    assert look_inside(instance, kind_of(instance)).counts == ("0 segments",)


@pytest.mark.parametrize("levels", [60, 70])
def test_a_report_nested_deeper_than_is_looked_through_raises_nothing(tmp_path, levels):
    nested = report(*[["NUM"]] * levels)

    found = inside(tmp_path, uids.ComprehensiveSRStorage, {"ContentSequence": nested})

    assert bool(found.counts) is not bool(found.trouble)
    assert "patient" not in found.trouble.lower()


def test_no_text_of_the_file_but_uids_is_kept(tmp_path):
    values = {
        "SegmentSequence": [item(SegmentLabel="SECRET^LABEL")],
        "ContentLabel": "SECRET",
        "ReferencedSeriesSequence": refers_to("1.2"),
    }

    found = inside(tmp_path, uids.SegmentationStorage, values)

    assert "SECRET" not in repr(found).upper()


def test_every_kind_that_is_counted_is_in_the_table():
    assert set(rooms._COUNTERS) <= set(KINDS.values())
