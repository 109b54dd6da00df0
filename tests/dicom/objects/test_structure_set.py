"""Structure sets are found, tied to images by their frame of reference, and drawn on them."""

from dataclasses import replace

import numpy as np
import pydicom
import pytest

import phantom
from napari_dicom.dicom import DEFAULT_LIMITS, HowToLoad, load_contents, open_paths, scan
from napari_dicom.dicom.objects import drawn_rois
from napari_dicom.dicom.objects.structure_set import StructureSet
from phantom import make_affine
from structure_sets import FRAME, contour, lps, roi, square, structure_set

AFFINE = make_affine()


@pytest.fixture
def images(tmp_path):
    """A folder with a CT of 4 slices of 12 x 14 pixels."""
    phantom.write_series(tmp_path / "ct", phantom.ramp(4, 12, 14), affine=AFFINE)
    return tmp_path


def drawn(*places, **more):
    return [contour(lps(AFFINE, one), **more) for one in places]


def loaded(folder, **limits):
    opened = open_set(folder, **limits)
    (one,) = [one for one in opened.loaded if isinstance(one.content, StructureSet)]
    return one


def open_set(folder, **limits):
    how = HowToLoad(limits=replace(DEFAULT_LIMITS, **limits))
    return load_contents(scan(folder), how)


def codes(one):
    return [note.code for note in one.content.notes]


def test_contours_are_laid_on_the_images_of_their_frame_of_reference(images):
    structure_set(images / "rs.dcm", roi(1, "a", drawn(square(2, 1.5, 6.5))))

    one = loaded(images)

    assert one.volume is not None
    assert [placed.plane for placed in one.placed] == [2]
    assert one.labels[0].voxels == {1: 25}
    assert codes(one) == []


def test_images_that_are_named_and_absent_do_not_matter(images):
    given = drawn(square(2, 1.5, 6.5), images=[phantom.uid("gone")])
    structure_set(images / "rs.dcm", roi(1, "a", given))

    one = loaded(images)

    assert one.volume is not None
    assert codes(one) == ["referenced-images-absent"]


def test_images_of_another_frame_of_reference_are_not_drawn_on(images):
    structure_set(images / "rs.dcm", roi(1, "a", drawn(square(2, 1.5, 6.5)), frame="1.2.3"))

    one = loaded(images)

    assert (one.volume, one.labels) == (None, ())
    assert one.content.frame_of_reference_uid == "1.2.3"
    assert codes(one) == ["no-image"]


@pytest.mark.parametrize("named", [True, False])
def test_without_a_frame_of_reference_only_images_it_names_are_drawn_on(images, named):
    uids = [phantom.uid("study", "series", "instance", 2)] if named else []
    given = drawn(square(2, 1.5, 6.5), images=uids)
    structure_set(images / "rs.dcm", roi(1, "a", given, frame=None))

    assert (loaded(images).volume is not None) is named


def test_of_several_images_those_named_are_drawn_on(images):
    phantom.write_series(
        images / "mr", phantom.ramp(9, 12, 14), affine=AFFINE, series="mr", modality="MR"
    )
    uids = [phantom.uid("study", "series", "instance", 2)]
    structure_set(images / "rs.dcm", roi(1, "a", drawn(square(2, 1.5, 6.5), images=uids)))

    assert loaded(images).volume.slices == 4


def test_of_several_images_none_of_which_is_named_those_with_most_slices_are_drawn_on(images):
    phantom.write_series(
        images / "mr", phantom.ramp(9, 12, 14), affine=AFFINE, series="mr", modality="MR"
    )
    structure_set(images / "rs.dcm", roi(1, "a", drawn(square(2, 1.5, 6.5))))

    assert loaded(images).volume.slices == 9


def test_rois_of_two_frames_of_reference_are_two_contents(images):
    structure_set(
        images / "rs.dcm",
        roi(1, "here", drawn(square(2, 1.5, 6.5))),
        roi(2, "there", drawn(square(2, 1.5, 6.5)), frame="1.2.3"),
    )

    contents = [one.content for one in open_set(images).loaded[1:]]

    assert [one.frame_of_reference_uid for one in contents] == [FRAME, "1.2.3"]
    assert [one.name for one in contents] == [
        "RTSTRUCT 7 drawn frame of reference 1",
        "RTSTRUCT 7 drawn frame of reference 2",
    ]


