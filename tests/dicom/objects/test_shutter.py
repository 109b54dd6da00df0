"""Shutters of presentation states cover their images on request, and change no pixel."""

import numpy as np
import pytest
from pydicom import uid as uids

import phantom
from napari_dicom.dicom import HowToLoad, load_contents, scan
from napari_dicom.dicom.contents import load_content, load_each
from napari_dicom.dicom.objects import Shutters
from napari_dicom.layers import build_layers
from objects import item, write_object

IMAGES = [phantom.uid("study", "series", "instance", index) for index in range(4)]
RECTANGLE = {
    "ShutterShape": "RECTANGULAR",
    "ShutterUpperHorizontalEdge": 2,
    "ShutterLowerHorizontalEdge": 9,
    "ShutterLeftVerticalEdge": 3,
    "ShutterRightVerticalEdge": 10,
}
CIRCLE = {
    "ShutterShape": "CIRCULAR",
    "CenterOfCircularShutter": [6, 7],
    "RadiusOfCircularShutter": 3,
}
POLYGON = {
    "ShutterShape": "POLYGONAL",
    "VerticesOfThePolygonalShutter": [2, 2, 2, 11, 11, 2],
}


@pytest.fixture
def write(tmp_path):
    def write_and_scan(on=IMAGES, **values):
        phantom.write_series(tmp_path / "ct", phantom.ramp(4, 12, 14))
        images = [item(ReferencedSOPInstanceUID=uid) for uid in on]
        series = item(SeriesInstanceUID=phantom.uid("study", "series"))
        series.ReferencedImageSequence = images
        write_object(
            tmp_path / "pr.dcm",
            uids.GrayscaleSoftcopyPresentationStateStorage,
            {"ReferencedSeriesSequence": [series], **values},
            modality="PR",
            number=5,
        )
        return scan(tmp_path)

    return write_and_scan


def loaded(contents):
    (shutter,) = (one for one in contents.objects if isinstance(one, Shutters))
    return load_content(shutter, HowToLoad(volumes=contents.volumes))


def rectangle(row, column):
    return (row >= 1) & (row <= 8) & (column >= 2) & (column <= 9)


def circle(row, column):
    return (row - 5) ** 2 + (column - 6) ** 2 <= 9


def triangle(row, column):
    return (row >= 1) & (column >= 1) & ((row - 1) + (column - 1) < 9)


@pytest.mark.parametrize(
    ("values", "is_open"),
    [
        pytest.param(RECTANGLE, rectangle, id="rectangle"),
        pytest.param(CIRCLE, circle, id="circle"),
        pytest.param(POLYGON, triangle, id="polygon"),
    ],
)
def test_what_lies_outside_a_shape_is_covered(write, values, is_open):
    one = loaded(write(**values))

    rows, columns = np.ogrid[:12, :14]
    expected = np.broadcast_to(~is_open(rows, columns), (4, 12, 14))
    np.testing.assert_array_equal(one.covered, expected)
    assert one.grey == 0


def test_several_shapes_leave_what_all_of_them_leave(write):
    shapes = {**RECTANGLE, **CIRCLE, "ShutterShape": ["RECTANGULAR", "CIRCULAR"]}

    one = loaded(write(**shapes))

    rows, columns = np.ogrid[:12, :14]
    is_open = rectangle(rows, columns) & circle(rows, columns)
    np.testing.assert_array_equal(one.covered[0], ~is_open)


def test_only_images_that_are_named_are_covered(write):
    one = loaded(write(on=IMAGES[1:2], **RECTANGLE))

    assert one.covered.any(axis=(1, 2)).tolist() == [False, True, False, False]


def test_it_opens_on_request_only_and_is_told_of(write):
    contents = write(**RECTANGLE)

    opened = load_contents(contents, HowToLoad())

    (shutter,) = (one for one in contents.objects if isinstance(one, Shutters))
    assert shutter not in contents.opening
    assert shutter.holds == ("rectangular",)
    assert "presentation-not-applied" in [
        note.code for one in opened.loaded for note in one.content.notes
    ]


def test_its_layer_lies_on_the_image_in_the_grey_it_asks_for(write):
    contents = write(**RECTANGLE, ShutterPresentationValue=65535)
    images = load_contents(contents, HowToLoad()).loaded

    image, *_, layer = build_layers([*images, loaded(contents)])

    assert layer.layer_type == "labels"
    assert layer.data.shape == image.data.shape
    np.testing.assert_allclose(layer.keywords["scale"], image.keywords["scale"])
    np.testing.assert_allclose(layer.keywords["translate"], image.keywords["translate"])
    assert layer.keywords["colormap"][1] == (1.0, 1.0, 1.0, 1.0)


def test_a_state_without_a_shutter_offers_none(write):
    assert not [one for one in write().objects if isinstance(one, Shutters)]


def test_a_damaged_shutter_is_named(write):
    contents = write(**{**CIRCLE, "CenterOfCircularShutter": [6]})
    (shutter,) = (one for one in contents.objects if isinstance(one, Shutters))

    _, (failed,) = load_each([shutter], HowToLoad(volumes=contents.volumes))

    assert "the shutter is damaged" in failed.reason


def said(one):
    return [note.message for note in one.content.notes]


def test_a_shutter_of_a_known_grey_leaves_nothing_to_say(write):
    assert said(loaded(write(**RECTANGLE, ShutterPresentationValue=0))) == []


def test_a_grey_that_is_not_given_is_told(write):
    (sentence,) = said(loaded(write(**RECTANGLE)))

    assert sentence.endswith("(0018,1622) says what the shutter looks like: black is taken")


def test_a_shape_that_is_not_known_beside_one_that_is_is_told(write):
    shapes = {**RECTANGLE, "ShutterShape": ["RECTANGULAR", "BITMAP"]}

    one = loaded(write(**shapes, ShutterPresentationValue=0))

    assert said(one) == ["what the shutter covers by BITMAP is left open: not known"]


def test_images_of_a_shutter_that_are_not_covered_are_named(write, tmp_path):
    other = phantom.uid("study", "other", "instance", 0)
    contents = write([*IMAGES, other], **RECTANGLE, ShutterPresentationValue=0)
    phantom.write_series(tmp_path / "other", phantom.ramp(1, 12, 14), series="other")
    first, second = (*contents.volumes, *scan(tmp_path / "other").volumes)
    (shutter,) = (one for one in contents.objects if isinstance(one, Shutters))

    one = load_content(shutter, HowToLoad(volumes=(first, second)))

    assert said(one) == [
        f"the shutter is shown on {first.name}, and not on its images of {second.name}"
    ]
