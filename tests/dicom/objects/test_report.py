"""Reports are drawn on the images they measured, each region with its own numbers."""

from dataclasses import replace

import numpy as np
import pytest
from pydicom import uid as uids

import phantom
from napari_dicom.dicom import DEFAULT_LIMITS, HowToLoad, load_contents, scan
from napari_dicom.dicom.objects import LoadedDrawing, Stroke
from napari_dicom.dicom.objects.graphic_shapes import joined
from objects import item, write_object
from phantom import make_affine, rotated, rotation
from structure_sets import FRAME, lps

INSTANCE = phantom.uid("study", "series", "instance", 2)
OBLIQUE = rotated(make_affine(), rotation(10, 20, 30))


def code(value, meaning):
    return item(CodeValue=value, CodingSchemeDesignator="DCM", CodeMeaning=meaning)


def content(kind, concept=("1", "x"), *children, **values):
    below = {"ContentSequence": list(children)} if children else {}
    return item(ValueType=kind, ConceptNameCodeSequence=[code(*concept)], **below, **values)


def num(name, value, unit="mm", *children):
    measured = item(NumericValue=str(value), MeasurementUnitsCodeSequence=[code(unit, unit)])
    return content("NUM", ("9", name), *children, MeasuredValueSequence=[measured])


def scoord(kind, pixels, instance=INSTANCE, frame=None):
    referenced = item(ReferencedSOPInstanceUID=instance)
    if frame is not None:
        referenced.ReferencedFrameNumber = frame
    image = content("IMAGE", ReferencedSOPSequence=[referenced])
    data = [float(number) for number in np.ravel(pixels)]
    return content("SCOORD", ("2", "region"), image, GraphicType=kind, GraphicData=data)


def scoord3d(kind, points, frame=FRAME):
    data = [float(number) for number in np.ravel(points)]
    values = {"ReferencedFrameOfReferenceUID": frame} if frame else {}
    return content("SCOORD3D", ("2", "region"), GraphicType=kind, GraphicData=data, **values)


def group(*children):
    return content("CONTAINER", ("125007", "Measurement Group"), *children)


def write_report(folder, *children):
    values = {"ValueType": "CONTAINER", "ContentSequence": list(children)}
    return write_object(
        folder / "sr.dcm", uids.ComprehensiveSRStorage, values, modality="SR", number=5
    )


@pytest.fixture
def images(tmp_path):
    phantom.write_series(tmp_path / "ct")
    return tmp_path


def opened(folder, **limits):
    return load_contents(scan(folder), HowToLoad(limits=replace(DEFAULT_LIMITS, **limits)))


def drawing(folder):
    (one,) = [one for one in opened(folder).loaded if isinstance(one, LoadedDrawing)]
    return one


@pytest.mark.parametrize("affine", [make_affine(), make_affine("sagittal"), OBLIQUE])
def test_pixels_count_from_the_corner_of_the_first(tmp_path, affine):
    phantom.write_series(tmp_path / "ct", affine=affine)
    write_report(tmp_path, group(scoord("POINT", [3.5, 1.5])))

    (mark,) = drawing(tmp_path).placed

    np.testing.assert_allclose(mark.index, [[2, 1, 3]], atol=1e-6)


def test_a_frame_of_a_file_of_many_is_found_by_its_number(tmp_path):
    phantom.write_enhanced(tmp_path / "mf.dcm", shuffle=3)
    instance = phantom.uid("study", "enhanced", "instance", 0)
    write_report(tmp_path, group(scoord("POINT", [3.5, 1.5], instance, frame=2)))

    one = drawing(tmp_path)

    place = int(np.round(one.placed[0].index[0, 0]))
    assert one.volume.frames[place].number == 2


def test_an_image_without_a_place_is_drawn_on_in_its_pixels(tmp_path):
    flat = dict.fromkeys(["ImagePositionPatient", "ImageOrientationPatient", "SliceThickness"])
    phantom.write_series(tmp_path / "cr", phantom.ramp(1), modality="CR", header=flat)
    instance = phantom.uid("study", "series", "instance", 0)
    write_report(tmp_path, group(scoord("POINT", [3.5, 1.5], instance)))

    one = drawing(tmp_path)

    assert one.volume.geometry is None
    np.testing.assert_allclose(one.placed[0].index, [[1, 3]])


def test_points_in_space_lie_on_the_images_of_their_frame_of_reference(images):
    write_report(images, group(scoord3d("POINT", lps(make_affine(), [[1, 2, 3]]))))

    np.testing.assert_allclose(drawing(images).placed[0].index, [[1, 2, 3]], atol=1e-4)