def test_alone_it_is_drawn_on_planes_of_its_own(tmp_path):
    structure_set(tmp_path / "rs.dcm", roi(1, "a", drawn(square(1, 1, 6), square(2, 1, 6))))

    one = loaded(tmp_path)

    assert [placed.plane for placed in one.placed] == [0, 1]
    assert one.content.geometry.spacing.used == pytest.approx(2.5)


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (square(1.5, 1.5, 6.5), ["contours-between-slices"]),
        (square(1.01, 1.5, 6.5), []),
        (square(1.03, 1.5, 6.5), ["contours-between-slices"]),
        (square(9, 1.5, 6.5), ["contours-beyond-images", "contours-not-filled"]),
        ([[0, 1, 1], [2, 6, 1], [3, 1, 8]], ["contours-across-slices", "contours-not-filled"]),
    ],
    ids=["half-way", "rounded", "beside", "beyond", "across"],
)
def test_where_contours_lie_beside_the_slices_is_told(images, place, code):
    structure_set(images / "rs.dcm", roi(1, "a", drawn(place)))

    assert codes(loaded(images)) == code


def test_how_far_contours_are_from_where_they_are_drawn_is_told_in_mm(images):
    structure_set(images / "rs.dcm", roi(1, "a", drawn(square(1.4, 1.5, 6.5))))

    (note,) = loaded(images).content.notes

    assert note.details["largest_distance_mm"] == pytest.approx(1.0)
    assert "1 contour between slices: drawn on the nearest, up to 1 mm away" in note.message


def test_an_roi_that_is_not_whole_in_the_images_is_not_filled_and_others_are(images):
    structure_set(
        images / "rs.dcm",
        roi(1, "cut", drawn(square(2, 1.5, 6.5), square(4, 1.5, 6.5))),
        roi(2, "wide", drawn(square(2, 1.5, 30))),
        roi(3, "whole", drawn(square(2, 1.5, 6.5))),
    )

    one = loaded(images)

    assert [labels.voxels for labels in one.labels] == [{3: 25}]
    assert one.content.notes[-1].details["rois"] == ["cut", "wide"]


@pytest.mark.parametrize("what", ["MOST_WORK", "MOST_LABEL_BYTES"])
def test_what_is_costly_to_fill_is_not_filled_unasked(images, monkeypatch, what):
    structure_set(images / "rs.dcm", roi(1, "a", drawn(square(2, 1.5, 6.5))))
    monkeypatch.setattr(drawn_rois, what, 10)

    one = loaded(images)

    assert one.labels == ()
    assert codes(one) == ["contours-not-filled"]


def test_rois_without_contours_and_of_one_name_are_told(images):
    given = [roi(1, "a", drawn(square(2, 1.5, 6.5))), roi(2, "empty"), roi(3, "a")]
    structure_set(images / "rs.dcm", *given)

    notes = loaded(images).content.notes

    assert [note.message for note in notes] == [
        "nothing is drawn of 2 ROIs: empty, a",
        "several ROIs are called a: their numbers tell them apart",
    ]


def test_rois_whose_numbers_are_no_voxel_values_get_others(images):
    given = [roi(n, f"roi {n}", drawn(square(2, 1.5, 6.5))) for n in (0, -4, 1)]
    structure_set(images / "rs.dcm", *given)

    one = loaded(images)

    assert [(roi.number, roi.name) for roi in one.rois] == [
        (2, "roi 0"),
        (3, "roi -4"),
        (1, "roi 1"),
    ]
    assert codes(one) == ["roi-numbers-replaced"]


def test_a_contour_that_cannot_be_read_is_an_error_that_is_told(images):
    path = structure_set(images / "rs.dcm", roi(1, "a", drawn(*[square(2, 1.5, 6.5)] * 2)))
    dataset = pydicom.dcmread(path)
    dataset.ROIContourSequence[0].ContourSequence[1].ContourData = ["1", "2"]
    dataset.save_as(path)

    (note,) = loaded(images).content.notes

    assert (note.code, str(note.severity)) == ("unreadable-contours", "error")


def test_where_nothing_is_drawn_it_is_named(images):
    structure_set(images / "rs.dcm", roi(1, "Heart"), roi(2, "Lung"))

    (failed,) = open_set(images).failed

    assert "no contour that can be drawn, in 2 ROIs" in failed.reason


@pytest.mark.parametrize("limit", [4, 1])
def test_more_points_than_the_limit_are_refused_and_the_images_open(images, limit):
    structure_set(images / "rs.dcm", roi(1, "a", drawn(square(2, 1.5, 6.5))))

    opened = open_set(images, contour_points=limit)

    assert len(opened.loaded) == 1
    assert "limits.contour_points" in opened.failed[0].reason


def test_a_damaged_structure_set_is_named_and_the_images_open(images):
    path = structure_set(images / "rs.dcm", roi(1, "a", drawn(square(2, 1.5, 6.5))))
    path.write_bytes(path.read_bytes()[:-300])

    opened = open_set(images)

    assert len(opened.loaded) + len(opened.failed) + len(opened.skipped) == 2


