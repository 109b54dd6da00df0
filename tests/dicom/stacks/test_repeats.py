"""More images at a position than at others: copies, and images too many."""

from dataclasses import replace

import numpy as np
import pytest

import phantom
from napari_dicom import scan
from napari_dicom.dicom.stacks.stack import stack_frames
from planes import frames_on, with_coordinates

AFFINE = phantom.make_affine()


def written(folder, *, edit=None, **others):
    phantom.write_series(folder / "a", phantom.ramp(5), series="s", **others)
    phantom.write_series(
        folder / "b", phantom.ramp(5)[2:3], series="s", study="study", edit=edit, **others
    )


def send_again(number=3, z=105.0, **attributes):
    def edit(dataset, _):
        dataset.SOPInstanceUID = phantom.uid("sent again")
        dataset.InstanceNumber = number
        dataset.ImagePositionPatient = [*dataset.ImagePositionPatient[:2], z]
        for keyword, value in attributes.items():
            setattr(dataset, keyword, value)

    return edit


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(send_again(), id="with its number"),
        pytest.param(send_again(number=77), id="with a new number"),
        pytest.param(send_again(ContentTime="235959"), id="with a new time of content"),
    ],
)
def test_an_image_sent_again_under_a_new_uid_stays_beside_its_series_and_is_told(tmp_path, edit):
    written(tmp_path, edit=edit)

    whole, copy = scan(tmp_path).volumes

    assert (whole.slices, whole.axes, [note.code for note in whole.notes]) == (5, (), [])
    assert copy.slices == 1
    (note,) = [note for note in copy.notes if note.code == "copies"]
    assert "IM0000" in note.message


def test_an_image_with_other_pixels_at_a_place_that_is_taken_is_no_copy_and_a_warning(tmp_path):
    phantom.write_series(tmp_path / "a", phantom.ramp(5), series="s")
    phantom.write_series(tmp_path / "b", phantom.ramp(5)[4:], series="s", edit=send_again())

    whole, other = scan(tmp_path).volumes

    assert (whole.slices, other.slices) == (5, 1)
    for volume in (whole, other):
        assert "further-images" in {note.code for note in volume.notes}


def test_of_too_many_images_those_stay_whose_labels_are_the_usual_ones():
    usual = [
        with_coordinates(one, EchoTime=echo)
        for echo in (5.0, 10.0)
        for one in frames_on(AFFINE, 5, prefix=f"e{echo}-")
    ]
    extra = with_coordinates(frames_on(AFFINE, 1, prefix="x")[0], EchoTime=99.0)
    extra = replace(extra, coordinates={**extra.coordinates, "InstanceNumber": 0.0})

    whole, alone = sorted(stack_frames([extra, *usual]), key=lambda stack: -len(stack.frames))

    assert [axis.coordinates for axis in whole.axes] == [(5.0, 10.0)]
    assert [one.instance.path.name for one in alone.frames] == ["x0001"]


@pytest.mark.parametrize("down", [False, True], ids=["numbers go up", "numbers go down"])
@pytest.mark.parametrize("wrong", range(1, 6))
@pytest.mark.parametrize("by", [-1, 1, 2])
def test_of_two_images_of_a_place_that_stays_whose_number_goes_with_its_neighbours(down, wrong, by):
    frames = [
        with_coordinates(frame, InstanceNumber=9 - number if down else number)
        for number, frame in enumerate(frames_on(AFFINE, 8), 1)
    ]
    taken = min(wrong + by, 7)
    frames[wrong] = replace(frames[wrong], position=frames[taken].position)

    stack, *others = stack_frames(frames)

    assert [frame for frame in stack.frames if frame] == [
        frame for frame in frames if frame is not frames[wrong]
    ]
    assert [one.frames for one in others] == [(frames[wrong],)]


def test_black_slices_of_several_steps_are_no_copies_of_each_other(tmp_path):
    for step in range(3):
        phantom.write_series(
            tmp_path / str(step),
            np.zeros((5, 6, 5), "int16"),
            series="s",
            edit=lambda dataset, index, step=step: (
                setattr(dataset, "InstanceNumber", step * 5 + index + 1),
                setattr(dataset, "SOPInstanceUID", phantom.uid("step", step, index)),
            ),
        )

    (volume,) = scan(tmp_path).volumes

    assert volume.shape[:2] == (3, 5)
