"""ROIs and their contours come out of a structure set as they stand in it."""

from dataclasses import replace

import numpy as np
import pydicom
import pytest

import phantom
from napari_dicom.dicom.errors import LimitError
from napari_dicom.dicom.limits import DEFAULT_LIMITS
from napari_dicom.dicom.objects.roi_frames import frames_of_reference
from napari_dicom.dicom.objects.rois import ContourType, read_rois
from objects import item
from structure_sets import FRAME, contour, roi, structure_set

TRIANGLE = np.array([[0.0, 0.0, 5.0], [10.0, 0.0, 5.0], [0.0, 10.0, 5.25]])


def read(path, limits=DEFAULT_LIMITS):
    return read_rois(pydicom.dcmread(path), limits)


@pytest.mark.parametrize("kind", [str(kind) for kind in ContourType])
def test_points_of_every_geometric_type_are_those_of_the_file(tmp_path, kind):
    path = structure_set(tmp_path / "rs.dcm", roi(1, "a", [contour(TRIANGLE, kind)]))

    (one,) = read(path)

    (drawn,) = one.contours
    assert drawn.type == kind
    np.testing.assert_array_equal(drawn.points, TRIANGLE)


@pytest.mark.parametrize(
    ("kind", "closed"),
    [
        ("POINT", False),
        ("OPEN_PLANAR", False),
        ("OPEN_NONPLANAR", False),
        ("CLOSED_PLANAR", True),
        ("CLOSEDPLANAR_XOR", True),
        ("INTERPOLATED_PLANAR", True),
    ],
)
def test_only_closed_types_enclose_an_area(kind, closed):
    assert ContourType(kind).is_closed is closed


def test_every_type_of_the_standard_says_whether_it_is_closed():
    assert len(ContourType) == 6


@pytest.mark.parametrize(
    ("points", "kind"),
    [(TRIANGLE[:1], ContourType.POINT), (TRIANGLE, ContourType.CLOSED_PLANAR)],
)
def test_a_contour_without_type_is_a_point_or_closed(tmp_path, points, kind):
    path = structure_set(tmp_path / "rs.dcm", roi(1, "a", [contour(points, None)]))

    assert read(path)[0].contours[0].type is kind


def test_what_is_said_of_an_roi_is_kept(tmp_path):
    given = roi(4, "Heart", [contour(TRIANGLE)], colour=(1, 2, 3), type="ORGAN")
    path = structure_set(tmp_path / "rs.dcm", given)

    (one,) = read(path)

    assert (one.number, one.name, one.colour, one.type) == (4, "Heart", (1, 2, 3), "ORGAN")
    assert (one.algorithm, one.frame_of_reference_uid) == ("MANUAL", FRAME)


def test_rois_without_contours_are_kept(tmp_path):
    path = structure_set(tmp_path / "rs.dcm", roi(1, "empty"), roi(2, "b", [contour(TRIANGLE)]))

    assert [(one.name, len(one.contours)) for one in read(path)] == [("empty", 0), ("b", 1)]


def test_rois_of_one_name_are_told_apart_by_number(tmp_path):
    path = structure_set(
        tmp_path / "rs.dcm",
        roi(1, "same", [contour(TRIANGLE)]),
        roi(2, "same", [contour(TRIANGLE), contour(TRIANGLE + 1)]),
    )

    assert [(one.number, len(one.contours)) for one in read(path)] == [(1, 1), (2, 2)]


def test_contours_of_an_roi_that_is_not_listed_are_kept(tmp_path):
    def edit(dataset):
        dataset.ROIContourSequence[0].ReferencedROINumber = 9

    path = _edited(structure_set(tmp_path / "rs.dcm", roi(1, "a", [contour(TRIANGLE)])), edit)

    assert [(one.number, one.name, len(one.contours)) for one in read(path)] == [
        (1, "a", 0),
        (9, "ROI 9", 1),
    ]


@pytest.mark.parametrize("colour", [None, (1, 2), (1, 2, 300)])
def test_a_colour_that_is_none_is_left_out(tmp_path, colour):
    path = structure_set(tmp_path / "rs.dcm", roi(1, "a", [contour(TRIANGLE)], colour=colour))

    assert read(path)[0].colour is None


def test_the_images_a_contour_was_drawn_on_are_kept(tmp_path):
    uids = [phantom.uid("one"), phantom.uid("two")]
    path = structure_set(tmp_path / "rs.dcm", roi(1, "a", [contour(TRIANGLE, images=uids)]))

    assert list(read(path)[0].contours[0].sop_instance_uids) == uids