def test_no_patient_is_named(images):
    structure_set(images / "rs.dcm", roi(1, "a", drawn(square(2.5, 1.5, 6.5))), roi(2, "b"))

    one = loaded(images)

    texts = [one.content.name, *(note.message for note in one.content.notes)]
    assert not any("Secret" in text for text in texts)


def test_what_it_holds_is_counted(images):
    structure_set(images / "rs.dcm", roi(1, "a", drawn(square(2, 1.5, 6.5))))

    (content,) = scan(images).objects

    assert content.holds == ("1 ROI", "1 contour")


def test_a_path_of_its_own_opens_it(images):
    path = structure_set(images / "rs.dcm", roi(1, "a", drawn(square(2, 1.5, 6.5))))

    assert len(open_paths(path).loaded) == 1


def test_contours_on_slices_scaled_by_thickness_stay_on_their_slices(tmp_path):
    values = phantom.ramp(4, 12, 14)
    phantom.write_series(tmp_path / "ct", values, affine=AFFINE, header={"SliceThickness": "7"})
    structure_set(tmp_path / "rs.dcm", roi(1, "a", drawn(square(2, 1.5, 6.5))))

    opened = load_contents(scan(tmp_path, z_spacing="slice-thickness"), HowToLoad())

    np.testing.assert_allclose(opened.loaded[1].placed[0].index[:, 0], 2, atol=1e-9)


def assumed(one):
    return [note.message for note in one.content.notes if note.code == "assumed"]


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        pytest.param("CLOSED_PLANAR", None, id="closed"),
        pytest.param("OPEN_PLANAR", None, id="open"),
        pytest.param(
            None,
            "no type that is known is given of 2 contours: taken to be closed, of a",
            id="missing",
        ),
        pytest.param(
            "CLOSED",
            "no type that is known is given of 2 contours: taken to be closed, of a",
            id="unknown",
        ),
    ],
)
def test_a_type_of_contours_that_is_taken_is_told(images, kind, sentence):
    given = drawn(square(1, 1.5, 6.5), square(2, 1.5, 6.5), kind=kind)
    whole = roi(2, "b", drawn(square(1, 1.5, 6.5)))
    structure_set(images / "rs.dcm", roi(1, "a", given), whole)

    assert assumed(loaded(images)) == ([sentence] if sentence else [])


def test_a_point_that_is_taken_for_one_is_told(images):
    structure_set(images / "rs.dcm", roi(1, "a", drawn(square(2, 1.5, 6.5)[:1], kind=None)))

    (said,) = assumed(loaded(images))

    assert said == "no type that is known is given of 1 contour: taken to be points, of a"


def test_contours_of_a_number_that_two_rois_have_are_told_to_be_taken_for_the_first_ones(images):
    given = drawn(square(2, 1.5, 6.5))
    structure_set(images / "rs.dcm", roi(4, "a", given), roi(4, "b", drawn(square(1, 1.5, 6.5))))

    (said,) = assumed(loaded(images))

    assert said.startswith("several ROIs have one number")
    assert said.endswith("of a")


def test_contours_of_no_roi_that_is_listed_are_told(images):
    path = structure_set(images / "rs.dcm", *(roi(n, "a", drawn(square(n, 2, 6))) for n in (1, 2)))
    dataset = pydicom.dcmread(path)
    del dataset.StructureSetROISequence[1]
    dataset.save_as(path)

    (said,) = assumed(loaded(images))

    assert said.endswith("called by it, of ROI 2")


def test_an_roi_that_names_no_frame_of_reference_says_which_is_taken(images):
    own = roi(1, "a", drawn(square(2, 1.5, 6.5)), frame=None)
    structure_set(images / "rs.dcm", own, FrameOfReferenceUID=FRAME)

    (said,) = assumed(loaded(images))

    assert said == "no frame of reference is named: that of the structure set is taken, of a"


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        pytest.param(
            phantom.uid("gone"), "no image of its frame of reference was there", id="other"
        ),
        pytest.param(None, "it names no frame of reference, and no image it names", id="none"),
    ],
)
def test_what_is_drawn_by_itself_says_why(images, frame, words):
    structure_set(images / "rs.dcm", roi(1, "a", drawn(square(2, 1.5, 6.5)), frame=frame))

    (note,) = [note for note in loaded(images).content.notes if note.code == "no-image"]

    assert note.message.startswith(words)


@pytest.mark.parametrize(("axis", "words"), [(0, "between slices:"), (2, "across its slices too:")])
def test_contours_beside_planes_are_not_called_between_slices(images, axis, words):
    structure_set(images / "rs.dcm", roi(1, "a", drawn(square(1.4, 1, 2.6, axis=axis))))

    (note,) = [n for n in loaded(images).content.notes if n.code == "contours-between-slices"]

    assert words in note.message
