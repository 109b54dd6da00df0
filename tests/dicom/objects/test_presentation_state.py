"""Presentation states offer windows, draw graphics on their images, and turn nothing."""

from dataclasses import replace

import numpy as np
import pydicom
import pytest
from pydicom import uid as uids

import phantom
from napari_dicom.dicom import DEFAULT_LIMITS, HowToLoad, load_contents, scan
from napari_dicom.dicom.objects import LoadedDrawing, Stroke
from objects import item, write_object
from phantom import make_affine

INSTANCES = [phantom.uid("study", "series", "instance", index) for index in range(4)]


def images_of(*instances):
    return [item(ReferencedSOPInstanceUID=uid) for uid in instances]


def graphic(kind, points, units="PIXEL"):
    data = [float(number) for number in np.ravel(points)]
    return item(
        GraphicAnnotationUnits=units,
        GraphicDimensions=2,
        NumberOfGraphicPoints=len(data) // 2,
        GraphicData=data,
        GraphicType=kind,
    )


def text(words, anchor=None, box=None):
    values = {"AnchorPoint": anchor, "AnchorPointAnnotationUnits": "PIXEL"} if anchor else {}
    if box:
        values |= {"BoundingBoxTopLeftHandCorner": box, "BoundingBoxAnnotationUnits": "PIXEL"}
    return item(UnformattedTextValue=words, **values)


def annotation(*graphics, texts=(), on=()):
    values = {"GraphicObjectSequence": list(graphics)} if graphics else {}
    if texts:
        values["TextObjectSequence"] = list(texts)
    if on:
        values["ReferencedImageSequence"] = images_of(*on)
    return item(GraphicLayer="NOTES", **values)


def window(center, width, on=(), **more):
    values = {"WindowCenter": str(center), "WindowWidth": str(width)} if width else {}
    if on:
        values["ReferencedImageSequence"] = images_of(*on)
    return item(**values, **more)


def write_state(folder, *annotations, on=INSTANCES, **values):
    series = item(
        SeriesInstanceUID=phantom.uid("study", "series"), ReferencedImageSequence=images_of(*on)
    )
    content = {"ReferencedSeriesSequence": [series], "ContentLabel": "LUNG", **values}
    if annotations:
        content["GraphicAnnotationSequence"] = list(annotations)
    sop_class = uids.GrayscaleSoftcopyPresentationStateStorage
    return write_object(folder / "pr.dcm", sop_class, content, modality="PR", number=5)


@pytest.fixture
def images(tmp_path):
    phantom.write_series(tmp_path / "ct", slope=1, intercept=-1024)
    return tmp_path


def opened(folder, **limits):
    return load_contents(scan(folder), HowToLoad(limits=replace(DEFAULT_LIMITS, **limits)))


def drawing(folder):
    (one,) = [one for one in opened(folder).loaded if isinstance(one, LoadedDrawing)]
    return one


def told(folder):
    ((_, entries),) = drawing(folder).remarks
    (entry,) = entries["presentation"]
    return entry


def test_a_graphic_lies_on_each_image_it_names(images):
    write_state(images, annotation(graphic("POINT", [3.5, 1.5]), on=INSTANCES[1:3]))

    found = [mark.index for mark in drawing(images).placed]

    np.testing.assert_allclose(found, [[[1, 1, 3]], [[2, 1, 3]]], atol=1e-6)


def test_a_graphic_that_names_no_image_lies_on_all_of_them(images):
    write_state(images, annotation(graphic("POINT", [3.5, 1.5])))

    assert [mark.index[0, 0] for mark in drawing(images).placed] == pytest.approx([0, 1, 2, 3])


@pytest.mark.parametrize("where", [{"anchor": [3.5, 1.5]}, {"box": [3.5, 1.5]}])
def test_a_text_stands_at_its_anchor_or_at_the_corner_of_its_box(images, where):
    write_state(images, annotation(texts=[text("see here", **where)], on=INSTANCES[:1]))

    (mark,) = drawing(images).placed

    np.testing.assert_allclose(mark.index, [[0, 1, 3]], atol=1e-6)
    assert mark.mark.facts == {"label": "NOTES", "geometric_type": "TEXT", "text": "see here"}
    assert told(images)["texts"] == ["see here"]