@pytest.mark.parametrize(
    "text",
    [b"1\\2", b"1\\2\\x", b"", b"1\\2\\nan", b"1\\2\\1e10", b"1\\\\2"],
    ids=["not whole", "no number", "empty", "not a number", "too far", "a gap"],
)
def test_a_contour_whose_points_cannot_be_read_is_counted_and_the_rest_is_read(tmp_path, text):
    good = contour(TRIANGLE)
    path = structure_set(tmp_path / "rs.dcm", roi(1, "a", [contour(TRIANGLE), good]))
    _edited(path, lambda d: _set_raw(d.ROIContourSequence[0].ContourSequence[0], text))

    (one,) = read(path)

    assert (one.unreadable, [drawn.number for drawn in one.contours]) == (1, [2])


@pytest.mark.parametrize("text", [b"1,5\\2\\3", b"1.5\\2\\3\\", b"1.5\\2\\3 "])
def test_points_written_oddly_are_read(tmp_path, text):
    path = structure_set(tmp_path / "rs.dcm", roi(1, "a", [contour(TRIANGLE, "POINT")]))
    _edited(path, lambda d: _set_raw(d.ROIContourSequence[0].ContourSequence[0], text))

    np.testing.assert_array_equal(read(path)[0].contours[0].points, [[1.5, 2, 3]])


def test_points_read_already_by_pydicom_are_the_same(tmp_path):
    path = structure_set(tmp_path / "rs.dcm", roi(1, "a", [contour(TRIANGLE)]))
    dataset = pydicom.dcmread(path)
    _ = dataset.ROIContourSequence[0].ContourSequence[0].ContourData

    (one,) = read_rois(dataset, DEFAULT_LIMITS)

    np.testing.assert_array_equal(one.contours[0].points, TRIANGLE)


@pytest.mark.parametrize(("limit", "refused"), [(5, True), (6, True), (7, False)])
def test_as_many_points_as_the_limit_are_refused(tmp_path, limit, refused):
    drawn = [contour(TRIANGLE), contour(TRIANGLE)]
    path = structure_set(tmp_path / "rs.dcm", roi(1, "a", drawn))
    limits = replace(DEFAULT_LIMITS, contour_points=limit)

    if refused:
        with pytest.raises(LimitError, match="contour_points"):
            read(path, limits)
    else:
        assert len(read(path, limits)[0].contours) == 2


def test_a_million_points_are_refused_before_one_is_converted(monkeypatch):
    text = b"\\".join([b"0\\0\\0"] * 1_000_000)
    bomb = pydicom.Dataset()
    drawn = item(ReferencedROINumber=1, ContourSequence=[item(ContourGeometricType="OPEN_PLANAR")])
    _set_raw(drawn.ContourSequence[0], text)
    bomb.ROIContourSequence = [drawn]
    monkeypatch.setattr("napari_dicom.dicom.objects.rois._points", pytest.fail)

    with pytest.raises(LimitError):
        read_rois(bomb, DEFAULT_LIMITS)


@pytest.mark.parametrize(
    ("own", "top", "frames"),
    [
        (("a", "b"), None, ("a", "b")),
        (("a", None), None, ("a", "a")),
        ((None, None), "top", ("top", "top")),
        (("a", None), "top", ("a", "a")),
        (("a", "b", None), "top", ("a", "b", "top")),
        ((None,), None, ("",)),
    ],
)
def test_the_frame_of_reference_is_the_rois_own_else_the_only_one_named(tmp_path, own, top, frames):
    uids = {name: phantom.uid(name) for name in ("a", "b", "top")} | {"": "", None: None}
    rois = [roi(n, "x", frame=uids[name]) for n, name in enumerate(own, 1)]
    path = structure_set(tmp_path / "rs.dcm", *rois, FrameOfReferenceUID=uids[top])

    expected = [uids[name] for name in frames]
    assert [one.frame_of_reference_uid for one in read(path)] == expected
    assert frames_of_reference(pydicom.dcmread(path)) == tuple(dict.fromkeys(expected))


def test_contours_of_an_roi_that_is_not_listed_have_a_frame_of_reference_too(tmp_path):
    rois = [roi(1, "a", frame="1.2"), roi(2, "b", frame="1.3"), roi(3, "c", frame="1.3")]
    path = structure_set(tmp_path / "rs.dcm", *rois, FrameOfReferenceUID="1.4")
    _edited(path, lambda d: setattr(d.ROIContourSequence[0], "ReferencedROINumber", 9))

    assert frames_of_reference(pydicom.dcmread(path)) == ("1.2", "1.3", "1.4")


def _set_raw(contour_item, text):
    tag = pydicom.tag.Tag("ContourData")
    raw = pydicom.dataelem.RawDataElement(tag, "DS", len(text), text, 0, True, True)
    contour_item._dict[tag] = raw


def _edited(path, edit):
    dataset = pydicom.dcmread(path)
    edit(dataset)
    dataset.save_as(path)
    return path