@pytest.mark.parametrize(
    ("index", "is_beyond"),
    [([3, 2, 3], False), ([3.4, 2, 3], False), ([3.6, 2, 3], True), ([1, -0.6, 3], True)],
)
def test_what_lies_beyond_the_images_is_told(images, index, is_beyond):
    write_report(images, group(scoord3d("POINT", lps(make_affine(), [index]))))

    codes = [note.code for note in drawing(images).content.notes]

    assert codes == (["marks-beyond-images"] if is_beyond else [])


def test_points_in_another_frame_of_reference_lie_on_no_image(images):
    write_report(images, group(scoord3d("POINT", [1, 2, 3], "1.2.3")))

    one = drawing(images)

    assert one.volume is None
    assert one.content.frame_of_reference_uid == "1.2.3"


def test_each_region_carries_what_its_group_says_and_measures(images):
    finding = content("CODE", ("121071", "Finding"), ConceptCodeSequence=[code("1", "Nodule")])
    site = content("CODE", ("363698007", "Site"), ConceptCodeSequence=[code("2", "Lung")])
    tracking = content("TEXT", ("112039", "Tracking"), TextValue="Nodule 7")
    point = scoord("POINT", [3.5, 1.5])
    write_report(images, group(tracking, finding, site, num("Diameter", 10.5), point))

    (mark,) = drawing(images).placed

    assert mark.mark.facts == {
        "label": "Nodule 7",
        "finding": "Nodule",
        "site": "Lung",
        "geometric_type": "POINT",
        "Diameter (mm)": 10.5,
    }


def test_a_region_below_a_number_is_what_that_number_was_taken_from(images):
    one, two = scoord("POINT", [1.5, 1.5]), scoord("POINT", [3.5, 1.5])
    write_report(images, group(num("Length", 1, "mm", one), num("Area", 2, "1", two)))

    facts = [mark.mark.facts for mark in drawing(images).placed]

    assert [one.get("Length (mm)") for one in facts] == [1, None]
    assert [one.get("Area") for one in facts] == [None, 2]


def test_groups_without_geometry_are_told_with_their_numbers(images):
    write_report(images, group(num("Mean", -3, "HU")), group(scoord("POINT", [1.5, 1.5])))

    measured, drawn = drawing(images).told["measurements"]

    assert measured["values"] == [{"name": "Mean", "value": -3.0, "unit": "HU"}]
    assert (measured["regions"], drawn["regions"]) == ([], ["POINT"])


@pytest.mark.parametrize(
    ("lost", "number"),
    [
        (scoord("POINT", [1.5, 1.5], phantom.uid("gone")), 1),
        (scoord3d("POINT", [1, 2, 3], "1.2.3"), 1),
        (scoord("SPIRAL", [1.5, 1.5]), 1),
        (scoord("CIRCLE", [1.5, 1.5]), 1),
    ],
    ids=["image absent", "other frame", "unknown type", "too few points"],
)
def test_regions_that_cannot_be_drawn_are_counted_in_a_warning(images, lost, number):
    point = scoord("POINT", [1.5, 1.5])
    write_report(images, group(point, point, lost))

    one = drawing(images)

    (note,) = one.content.notes
    assert (len(one.placed), note.code, note.details["regions"]) == (2, "regions-not-drawn", number)


def test_regions_on_images_of_two_volumes_lie_on_both_each_on_its_own(images):
    phantom.write_series(images / "mr", affine=make_affine("coronal"), series="mr", modality="MR")
    there = scoord("POINT", [2.5, 1.5], phantom.uid("study", "mr", "instance", 1))
    write_report(images, group(scoord("POINT", [1.5, 1.5]), scoord("POINT", [1.5, 2.5]), there))

    one = drawing(images)

    (more,) = one.others
    assert [len(part.placed) for part in (one, more)] == [2, 1]
    assert [part.volume.header.text("Modality") for part in (one, more)] == ["CT", "MR"]
    assert one.content.notes == ()


def test_a_report_none_of_whose_images_is_here_is_named(tmp_path):
    write_report(tmp_path, group(scoord("POINT", [1.5, 1.5])))

    (failed,) = opened(tmp_path).failed

    assert "none of the images it draws on is here" in failed.reason


def test_a_report_that_draws_nothing_is_listed(images):
    write_report(images, group(num("Mean", -3)))

    (listing,) = scan(images).listings

    assert listing.inside.counts == ("1 measurement",)


@pytest.mark.parametrize(("limit", "refused"), [(3, True), (4, False)])
def test_as_many_points_as_the_limit_are_refused(images, limit, refused):
    write_report(images, group(scoord("POLYLINE", [1, 1, 2, 2, 3, 3])))

    assert bool(opened(images, contour_points=limit).failed) is refused