def area(left, top, right, bottom):
    return {
        "DisplayedAreaSelectionSequence": [
            item(
                DisplayedAreaTopLeftHandCorner=[left, top],
                DisplayedAreaBottomRightHandCorner=[right, bottom],
            )
        ]
    }


def test_units_of_the_displayed_area_are_parts_of_it(images):
    half = graphic("POINT", [0.5, 0.5], "DISPLAY")
    write_state(images, annotation(half, on=INSTANCES[:1]), **area(1, 1, 5, 6))

    (mark,) = drawing(images).placed

    np.testing.assert_allclose(mark.index, [[0, 2.5, 2]], atol=1e-6)  # the middle of 6 x 5 pixels


@pytest.mark.parametrize(
    ("drawn", "values"),
    [
        (graphic("POINT", [0.5, 0.5], "DISPLAY"), {}),
        (graphic("POINT", [0.5, 0.5], "DISPLAY"), area(1, 1, 5, 6) | {"ImageRotation": 90}),
        (graphic("POINT", [1, 1], "MATRIX"), {}),
        (graphic("SPIRAL", [1, 1]), {}),
        (graphic("CIRCLE", [1, 1]), {}),
    ],
    ids=["no area", "turned", "matrix", "unknown type", "too few points"],
)
def test_what_cannot_be_drawn_is_counted_in_a_warning(images, drawn, values):
    write_state(images, annotation(graphic("POINT", [1, 1]), drawn, on=INSTANCES[:1]), **values)

    one = drawing(images)

    note = one.content.notes[-1]
    assert (len(one.placed), note.code, note.details) == (1, "graphics-not-drawn", {"graphics": 1})


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({}, ["presentation-cut-off"]),
        ({"ImageComments": ""}, ["presentation-cut-off"]),
        ({"PresentationLUTShape": "IDENTITY"}, []),
        ({"SmallestImagePixelValue": 0}, []),
    ],
    ids=["nothing", "group 0020", "a lookup table", "group 0028"],
)
def test_a_state_that_says_nothing_of_looks_is_told_of_as_cut_off(images, values, codes):
    path = write_state(images, **values)
    dataset = pydicom.dcmread(path)
    del dataset.ContentLabel
    dataset.save_as(path)

    assert [note.code for note in drawing(images).content.notes] == codes


def test_windows_are_told_to_the_images_they_are_for(images):
    windows = [window(-600, 1500, on=INSTANCES[:1]), window(40, 80, on=[phantom.uid("gone")])]
    write_state(images, SoftcopyVOILUTSequence=windows)

    entry = told(images)

    assert entry["label"] == "LUNG"
    assert entry["windows"] == [
        {"center": -600.0, "width": 1500.0, "explanation": "", "function": "LINEAR"}
    ]


def test_a_lookup_table_is_offered_as_a_curve(images):
    data = (600 * np.arange(100)).astype("<u2").tobytes()
    table = item(LUTDescriptor=[100, 100, 16], LUTExplanation="t")
    table.add_new("LUTData", "OW", data)
    write_state(images, SoftcopyVOILUTSequence=[window(0, 0, VOILUTSequence=[table])])

    (found,) = told(images)["windows"]

    assert (found["center"], found["width"], found["function"]) == (149.5, 99, "TABLE")
    np.testing.assert_allclose(found["curve"], 600 * np.arange(100) / 65535, atol=1e-5)


def test_windows_in_other_values_are_turned_into_those_of_the_layer(images):
    write_state(
        images,
        SoftcopyVOILUTSequence=[window(2000, 400)],
        RescaleSlope="2",
        RescaleIntercept="0",
    )

    (found,) = told(images)["windows"]

    low, high = (2000 - 200) / 2 - 1024, (2000 + 199) / 2 - 1024
    assert (found["center"], found["width"]) == ((low + high) / 2, high - low)
    assert found["function"] == "LINEAR_EXACT"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"ImageRotation": 90, "ImageHorizontalFlip": "N"}, "turned by 90°"),
        ({"ImageRotation": 0, "ImageHorizontalFlip": "Y"}, "flipped"),
        ({"ShutterShape": "CIRCULAR"}, "partly covered by a shutter"),
        ({"PresentationLUTShape": "INVERSE"}, "black and white exchanged"),
        ({"PresentationLUTSequence": [item()]}, "a presentation lookup table"),
    ],
)
def test_rotation_flip_and_shutter_are_told_and_not_applied(images, values, words):
    write_state(images, annotation(graphic("POINT", [3.5, 1.5]), on=INSTANCES[:1]), **values)

    one = drawing(images)

    assert [note.code for note in one.content.notes] == ["presentation-not-applied"]
    assert words in one.content.notes[0].message
    np.testing.assert_allclose(one.placed[0].index, [[0, 1, 3]], atol=1e-6)


