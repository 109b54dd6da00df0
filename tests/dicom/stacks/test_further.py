"""Images that lie where others do and are no copies: the note says what a reader needs to tell."""

from dataclasses import replace

import pytest

import phantom
from napari_dicom.api import read_volumes
from napari_dicom.dicom import Severity
from napari_dicom.dicom.stacks.further import further_images
from napari_dicom.dicom.stacks.stack import stack_frames
from planes import frames_on, with_coordinates

AXIAL = phantom.make_affine("axial")
OTHERS = frames_on(AXIAL, 10)


def extra(count=2, **coordinates):
    """Return images where the fourth and the fifth of `OTHERS` lie, numbered from 11."""
    made = frames_on(AXIAL, [3, 4][:count], prefix="X")
    return [
        with_coordinates(one, InstanceNumber=11.0 + index, **coordinates)
        for index, one in enumerate(made)
    ]


def with_times(frames, *times, keyword="AcquisitionTime"):
    return [with_coordinates(one, **{keyword: t}) for one, t in zip(frames, times, strict=True)]


def test_the_note_says_how_many_which_numbers_and_that_nothing_sets_them_off():
    assert further_images(extra(), OTHERS).message == (
        "2 images lie where others of the series lie, no copies of them, shown apart: nothing "
        "known sets them off; numbered 11 to 12 (X0001, X0002)"
    )


def test_one_image_is_told_of_as_one():
    assert further_images(extra(1), OTHERS).message == (
        "1 image lies where others of the series lie, no copies of them, shown apart: nothing "
        "known sets it off; numbered 11 (X0001)"
    )


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "it differs in EchoTime;"), (2, "they differ in EchoTime;")],
)
def test_an_element_that_is_another_in_all_of_them_is_named(count, words):
    others = [with_coordinates(one, EchoTime=5.0, FlipAngle=9.0) for one in OTHERS]

    note = further_images(extra(count, EchoTime=9.0, FlipAngle=9.0), others)

    assert words in note.message
    assert note.details["differences"] == ["EchoTime"]


@pytest.mark.parametrize(
    ("times", "words"),
    [
        pytest.param((19.9, 23.0), "; made 9.9 s after the last of the others", id="after"),
        pytest.param((20.4, 23.0), "; made 10 s after the last of the others", id="long after"),
        pytest.param((-9.0, -2.5), "; made 3.5 s before the first of the others", id="before"),
        pytest.param((4.5, 23.0), "numbered 11 to 12 (", id="among them"),
    ],
)
@pytest.mark.parametrize("keyword", ["AcquisitionTime", "ContentTime"])
def test_it_says_how_long_before_or_after_all_others_they_were_made(times, words, keyword):
    others = with_times(OTHERS, *(float(second) for second in range(1, 11)), keyword=keyword)

    message = further_images(with_times(extra(), *times, keyword=keyword), others).message

    assert words in message
    assert ("made" in words) == ("made" in message)


def test_images_without_numbers_are_given_none():
    unnumbered = [replace(one, coordinates={}) for one in extra()]

    assert "numbered" not in further_images(unnumbered, OTHERS).message


def test_the_volume_they_lie_in_and_their_own_say_it_alike():
    found = stack_frames([*OTHERS, *extra()])

    notes = [note for stack in found for note in stack.notes]
    assert [len(stack.frames) for stack in found] == [10, 2]
    assert [note.severity for note in notes] == [Severity.WARNING] * 2
    assert notes[0] == notes[1]


@pytest.mark.parametrize("first", ["thin", "thick"])
@pytest.mark.parametrize("numbered", ["on", "alike"])
@pytest.mark.parametrize(
    ("thin", "thick"),
    [
        ({"SliceThickness": "1"}, {"SliceThickness": "5"}),
        ({"AcquisitionNumber": 1}, {"AcquisitionNumber": 2}),
    ],
    ids=["thickness", "acquisition"],
)
def test_further_images_that_a_header_sets_off_are_a_volume_of_their_own(
    tmp_path, first, numbered, thin, thick
):
    kinds = {"thin": (1.0, 21, thin), "thick": (5.0, 5, thick)}
    number = 0
    for name in sorted(kinds, reverse=first == "thin"):
        distance, count, header = kinds[name]
        start = number if numbered == "on" else 0
        phantom.write_series(
            tmp_path,
            phantom.ramp(count),
            affine=phantom.make_affine(spacing=(distance, 0.7, 0.8)),
            header=header,
            name=f"{name}{{:02}}.dcm".format,
            edit=_numbered(name, start),
        )
        number += count

    volumes = read_volumes(tmp_path)

    names = [sorted(i.path.name[:4] for i in one.volume.instances) for one in volumes]
    assert sorted(map(set, names), key=str) == [{"thic"}, {"thin"}]
    assert not [n for one in volumes for n in one.notes if n.code == "further-images"]


def _numbered(name, start):
    def edit(dataset, index):
        dataset.SOPInstanceUID = phantom.uid(name, index)
        dataset.InstanceNumber = start + index + 1

    return edit