def test_containers_deeper_than_the_limit_are_refused(images):
    nested = group(scoord("POINT", [1, 1]))
    for _ in range(5):
        nested = group(nested)
    write_report(images, nested)

    assert "limits.depth" in opened(images, depth=3).failed[0].reason
    assert not opened(images).failed


def test_no_word_of_a_report_but_codes_and_tracking_is_told(images):
    text = content("TEXT", ("1", "Comment"), TextValue="about Secret^Patient")
    write_report(images, group(text, scoord("POINT", [1.5, 1.5]), num("Mean", 1)))

    one = drawing(images)

    assert "Secret" not in f"{one.told}{[mark.mark.facts for mark in one.placed]}"


@pytest.mark.parametrize(
    ("kind", "points", "stroke"),
    [
        ("POINT", [[1, 2]], Stroke.POINTS),
        ("MULTIPOINT", [[1, 2], [3, 4]], Stroke.POINTS),
        ("POLYLINE", [[1, 2], [3, 4]], Stroke.OPEN),
        ("POLYGON", [[1, 2, 0], [3, 4, 0], [1, 2, 5]], Stroke.CLOSED),
    ],
)
def test_points_and_lines_keep_their_points(kind, points, stroke):
    found, kept = joined(kind, np.array(points, float))

    assert found is stroke
    np.testing.assert_array_equal(kept, points)


@pytest.mark.parametrize(
    ("kind", "points", "box"),
    [
        ("CIRCLE", [[5, 5], [5, 8]], [[2, 2], [8, 2], [8, 8], [2, 8]]),
        ("ELLIPSE", [[1, 5], [9, 5], [5, 3], [5, 7]], [[1, 3], [9, 3], [9, 7], [1, 7]]),
        (
            "ELLIPSE",
            [[0, 1, 5], [0, 9, 5], [0, 5, 3], [0, 5, 7]],
            [[0, 1, 3], [0, 9, 3], [0, 9, 7], [0, 1, 7]],
        ),
    ],
    ids=["circle", "ellipse", "in space"],
)
def test_circles_and_ellipses_are_given_by_the_box_around_them(kind, points, box):
    stroke, corners = joined(kind, np.array(points, float))

    assert stroke is Stroke.ELLIPSE
    np.testing.assert_allclose(corners, box)


def test_an_ellipsoid_is_a_line_that_passes_the_ends_of_its_axes():
    ends = np.array([[-3, 0, 0], [3, 0, 0], [0, -2, 0], [0, 2, 0], [0, 0, -1], [0, 0, 1]], float)

    _, line = joined("ELLIPSOID", ends)

    assert all(np.linalg.norm(line - end, axis=1).min() < 1e-9 for end in ends)
    np.testing.assert_allclose((line / [3, 2, 1] * line / [3, 2, 1]).sum(axis=1), 1)
    assert np.linalg.norm(np.diff(line, axis=0), axis=1).max() < 0.4  # never across


@pytest.mark.parametrize(("kind", "count"), [("ELLIPSE", 3), ("CIRCLE", 1), ("NONE", 9)])
def test_too_few_points_and_unknown_types_are_no_shape(kind, count):
    assert joined(kind, np.zeros((count, 2))) is None


WHOLE = phantom.uid("study", "enhanced", "instance", 0)


@pytest.mark.parametrize(
    ("frame", "planes", "said"),
    [
        pytest.param(3, [2], [], id="one"),
        pytest.param([2, 4], [1, 3], [], id="two"),
        pytest.param(
            None,
            [0],
            ["1 image of several frames is referred to as a whole: drawn on the first frame"],
            id="not named",
        ),
    ],
)
def test_a_region_lies_on_every_frame_it_names_and_where_none_is_named_it_is_told(
    tmp_path, frame, planes, said
):
    phantom.write_enhanced(tmp_path / "mf.dcm")
    write_report(tmp_path, group(scoord("POINT", [3.5, 1.5], WHOLE, frame)))

    one = drawing(tmp_path)

    assert [mark.index[0, 0] for mark in one.placed] == pytest.approx(planes)
    assert [note.message for note in one.content.notes] == said


def test_a_region_on_two_frames_hides_none_that_is_lost(tmp_path):
    phantom.write_enhanced(tmp_path / "mf.dcm")
    drawn = scoord("POINT", [3.5, 1.5], WHOLE, [2, 4])
    write_report(tmp_path, group(drawn, scoord("POINT", [1, 1], phantom.uid("gone"))))

    (note,) = drawing(tmp_path).content.notes

    assert note.message.startswith("1 region not drawn")