def test_what_is_not_asked_for_is_told_as_none(images):
    write_state(images, PresentationLUTShape="IDENTITY")

    entry = told(images)

    assert (entry["rotation_degrees"], entry["flip"], entry["shutter"]) == (0, "none", "none")
    assert drawing(images).content.notes == ()


def test_images_without_a_place_are_drawn_on_in_their_pixels(tmp_path):
    flat = dict.fromkeys(["ImagePositionPatient", "ImageOrientationPatient", "SliceThickness"])
    phantom.write_series(tmp_path / "cr", phantom.ramp(1), modality="CR", header=flat)
    write_state(tmp_path, annotation(graphic("POINT", [3.5, 1.5])), on=INSTANCES[:1])

    np.testing.assert_allclose(drawing(tmp_path).placed[0].index, [[1, 3]])


def test_a_state_none_of_whose_images_is_here_is_named(tmp_path):
    write_state(tmp_path, annotation(graphic("POINT", [3.5, 1.5])))

    (failed,) = opened(tmp_path).failed

    assert "none of the images of the presentation state is here" in failed.reason


@pytest.mark.parametrize(("limit", "refused"), [(12, True), (13, False)])
def test_as_many_points_as_the_limit_on_all_images_are_refused(images, limit, refused):
    write_state(images, annotation(graphic("POLYLINE", [1, 1, 2, 2, 3, 3])))

    assert bool(opened(images, contour_points=limit).failed) is refused


def test_graphics_on_images_of_two_volumes_lie_on_both_each_on_its_own(images):
    phantom.write_series(images / "mr", affine=make_affine("coronal"), series="mr", modality="MR")
    other = phantom.uid("study", "mr", "instance", 0)
    on = [*INSTANCES[:2], other]
    write_state(images, annotation(graphic("POINT", [3.5, 1.5]), on=on), on=on)

    one = drawing(images)

    (more,) = one.others
    assert [len(part.placed) for part in (one, more)] == [2, 1]
    assert [part.volume.header.text("Modality") for part in (one, more)] == ["CT", "MR"]
    assert "graphics-not-drawn" not in [note.code for note in one.content.notes]
    assert len(one.remarks) == 2


def compound(kind, points, number=0, **values):
    data = [float(one) for one in np.ravel(points)]
    values |= {"CompoundGraphicInstanceID": number} if number else {}
    return item(CompoundGraphicType=kind, CompoundGraphicUnits="PIXEL", GraphicData=data, **values)


def with_compound(folder, *compounds, graphics=()):
    given = annotation(*graphics, on=INSTANCES[:1])
    given.CompoundGraphicSequence = list(compounds)
    write_state(folder, given)
    return drawing(folder)


def test_a_compound_graphic_is_drawn_by_the_simple_ones_that_stand_for_it(images):
    line = graphic("POLYLINE", [1, 1, 4, 4])
    line.CompoundGraphicInstanceID = 7

    one = with_compound(images, compound("RULER", [1, 1, 4, 4], 7), graphics=[line])

    (placed,) = one.placed
    assert (placed.mark.facts["geometric_type"], placed.mark.facts["part_of"]) == (
        "POLYLINE",
        "RULER",
    )
    assert one.content.notes == ()


@pytest.mark.parametrize(
    ("kind", "given", "expected", "stroke"),
    [
        ("ARROW", [1, 1, 4, 3], [[1, 1], [4, 3]], Stroke.OPEN),
        ("RECTANGLE", [1, 1, 4, 3], [[1, 1], [4, 1], [4, 3], [1, 3], [1, 1]], Stroke.OPEN),
        ("ELLIPSE", [1, 1, 5, 3], [[1, 1], [5, 1], [5, 3], [1, 3]], Stroke.ELLIPSE),
        ("CROSSHAIR", [2, 3], [[2, 3]], Stroke.POINTS),
    ],
)
def test_a_compound_graphic_alone_is_drawn_through_its_points(
    images, kind, given, expected, stroke
):
    one = with_compound(images, compound(kind, given))

    (placed,) = one.placed
    found = placed.index[:, :0:-1] + 0.5
    order = np.lexsort(found.T)
    np.testing.assert_allclose(found[order], sorted(expected, key=lambda p: (p[1], p[0])))
    assert placed.mark.stroke is stroke


def test_a_compound_graphic_is_turned_counterclockwise_about_its_rotation_point(images):
    given = compound("RECTANGLE", [2, 2, 4, 3], RotationAngle=90.0, RotationPoint=[2.0, 2.0])

    (placed,) = with_compound(images, given).placed

    corners = placed.index[:4, :0:-1] + 0.5
    np.testing.assert_allclose(corners, [[2, 2], [2, 0], [3, 0], [3, 2]], atol=1e-6)


def test_a_compound_graphic_of_an_unknown_type_is_counted(images):
    given = graphic("POINT", [1, 1])

    one = with_compound(images, compound("SPIRAL", [1, 1, 4, 3]), graphics=[given])

    assert [note.details for note in one.content.notes] == [{"graphics": 1}]


@pytest.mark.parametrize(
    ("photometric", "shape", "is_told"),
    [
        pytest.param("MONOCHROME2", "INVERSE", True, id="exchanged"),
        pytest.param("MONOCHROME2", "IDENTITY", False, id="as it is"),
        pytest.param("MONOCHROME1", "INVERSE", False, id="bright as it is"),
        pytest.param("MONOCHROME1", "IDENTITY", True, id="dark though the image is bright"),
        pytest.param("MONOCHROME1", None, False, id="nothing asked"),
    ],
)
def test_that_black_and_white_are_exchanged_is_told_of_what_is_shown(
    tmp_path, photometric, shape, is_told
):
    phantom.write_series(tmp_path / "ct", header={"PhotometricInterpretation": photometric})
    write_state(tmp_path, **({"PresentationLUTShape": shape} if shape else {}))

    notes = drawing(tmp_path).content.notes

    assert [note.code for note in notes] == (["presentation-not-applied"] if is_told else [])


@pytest.mark.parametrize(
    ("windows", "sentence"),
    [
        pytest.param([window(40, 400)], None, id="as it should be"),
        pytest.param(
            [window(40, "0.5"), window(40, 400)],
            "1 window of it left out: a width is 1 or more",
            id="too narrow",
        ),
        pytest.param([window(40, 1)], None, id="as narrow as may be"),
        pytest.param(
            [window(40, -1, VOILUTFunction="SIGMOID")],
            "1 window of it left out: a width is above 0",
            id="no width",
        ),
        pytest.param(
            [window(40, 400, VOILUTFunction="CURVED")],
            "its VOILUTFunction is CURVED: LINEAR is taken",
            id="unknown function",
        ),
        pytest.param(
            [window(0, 0, VOILUTSequence=[item(LUTExplanation="nothing")])],
            "a lookup table of it cannot be read: left out",
            id="damaged table",
        ),
    ],
)
def test_windows_that_are_left_out_or_taken_for_others_are_told(images, windows, sentence):
    write_state(images, SoftcopyVOILUTSequence=windows)

    notes = drawing(images).content.notes

    assert [note.message for note in notes] == ([sentence] if sentence else [])


def test_a_modality_table_of_a_state_is_told(images):
    write_state(images, ModalityLUTSequence=[item()], SoftcopyVOILUTSequence=[window(40, 400)])

    (note,) = drawing(images).content.notes

    assert note.message.startswith("it has a modality table of its own")


def test_a_graphic_on_a_file_of_many_frames_lies_on_all_of_them(tmp_path):
    phantom.write_enhanced(tmp_path / "mf.dcm")
    whole = phantom.uid("study", "enhanced", "instance", 0)
    write_state(tmp_path, annotation(graphic("POINT", [3.5, 1.5])), on=[whole])

    found = [mark.index[0, 0] for mark in drawing(tmp_path).placed]

    assert found == pytest.approx([0, 1, 2, 3])
